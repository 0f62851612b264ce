// kafka-offline: partitions that nobody serves, and a Kafka without a controller or with several.
//
// Reads   prometheus_kafka, the JMX exporter of each node.
// Finds   more than `critical` partitions without a leader in every sample of some node over the window; and, where nodes
//         say whether they are the controller, none that was at any time in it, or more than `controllers` that were all
//         the time. So an election, in which the old one is not scraped at the same instant as the new one, is neither.
// When    at each tick. Samples have to go over the whole window, but for `slack` at its ends.
import "date"
import "lib/limits"
import "lib/over"
import "lib/read"
import "lib/report"
import "lib/short"
import "lib/text"

option task = {name: "kafka-offline", every: 5m, offset: 1m}

option params = {
    alert: "kafka-offline",
    bucket: "sasquatch",
    application: "sasquatch",
    only: "",
    target: "multiapp_",
    window: 6m,
    slack: 3m,
    limits: [{cluster: "*", application: "*", critical: 0.0, controllers: 1.0}],
}

limitsOf = limits(of: params.limits)
since = date.sub(from: now(), d: params.window)

samples =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: since,
        measurement: "prometheus_kafka",
        fields: [
            "kafka_controller_kafkacontroller_offlinepartitionscount",
            "kafka_controller_kafkacontroller_activecontrollercount",
        ],
        tags: ["cluster", "pod_name", "url"],
    )

partitions =
    samples
        |> map(
            fn: (r) =>
                ({r with value: float(v: r.kafka_controller_kafkacontroller_offlinepartitionscount),
                }),
        )
        |> over(since: since, slack: params.slack)
        |> map(fn: (r) => ({r with least: if r.whole then r.least else 0.0}))
        |> group(columns: ["cluster", "application"])
        |> max(column: "least")
        |> map(
            fn: (r) => {
                of = limitsOf(cluster: text(v: r.cluster), application: text(v: r.application))

                return {
                    cluster: r.cluster,
                    application: r.application,
                    subject: "partitions",
                    level: if r.least > of.critical then 3 else 0,
                    value: r.latest,
                    limit: of.critical,
                    text: "${short(v: r.latest)} partitions without a leader for more than ${string(
                            v: params.window,
                        )} (above ${short(v: of.critical)})",
                }
            },
        )
controllers =
    samples
        |> map(
            fn: (r) =>
                ({r with value: float(v: r.kafka_controller_kafkacontroller_activecontrollercount),
                }),
        )
        |> over(since: since, slack: params.slack)
        |> group(columns: ["cluster", "application"])
        |> reduce(
            identity: {always: 0.0, ever: 0.0, latest: 0.0, whole: false},
            fn: (r, accumulator) =>
                ({
                    always: accumulator.always + (if r.whole then r.least else 0.0),
                    ever: accumulator.ever + r.most,
                    latest: accumulator.latest + r.latest,
                    whole: accumulator.whole or r.whole,
                }),
        )
        |> map(
            fn: (r) => {
                of = limitsOf(cluster: text(v: r.cluster), application: text(v: r.application))

                return {
                    cluster: r.cluster,
                    application: r.application,
                    subject: "controller",
                    level:
                        if r.always > of.controllers or r.whole and r.ever < of.controllers then
                            3
                        else
                            0,
                    value: r.latest,
                    limit: of.controllers,
                    text: "${short(v: r.latest)} active controllers for more than ${string(
                            v: params.window,
                        )} (not ${short(v: of.controllers)})",
                }
            },
        )

union(tables: [partitions, controllers])
    |> report(alert: params.alert, source: params.bucket, target: params.target)
