// sink-losing-messages: Kafka sinks that do not take messages.
//
// Reads   internal_gather of inputs.kafka_consumer as telegraf's inputs.internal writes it.
// Finds   a sink whose count of errors has grown by more than `warning` over the window. A message that it cannot parse,
//         that is too large, or whose schema it cannot get is an error, is left out and does not come again; so is a
//         Kafka that does not answer. A pod that had no sample before the window began with none; counts that fall
//         belong to a telegraf that began anew.
// When    at each tick. The sample before the first of the window is looked for up to `lookback` further back.
import "date"
import "lib/limits"
import "lib/number"
import "lib/read"
import "lib/report"
import "lib/short"
import "lib/text"

option task = {name: "sink-losing-messages", every: 5m, offset: 1m}

option params = {
    alert: "sink-losing-messages",
    bucket: "telegraf",
    application: "telegraf",
    only: "",
    target: "multiapp_",
    window: 10m,
    lookback: 10m,
    limits: [{cluster: "*", application: "*", warning: 0.0}],
}

limitsOf = limits(of: params.limits)
since = date.sub(from: now(), d: params.window)

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: date.sub(from: since, d: params.lookback),
    measurement: "internal_gather",
    fields: ["errors"],
    tags: ["cluster", "host", "input", "alias"],
)
    |> filter(fn: (r) => r.input == "kafka_consumer")
    |> sort(columns: ["_time"])
    |> reduce(
        identity: {last: 0.0, grown: 0.0, inside: false},
        fn: (r, accumulator) => {
            errors = number(v: r.errors)
            more = if errors < accumulator.last then errors else errors - accumulator.last

            return {
                last: errors,
                grown: accumulator.grown + (if r._time >= since then more else 0.0),
                inside: accumulator.inside or r._time >= since,
            }
        },
    )
    |> filter(fn: (r) => r.inside)
    |> map(
        fn: (r) => {
            of = limitsOf(cluster: text(v: r.cluster), application: text(v: r.application))

            return {
                cluster: r.cluster,
                application: r.application,
                subject: text(v: r.alias) + " of " + text(v: r.host),
                level: if r.grown > of.warning then 2 else 0,
                value: r.grown,
                limit: of.warning,
                text: "${short(v: r.grown)} errors in ${string(v: params.window)} (above ${short(
                        v: of.warning,
                    )})",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
