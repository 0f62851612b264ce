// rate-limited: users whose requests Gafaelfawr refuses, because they make too many.
//
// Reads   rate_limit as Gafaelfawr publishes it: an event for each refused request.
// Finds   a user with more than `warning` refused requests over the window, to all services together.
// When    At each tick, over the window before it. Events up to `lookback` further back tell only that there is such a user,
//         who is fine now.
import "date"
import "lib/limits"
import "lib/number"
import "lib/read"
import "lib/report"
import "lib/tally"
import "lib/text"

option task = {name: "rate-limited", every: 5m, offset: 1m}

option params = {
    alert: "rate-limited",
    bucket: "gafaelfawr",
    application: "gafaelfawr",
    only: "",
    target: "multiapp_",
    window: 15m,
    lookback: 1h,
    limits: [{cluster: "*", application: "*", warning: 50.0}],
}

limitsOf = limits(of: params.limits)
since = date.sub(from: now(), d: params.window)

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: date.sub(from: since, d: params.lookback),
    measurement: "lsst.square.metrics.events.gafaelfawr.rate_limit",
    fields: ["id", "quota"],
    tags: ["cluster", "username", "service"],
)
    |> map(
        fn: (r) => {
            service = if exists r.service then r.service else "unknown service"
            quota = number(v: r.quota)

            return {
                _time: r._time,
                cluster: text(v: r.cluster),
                application: text(v: r.application),
                username: text(v: r.username),
                failed: true,
                note:
                    if quota > 0.0 then
                        "${service} (quota ${string(v: int(v: quota))})"
                    else
                        service,
            }
        },
    )
    |> group(columns: ["cluster", "application", "username"])
    |> tally(since: since)
    |> map(
        fn: (r) => {
            of = limitsOf(cluster: r.cluster, application: r.application)

            return {
                cluster: r.cluster,
                application: r.application,
                subject: r.username,
                level: if r.failed > of.warning then 1 else 0,
                value: r.failed,
                limit: of.warning,
                text: "${string(v: int(v: r.failed))} requests refused in ${string(
                        v: params.window,
                    )} (above ${string(v: int(v: of.warning))}): ${r.notes}",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
