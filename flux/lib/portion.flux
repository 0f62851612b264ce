// portion: how much counters of an exporter have grown together, and the part of that which is bad.
//
// Takes   rows of many counters: columns _time, value (a float) and bad (whether that counter counts what is bad);
//         `columns`, which tell apart what is counted, and the exporters that count it; `since`, from when on growth
//         counts. Read from some samples earlier, so that there is one to compare the first with.
// Gives   one row for each: these columns, total and bad. Counters are added up sample by sample before they are compared:
//         one that appears with its first event, as labels make them, counts from 0. A sum that falls began anew, and is no
//         growth.
import "array"

portion = (tables=<-, columns, since) =>
    tables
        |> group(columns: array.concat(arr: columns, v: ["_time"]))
        |> reduce(
            identity: {total: 0.0, bad: 0.0},
            fn: (r, accumulator) =>
                ({
                    total: accumulator.total + r.value,
                    bad: accumulator.bad + (if r.bad then r.value else 0.0),
                }),
        )
        |> group(columns: columns)
        |> sort(columns: ["_time"])
        |> difference(columns: ["total", "bad"], nonNegative: true, keepFirst: true)
        |> map(fn: (r) => ({r with counts: exists r.total and exists r.bad and r._time >= since}))
        |> reduce(
            identity: {total: 0.0, bad: 0.0},
            fn: (r, accumulator) =>
                ({
                    total: accumulator.total + (if r.counts then r.total else 0.0),
                    bad: accumulator.bad + (if r.counts then r.bad else 0.0),
                }),
        )
