// over: what a number came to over a window, for each subject.
//
// Takes   rows grouped by subject: _time; value (a float); of (a float: what the value is to be compared with) and note (a
//         text), where there is one. Rows need not have all of them. `since`, the beginning of the window; `slack`, somewhat
//         more than the time between two samples. `before`: whether there has to be a value before the window; then read
//         from `slack` before it on.
// Gives   one row for each subject that has a value in the window: its group; least, most, mean and latest value of it
//         (floats); of, the latest above 0, else 0.0; note, that of the latest value; and whole: whether there is a value
//         before the window, or else within `slack` of its beginning, and one within `slack` of its end. Without it what is
//         new would count as bad for the whole window at its first point, and what is gone would go on being bad.
import "date"
import "lib/number"
import "lib/text"

over = (tables=<-, since, slack, before=false) => {
    begin = int(v: since)
    known = if before then begin else int(v: date.add(to: since, d: slack))
    late = int(v: date.sub(from: now(), d: slack))

    return
        tables
            |> reduce(
                identity: {
                    points: 0,
                    known: false,
                    last: 0,
                    least: 0.0,
                    most: 0.0,
                    total: 0.0,
                    latest: 0.0,
                    note: "",
                    of: 0.0,
                    ofAt: 0,
                },
                fn: (r, accumulator) => {
                    at = int(v: r._time)
                    has = exists r.value
                    counts = has and at >= begin
                    value = number(v: r.value)
                    begins = accumulator.points == 0
                    newest = counts and (begins or at >= accumulator.last)
                    compares = number(v: r.of) > 0.0 and at >= accumulator.ofAt

                    return {
                        points: if counts then accumulator.points + 1 else accumulator.points,
                        known: accumulator.known or has and at <= known,
                        last: if newest then at else accumulator.last,
                        least:
                            if counts and (begins or value < accumulator.least) then
                                value
                            else
                                accumulator.least,
                        most:
                            if counts and (begins or value > accumulator.most) then
                                value
                            else
                                accumulator.most,
                        total: if counts then accumulator.total + value else accumulator.total,
                        latest: if newest then value else accumulator.latest,
                        note: if newest then text(v: r.note) else accumulator.note,
                        of: if compares then number(v: r.of) else accumulator.of,
                        ofAt: if compares then at else accumulator.ofAt,
                    }
                },
            )
            |> filter(fn: (r) => r.points > 0)
            |> map(
                fn: (r) =>
                    ({r with mean: r.total / float(v: r.points),
                        whole: r.known and r.last >= late,
                    }),
            )
}
