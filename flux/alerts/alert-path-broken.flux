// alert-path-broken: alerts that do not leave.
//
// Reads   what became of messages (measurements alert and event) and of heartbeats, as the delivery and the heartbeat
//         remember them.
// Finds   a channel that has taken nothing since a message to it failed which still waits, at least `failing` ago; and no
//         heartbeat that was answered within `silent`, where one was sent within the window. A failed message is remembered
//         at the time of its first attempt; one about an event at the time of that, so there the attempts are counted, of
//         which there is one a minute at most.
// When    at each tick. A channel is looked at when something was sent to it within the window. What is found of a channel
//         goes to the others as well: see to it that the routes of this alert lead to two.
import "date"
import "lib/limits"
import "lib/number"
import "lib/read"
import "lib/report"
import "lib/span"
import "lib/text"

option task = {name: "alert-path-broken", every: 5m, offset: 1m}

option params = {
    alert: "alert-path-broken",
    bucket: "alerted_",
    application: "alerted_",
    only: "",
    target: "multiapp_",
    window: 2d,
    limits: [{cluster: "*", application: "*", failing: 900.0, silent: 86400.0}],
}

limitsOf = limits(of: params.limits)
of = limitsOf(cluster: "", application: params.application)
now_ = int(v: now())
start = date.sub(from: now(), d: params.window)
secondsSince = (at) => float(v: now_ - at) / 1000000000.0

// The newest row of each message: what became of it. `failing`: for how long it has failed, at least; -1 when it has not.
alerts =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: start,
        measurement: "alert",
        fields: ["sent", "failures", "error"],
        tags: ["channel", "alert", "cluster", "subject"],
    )
        |> filter(fn: (r) => exists r.failures)
        |> sort(columns: ["_time"])
        |> last(column: "failures")
        |> map(
            fn: (r) =>
                ({
                    channel: text(v: r.channel),
                    application: r.application,
                    sent: if exists r.sent then int(v: r.sent) else 0,
                    error: text(v: r.error),
                    failing:
                        if r.failures > 0 and text(v: r.error) != "" then
                            secondsSince(at: int(v: r._time))
                        else
                            -1.0,
                }),
        )
events =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: start,
        measurement: "event",
        fields: ["sent", "failures", "error"],
        tags: ["channel", "alert", "cluster", "subject"],
    )
        |> filter(fn: (r) => exists r.failures)
        |> map(
            fn: (r) =>
                ({
                    channel: text(v: r.channel),
                    application: r.application,
                    sent: if exists r.sent then int(v: r.sent) else 0,
                    error: text(v: r.error),
                    failing:
                        if r.failures > 0 and text(v: r.error) != "" then
                            60.0 * number(v: r.failures)
                        else
                            -1.0,
                }),
        )

// What a channel took ends its failures; of those after that the first counts.
messages = union(tables: [alerts, events])
channels =
    union(
        tables: [
            messages
                |> filter(fn: (r) => r.sent > 0)
                |> map(
                    fn: (r) =>
                        ({
                            channel: r.channel,
                            application: r.application,
                            at: r.sent,
                            failing: -1.0,
                            error: "",
                        }),
                ),
            messages
                |> filter(fn: (r) => r.failing >= 0.0)
                |> map(
                    fn: (r) =>
                        ({
                            channel: r.channel,
                            application: r.application,
                            at: now_ - int(v: r.failing * 1000000000.0),
                            failing: r.failing,
                            error: r.error,
                        }),
                ),
        ],
    )
        |> filter(fn: (r) => r.channel != "")
        |> group(columns: ["channel", "application"])
        // A run may deliver one message and fail with the next, at one time.
        |> sort(columns: ["at", "failing"])
        |> reduce(
            identity: {failing: -1.0, error: ""},
            fn: (r, accumulator) => {
                goesOn = r.failing >= 0.0 and accumulator.failing >= 0.0

                return {
                    failing: if goesOn then accumulator.failing else r.failing,
                    error: if goesOn then accumulator.error else r.error,
                }
            },
        )
        |> map(
            fn: (r) =>
                ({
                    cluster: "",
                    application: r.application,
                    subject: r.channel,
                    level: if r.failing >= of.failing then 3 else 0,
                    value: r.failing,
                    limit: of.failing,
                    text: "nothing was delivered for ${span(seconds: r.failing)} (limit ${span(
                            seconds: of.failing,
                        )}): ${r.error}",
                }),
        )
heartbeats =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: start,
        measurement: "heartbeat",
        fields: ["status"],
        tags: [],
    )
        |> filter(fn: (r) => exists r.status)
        |> reduce(
            identity: {answered: int(v: start), status: 0, newest: 0},
            fn: (r, accumulator) => {
                at = int(v: r._time)
                newer = at > accumulator.newest

                return {
                    answered:
                        if r.status >= 200 and r.status < 300 and at > accumulator.answered then
                            at
                        else
                            accumulator.answered,
                    newest: if newer then at else accumulator.newest,
                    status: if newer then int(v: r.status) else accumulator.status,
                }
            },
        )
        |> map(
            fn: (r) => {
                silent = secondsSince(at: r.answered)

                return {
                    cluster: "",
                    application: r.application,
                    subject: "heartbeat",
                    level: if silent > of.silent then 3 else 0,
                    value: silent,
                    limit: of.silent,
                    text: "no heartbeat was answered for ${span(
                            seconds: silent,
                        )} or more (limit ${span(seconds: of.silent)}), ${if r.status == 0 then
                            "nothing answers"
                        else
                            "the last answer is ${string(v: r.status)}"}",
                }
            },
        )

union(tables: [channels, heartbeats])
    |> report(alert: params.alert, source: params.bucket, target: params.target)
