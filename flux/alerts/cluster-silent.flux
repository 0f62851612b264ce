// cluster-silent: clusters from which nothing comes any more, or nothing but what the nodes say of themselves.
//
// Reads   internal_agent as telegraf's inputs.internal writes it, from every agent.
// Finds   a cluster of which no agent has written anything for longer than `critical`, of those that have within `lookback`
//         before the window; and one whose telegraf has not, which alone has no host: agents of nodes come and go with
//         them, but sites, certificates, exporters and the inventory are seen by that one. Each of them is looked at,
//         silent or not, so the first point of one resolves it. One that is silent for longer than that was taken away,
//         and is looked at no more: nothing says that it is well.
// When    at each tick.
import "date"
import "lib/limits"
import "lib/read"
import "lib/report"
import "lib/span"
import "lib/text"

option task = {name: "cluster-silent", every: 5m, offset: 1m}

option params = {
    alert: "cluster-silent",
    bucket: "telegraf",
    application: "telegraf",
    only: "",
    target: "multiapp_",
    window: 11m,
    lookback: 26h,
    limits: [{cluster: "*", application: "*", critical: 600.0}],
}

limitsOf = limits(of: params.limits)

seen =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: date.sub(from: date.sub(from: now(), d: params.window), d: params.lookback),
        measurement: "internal_agent",
        fields: ["metrics_gathered"],
        tags: ["cluster", "host"],
    )
        |> filter(fn: (r) => text(v: r.cluster) != "")
        |> map(
            fn: (r) =>
                ({
                    cluster: r.cluster,
                    application: text(v: r.application),
                    host: text(v: r.host),
                    seen: int(v: r._time),
                }),
        )
agents =
    seen
        |> group(columns: ["cluster", "application"])
        |> map(fn: (r) => ({r with subject: r.cluster}))
telegraf =
    seen
        |> filter(fn: (r) => r.host == "")
        |> group(columns: ["cluster", "application"])
        |> map(fn: (r) => ({r with subject: r.cluster + " telegraf"}))

union(tables: [agents, telegraf])
    |> group(columns: ["cluster", "application", "subject"])
    |> max(column: "seen")
    |> map(
        fn: (r) => {
            of = limitsOf(cluster: r.cluster, application: r.application)
            silent = float(v: int(v: now()) - r.seen) / 1000000000.0

            return {
                cluster: r.cluster,
                application: r.application,
                subject: r.subject,
                level: if silent > of.critical then 3 else 0,
                value: silent,
                limit: of.critical,
                text: "no points for ${span(seconds: silent)} (limit ${span(
                        seconds: of.critical,
                    )}), the last at ${string(v: time(v: r.seen))}",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
