// rise: how much counters have grown, those that have just begun included.
//
// Takes   rows grouped by counter, with its count in column value (a float); `since`, from when on growth counts; `source`,
//         the columns of the group that tell from where it was scraped. Read from some samples earlier than `since`.
// Gives   one row for each counter, grouped by `source`: the columns of its group, and value, the growth. A count that
//         falls began anew, and is no growth. A counter that appears when others of its source were there before `since`
//         has grown from 0: exporters name a code or a status when it happens first. Where all are new it is not known what
//         they count, and that is no growth. See lib/growth for counters that are there from the start.
rise = (tables=<-, since, source) => {
    begin = int(v: since)

    return
        tables
            |> filter(fn: (r) => exists r.value)
            |> sort(columns: ["_time"])
            |> reduce(
                identity: {began: 0, from: 0.0, count: 0.0, value: 0.0},
                fn: (r, accumulator) => {
                    first = accumulator.began == 0
                    counts = not first and int(v: r._time) >= begin and r.value > accumulator.count

                    return {
                        began: if first then int(v: r._time) else accumulator.began,
                        from: if first then r.value else accumulator.from,
                        count: r.value,
                        value:
                            if counts then
                                accumulator.value + r.value - accumulator.count
                            else
                                accumulator.value,
                    }
                },
            )
            |> map(fn: (r) => ({r with known: if r.began < begin then 1 else 0}))
            |> group(columns: source)
            |> sort(columns: ["began"])
            // How many of the source were there before it.
            |> cumulativeSum(columns: ["known"])
            |> map(
                fn: (r) =>
                    ({r with value:
                            if r.began >= begin and r.known > 0 then r.value + r.from else r.value,
                    }),
            )
            |> drop(columns: ["began", "from", "count", "known"])
}
