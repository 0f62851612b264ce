// downsample: a long history of few points.
//
// Reads   bucket `params.source`: the measurements `params.measurements`, all where the list is empty.
// Writes  bucket `params.target`: for each series and each window of `params.every` the function `params.aggregate` over its
//         points, at the beginning of the window: same measurement, tags and field, and tag aggregate. Texts and truth
//         values have a last and a count only; the other functions leave them out.
// When    at each tick, for the whole windows since the last run that succeeded, but at most `params.catchUp` back, and
//         again for those of the last `params.lateness`: what comes late is counted then. A window is written over, so
//         nothing counts twice.
import "date"
import "influxdata/influxdb/tasks"
import "types"

option task = {name: "downsample/example/mean", every: 5m, offset: 10s}

option params = {
    source: "example",
    target: "example_downsampled",
    measurements: ["example"],
    aggregate: "mean",
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

points =
    from(bucket: params.source)
        |> range(start: since, stop: end)
        |> filter(fn: (r) => all or contains(value: r._measurement, set: params.measurements))
chosen =
    if contains(value: params.aggregate, set: numbers) then
        points
            |> filter(
                fn: (r) =>
                    types.isType(v: r._value, type: "float") or types.isType(
                            v: r._value,
                            type: "int",
                        ) or types.isType(v: r._value, type: "uint"),
            )
    else
        points
aggregated =
    if params.aggregate == "mean" then
        chosen
            |> aggregateWindow(every: params.every, fn: mean, timeSrc: "_start", createEmpty: false)
    else if params.aggregate == "sum" then
        chosen
            |> aggregateWindow(every: params.every, fn: sum, timeSrc: "_start", createEmpty: false)
    else if params.aggregate == "min" then
        chosen
            |> aggregateWindow(every: params.every, fn: min, timeSrc: "_start", createEmpty: false)
    else if params.aggregate == "max" then
        chosen
            |> aggregateWindow(every: params.every, fn: max, timeSrc: "_start", createEmpty: false)
    else if params.aggregate == "last" then
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

aggregated
    |> set(key: "aggregate", value: params.aggregate)
    |> to(bucket: params.target)
