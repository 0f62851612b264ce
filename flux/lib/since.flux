// since: from when on a task that looks for events has to read.
//
// Type    (window: duration) => time
// Gives   the beginning of the window before the tick; or that of the window before the last run that succeeded, when runs
//         did not take place since, but at most a day back.
import "date"
import "influxdata/influxdb/tasks"

since = (window) => {
    usual = date.sub(from: now(), d: window)
    missed = date.sub(from: tasks.lastSuccess(orTime: usual), d: window)
    earliest = date.sub(from: now(), d: 1d)

    return
        if missed < earliest then
            earliest
        else if tasks.lastSuccess(orTime: now()) < usual then
            missed
        else
            usual
}
