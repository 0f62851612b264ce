// pod-pending-long: pods that stay pending.
//
// Reads   kubernetes_pod_container as telegraf's inputs.kube_inventory writes it. That of a node does not see a pod which
//         no node has yet: the single telegraf's does.
// Finds   a pod in phase Pending in every sample over the window, on a node or not.
// When    at each tick, over the window before it. There has to be a sample of up to `slack` before the window: what is new
//         has not lasted as long; and one within `slack` of the tick: what is gone is over.
import "date"
import "lib/over"
import "lib/read"
import "lib/report"
import "lib/text"

option task = {name: "pod-pending-long/example", every: 5m, offset: 1m}

option params = {
    alert: "pod-pending-long",
    bucket: "example",
    application: "example",
    only: "",
    target: "multiapp_",
    window: 20m,
    slack: 3m,
}

since = date.sub(from: now(), d: params.window)

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: date.sub(from: since, d: params.slack),
    measurement: "kubernetes_pod_container",
    fields: ["state_code", "state_reason", "phase_reason"],
    // Each phase is a series of its own.
    tags:
        [
            "cluster",
            "namespace",
            "pod_name",
            "node_name",
            "phase",
        ],
)
    |> filter(fn: (r) => exists r.state_code)
    |> group(columns: ["cluster", "application", "namespace", "pod_name"])
    |> map(
        fn: (r) => {
            reason =
                if text(v: r.phase_reason) != "" then
                    text(v: r.phase_reason)
                else
                    text(v: r.state_reason)
            place = if text(v: r.node_name) != "" then "on node " + r.node_name else "on no node"

            return {r with value: if text(v: r.phase) == "Pending" then 1.0 else 0.0,
                note: if reason != "" then place + ": " + reason else place,
            }
        },
    )
    |> over(since: since, slack: params.slack, before: true)
    |> map(
        fn: (r) =>
            ({
                cluster: r.cluster,
                application: r.application,
                subject: text(v: r.namespace) + "/" + text(v: r.pod_name),
                level: if r.whole and r.least > 0.0 then 2 else 0,
                value: r.latest,
                limit: 0.0,
                text: "pending for more than ${string(v: params.window)}, ${r.note}",
            }),
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
