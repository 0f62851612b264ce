// login-failures: logins that fail.
//
// Reads   login_failure and login_success as Gafaelfawr publishes them.
// Finds   a cluster with more than `least` failures over the window, when they are more than `warning` percent of all
//         logins.
// When    At each tick, over the window before it. Events up to `lookback` further back tell only that there is a cluster,
//         which is fine when nobody logs in any more.
import "date"
import "lib/limits"
import "lib/read"
import "lib/report"
import "lib/short"
import "lib/tally"
import "lib/text"

option task = {name: "login-failures", every: 5m, offset: 1m}

option params = {
    alert: "login-failures",
    bucket: "gafaelfawr",
    application: "gafaelfawr",
    only: "",
    target: "multiapp_",
    window: 30m,
    lookback: 1h,
    limits: [{cluster: "*", application: "*", warning: 50.0, least: 10.0}],
}

limitsOf = limits(of: params.limits)
since = date.sub(from: now(), d: params.window)
start = date.sub(from: since, d: params.lookback)

failures =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: start,
        measurement: "lsst.square.metrics.events.gafaelfawr.login_failure",
        fields: ["id"],
        tags: ["cluster"],
    )
        |> map(
            fn: (r) =>
                ({
                    _time: r._time,
                    cluster: text(v: r.cluster),
                    application: text(v: r.application),
                    failed: true,
                }),
        )
successes =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: start,
        measurement: "lsst.square.metrics.events.gafaelfawr.login_success",
        fields: ["id"],
        tags: ["cluster", "username"],
    )
        |> map(
            fn: (r) =>
                ({
                    _time: r._time,
                    cluster: text(v: r.cluster),
                    application: text(v: r.application),
                    failed: false,
                }),
        )

union(tables: [failures, successes])
    |> map(fn: (r) => ({r with note: ""}))
    |> group(columns: ["cluster", "application"])
    |> tally(since: since)
    |> map(
        fn: (r) => {
            of = limitsOf(cluster: r.cluster, application: r.application)

            return {
                cluster: r.cluster,
                application: r.application,
                subject: "logins",
                level: if r.failed > of.least and r.share > of.warning then 2 else 0,
                value: r.failed,
                limit: of.least,
                text: "${string(v: int(v: r.failed))} of ${string(
                        v: int(v: r.total),
                    )} logins failed in ${string(v: params.window)}: ${short(
                        v: r.share,
                    )}% (above ${string(v: int(v: of.least))} and ${short(v: of.warning)}%)",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
