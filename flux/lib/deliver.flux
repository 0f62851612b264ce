// deliver: sends what was found to one channel, exactly when it matters, and remembers what was sent.
//
// Reads   bucket `findings`: what report and reportEvents wrote; bucket `sent`: what this channel was sent.
// Writes  bucket `sent`: measurement alert (or event, at the time of the event), tags channel, alert, cluster,
//         application, subject; at once after each answer, so that a server that is ended in the middle repeats at most
//         the one message whose answer it did not see. Fields: level, the last that was delivered (0 resolved or none);
//         sent, when (nanoseconds); pending, the level that waits for delivery; failures, attempts in vain since;
//         status, what the receiver answered (0 nothing); error; since, when it began; value, limit, text, source, at.
// Takes   `alerts`: of each alert its id, title, link, whether it is of events, whether it repeats, how long a finding
//         holds (`stale`) and how long it must be fine to be resolved (`resolve`). `routes`: which levels, alerts,
//         clusters and applications the channel takes, how often it repeats (0 never), when it is quiet (minutes of the
//         day in `location`), and whether it is told what is resolved. `most`: messages of one run at most; `keep`: how
//         far to look back for what was sent; `post`: sends a message and gives the status of the answer, after `timeout`
//         at most.
// When    A subject is sent when it becomes worse, again after `repeat`, and once when it is fine again: looked at since,
//         and not found for `resolve`. An event is sent once. What the receiver did not answer with 2xx is no delivery:
//         it is tried again in the next run, also when it is over meanwhile; then that is told after it. Runs are due each minute, and the server begins one though the one before it
//         has not ended, which would send the same again: so a message that could take a run longer than 50 seconds is
//         left to the next run. What a run comes to in its first ten seconds it always sends.
import "array"
import "date"
import "dict"
import "experimental"
import "lib/failure"
import "lib/lookedAt"
import "lib/minuteOfDay"
import "lib/remember"
import "lib/route"
import "lib/severity"
import "lib/text"
import "system"

