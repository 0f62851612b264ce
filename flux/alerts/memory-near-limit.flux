// memory-near-limit: containers that use nearly all the memory they may.
//
// Reads   kubernetes_pod_container as telegraf's inputs.kubernetes (use) and inputs.kube_inventory (limit) write it. Use is
//         the working set, which the OOM killer compares with the limit; the usage holds the page cache as well.
// Finds   a container whose working set is above `warning` or `critical` percent of its limit in every sample over the
//         window. The two plugins sample at different instants, so it is compared with the newest limit. A working set of
//         0 is a container without statistics, and is left out; so is a container without a limit.
// When    at each tick, over the window before it. There has to be a sample of up to `slack` before the window: what is new
//         has not lasted as long; and one within `slack` of the tick: what is gone is over.
import "date"
import "lib/level"
import "lib/limits"
import "lib/number"
import "lib/over"
import "lib/read"
import "lib/report"
import "lib/short"
import "lib/size"
import "lib/text"

option task = {name: "memory-near-limit/example", every: 5m, offset: 1m}

option params = {
    alert: "memory-near-limit",
    bucket: "example",
    application: "example",
    only: "",
    target: "multiapp_",
    window: 10m,
    slack: 3m,
    limits: [{cluster: "*", application: "*", warning: 90.0, critical: 95.0}],
}

limitsOf = limits(of: params.limits)
since = date.sub(from: now(), d: params.window)

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: date.sub(from: since, d: params.slack),
    measurement: "kubernetes_pod_container",
    fields: ["memory_working_set_bytes", "resource_limits_memory_bytes"],
    tags: ["cluster", "namespace", "pod_name", "container_name"],
)
    // No row has a column `none`: it is null.
    |> map(
        fn: (r) =>
            ({r with value:
                    if number(v: r.memory_working_set_bytes) > 0.0 then
                        float(v: r.memory_working_set_bytes)
                    else
                        r.none,
                of: number(v: r.resource_limits_memory_bytes),
            }),
    )
    |> over(since: since, slack: params.slack, before: true)
    |> filter(fn: (r) => r.of > 0.0)
    |> map(
        fn: (r) => {
            of = limitsOf(cluster: text(v: r.cluster), application: text(v: r.application))
            share = 100.0 * r.least / r.of
            level =
                if r.whole then
                    level(value: share, warning: of.warning, critical: of.critical)
                else
                    0
            limit = if level == 3 then of.critical else of.warning

            return {
                cluster: r.cluster,
                application: r.application,
                subject:
                    text(v: r.namespace) + "/" + text(v: r.pod_name) + "/" + text(
                            v: r.container_name,
                        ),
                level: level,
                value: share,
                limit: limit,
                text: "memory at ${short(v: share)}% or more of its limit of ${size(
                        v: r.of,
                    )} for ${string(v: params.window)} (above ${short(v: limit)}%)",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
