// kafka-topic-silent: topics into which nothing is written any more.
//
// Reads   prometheus_kafka_exporter.
// Finds   a topic of `topics` (names; `*` stands for any characters) none of whose partitions has had a new message for
//         longer than `warning`; with no `topics`, each topic that had one within `lookback` and the window: one that is
//         silent for longer is no longer expected to have any. Offsets that fall belong to a topic that was made anew.
// When    at each tick. A topic without a sample within `slack` of now is gone.
import "date"
import "lib/globs"
import "lib/limits"
import "lib/number"
import "lib/read"
import "lib/report"
import "lib/span"
import "lib/text"

option task = {name: "kafka-topic-silent", every: 5m, offset: 1m}

option params = {
    alert: "kafka-topic-silent",
    bucket: "sasquatch",
    application: "sasquatch",
    only: "",
    target: "multiapp_",
    topics: ["lsst.example"],
    window: 30m,
    lookback: 26h,
    slack: 3m,
    limits: [{cluster: "*", application: "*", warning: 1800.0}],
}

limitsOf = limits(of: params.limits)
now_ = int(v: now())
listed = length(arr: params.topics) > 0
names = globs(of: params.topics)
late = int(v: date.sub(from: now(), d: params.slack))

samples =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: date.sub(from: date.sub(from: now(), d: params.window), d: params.lookback),
        measurement: "prometheus_kafka_exporter",
        fields: ["kafka_topic_partition_current_offset"],
        tags: ["cluster", "topic", "partition"],
    )
        |> filter(fn: (r) => exists r.kafka_topic_partition_current_offset)
chosen = if listed then samples |> filter(fn: (r) => text(v: r.topic) =~ names) else samples

chosen
    |> map(fn: (r) => ({r with value: float(v: r.kafka_topic_partition_current_offset)}))
    |> sort(columns: ["_time"])
    |> difference(columns: ["value"], nonNegative: true, keepFirst: true)
    |> group(columns: ["cluster", "application", "topic"])
    |> reduce(
        identity: {first: now_, newest: 0, grew: 0},
        fn: (r, accumulator) => {
            at = int(v: r._time)
            grows = number(v: r.value) > 0.0

            return {
                first: if at < accumulator.first then at else accumulator.first,
                newest: if at > accumulator.newest then at else accumulator.newest,
                grew: if grows and at > accumulator.grew then at else accumulator.grew,
            }
        },
    )
    |> filter(fn: (r) => listed or r.grew > 0)
    |> map(
        fn: (r) => {
            of = limitsOf(cluster: text(v: r.cluster), application: text(v: r.application))

            // A topic that has not grown since the first sample is silent for at least that long.
            silent = float(v: now_ - (if r.grew > 0 then r.grew else r.first)) / 1000000000.0

            return {
                cluster: r.cluster,
                application: r.application,
                subject: text(v: r.topic),
                level: if r.newest >= late and silent > of.warning then 2 else 0,
                value: silent,
                limit: of.warning,
                text: "no message for ${span(seconds: silent)} (limit ${span(
                        seconds: of.warning,
                    )})",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
