// kafka-under-replicated: brokers that hold partitions with too few copies.
//
// Reads   prometheus_kafka, the JMX exporter of each broker.
// Finds   a broker that leads more than `warning` partitions with a copy behind, or more than `critical` partitions with
//         fewer copies than writers ask for, in every sample over the window.
// When    at each tick. Samples have to go over the whole window, but for `slack` at its ends.
import "date"
import "lib/limits"
import "lib/over"
import "lib/read"
import "lib/report"
import "lib/short"
import "lib/text"

option task = {name: "kafka-under-replicated", every: 5m, offset: 1m}

option params = {
    alert: "kafka-under-replicated",
    bucket: "sasquatch",
    application: "sasquatch",
    only: "",
    target: "multiapp_",
    window: 10m,
    slack: 3m,
    limits: [{cluster: "*", application: "*", warning: 0.0, critical: 0.0}],
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
            "kafka_server_replicamanager_underreplicatedpartitions",
            "kafka_server_replicamanager_underminisrpartitioncount",
        ],
        tags: ["cluster", "pod_name", "url"],
    )
        // The address of a pod changes when it starts anew; its name does not.
        |> map(
            fn: (r) =>
                ({r with broker:
                        if text(v: r.pod_name) != "" then text(v: r.pod_name) else text(v: r.url),
                }),
        )
        |> group(columns: ["cluster", "application", "broker"])

// The worse of the two rows of a broker counts.
found = (tables=<-, level, limitOf, what) =>
    tables
        |> over(since: since, slack: params.slack)
        |> map(
            fn: (r) => {
                limit =
                    limitOf(
                        of:
                            limitsOf(
                                cluster: text(v: r.cluster),
                                application: text(v: r.application),
                            ),
                    )

                return {
                    cluster: r.cluster,
                    application: r.application,
                    subject: r.broker,
                    level: if r.whole and r.least > limit then level else 0,
                    value: r.latest,
                    limit: limit,
                    text: "${short(v: r.latest)} partitions ${what} for more than ${string(
                            v: params.window,
                        )} (above ${short(v: limit)})",
                }
            },
        )

union(
    tables: [
        samples
            |> map(
                fn: (r) =>
                    ({r with value:
                            float(v: r.kafka_server_replicamanager_underreplicatedpartitions),
                    }),
            )
            |> found(level: 2, limitOf: (of) => of.warning, what: "with a copy behind"),
        samples
            |> map(
                fn: (r) =>
                    ({r with value:
                            float(v: r.kafka_server_replicamanager_underminisrpartitioncount),
                    }),
            )
            |> found(
                level: 3,
                limitOf: (of) => of.critical,
                what: "with fewer copies than writers need",
            ),
    ],
)
    |> report(alert: params.alert, source: params.bucket, target: params.target)
