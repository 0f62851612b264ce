// lasting: for how long subjects have been bad without a break.
//
// Takes   rows grouped by subject, with columns _time and bad (a bool that is always there). `fresh`: how old the newest
//         row of a subject may be, at least two sampling intervals; a subject without one is gone. Read from window +
//         `fresh` on, so that what is bad all the time is seen to be so for longer than the window.
// Gives   the newest row of each subject, with column held: the seconds from the first of the bad rows in a row to it; -1
//         when it is not bad. A subject that is new is not bad for longer than there are rows of it.
import "date"

lasting = (tables=<-, fresh) =>
    tables
        |> sort(columns: ["_time"])
        |> stateDuration(fn: (r) => r.bad, column: "held", unit: 1s)
        |> last(column: "held")
        |> filter(fn: (r) => r._time >= date.sub(from: now(), d: fresh))
