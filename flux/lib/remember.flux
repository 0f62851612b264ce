// remember: writes what became of one message, at once.
//
// Takes   `of`, the row of deliver; `sends`, whether a message left; `arrived`, whether the receiver took it; `status` and
//         `error` of the answer.
// Writes  bucket `bucket`, as deliver says. An attempt in vain overwrites the one before, so that failures do not pile up.
// Gives   1.
import "array"

remember = (
        bucket,
        of,
        sends,
        arrived,
        status,
        error,
    ) =>
    {
        failed = sends and not arrived
        took = sends and arrived or of.action == "close"
        waits = failed or of.action == "hold"

        // The point of the first attempt in vain is the one that the others overwrite.
        when = if of.failures > 0 and failed then time(v: of.marked) else now()
        point = {
            _time: if of.event then time(v: of.at) else when,
            _measurement: if of.event then "event" else "alert",
            channel: of.channel,
            alert: of.alert,
            cluster: of.cluster,
            application: of.application,
            subject: of.subject,
            level: if took then of.level else of.delivered,
            sent: if sends and arrived then int(v: now()) else of.sent,
            pending: if waits then of.level else 0,
            failures: if failed then of.failures + 1 else if sends then 0 else of.failures,
            status: status,
            error: error,
            since: of.since,
            value: of.value,
            limit: of.limit,
            text: of.text,
            source: of.source,
            at: of.at,
        }
        written =
            array.from(rows: [point])
                |> to(
                    bucket: bucket,
                    tagColumns: [
                        "channel",
                        "alert",
                        "cluster",
                        "application",
                        "subject",
                    ],
                    fieldFn: (r) =>
                        ({
                            level: r.level,
                            sent: r.sent,
                            pending: r.pending,
                            failures: r.failures,
                            status: r.status,
                            error: r.error,
                            since: r.since,
                            value: r.value,
                            limit: r.limit,
                            text: r.text,
                            source: r.source,
                            at: r.at,
                        }),
                )
                |> findColumn(fn: (key) => true, column: "at")

        return length(arr: written)
    }
