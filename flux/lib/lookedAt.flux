// lookedAt: when each alert was last looked at.
//
// Type    (bucket: string, reach: duration) => [string:int]
// Reads   bucket `bucket`: measurement checked, as report writes it, of the time `reach` before the tick.
// Gives   nanoseconds since 1970 by "s/<alert>/<source>" (the task ran) and by "c/<alert>/<cluster>" (it saw something of
//         the cluster).
import "array"
import "date"
import "dict"
import "lib/text"
import "strings"

lookedAt = (bucket, reach) => {
    pairs =
        union(
            tables: [
                array.from(rows: [{pair: "\n0"}]),
                from(bucket: bucket)
                    |> range(start: date.sub(from: now(), d: reach))
                    |> filter(fn: (r) => r._measurement == "checked")
                    |> last()
                    |> group()
                    |> map(
                        fn: (r) =>
                            ({
                                pair:
                                    (if exists r.cluster then
                                        "c/" + r.alert + "/" + r.cluster
                                    else
                                        "s/" + r.alert + "/" + text(v: r.source)) + "\n" + string(
                                            v: int(v: r._time),
                                        ),
                            }),
                    ),
            ],
        )
            |> sort(columns: ["pair"])
            |> findColumn(fn: (key) => true, column: "pair")

    return
        dict.fromList(
            pairs:
                pairs
                    |> array.map(
                        fn: (x) =>
                            ({
                                key: strings.split(v: x, t: "\n")[0],
                                value: int(v: strings.split(v: x, t: "\n")[1]),
                            }),
                    ),
        )
}
