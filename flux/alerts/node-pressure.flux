// node-pressure: nodes that have little memory left, or more to do than they can.
//
// Reads   mem and system as telegraf's inputs.mem and inputs.system write them. Of memory it takes what is available: what
//         counts as used has changed between versions of telegraf.
// Finds   a node whose available memory is below `available` percent, or whose load (mean of 5 minutes) is above `load`
//         times its number of CPUs, in every sample over the window.
// When    at each tick, over the window before it. There has to be a sample of up to `slack` before the window: what is new
//         has not lasted as long; and one within `slack` of the tick: what is gone is over.
import "date"
import "lib/limits"
import "lib/number"
import "lib/over"
import "lib/read"
import "lib/report"
import "lib/short"
import "lib/text"

option task = {name: "node-pressure/example", every: 5m, offset: 1m}

option params = {
    alert: "node-pressure",
    bucket: "example",
    application: "example",
    only: "",
    target: "multiapp_",
    window: 15m,
    slack: 3m,
    limits: [{cluster: "*", application: "*", available: 5.0, load: 2.0}],
}

limitsOf = limits(of: params.limits)
since = date.sub(from: now(), d: params.window)

memory =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: date.sub(from: since, d: params.slack),
        measurement: "mem",
        fields: ["available_percent"],
        tags: ["cluster", "host"],
    )
        |> map(fn: (r) => ({r with value: r.available_percent}))
        |> over(since: since, slack: params.slack, before: true)
        |> map(
            fn: (r) => {
                of = limitsOf(cluster: text(v: r.cluster), application: text(v: r.application))

                return {
                    cluster: text(v: r.cluster),
                    application: text(v: r.application),
                    subject: text(v: r.host) + " memory",
                    level: if r.whole and r.most < of.available then 2 else 0,
                    value: r.latest,
                    limit: of.available,
                    text: "${short(v: r.latest)}% of memory available (below ${short(
                            v: of.available,
                        )}% for ${string(v: params.window)})",
                }
            },
        )
load =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: date.sub(from: since, d: params.slack),
        measurement: "system",
        fields: ["load5", "n_cpus"],
        tags: ["cluster", "host"],
    )
        |> map(fn: (r) => ({r with value: r.load5, of: number(v: r.n_cpus)}))
        |> over(since: since, slack: params.slack, before: true)
        |> filter(fn: (r) => r.of > 0.0)
        |> map(
            fn: (r) => {
                of = limitsOf(cluster: text(v: r.cluster), application: text(v: r.application))

                return {
                    cluster: text(v: r.cluster),
                    application: text(v: r.application),
                    subject: text(v: r.host) + " load",
                    level: if r.whole and r.least > of.load * r.of then 2 else 0,
                    value: r.latest,
                    limit: of.load * r.of,
                    text: "load of ${short(v: r.latest)} on ${short(v: r.of)} CPUs (above ${short(
                            v: of.load,
                        )} for each for ${string(v: params.window)})",
                }
            },
        )

union(tables: [memory, load])
    |> report(alert: params.alert, source: params.bucket, target: params.target)
