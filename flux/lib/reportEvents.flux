// reportEvents: writes the events that an event alert found, for the delivery to take from there.
//
// Type    (
//             <-tables: stream[{F with level: C, _time: time, text: string, limit: D, value: E, subject: string,
//             application: string, cluster: string}], alert: A, source: B, target: string,
//         ) => stream[{_time: time, _measurement: string, alert: A, cluster: string, application: string,
//         subject: string, level: int, value: float, limit: float, text: string, source: B, at: int}]
// Takes   a row for each event, at its own _time: cluster, application, subject (whose event), level (1 info, 2 warning,
//         3 critical; 0 is none), value and limit (numbers), text (what happened).
// Writes  bucket `target`, measurement finding as report does; field at is the time of the event in nanoseconds, which
//         tells it from other events of the subject. An event that is older than the bucket keeps points is written at a
//         later time, which follows from its own, so that an event found twice is still one.
import "lib/number"
import "lib/text"

reportEvents =
    (tables=<-, alert, source, target) =>
        tables
            |> group()
            |> filter(fn: (r) => int(v: r.level) > 0)
            |> map(
                fn:
                    (r) =>
                        {
                            at = int(v: r._time)
                            oldest = int(v: now()) - 50 * 60 * 1000000000

                            return
                                {
                                    // A prime number of nanoseconds, a bit less than 50 minutes, so that no two events fall together.
                                    _time:
                                        if at > oldest then
                                            r._time
                                        else
                                            time(v: oldest + at % 2999999999989),
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
                                    at: at,
                                }
                        },
            )
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
