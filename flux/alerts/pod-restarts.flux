// pod-restarts: containers that restart.
//
// Reads   kubernetes_pod_container as telegraf's inputs.kube_inventory writes it.
// Finds   a container whose count of restarts has grown by `warning` or `critical` over the window. A count that falls
//         belongs to a pod that was made anew under its name, and is no restart.
// When    at each tick, over the window before it. The sample before the first of the window is looked for up to
//         `lookback` further back; a container without one is new, and its count so far is no restart.
import "date"
import "lib/growth"
import "lib/limits"
import "lib/read"
import "lib/report"
import "lib/text"

option task = {name: "pod-restarts/example", every: 5m, offset: 1m}

option params = {
    alert: "pod-restarts",
    bucket: "example",
    application: "example",
    only: "",
    target: "multiapp_",
    window: 15m,
    lookback: 15m,
    limits: [{cluster: "*", application: "*", warning: 1.0, critical: 3.0}],
}

limitsOf = limits(of: params.limits)
since = date.sub(from: now(), d: params.window)

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: date.sub(from: since, d: params.lookback),
    measurement: "kubernetes_pod_container",
    fields: ["restarts_total"],
    tags: ["cluster", "namespace", "pod_name", "container_name"],
)
    |> filter(fn: (r) => exists r.restarts_total)
    |> map(fn: (r) => ({r with value: float(v: r.restarts_total)}))
    |> growth(since: since)
    |> map(
        fn: (r) => {
            of = limitsOf(cluster: text(v: r.cluster), application: text(v: r.application))
            level = if r.value >= of.critical then 3 else if r.value >= of.warning then 2 else 0

            return {
                cluster: r.cluster,
                application: r.application,
                subject:
                    text(v: r.namespace) + "/" + text(v: r.pod_name) + "/" + text(
                            v: r.container_name,
                        ),
                level: level,
                value: r.value,
                limit: if level == 3 then of.critical else of.warning,
                text: "restarted ${string(v: int(v: r.value))} times in ${string(
                        v: params.window,
                    )}",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
