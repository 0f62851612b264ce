// influx-storage: a volume of InfluxDB that fills, and buckets with too many series.
//
// Reads   prometheus_influxdb2, which influxd says of itself; and the names of the buckets that the task may read, because
//         the metrics carry ids.
// Finds   an influxd whose shards take more than `warning` percent of `volume`, and a bucket with more than `series`
//         series. Write-ahead logs and the files beside the shards are not counted.
// When    at each tick. Of the samples of the window those of the newest scrape count: one from before may name shards that
//         are gone.
import "array"
import "date"
import "dict"
import "lib/limits"
import "lib/number"
import "lib/percent"
import "lib/read"
import "lib/report"
import "lib/short"
import "lib/size"
import "lib/text"
import "strings"

option task = {name: "influx-storage", every: 15m, offset: 1m}

option params = {
    alert: "influx-storage",
    bucket: "monitoring",
    application: "monitoring",
    only: "",
    target: "multiapp_",
    window: 20m,
    limits: [
        {
            cluster: "*",
            application: "*",
            warning: 80.0,
            volume: 53687091200.0,
            series: 1000000.0,
        },
    ],
}

limitsOf = limits(of: params.limits)
known =
    union(
        tables: [
            array.from(rows: [{pair: "\n"}]),
            buckets() |> map(fn: (r) => ({pair: text(v: r.id) + "\n" + text(v: r.name)})),
        ],
    )
        |> group()
        |> findColumn(fn: (key) => true, column: "pair")
names =
    dict.fromList(
        pairs:
            known
                |> array.map(
                    fn: (x) =>
                        ({
                            key: strings.split(v: x, t: "\n")[0],
                            value: strings.split(v: x, t: "\n")[1],
                        }),
                ),
    )

// A bucket that is gone, or that the task may not read, has its id for a name.
nameOf = (id) => dict.get(dict: names, key: text(v: id), default: text(v: id))

samples =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: date.sub(from: now(), d: params.window),
        measurement: "prometheus_influxdb2",
        fields: ["storage_shard_disk_size", "storage_bucket_series_num"],
        tags: ["cluster", "url", "bucket", "id"],
    )

volumes =
    samples
        |> filter(fn: (r) => exists r.storage_shard_disk_size)
        |> map(fn: (r) => ({r with value: number(v: r.storage_shard_disk_size)}))
        // All points of a scrape have one time.
        |> group(
            columns: [
                "cluster",
                "application",
                "url",
                "bucket",
                "_time",
            ],
        )
        |> sum(column: "value")
        |> group(columns: ["cluster", "application", "url", "_time"])
        |> reduce(
            identity: {total: 0.0, largest: 0.0, id: ""},
            fn: (r, accumulator) => {
                larger = r.value > accumulator.largest

                return {
                    total: accumulator.total + r.value,
                    largest: if larger then r.value else accumulator.largest,
                    id: if larger then text(v: r.bucket) else accumulator.id,
                }
            },
        )
        |> group(columns: ["cluster", "application", "url"])
        |> sort(columns: ["_time"])
        |> last(column: "total")
        |> map(
            fn: (r) => {
                of = limitsOf(cluster: text(v: r.cluster), application: text(v: r.application))
                share = if of.volume > 0.0 then 100.0 * r.total / of.volume else 0.0

                return {
                    cluster: r.cluster,
                    application: r.application,
                    subject: "volume",
                    level: if share > of.warning then 2 else 0,
                    value: share,
                    limit: of.warning,
                    text: "shards take ${size(v: r.total)}, ${percent(v: share)} of ${size(
                            v: of.volume,
                        )} (above ${percent(v: of.warning)}), most of it ${size(
                            v: r.largest,
                        )} in bucket ${nameOf(id: r.id)}",
                }
            },
        )
series =
    samples
        |> filter(fn: (r) => exists r.storage_bucket_series_num)
        |> map(fn: (r) => ({r with value: number(v: r.storage_bucket_series_num)}))
        |> sort(columns: ["_time"])
        |> last(column: "value")
        |> map(
            fn: (r) => {
                of = limitsOf(cluster: text(v: r.cluster), application: text(v: r.application))

                return {
                    cluster: r.cluster,
                    application: r.application,
                    subject: "bucket " + nameOf(id: r.bucket),
                    level: if r.value > of.series then 2 else 0,
                    value: r.value,
                    limit: of.series,
                    text: "${string(v: int(v: r.value))} series (above ${string(
                            v: int(v: of.series),
                        )})",
                }
            },
        )

union(tables: [volumes, series])
    |> report(alert: params.alert, source: params.bucket, target: params.target)
