// kafka-connector-failed: connectors of Kafka Connect that have failed, as a whole or in some of their tasks.
//
// Reads   prometheus_kafka, the JMX exporter of each worker.
// Finds   a connector of which a worker says in every sample over the window that its status is failed, or that more than
//         `warning` of its tasks have. Each status is a series of its own whose value is always 1: the newest counts.
// When    at each tick. Samples have to go over the whole window, but for `slack` at its ends.
import "date"
import "lib/limits"
import "lib/over"
import "lib/read"
import "lib/report"
import "lib/short"
import "lib/text"

option task = {name: "kafka-connector-failed", every: 5m, offset: 1m}

option params = {
    alert: "kafka-connector-failed",
    bucket: "sasquatch",
    application: "sasquatch",
    only: "",
    target: "multiapp_",
    window: 6m,
    slack: 3m,
    limits: [{cluster: "*", application: "*", warning: 0.0}],
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
            "kafka_connect_connector_status",
            "kafka_connect_worker_connector_failed_task_count",
        ],
        tags: [
            "cluster",
            "connector",
            "status",
            "pod_name",
            "url",
        ],
    )

// One series for each worker, whatever the status.
worker = [
    "cluster",
    "application",
    "connector",
    "pod_name",
    "url",
]

// The worst of the rows of a connector counts.
connectors =
    samples
        |> filter(fn: (r) => exists r.kafka_connect_connector_status)
        |> map(fn: (r) => ({r with value: if text(v: r.status) == "failed" then 1.0 else 0.0}))
        |> group(columns: worker)
        |> over(since: since, slack: params.slack)
        |> map(
            fn: (r) =>
                ({
                    cluster: r.cluster,
                    application: r.application,
                    subject: text(v: r.connector),
                    level: if r.whole and r.least > 0.0 then 2 else 0,
                    value: r.latest,
                    limit: 0.0,
                    text: "it has failed as a whole for more than ${string(v: params.window)}",
                }),
        )
tasks =
    samples
        |> filter(fn: (r) => exists r.kafka_connect_worker_connector_failed_task_count)
        |> map(
            fn: (r) =>
                ({r with value: float(v: r.kafka_connect_worker_connector_failed_task_count)}),
        )
        |> group(columns: worker)
        |> over(since: since, slack: params.slack)
        |> map(
            fn: (r) => {
                of = limitsOf(cluster: text(v: r.cluster), application: text(v: r.application))

                return {
                    cluster: r.cluster,
                    application: r.application,
                    subject: text(v: r.connector),
                    level: if r.whole and r.least > of.warning then 2 else 0,
                    value: r.latest,
                    limit: of.warning,
                    text: "${short(v: r.latest)} of its tasks have failed for more than ${string(
                            v: params.window,
                        )} (above ${short(v: of.warning)})",
                }
            },
        )

union(tables: [connectors, tasks])
    |> report(alert: params.alert, source: params.bucket, target: params.target)
