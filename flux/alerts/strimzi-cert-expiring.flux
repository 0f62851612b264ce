// strimzi-cert-expiring: certificate authorities of Strimzi that expire soon.
//
// Reads   prometheus_strimzi, the metrics of Strimzi's cluster operator. Their label cluster, the Kafka, has to arrive as
//         tag kafka_cluster: as cluster it would hide that of the agent.
// Finds   an authority that expires within `warning`. A time of 0 is one that was not read yet.
// When    at each tick, the newest sample of the window. Times are in milliseconds.
import "date"
import "lib/limits"
import "lib/read"
import "lib/report"
import "lib/span"
import "lib/text"

option task = {name: "strimzi-cert-expiring", every: 5m, offset: 1m}

option params = {
    alert: "strimzi-cert-expiring",
    bucket: "strimzi",
    application: "strimzi",
    only: "",
    target: "multiapp_",
    window: 20m,
    limits: [{cluster: "*", application: "*", warning: 2592000.0}],
}

limitsOf = limits(of: params.limits)

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: date.sub(from: now(), d: params.window),
    measurement: "prometheus_strimzi",
    fields: ["strimzi_certificate_expiration_timestamp_ms"],
    tags: ["cluster", "kafka_cluster", "type", "resource_namespace"],
)
    |> filter(fn: (r) => exists r.strimzi_certificate_expiration_timestamp_ms)
    |> filter(fn: (r) => r.strimzi_certificate_expiration_timestamp_ms > 0.0)
    |> sort(columns: ["_time"])
    |> last(column: "strimzi_certificate_expiration_timestamp_ms")
    |> map(
        fn: (r) => {
            of = limitsOf(cluster: text(v: r.cluster), application: text(v: r.application))
            left =
                r.strimzi_certificate_expiration_timestamp_ms / 1000.0 - float(v: int(v: now()))
                    /
                    1000000000.0

            return {
                cluster: r.cluster,
                application: r.application,
                subject:
                    text(v: r.resource_namespace) + "/" + text(v: r.kafka_cluster) + "/" + text(
                            v: r.type,
                        ),
                level: if left < of.warning then 2 else 0,
                value: left,
                limit: of.warning,
                text:
                    if left < 0.0 then
                        "expired ${span(seconds: -left)} ago"
                    else
                        "expires in ${span(seconds: left)} (below ${span(seconds: of.warning)})",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
