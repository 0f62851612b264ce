// alert-path-broken: alerts that do not leave.
//
// Reads   what became of messages (measurements alert and event) and of heartbeats, as the delivery and the heartbeat
//         remember them.
// Finds   a channel that has taken nothing since a message to it failed which still waits, at least `failing` ago; a
//         channel that takes others, and not a message that has been tried for `refused`: as bad as that is, at least a
//         warning; and no heartbeat that was answered within `silent`, where one was sent within twice that. A failed
//         message is remembered at the time of its first attempt; one about an event at the time of that, so there the
//         attempts are counted, of which there is one a minute at most. What was tried in less than half of the minutes
//         since is taken for given up: its subject is fine, or no route takes it any more. It counts for two days, and
//         never as refused.
// When    at each tick. A channel is looked at when something was sent to it within the window. What is found of a channel
//         goes to the others as well: see to it that the routes of this alert lead to two.
import "date"
import "lib/limits"
import "lib/number"
import "lib/read"
import "lib/report"
import "lib/span"
import "lib/text"
import "strings"

option task = {name: "alert-path-broken", every: 5m, offset: 1m}

option params = {
    alert: "alert-path-broken",
    bucket: "alerted_",
    application: "alerted_",
    only: "",
    target: "multiapp_",
    window: 3d,
    limits: [
        {
            cluster: "*",
            application: "*",
            failing: 900.0,
            refused: 3600.0,
            silent: 86400.0,
        },
    ],
}

limitsOf = limits(of: params.limits)
of = limitsOf(cluster: "", application: params.application)
now_ = int(v: now())
start = date.sub(from: now(), d: params.window)
secondsSince = (at) => float(v: now_ - at) / 1000000000.0

// What became of a message. `failing`: for how long it has failed, at least; -1 when it has not.
fate = (r, failing) => {
    fails = r.failures > 0 and text(v: r.error) != ""
    passed = secondsSince(at: int(v: r._time))
    tried = 120.0 * number(v: r.failures) >= passed

    return {
        channel: text(v: r.channel),
        message:
            strings.joinStr(
                arr: [
                    text(v: r.alert),
                    text(v: r.cluster),
                    text(v: r.application),
                    text(v: r.subject),
                ],
                v: "/",
            ),
        sent: if exists r.sent then int(v: r.sent) else 0,
        error: text(v: r.error),
        failing: if fails and (tried or passed <= 172800.0) then failing else -1.0,
        refused:
            if not fails or not tried or failing < of.refused then
                0
            else if exists r.pending and r.pending > 2 then
                3
            else
                2,
    }
}

// Messages are told apart by the application that they are about, which is that of no bucket.
alerts =
    read(
        bucket: params.bucket,
        application: "",
        only: params.only,
        start: start,
        measurement: "alert",
        fields: ["sent", "failures", "pending", "error"],
        tags: ["channel", "alert", "cluster", "subject"],
    )
        |> filter(fn: (r) => exists r.failures)
        |> sort(columns: ["_time"])
        |> last(column: "failures")
        |> map(fn: (r) => fate(r: r, failing: secondsSince(at: int(v: r._time))))
events =
    read(
        bucket: params.bucket,
        application: "",
        only: params.only,
        start: start,
        measurement: "event",
        fields: ["sent", "failures", "pending", "error"],
        tags: ["channel", "alert", "cluster", "subject"],
    )
        |> filter(fn: (r) => exists r.failures)
        |> map(fn: (r) => fate(r: r, failing: 60.0 * number(v: r.failures)))

// What a channel took ends its failures; of those after that the first counts. A message is refused when the channel took
// another one after it; the worst counts, and of those the first.
messages = union(tables: [alerts, events]) |> filter(fn: (r) => r.channel != "")
channels =
    union(
        tables: [
            messages
                |> filter(fn: (r) => r.sent > 0)
                |> map(
                    fn: (r) =>
                        ({
                            channel: r.channel,
                            at: r.sent,
                            failing: -1.0,
                            refused: 0,
                            message: "",
                            error: "",
                        }),
                ),
            messages
                |> filter(fn: (r) => r.failing >= 0.0)
                |> map(
                    fn: (r) =>
                        ({
                            channel: r.channel,
                            at: now_ - int(v: r.failing * 1000000000.0),
                            failing: r.failing,
                            refused: r.refused,
                            message: r.message,
                            error: r.error,
                        }),
                ),
        ],
    )
        |> group(columns: ["channel"])
        // A run may deliver one message and fail with the next, at one time.
        |> sort(columns: ["at", "failing"])
        |> reduce(
            identity: {
                failing: -1.0,
                error: "",
                waits: 0,
                waiting: -1.0,
                waitingText: "",
                refused: 0,
                refusing: -1.0,
                refusedText: "",
            },
            fn: (r, accumulator) => {
                fails = r.failing >= 0.0
                goesOn = fails and accumulator.failing >= 0.0
                waits = fails and r.refused > accumulator.waits
                refuses = not fails and accumulator.waits > accumulator.refused

                return {
                    failing: if goesOn then accumulator.failing else r.failing,
                    error: if goesOn then accumulator.error else r.error,
                    waits: if waits then r.refused else if fails then accumulator.waits else 0,
                    waiting: if waits then r.failing else accumulator.waiting,
                    waitingText:
                        if waits then r.message + ": " + r.error else accumulator.waitingText,
                    refused: if refuses then accumulator.waits else accumulator.refused,
                    refusing: if refuses then accumulator.waiting else accumulator.refusing,
                    refusedText:
                        if refuses then accumulator.waitingText else accumulator.refusedText,
                }
            },
        )
        |> map(
            fn: (r) => {
                broken = r.failing >= of.failing
                refuses = not broken and r.refused > 0
                seconds = if refuses then r.refusing else r.failing
                limit = if refuses then of.refused else of.failing
                what = if refuses then "one message was refused" else "nothing was delivered"
                why = if refuses then r.refusedText else r.error

                return {
                    cluster: "",
                    application: params.application,
                    subject: r.channel,
                    level: if broken then 3 else r.refused,
                    value: seconds,
                    limit: limit,
                    text: "${what} for ${span(seconds: seconds)} (limit ${span(
                            seconds: limit,
                        )}): ${why}",
                }
            },
        )

// Those of this time; one that was answered in its first half only is a heartbeat that stopped.
beats = time(v: now_ - int(v: 2.0 * of.silent * 1000000000.0))
heartbeats =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: beats,
        measurement: "heartbeat",
        fields: ["status"],
        tags: [],
    )
        |> filter(fn: (r) => exists r.status)
        |> reduce(
            identity: {answered: int(v: beats), status: 0, newest: 0},
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
