// kafka-lag: consumers that fall behind.
//
// Reads   prometheus_kafka_exporter.
// Finds   a consumer group whose lag on a topic is above `warning` messages in every sample over the window, and rises:
//         the newest is above the mean. A group that nobody uses any more is found too, as one whose consumers died is:
//         nothing tells them apart.
// When    at each tick. Samples have to go over the whole window, but for `slack` at its ends.
import "date"
import "lib/limits"
import "lib/over"
import "lib/read"
import "lib/report"
import "lib/short"
import "lib/text"

option task = {name: "kafka-lag", every: 5m, offset: 1m}

option params = {
    alert: "kafka-lag",
    bucket: "sasquatch",
    application: "sasquatch",
    only: "",
    target: "multiapp_",
    window: 15m,
    slack: 3m,
    limits: [{cluster: "*", application: "*", warning: 10000.0}],
}

limitsOf = limits(of: params.limits)
since = date.sub(from: now(), d: params.window)

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: since,
    measurement: "prometheus_kafka_exporter",
    fields: ["kafka_consumergroup_lag_sum"],
    tags: ["cluster", "consumergroup", "topic"],
)
    |> map(fn: (r) => ({r with value: float(v: r.kafka_consumergroup_lag_sum)}))
    |> over(since: since, slack: params.slack)
    |> map(
        fn: (r) => {
            of = limitsOf(cluster: text(v: r.cluster), application: text(v: r.application))

            return {
                cluster: r.cluster,
                application: r.application,
                subject: text(v: r.consumergroup) + "/" + text(v: r.topic),
                level: if r.whole and r.least > of.warning and r.latest > r.mean then 2 else 0,
                value: r.latest,
                limit: of.warning,
                text: "${string(v: int(v: r.latest))} messages behind and rising over ${string(
                        v: params.window,
                    )} (above ${string(v: int(v: of.warning))})",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
