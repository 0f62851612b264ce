// oom-killed: containers that were killed for want of memory.
//
// Reads   prometheus_ksm and prometheus_cadvisor as telegraf's inputs.prometheus writes what kube-state-metrics and the
//         kubelets say, with metric_version 2. Either will do.
// Finds   a container whose last end was an OOM kill (reason OOMKilled) within the window; and one of which cadvisor has
//         counted more OOM kills over the window, as when a process other than its first was killed. The reason stays for
//         ever, so its time decides. A count begins anew with each instance of a container (tag id).
// When    at each tick, over the window before it. The count before the first of the window is looked for up to `lookback`
//         further back.
import "date"
import "lib/growth"
import "lib/number"
import "lib/read"
import "lib/report"
import "lib/size"
import "lib/text"
import "regexp"

option task = {name: "oom-killed", every: 5m, offset: 1m}

option params = {
    alert: "oom-killed",
    bucket: "kubernetes",
    application: "kubernetes",
    only: "",
    target: "multiapp_",
    window: 10m,
    lookback: 10m,
}

since = date.sub(from: now(), d: params.window)
before = date.sub(from: since, d: params.lookback)
lab = /^nublado-/

said =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: before,
        measurement: "prometheus_ksm",
        fields: [
            "kube_pod_container_status_last_terminated_reason",
            "kube_pod_container_status_last_terminated_timestamp",
            "kube_pod_container_resource_limits",
        ],
        tags: [
            "cluster",
            "namespace",
            "pod",
            "container",
            "reason",
            "resource",
        ],
    )
        |> group(columns: ["cluster", "namespace", "pod", "container"])
        |> sort(columns: ["_time"])
        |> reduce(
            identity: {reason: "", ended: 0.0, limit: 0.0},
            fn: (r, accumulator) =>
                ({
                    reason:
                        if number(v: r.kube_pod_container_status_last_terminated_reason) > 0.0 then
                            text(v: r.reason)
                        else
                            accumulator.reason,
                    ended:
                        if exists r.kube_pod_container_status_last_terminated_timestamp then
                            r.kube_pod_container_status_last_terminated_timestamp
                        else
                            accumulator.ended,
                    limit:
                        if text(v: r.resource) == "memory" then
                            number(v: r.kube_pod_container_resource_limits)
                        else
                            accumulator.limit,
                }),
        )
        |> map(
            fn: (r) => {
                // In seconds.
                ended = time(v: int(v: r.ended) * 1000000000)

                return {
                    cluster: text(v: r.cluster),
                    namespace: text(v: r.namespace),
                    container: text(v: r.pod) + "/" + text(v: r.container),
                    kills: if r.reason == "OOMKilled" and ended >= since then 1.0 else 0.0,
                    limit: r.limit,
                }
            },
        )
counted =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: before,
        measurement: "prometheus_cadvisor",
        fields: ["container_oom_events_total"],
        tags: [
            "cluster",
            "namespace",
            "pod",
            "container",
            "id",
        ],
    )
        // Sums of pods and of the node have no container.
        |> filter(fn: (r) => text(v: r.container) != "")
        |> map(fn: (r) => ({r with value: number(v: r.container_oom_events_total)}))
        |> growth(since: since)
        |> map(
            fn: (r) =>
                ({
                    cluster: text(v: r.cluster),
                    namespace: text(v: r.namespace),
                    container: text(v: r.pod) + "/" + text(v: r.container),
                    kills: r.value,
                    limit: 0.0,
                }),
        )

union(tables: [said, counted])
    |> group(columns: ["cluster", "namespace", "container"])
    |> reduce(
        identity: {kills: 0.0, limit: 0.0},
        fn: (r, accumulator) =>
            ({
                kills: if r.kills > accumulator.kills then r.kills else accumulator.kills,
                limit: if r.limit > accumulator.limit then r.limit else accumulator.limit,
            }),
    )
    |> map(
        fn: (r) => {
            limit =
                if r.limit > 0.0 then
                    "its limit is " + size(v: r.limit)
                else
                    "it has no limit that is known"

            // Labs of users are told apart by their namespaces.
            user = regexp.replaceAllString(r: lab, v: r.namespace, t: "")
            whose = if user != r.namespace then "; lab of user " + user else ""

            return {
                cluster: r.cluster,
                application: if user != r.namespace then "nublado" else r.namespace,
                subject: r.namespace + "/" + r.container,
                level: if r.kills > 0.0 then 2 else 0,
                value: r.kills,
                limit: r.limit,
                text: "killed for want of memory within ${string(
                        v: params.window,
                    )}; ${limit}${whose}",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
