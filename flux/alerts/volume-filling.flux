// volume-filling: volumes of pods that fill.
//
// Reads   kubernetes_pod_volume as telegraf's inputs.kubernetes writes it.
// Finds   a volume larger than `capacity` that is filled above `warning` or `critical` percent in every sample over the
//         window. Smaller ones are mostly secrets and tokens. It is named as its pod names it, not by its claim.
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

option task = {name: "volume-filling/example", every: 5m, offset: 1m}

option params = {
    alert: "volume-filling",
    bucket: "example",
    application: "example",
    only: "",
    target: "multiapp_",
    window: 15m,
    slack: 3m,
    limits: [
        {
            cluster: "*",
            application: "*",
            warning: 85.0,
            critical: 95.0,
            capacity: 1073741824.0,
        },
    ],
}

limitsOf = limits(of: params.limits)
since = date.sub(from: now(), d: params.window)

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: date.sub(from: since, d: params.slack),
    measurement: "kubernetes_pod_volume",
    fields: ["used_bytes", "capacity_bytes"],
    tags: ["cluster", "namespace", "pod_name", "volume_name"],
)
    |> filter(fn: (r) => exists r.used_bytes and number(v: r.capacity_bytes) > 0.0)
    |> map(
        fn: (r) =>
            ({r with value: 100.0 * float(v: r.used_bytes) / float(v: r.capacity_bytes),
                of: float(v: r.capacity_bytes),
            }),
    )
    |> over(since: since, slack: params.slack, before: true)
    |> map(
        fn: (r) => {
            of = limitsOf(cluster: text(v: r.cluster), application: text(v: r.application))
            level =
                if r.whole and r.of > of.capacity then
                    level(value: r.least, warning: of.warning, critical: of.critical)
                else
                    0
            limit = if level == 3 then of.critical else of.warning

            return {
                cluster: r.cluster,
                application: r.application,
                subject:
                    text(v: r.namespace) + "/" + text(v: r.pod_name) + "/" + text(v: r.volume_name),
                level: level,
                value: r.latest,
                limit: limit,
                text: "volume filled to ${short(v: r.latest)}% of ${size(v: r.of)} (above ${short(
                        v: limit,
                    )}% for ${string(v: params.window)})",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
