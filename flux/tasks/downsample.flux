// downsample: a long history of few points.
//
// Reads   bucket `params.source`: the measurements `params.measurements`, all where the list is empty. Where this task has
//         filled the source (`params.downsampled`), the fields `<field>_<function>` alone, and for a mean those of count.
// Writes  bucket `params.target`: for each series and each window of `params.every` the function `params.aggregate` over its
//         points, at the beginning of the window: same measurement and tags, field `<field>_<function>`. Functions differ
//         in type, so no two of them share a field. Texts and truth values have a last and a count only; the other
//         functions leave them out. Of a source that is downsampled the fields keep their names: counts are added up, and
//         each mean weighs as much as its count; where there is none, as much as one point.
// When    at each tick, for the whole windows since the last run that succeeded, but at most `params.catchUp` back, and
//         again for those of the last `params.lateness`: what comes late is counted then. A window is written over, so
//         nothing counts twice.
import "date"
import "influxdata/influxdb/tasks"
import "regexp"
import "types"

option task = {name: "downsample/example/mean", every: 5m, offset: 10s}

option params = {
    source: "example",
    target: "example_downsampled",
    measurements: ["example"],
    aggregate: "mean",
    downsampled: false,
    every: 5m,
    lateness: 1h,
    catchUp: 1d,
}

// Windows begin where windows begin: a part of one would be written over the whole.
windowAt = (t) => date.truncate(t: t, unit: params.every)
end = windowAt(t: now())
previous = date.sub(from: end, d: params.every)
usual = windowAt(t: date.sub(from: previous, d: params.lateness))
missed = windowAt(t: date.sub(from: tasks.lastSuccess(orTime: previous), d: params.lateness))
earliest = windowAt(t: date.sub(from: end, d: params.catchUp))
since = if missed < usual then if missed < earliest then earliest else missed else usual
all = length(arr: params.measurements) == 0
numbers = ["mean", "sum", "min", "max"]
weighing = params.downsampled and params.aggregate == "mean"
computed = if params.downsampled and params.aggregate == "count" then "sum" else params.aggregate
own = regexp.compile(v: if weighing then "_(mean|count)$" else "_${params.aggregate}$")

// Columns of its own begin with `_`: a series may have tags of other names.
weighed = (tables=<-) =>
    tables
        |> toFloat()
        |> map(
            fn: (r) =>
                ({r with _part: if r._field =~ /_count$/ then "_count" else "_mean",
                    _field: regexp.replaceAllString(r: /_count$/, v: r._field, t: "_mean"),
                }),
        )
        |> group(columns: ["_time", "_value", "_part"], mode: "except")
        |> pivot(rowKey: ["_time"], columnKey: ["_part"], valueColumn: "_value")
        |> filter(fn: (r) => exists r._mean)
        |> window(every: params.every)
        |> reduce(
            identity: {_total: 0.0, _weight: 0.0},
            fn: (r, accumulator) => {
                weight = if exists r._count then r._count else 1.0

                return {
                    _total: accumulator._total + r._mean * weight,
                    _weight: accumulator._weight + weight,
                }
            },
        )
        |> map(fn: (r) => ({r with _time: r._start, _value: r._total / r._weight}))
        |> drop(columns: ["_total", "_weight"])

points =
    from(bucket: params.source)
        |> range(start: since, stop: end)
        |> filter(fn: (r) => all or contains(value: r._measurement, set: params.measurements))
read = if params.downsampled then points |> filter(fn: (r) => r._field =~ own) else points
chosen =
    if contains(value: computed, set: numbers) then
        read
            |> filter(
                fn: (r) =>
                    types.isType(v: r._value, type: "float") or types.isType(
                            v: r._value,
                            type: "int",
                        ) or types.isType(v: r._value, type: "uint"),
            )
    else
        read
aggregated =
    if weighing then
        chosen |> weighed()
    else if computed == "mean" then
        chosen
            |> aggregateWindow(every: params.every, fn: mean, timeSrc: "_start", createEmpty: false)
    else if computed == "sum" then
        chosen
            |> aggregateWindow(every: params.every, fn: sum, timeSrc: "_start", createEmpty: false)
    else if computed == "min" then
        chosen
            |> aggregateWindow(every: params.every, fn: min, timeSrc: "_start", createEmpty: false)
    else if computed == "max" then
        chosen
            |> aggregateWindow(every: params.every, fn: max, timeSrc: "_start", createEmpty: false)
    else if computed == "last" then
        chosen
            |> aggregateWindow(every: params.every, fn: last, timeSrc: "_start", createEmpty: false)
    else
        chosen
            |> aggregateWindow(
                every: params.every,
                fn: count,
                timeSrc: "_start",
                createEmpty: false,
            )

named =
    if params.downsampled then
        aggregated
    else
        aggregated |> map(fn: (r) => ({r with _field: "${r._field}_${params.aggregate}"}))

named
    |> to(bucket: params.target)