deliver =
    (
            channel,
            findings,
            sent,
            alerts,
            routes,
            most,
            reach,
            keep,
            location,
            timeout,
            post,
        ) =>
        {
            now_ = int(v: now())
            minute = minuteOfDay(t: now(), location: location)

            unknown = {
                id: "",
                title: "",
                link: "",
                event: false,
                repeats: true,
                stale: 0,
                resolve: 0,
            }
            known = dict.fromList(pairs: array.map(arr: alerts, fn: (x) => ({key: x.id, value: x})))
            wayOf =
                route(
                    routes: routes,
                    none: {
                        level: 0,
                        alert: "",
                        cluster: "",
                        application: "",
                        repeat: 0,
                        quietFrom: 0,
                        quietTo: 0,
                        resolved: false,
                    },
                )

            looked = lookedAt(bucket: findings, reach: reach)
            begun = int(v: system.time())
            patience =
                if int(v: timeout) < int(v: 40s) then int(v: 50s) - int(v: timeout) else int(v: 10s)

            found =
                from(bucket: findings)
                    |> range(start: date.sub(from: now(), d: reach))
                    |> filter(fn: (r) => r._measurement == "finding")
                    |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")
                    |> group()
                    |> map(
                        fn: (r) =>
                            ({
                                alert: text(v: r.alert),
                                cluster: text(v: r.cluster),
                                application: text(v: r.application),
                                subject: text(v: r.subject),
                                at: r.at,
                                seen: int(v: r._time),
                                first: int(v: r._time),
                                level: r.level,
                                value: r.value,
                                limit: r.limit,
                                text: r.text,
                                source: r.source,
                                marked: 0,
                                delivered: 0,
                                sent: 0,
                                pending: 0,
                                failures: 0,
                                since: 0,
                            }),
                    )
            remembered = (measurement, tables=<-) =>
                tables
                    |> range(
                        start: date.sub(from: now(), d: keep),
                        stop: date.add(to: now(), d: keep),
                    )
                    |> filter(fn: (r) => r._measurement == measurement and r.channel == channel)
            marks =
                union(
                    tables: [
                        from(bucket: sent) |> remembered(measurement: "alert") |> last(),
                        from(bucket: sent) |> remembered(measurement: "event"),
                    ],
                )
                    |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")
                    |> group()
                    |> map(
                        fn: (r) =>
                            ({
                                alert: text(v: r.alert),
                                cluster: text(v: r.cluster),
                                application: text(v: r.application),
                                subject: text(v: r.subject),
                                at: r.at,
                                seen: 0,
                                first: 0,
                                level: 0,
                                value: r.value,
                                limit: r.limit,
                                text: r.text,
                                source: r.source,
                                marked: int(v: r._time),
                                delivered: r.level,
                                sent: r.sent,
                                pending: r.pending,
                                failures: r.failures,
                                since: r.since,
                            }),
                    )

            return
                union(tables: [found, marks])
                    |> group(
                        columns: [
                            "alert",
                            "cluster",
                            "application",
                            "subject",
                            "at",
                        ],
                    )
                    // One row a subject: what is remembered of it, then what was found, the last of which counts.
                    |> sort(columns: ["seen"])
                    |> reduce(
                        identity: {
                            seen: 0,
                            first: 0,
                            level: 0,
                            value: 0.0,
                            limit: 0.0,
                            text: "",
                            source: "",
                            marked: 0,
                            delivered: 0,
                            sent: 0,
                            pending: 0,
                            failures: 0,
                            since: 0,
                        },
                        fn: (r, accumulator) => {
                            newer = r.seen > accumulator.seen
                            bare = accumulator.seen == 0 and r.marked > 0
                            mark = r.marked > accumulator.marked

                            // What was found before it was last told to be fine is of another time.
                            before =
                                accumulator.marked >= r.first and accumulator.delivered == 0
                                    and
                                    accumulator.pending == 0

                            return {
                                seen: if newer then r.seen else accumulator.seen,
                                first:
                                    if r.first > 0 and accumulator.first == 0 and not before then
                                        r.first
                                    else
                                        accumulator.first,
                                level: if newer then r.level else accumulator.level,
                                value: if newer or bare then r.value else accumulator.value,
                                limit: if newer or bare then r.limit else accumulator.limit,
                                text: if newer or bare then r.text else accumulator.text,
                                source: if newer or bare then r.source else accumulator.source,
                                marked: if mark then r.marked else accumulator.marked,
                                delivered: if mark then r.delivered else accumulator.delivered,
                                sent: if mark then r.sent else accumulator.sent,
                                pending: if mark then r.pending else accumulator.pending,
                                failures: if mark then r.failures else accumulator.failures,
                                since: if mark then r.since else accumulator.since,
                            }
                        },
                    )
                    |> group()
                    |> map(
                        fn: (r) => {
                            alert = dict.get(dict: known, key: r.alert, default: unknown)
                            seenOfCluster =
                                dict.get(
                                    dict: looked,
                                    key: "c/" + r.alert + "/" + r.cluster,
                                    default: 0,
                                )
                            ran =
                                dict.get(
                                    dict: looked,
                                    key: "s/" + r.alert + "/" + r.source,
                                    default: 0,
                                )
                            over =
                                r.seen < now_ - alert.resolve and ran > r.seen and ran >= now_
                                    -
                                    alert.stale and (seenOfCluster >= now_ - alert.stale
                                        or
                                        r.cluster == "")
                            holds =
                                not alert.event and r.seen > 0 and r.seen >= now_ - alert.stale
                                    and
                                    r.level > 0 and not over

                            // What the receiver did not take while it held.
                            owed =
                                not alert.event and not holds and r.failures > 0 and r.pending
                                    >
                                    r.delivered
                            fine = not alert.event and r.delivered > 0 and over and not owed
                            fresh = alert.event and (r.marked == 0 or r.pending > 0)
                            level =
                                if owed or alert.event and r.level == 0 then r.pending else r.level
                            way =
                                wayOf(
                                    level: if fine then r.delivered else level,
                                    alert: r.alert,
                                    cluster: r.cluster,
                                    application: r.application,
                                )
                            routed = alert.id != "" and way.alert != ""
                            quiet =
                                if way.quietFrom <= way.quietTo then
                                    minute >= way.quietFrom and minute < way.quietTo
                                else
                                    minute >= way.quietFrom or minute < way.quietTo
                            again = alert.repeats and way.repeat > 0 and now_ - r.sent >= way.repeat
                            due = fresh or owed or holds and (level > r.delivered or again)
                            action =
                                if not routed then
                                    "none"
                                else if due and quiet then
                                    if fresh and r.marked == 0 then "hold" else "none"
                                else if due then
                                    "send"
                                else if fine and not quiet then
                                    if way.resolved then "resolve" else "close"
                                else if holds and r.delivered > 0 and now_ - r.marked > int(v: keep)
                                        /
                                        2 then
                                    "renew"
                                else
                                    "none"

                            return {r with
                                channel: channel,
                                event: alert.event,
                                title: alert.title,
                                link: alert.link,
                                action: action,
                                order:
                                    if action == "send" then
                                        -level
                                    else if action == "resolve" then
                                        0
                                    else
                                        1,
                                level:
                                    if action == "resolve" or action == "close" then 0 else level,
                                severity: severity(level: if action == "resolve" then 0 else level),
                                was: severity(level: r.delivered),
                                since:
                                    if r.since > 0 and r.delivered > 0 then
                                        r.since
                                    else if alert.event then
                                        r.at
                                    else
                                        r.first,
                            }
                        },
                    )
                    |> filter(fn: (r) => r.action != "none")
                    // What the receiver did not take goes last, so that it does not keep back the rest; else the worst goes first.
                    |> sort(columns: ["failures", "order"])
                    |> limit(n: most)
                    |> map(
                        fn: (r) => {
                            sends = r.action == "send" or r.action == "resolve"
                            late = sends and int(v: system.time()) - begun > patience
                            answer =
                                if sends and not late then
                                    experimental.catch(fn: () => post(r: r))
                                else
                                    {value: 0, code: uint(v: 0), msg: ""}
                            status = if exists answer.value then answer.value else 0
                            arrived = status >= 200 and status < 300

                            return {
                                done:
                                    if late then
                                        0
                                    else
                                        remember(
                                            bucket: sent,
                                            of: r,
                                            sends: sends,
                                            arrived: arrived,
                                            status: status,
                                            error:
                                                if arrived or not sends then
                                                    ""
                                                else
                                                    failure(msg: answer.msg, status: status),
                                        ),
                            }
                        },
                    )
        }
