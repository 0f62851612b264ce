// cpu-near-limit: containers that use nearly all the CPU they may.
//
// Reads   kubernetes_pod_container as telegraf's inputs.kubernetes (use) and inputs.kube_inventory (limit) write it.
// Finds   a container whose mean use over the window is above `warning` percent of its limit. The two plugins sample at
//         different instants, so the mean is compared with the newest limit. A use of 0 is a container without
//         statistics, and is left out; so is a container without a limit.
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

option task = {name: "cpu-near-limit/example", every: 5m, offset: 1m}

option params = {
    alert: "cpu-near-limit",
    bucket: "example",
    application: "example",
    only: "",
    target: "multiapp_",
    window: 15m,
    slack: 3m,
    limits: [{cluster: "*", application: "*", warning: 90.0}],
}

limitsOf = limits(of: params.limits)
since = date.sub(from: now(), d: params.window)

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: date.sub(from: since, d: params.slack),
    measurement: "kubernetes_pod_container",
    fields: ["cpu_usage_nanocores", "resource_limits_millicpu_units"],
    tags: ["cluster", "namespace", "pod_name", "container_name"],
)
    // In cores. No row has a column `none`: it is null.
    |> map(
        fn: (r) =>
            ({r with value:
                    if number(v: r.cpu_usage_nanocores) > 0.0 then
                        number(v: r.cpu_usage_nanocores) / 1000000000.0
                    else
                        r.none,
                of: number(v: r.resource_limits_millicpu_units) / 1000.0,
            }),
    )
    |> over(since: since, slack: params.slack, before: true)
    |> filter(fn: (r) => r.of > 0.0)
    |> map(
        fn: (r) => {
            of = limitsOf(cluster: text(v: r.cluster), application: text(v: r.application))
            share = 100.0 * r.mean / r.of

            return {
                cluster: r.cluster,
                application: r.application,
                subject:
                    text(v: r.namespace) + "/" + text(v: r.pod_name) + "/" + text(
                            v: r.container_name,
                        ),
                level: if r.whole and share > of.warning then 2 else 0,
                value: share,
                limit: of.warning,
                text: "CPU at ${short(v: share)}% of its limit of ${short(
                        v: r.of,
                    )} cores on average over ${string(v: params.window)} (above ${short(
                        v: of.warning,
                    )}%)",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
