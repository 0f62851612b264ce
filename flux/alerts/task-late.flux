// task-late: tasks of InfluxDB that begin late, or wait.
//
// Reads   prometheus_influxdb2, which influxd says of itself.
// Finds   an influxd that begins one in a hundred runs more than `delay` late, or whose queue of runs is fuller than
//         `queue` percent, in every sample over the window.
// When    at each tick. Samples have to go over the whole window, but for `slack` at its ends. Where no task was due
//         lately there is no delay.
import "date"
import "lib/limits"
import "lib/number"
import "lib/over"
import "lib/percent"
import "lib/read"
import "lib/report"
import "lib/short"
import "lib/text"

option task = {name: "task-late", every: 5m, offset: 1m}

option params = {
    alert: "task-late",
    bucket: "monitoring",
    application: "monitoring",
    only: "",
    target: "multiapp_",
    window: 15m,
    slack: 3m,
    limits: [{cluster: "*", application: "*", delay: 60.0, queue: 80.0}],
}

limitsOf = limits(of: params.limits)
since = date.sub(from: now(), d: params.window)

samples =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: since,
        measurement: "prometheus_influxdb2",
        fields: ["task_scheduler_schedule_delay", "task_executor_promise_queue_usage"],
        tags: ["cluster", "url", "quantile"],
    )

// Of two servers in one cluster the worse counts.
delays =
    samples
        |> filter(
            fn: (r) => text(v: r.quantile) == "0.99" and exists r.task_scheduler_schedule_delay,
        )
        |> map(fn: (r) => ({r with value: r.task_scheduler_schedule_delay}))
        |> over(since: since, slack: params.slack)
        |> map(
            fn: (r) => {
                of = limitsOf(cluster: text(v: r.cluster), application: text(v: r.application))

                return {
                    cluster: r.cluster,
                    application: r.application,
                    subject: "schedule",
                    level: if r.whole and r.least > of.delay then 2 else 0,
                    value: r.latest,
                    limit: of.delay,
                    text: "one run in a hundred begins ${short(
                            v: r.latest,
                        )} s late or more, for more than ${string(v: params.window)} (above ${short(
                            v: of.delay,
                        )} s)",
                }
            },
        )
queues =
    samples
        |> filter(fn: (r) => exists r.task_executor_promise_queue_usage)
        // A share of 1.
        |> map(fn: (r) => ({r with value: 100.0 * number(v: r.task_executor_promise_queue_usage)}))
        |> over(since: since, slack: params.slack)
        |> map(
            fn: (r) => {
                of = limitsOf(cluster: text(v: r.cluster), application: text(v: r.application))

                return {
                    cluster: r.cluster,
                    application: r.application,
                    subject: "queue",
                    level: if r.whole and r.least > of.queue then 2 else 0,
                    value: r.latest,
                    limit: of.queue,
                    text: "queue of runs ${percent(v: r.latest)} full, for more than ${string(
                            v: params.window,
                        )} (above ${percent(v: of.queue)})",
                }
            },
        )

union(tables: [delays, queues])
    |> report(alert: params.alert, source: params.bucket, target: params.target)
