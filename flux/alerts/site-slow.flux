// site-slow: public sites that take long to answer.
//
// Reads   http_response as telegraf's inputs.http_response writes it.
// Finds   a site whose mean time to answer over the window is longer than `warning`. Polls without an answer have no time;
//         they are for site-unreachable.
// When    at each tick, over the window before it. There has to be a sample of up to `slack` before the window: what is new
//         has not lasted as long; and one within `slack` of the tick: what is gone is over.
import "date"
import "lib/limits"
import "lib/over"
import "lib/read"
import "lib/report"
import "lib/short"
import "lib/text"

option task = {name: "site-slow", every: 5m, offset: 1m}

option params = {
    alert: "site-slow",
    bucket: "telegraf",
    application: "telegraf",
    only: "",
    target: "multiapp_",
    window: 15m,
    slack: 3m,
    limits: [{cluster: "*", application: "*", warning: 5.0}],
}

limitsOf = limits(of: params.limits)
since = date.sub(from: now(), d: params.window)

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: date.sub(from: since, d: params.slack),
    measurement: "http_response",
    fields: ["response_time"],
    tags: ["cluster", "server"],
)
    |> map(fn: (r) => ({r with value: r.response_time}))
    |> over(since: since, slack: params.slack, before: true)
    |> map(
        fn: (r) => {
            of = limitsOf(cluster: text(v: r.cluster), application: text(v: r.application))

            return {
                cluster: r.cluster,
                application: r.application,
                subject: text(v: r.server),
                level: if r.whole and r.mean > of.warning then 2 else 0,
                value: r.mean,
                limit: of.warning,
                text: "answers in ${short(v: r.mean)} s on average over ${string(
                        v: params.window,
                    )} (above ${short(v: of.warning)} s)",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
