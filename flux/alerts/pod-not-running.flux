// pod-state: picks the containers of one application that do not run as they should.
//
// Reads   bucket `params.bucket`, measurement kubernetes_pod_container as telegraf's inputs.kube_inventory writes it:
//         fields state_code, state_reason, phase_reason;
//         tags cluster, namespace, pod_name, container_name, node_name, phase, state.
// Writes  bucket `params.target`, measurement pod_state: a point for each such sample, at the time of that sample.
//         Tags    cluster, application, namespace, pod, container.
//         Fields  value (float) the state code: 0 running, 1 terminated, 2 waiting, 3 unknown,
//                 reason (string) that of the pod's phase (Evicted …), else that of the container's state
//                 (CrashLoopBackOff, OOMKilled …), else empty; phase, state, node (string).
// When    at each tick, over the samples of `params.window` (schedule + tolerated lateness) before it. Windows overlap;
//         a sample seen twice writes the same point twice.
//
// Picked are the states other than running, and every container of a pod in phase Failed; an evicted pod has no
// container states left, and comes as unknown. Left out are the completed containers of pods that succeeded: finished
// Jobs. A container that is being created is picked too: whether it takes too long is for the alert to say, which sees
// how long the points go on.
option task = {name: "pod-state/example", every: 2m30s, offset: 1m}

option params = {bucket: "example", application: "example", target: "multiapp_", window: 3m30s}

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
    |> range(start: -params.window)
    |> filter(fn: (r) => r._measurement == "kubernetes_pod_container")
    |> filter(
        fn: (r) =>
            r._field == "state_code" or r._field == "state_reason" or r._field == "phase_reason",
    )
    |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")
    |> filter(fn: (r) => exists r.state_code)
    |> map(
        fn: (r) =>
            ({
                _time: r._time,
                _measurement: "pod_state",
                cluster: text(v: r.cluster),
                application: params.application,
                namespace: text(v: r.namespace),
                pod: text(v: r.pod_name),
                container: text(v: r.container_name),
                value: float(v: r.state_code),
                reason: text(v: if exists r.phase_reason then r.phase_reason else r.state_reason),
                phase: text(v: r.phase),
                state: text(v: r.state),
                node: text(v: r.node_name),
            }),
    )
    |> filter(fn: (r) => r.value > 0.0 or r.phase == "Failed")
    |> filter(fn: (r) => r.phase != "Succeeded" or r.reason != "Completed")
    |> group(columns: tags)
    |> to(
        bucket: params.target,
        tagColumns: tags,
        fieldFn: (r) =>
            ({
                value: r.value,
                reason: r.reason,
                phase: r.phase,
                state: r.state,
                node: r.node,
            }),
    )
