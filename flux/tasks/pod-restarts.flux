// pod-restarts: picks the restarts of the containers of one application.
//
// Reads   bucket `params.bucket`, measurement kubernetes_pod_container as telegraf's inputs.kube_inventory writes it:
//         fields restarts_total, state_reason; tags cluster, namespace, pod_name, container_name, node_name.
// Writes  bucket `params.target`, measurement pod_restarts: a point for each sample in which the count of a container
//         has grown, at the time of that sample.
//         Tags    cluster, application, namespace, pod, container.
//         Fields  value (float) restarts since the sample before, total (int) the count itself,
//                 reason (string) why the container waits or ended, empty when it runs again, node (string).
// When    at each tick, over the samples of `params.window` (schedule + tolerated lateness) before it. Windows overlap;
//         a sample seen twice writes the same point twice. The sample before the first of a window is looked for up to
//         `params.lookback` further back; a container without one is new, and its count so far is no restart.
//
// A count that falls belongs to a pod that was made anew under its name, and is no restart.
import "date"

option task = {name: "pod-restarts/example", every: 2m30s, offset: 1m}

option params = {
    bucket: "example",
    application: "example",
    target: "multiapp_",
    window: 3m30s,
    lookback: 15m,
}

since = date.sub(from: now(), d: params.window)

// A tag or field that a sample lacks is empty; the server stores no empty tag.
text = (v) => if exists v then v else ""
tags = [
    "cluster",
    "application",
    "namespace",
    "pod",
    "container",
]

from(bucket: params.bucket)
    |> range(start: date.sub(from: since, d: params.lookback))
    |> filter(fn: (r) => r._measurement == "kubernetes_pod_container")
    |> filter(fn: (r) => r._field == "restarts_total" or r._field == "state_reason")
    |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")
    |> map(
        fn: (r) =>
            ({
                _time: r._time,
                _measurement: "pod_restarts",
                cluster: text(v: r.cluster),
                application: params.application,
                namespace: text(v: r.namespace),
                pod: text(v: r.pod_name),
                container: text(v: r.container_name),
                value: float(v: r.restarts_total),
                total: int(v: r.restarts_total),
                reason: text(v: r.state_reason),
                node: text(v: r.node_name),
            }),
    )
    // phase, state and readiness are tags and fork the series of a container: the difference is one of the container.
    |> group(columns: tags)
    |> sort(columns: ["_time", "value"])
    |> difference(columns: ["value"], nonNegative: true)
    |> filter(fn: (r) => r._time >= since and r.value > 0.0)
    |> to(
        bucket: params.target,
        tagColumns: tags,
        fieldFn: (r) => ({value: r.value, total: r.total, reason: r.reason, node: r.node}),
    )
