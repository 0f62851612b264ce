// telegraf-losing-data: agents whose points do not reach InfluxDB.
//
// Reads   internal_write as telegraf's inputs.internal writes it, for each output.
// Finds   an output whose counts of dropped points, rejected points and failed writes have together grown by more than
//         `losses` over the window, or whose buffer was fuller than `buffer` percent in every sample over it. Counts that
//         fall belong to an agent that began anew, and are no losses.
// When    at each tick. The sample before the first of the window is looked for up to `lookback` further back. For the
//         buffer, samples have to go over the whole window, but for `slack` at its ends.
import "date"
import "lib/limits"
import "lib/number"
import "lib/over"
import "lib/percent"
import "lib/read"
import "lib/report"
import "lib/short"
import "lib/text"

option task = {name: "telegraf-losing-data", every: 5m, offset: 1m}

option params = {
    alert: "telegraf-losing-data",
    bucket: "telegraf",
    application: "telegraf",
    only: "",
    target: "multiapp_",
    window: 10m,
    lookback: 10m,
    slack: 3m,
    limits: [{cluster: "*", application: "*", losses: 0.0, buffer: 80.0}],
}

limitsOf = limits(of: params.limits)
since = date.sub(from: now(), d: params.window)
subjectOf = (r) => {
    output =
        if text(v: r.alias) == "" then
            text(v: r.output)
        else
            text(v: r.output) + "/" + text(v: r.alias)

    return if text(v: r.host) == "" then output else output + " of " + text(v: r.host)
}
samples =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: date.sub(from: since, d: params.lookback),
        measurement: "internal_write",
        fields: [
            "metrics_dropped",
            "metrics_rejected",
            "write_errors",
            "buffer_size",
            "buffer_limit",
        ],
        tags: [
            "cluster",
            "host",
            "output",
            "alias",
            "_id",
        ],
    )

losses =
    samples
        |> map(
            fn: (r) =>
                ({r with dropped: number(v: r.metrics_dropped),
                    rejected: number(v: r.metrics_rejected),
                    failed: number(v: r.write_errors),
                }),
        )
        |> sort(columns: ["_time"])
        |> difference(
            columns: ["dropped", "rejected", "failed"],
            nonNegative: true,
            keepFirst: true,
        )
        |> filter(fn: (r) => r._time >= since)
        |> reduce(
            identity: {dropped: 0.0, rejected: 0.0, failed: 0.0},
            fn: (r, accumulator) =>
                ({
                    dropped: accumulator.dropped + number(v: r.dropped),
                    rejected: accumulator.rejected + number(v: r.rejected),
                    failed: accumulator.failed + number(v: r.failed),
                }),
        )
        |> map(
            fn: (r) => {
                of = limitsOf(cluster: text(v: r.cluster), application: text(v: r.application))
                lost = r.dropped + r.rejected + r.failed

                return {
                    cluster: r.cluster,
                    application: r.application,
                    subject: subjectOf(r: r),
                    level: if lost > of.losses then 2 else 0,
                    value: lost,
                    limit: of.losses,
                    text: "${short(v: r.dropped)} points dropped, ${short(
                            v: r.rejected,
                        )} rejected, ${short(v: r.failed)} writes failed in ${string(
                            v: params.window,
                        )} (above ${short(v: of.losses)} together)",
                }
            },
        )
buffers =
    samples
        |> filter(fn: (r) => r._time >= since and number(v: r.buffer_limit) > 0.0)
        |> map(
            fn: (r) =>
                ({r with value: 100.0 * number(v: r.buffer_size) / number(v: r.buffer_limit)}),
        )
        |> over(since: since, slack: params.slack)
        |> map(
            fn: (r) => {
                of = limitsOf(cluster: text(v: r.cluster), application: text(v: r.application))

                return {
                    cluster: r.cluster,
                    application: r.application,
                    subject: subjectOf(r: r),
                    level: if r.whole and r.least > of.buffer then 2 else 0,
                    value: r.latest,
                    limit: of.buffer,
                    text: "buffer ${percent(v: r.latest)} full, for more than ${string(
                            v: params.window,
                        )} (above ${percent(v: of.buffer)})",
                }
            },
        )

union(tables: [losses, buffers])
    |> report(alert: params.alert, source: params.bucket, target: params.target)
