// influx-write-errors: points that InfluxDB does not write.
//
// Reads   prometheus_influxdb2, which influxd says of itself.
// Finds   an influxd whose count of points with errors, of points dropped or of writes that took too long has grown by more
//         than `critical` over the window. A count that falls belongs to a server that began anew, and is no growth.
// When    at each tick, over the window before it. The sample before the first of the window is looked for up to
//         `lookback` further back.
import "date"
import "lib/growth"
import "lib/limits"
import "lib/number"
import "lib/read"
import "lib/report"
import "lib/short"
import "lib/text"

option task = {name: "influx-write-errors", every: 5m, offset: 1m}

option params = {
    alert: "influx-write-errors",
    bucket: "monitoring",
    application: "monitoring",
    only: "",
    target: "multiapp_",
    window: 10m,
    lookback: 10m,
    limits: [{cluster: "*", application: "*", critical: 0.0}],
}

limitsOf = limits(of: params.limits)
since = date.sub(from: now(), d: params.window)

samples =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: date.sub(from: since, d: params.lookback),
        measurement: "prometheus_influxdb2",
        fields: [
            "storage_writer_err_points_sum",
            "storage_writer_dropped_points_sum",
            "storage_writer_timeouts",
        ],
        tags: ["cluster", "url", "path"],
    )

counted = (tables=<-, subject, what) =>
    tables
        |> growth(since: since)
        |> map(
            fn: (r) => {
                of = limitsOf(cluster: text(v: r.cluster), application: text(v: r.application))

                return {
                    cluster: r.cluster,
                    application: r.application,
                    subject: subject,
                    level: if r.value > of.critical then 3 else 0,
                    value: r.value,
                    limit: of.critical,
                    text: "${short(v: r.value)} ${what} in ${string(
                            v: params.window,
                        )} (above ${short(v: of.critical)})",
                }
            },
        )

union(
    tables: [
        samples
            |> filter(fn: (r) => exists r.storage_writer_err_points_sum)
            |> map(fn: (r) => ({r with value: number(v: r.storage_writer_err_points_sum)}))
            |> counted(subject: "errors", what: "points with errors"),
        samples
            |> filter(fn: (r) => exists r.storage_writer_dropped_points_sum)
            |> map(fn: (r) => ({r with value: number(v: r.storage_writer_dropped_points_sum)}))
            |> counted(subject: "dropped", what: "points dropped"),
        samples
            |> filter(fn: (r) => exists r.storage_writer_timeouts)
            |> map(fn: (r) => ({r with value: number(v: r.storage_writer_timeouts)}))
            |> counted(subject: "timeouts", what: "writes that took too long"),
    ],
)
    |> report(alert: params.alert, source: params.bucket, target: params.target)
