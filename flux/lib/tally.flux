// tally: how many events of a subject there were, and how many of them failed.
//
// Takes   rows grouped by subject, one for each event: columns _time, failed (a bool) and note (a text, what is to be
//         known of a failure, or empty); `since`, from when on events count. Read from earlier on: a subject whose events
//         are older has none, and so is known to be fine.
// Gives   one row for each subject: its group, total, failed (floats), share (percent of total, 0.0 of none), notes (those
//         of the failures, each once, with commas; what is beyond 200 characters is left out).
import "strings"

tally = (tables=<-, since) =>
    tables
        |> sort(columns: ["_time", "note"])
        |> reduce(
            identity: {total: 0.0, failed: 0.0, notes: ""},
            fn: (r, accumulator) => {
                counts = r._time >= since
                failed = counts and r.failed
                known =
                    strings.containsStr(
                        v: ", " + accumulator.notes + ",",
                        substr: ", " + r.note + ",",
                    )

                return {
                    total: accumulator.total + (if counts then 1.0 else 0.0),
                    failed: accumulator.failed + (if failed then 1.0 else 0.0),
                    notes:
                        if not failed or r.note == "" or known or strings.strlen(
                                    v: accumulator.notes,
                                ) + strings.strlen(v: r.note) > 200
                        then
                            accumulator.notes
                        else if accumulator.notes == "" then
                            r.note
                        else
                            accumulator.notes + ", " + r.note,
                }
            },
        )
        |> map(
            fn: (r) => ({r with share: if r.total > 0.0 then 100.0 * r.failed / r.total else 0.0}),
        )
