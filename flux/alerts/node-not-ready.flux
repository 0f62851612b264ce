// node-not-ready: nodes that Kubernetes does not count as ready.
//
// Reads   kubernetes_node as telegraf's inputs.kube_inventory writes it.
// Finds   a node whose condition Ready is false or unknown (status_condition is not 1) in every sample over the window. A
//         node that is down says nothing itself: this takes an agent that sees all nodes.
// When    at each tick, over the window before it. There has to be a sample of up to `slack` before the window: what is new
//         has not lasted as long; and one within `slack` of the tick: what is gone is over.
import "date"
import "lib/over"
import "lib/read"
import "lib/report"
import "lib/text"

option task = {name: "node-not-ready/example", every: 5m, offset: 1m}

option params = {
    alert: "node-not-ready",
    bucket: "example",
    application: "example",
    only: "",
    target: "multiapp_",
    window: 6m,
    slack: 3m,
}

since = date.sub(from: now(), d: params.window)

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: date.sub(from: since, d: params.slack),
    measurement: "kubernetes_node",
    fields: ["status_condition"],
    tags: ["cluster", "node_name", "condition"],
)
    |> filter(fn: (r) => text(v: r.condition) == "Ready" and exists r.status_condition)
    |> group(columns: ["cluster", "application", "node_name"])
    |> map(
        fn: (r) =>
            ({r with value: if int(v: r.status_condition) == 1 then 0.0 else 1.0,
                note:
                    if int(v: r.status_condition) == 2 then
                        "unknown: its kubelet does not answer"
                    else
                        "false",
            }),
    )
    |> over(since: since, slack: params.slack, before: true)
    |> map(
        fn: (r) =>
            ({
                cluster: r.cluster,
                application: r.application,
                subject: text(v: r.node_name),
                level: if r.whole and r.least > 0.0 then 3 else 0,
                value: r.latest,
                limit: 0.0,
                text: "condition Ready is ${r.note}, for ${string(v: params.window)}",
            }),
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
