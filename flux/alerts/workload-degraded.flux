// workload-degraded: deployments, stateful sets and daemon sets that lack replicas.
//
// Reads   kubernetes_deployment, kubernetes_statefulset and kubernetes_daemonset as telegraf's inputs.kube_inventory writes
//         them.
// Finds   a workload of which more replicas than `warning` are missing in every sample over the window.
// When    at each tick, over the window before it. There has to be a sample of up to `slack` before the window: what is new
//         has not lasted as long; and one within `slack` of the tick: what is gone is over.
import "date"
import "lib/limits"
import "lib/over"
import "lib/read"
import "lib/report"
import "lib/short"
import "lib/text"

option task = {name: "workload-degraded/example", every: 5m, offset: 1m}

option params = {
    alert: "workload-degraded",
    bucket: "example",
    application: "example",
    only: "",
    target: "multiapp_",
    window: 15m,
    slack: 3m,
    limits: [{cluster: "*", application: "*", warning: 0.0}],
}

limitsOf = limits(of: params.limits)
since = date.sub(from: now(), d: params.window)

deployments =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: date.sub(from: since, d: params.slack),
        measurement: "kubernetes_deployment",
        fields: ["replicas_available", "replicas_unavailable"],
        tags: ["cluster", "namespace", "deployment_name"],
    )
        |> filter(fn: (r) => exists r.replicas_unavailable)
        |> map(
            fn: (r) => {
                available = if exists r.replicas_available then r.replicas_available else 0

                return {
                    _time: r._time,
                    cluster: text(v: r.cluster),
                    application: text(v: r.application),
                    name: text(v: r.namespace) + "/deployment/" + text(v: r.deployment_name),
                    value: float(v: r.replicas_unavailable),
                    of: 0.0,
                    note: "of ${string(
                            v: available + r.replicas_unavailable,
                        )} replicas not available",
                }
            },
        )
statefulSets =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: date.sub(from: since, d: params.slack),
        measurement: "kubernetes_statefulset",
        fields: ["replicas_ready", "spec_replicas"],
        tags: ["cluster", "namespace", "statefulset_name"],
    )
        |> filter(fn: (r) => exists r.replicas_ready and exists r.spec_replicas)
        |> map(
            fn: (r) =>
                ({
                    _time: r._time,
                    cluster: text(v: r.cluster),
                    application: text(v: r.application),
                    name: text(v: r.namespace) + "/statefulset/" + text(v: r.statefulset_name),
                    value: float(v: r.spec_replicas - r.replicas_ready),
                    of: 0.0,
                    note: "of ${string(v: r.spec_replicas)} replicas not ready",
                }),
        )
daemonSets =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: date.sub(from: since, d: params.slack),
        measurement: "kubernetes_daemonset",
        fields: ["desired_number_scheduled", "number_unavailable"],
        tags: ["cluster", "namespace", "daemonset_name"],
    )
        |> filter(fn: (r) => exists r.number_unavailable)
        |> map(
            fn: (r) => {
                desired =
                    if exists r.desired_number_scheduled then r.desired_number_scheduled else 0

                return {
                    _time: r._time,
                    cluster: text(v: r.cluster),
                    application: text(v: r.application),
                    name: text(v: r.namespace) + "/daemonset/" + text(v: r.daemonset_name),
                    value: float(v: r.number_unavailable),
                    of: 0.0,
                    note: "of ${string(v: desired)} replicas not available",
                }
            },
        )

union(tables: [deployments, statefulSets, daemonSets])
    |> group(columns: ["cluster", "application", "name"])
    |> over(since: since, slack: params.slack, before: true)
    |> map(
        fn: (r) => {
            of = limitsOf(cluster: r.cluster, application: r.application)

            return {
                cluster: r.cluster,
                application: r.application,
                subject: r.name,
                level: if r.whole and r.least > of.warning then 2 else 0,
                value: r.latest,
                limit: of.warning,
                text: "${short(v: r.latest)} ${r.note} (more than ${short(
                        v: of.warning,
                    )} missing for ${string(v: params.window)})",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
