// queue-backlog: queues of Noteburst that grow faster than they are worked off.
//
// Reads   arq_queue_stats as Noteburst publishes it.
// Finds   a queue that has had more than `warning` jobs for the window, in each sample, and has no fewer now than in the
//         first sample of the window. A queue without a sample in `fresh` is not looked at.
import "date"
import "lib/limits"
import "lib/number"
import "lib/read"
import "lib/report"
import "lib/span"
import "lib/text"

option task = {name: "queue-backlog", every: 5m, offset: 1m}

option params = {
    alert: "queue-backlog",
    bucket: "noteburst",
    application: "noteburst",
    only: "",
    target: "multiapp_",
    window: 30m,
    fresh: 10m,
    limits: [{cluster: "*", application: "*", warning: 50.0}],
}

limitsOf = limits(of: params.limits)
since = date.sub(from: now(), d: params.window)
oldest = int(v: date.sub(from: now(), d: params.fresh))

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: date.sub(from: since, d: params.fresh),
    measurement: "lsst.square.metrics.events.noteburst.arq_queue_stats",
    fields: ["num_queued"],
    tags: ["cluster", "queue"],
)
    |> filter(fn: (r) => exists r.num_queued)
    |> map(
        fn: (r) =>
            ({r with limit:
                    limitsOf(
                        cluster: text(v: r.cluster),
                        application: text(v: r.application),
                    ).warning,
            }),
    )
    |> sort(columns: ["_time"])
    // Since when it is too long without a break; how long it was in the first sample of the window, and is now.
    |> reduce(
        identity: {
            began: 0,
            newest: 0,
            initial: -1.0,
            depth: 0.0,
            limit: 0.0,
        },
        fn: (r, accumulator) => {
            depth = number(v: r.num_queued)
            at = int(v: r._time)

            return {
                began:
                    if depth <= r.limit then
                        0
                    else if accumulator.began == 0 then
                        at
                    else
                        accumulator.began,
                newest: at,
                initial:
                    if accumulator.initial < 0.0 and r._time >= since then
                        depth
                    else
                        accumulator.initial,
                depth: depth,
                limit: r.limit,
            }
        },
    )
    |> filter(fn: (r) => r.newest >= oldest)
    |> map(
        fn: (r) => {
            held = if r.began == 0 then 0 else r.newest - r.began

            return {
                cluster: r.cluster,
                application: r.application,
                subject: text(v: r.queue),
                level: if held >= int(v: params.window) and r.depth >= r.initial then 2 else 0,
                value: r.depth,
                limit: r.limit,
                text: "${string(v: int(v: r.depth))} jobs wait (above ${string(
                        v: int(v: r.limit),
                    )} for ${span(seconds: float(v: held) / 1000000000.0)}, and not falling)",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
