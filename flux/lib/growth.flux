// growth: how much counters have grown.
//
// Takes   rows grouped by counter, with its count in column value (a float); `since`, from when on growth counts. Read
//         from some samples earlier, so that there is one to compare the first with.
// Gives   one row for each counter: its group, and value, the growth; 0.0 for a counter that is new. A count that falls
//         began anew, and is no growth.
growth = (tables=<-, since) =>
    tables
        |> filter(fn: (r) => exists r.value)
        |> sort(columns: ["_time"])
        |> difference(columns: ["value"], nonNegative: true, keepFirst: true)
        |> map(
            fn: (r) =>
                ({r with value: if exists r.value and r._time >= since then r.value else 0.0}),
        )
        |> sum(column: "value")
