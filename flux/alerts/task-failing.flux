// task-failing: tasks of InfluxDB whose runs fail.
//
// Reads   runs, which InfluxDB keeps of every run of every task.
// Finds   a task of which more than `warning` runs failed within the window, or whose newest run did, within `lookback`
//         before it: a task that runs hourly is not well until it has succeeded. Critical when more than `critical` failed
//         in a row. Runs that were cancelled are neither.
// When    at each tick. The window goes by when runs began.
import "date"
import "lib/limits"
import "lib/number"
import "lib/read"
import "lib/report"
import "lib/short"
import "lib/text"
import "regexp"
import "strings"

option task = {name: "task-failing", every: 5m, offset: 1m}

option params = {
    alert: "task-failing",
    bucket: "_tasks",
    application: "_tasks",
    only: "",
    target: "multiapp_",
    window: 15m,
    lookback: 2h,
    limits: [{cluster: "*", application: "*", warning: 0.0, critical: 2.0}],
}

limitsOf = limits(of: params.limits)
since = date.sub(from: now(), d: params.window)

// The last message of a log after a colon, shortened, and without addresses, which may be secrets; empty when there is
// none.
lastOf = (logs) => {
    last = regexp.findString(r: /"message":"(?:[^"\\]|\\.)*"\}\]$/, v: text(v: logs))
    bare =
        regexp.replaceAllString(
            r: /[a-z]+:\/\/[^\s"\\]*/,
            v:
                strings.trimSuffix(
                    v: strings.trimPrefix(v: last, prefix: "\"message\":\""),
                    suffix: "\"}]",
                ),
            t: "(address)",
        )

    said =
        if strings.strlen(v: bare) > 300 then
            strings.substring(v: bare, start: 0, end: 300) + "…"
        else
            bare

    return if said == "" then "" else ": " + said
}

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: date.sub(from: since, d: params.lookback),
    measurement: "runs",
    fields: ["name", "logs"],
    tags: ["taskID", "status"],
)
    |> filter(fn: (r) => text(v: r.status) == "success" or text(v: r.status) == "failed")
    // The name is a field, and is that of the task all the same.
    |> map(
        fn: (r) =>
            ({r with task: if text(v: r.name) == "" then text(v: r.taskID) else text(v: r.name)}),
    )
    |> group(columns: ["application", "taskID"])
    |> sort(columns: ["_time"])
    |> reduce(
        identity: {task: "", failed: 0.0, row: 0.0, logs: ""},
        fn: (r, accumulator) => {
            fails = r.status == "failed"

            return {
                task: r.task,
                failed: accumulator.failed + (if fails and r._time >= since then 1.0 else 0.0),
                row: if fails then accumulator.row + 1.0 else 0.0,
                logs: if fails then text(v: r.logs) else accumulator.logs,
            }
        },
    )
    |> map(
        fn: (r) => {
            of = limitsOf(cluster: "", application: text(v: r.application))
            level =
                if r.row > of.critical then
                    3
                else if r.failed > of.warning or r.row > of.warning then
                    2
                else
                    0

            return {
                cluster: "",
                application: r.application,
                subject: r.task,
                level: level,
                value: if level == 3 then r.row else number(v: r.failed),
                limit: if level == 3 then of.critical else of.warning,
                text: "${short(v: r.failed)} runs failed in ${string(
                        v: params.window,
                    )}, the last ${short(v: r.row)} in a row${lastOf(logs: r.logs)}",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
