// report: writes what a state alert found, for the delivery to take from there.
//
// Type    (
//             <-tables: stream[{F with text: string, limit: C, value: D, level: E, subject: string,
//             application: string, cluster: string}], alert: A, source: B, target: string,
//         ) => stream[G]
// Takes   a row for every subject that was looked at, also for those that are fine: cluster, application, subject (which
//         of them), level (0 fine, 1 info, 2 warning, 3 critical), value and limit (numbers), text (what is the matter).
// Writes  bucket `target`, at the time of the tick: measurement finding for each subject that is not fine (tags alert,
//         cluster, application, subject; fields level, value, limit, text, source, at), and measurement checked for each
//         cluster that was looked at, and one without cluster to say that the task ran (tags alert, cluster, source;
//         field subjects). So what is fine can be told from what nobody looked at.
import "array"
import "lib/number"
import "lib/text"

report = (tables=<-, alert, source, target) => {
    rows =
        tables
            |> group()
            |> map(
                fn: (r) =>
                    ({
                        _time: now(),
                        _measurement: "finding",
                        alert: alert,
                        cluster: text(v: r.cluster),
                        application: text(v: r.application),
                        subject: text(v: r.subject),
                        level: int(v: r.level),
                        value: number(v: r.value),
                        limit: number(v: r.limit),
                        text: text(v: r.text),
                        source: source,
                        at: 0,
                    }),
            )
    findings =
        rows
            |> filter(fn: (r) => r.level > 0)
            |> group(columns: ["alert", "cluster", "application", "subject"])
            |> sort(columns: ["level", "value"], desc: true)
            |> limit(n: 1)
            |> to(
                bucket: target,
                tagColumns: ["alert", "cluster", "application", "subject"],
                fieldFn: (r) =>
                    ({
                        level: r.level,
                        value: r.value,
                        limit: r.limit,
                        text: r.text,
                        source: r.source,
                        at: r.at,
                    }),
            )
            |> keep(columns: ["_time"])
    ran = array.from(rows: [{cluster: "", level: 0}])
    checked =
        union(tables: [ran, rows |> keep(columns: ["cluster", "level"])])
            |> group(columns: ["cluster"])
            |> count(column: "level")
            |> map(
                fn: (r) =>
                    ({
                        _time: now(),
                        _measurement: "checked",
                        alert: alert,
                        cluster: r.cluster,
                        source: source,
                        subjects: r.level,
                    }),
            )
            |> to(
                bucket: target,
                tagColumns: ["alert", "cluster", "source"],
                fieldFn: (r) => ({subjects: r.subjects}),
            )
            |> keep(columns: ["_time"])

    return union(tables: [findings, checked])
}
