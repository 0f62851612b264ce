// pod-not-running: containers that do not run.
//
// Reads   kubernetes_pod_container as telegraf's inputs.kube_inventory writes it.
// Finds   a container whose newest sample is bad, and of whose samples over the window `share` or more are; so one that
//         starts, crashes and starts again is found as well, and a pod that is replaced is not. Bad is a state other than
//         running, and each container of a pod in phase Failed: an evicted one has no states left and comes as unknown.
//         Completed containers of pods that succeeded are fine: finished Jobs. A container that is being created, or waits
//         for its init containers, may take `creating`: it is found when that is true of so many samples over that time.
// When    at each tick, over the time before it. There has to be a sample of up to `slack` before that time: what is new has
//         not lasted as long; and one within `slack` of the tick: what is gone is over.
import "date"
import "lib/limits"
import "lib/read"
import "lib/report"
import "lib/short"
import "lib/text"

option task = {name: "pod-not-running/example", every: 5m, offset: 1m}

option params = {
    alert: "pod-not-running",
    bucket: "example",
    application: "example",
    only: "",
    target: "multiapp_",
    window: 10m,
    creating: 15m,
    slack: 3m,
    limits: [{cluster: "*", application: "*", share: 50.0}],
}

limitsOf = limits(of: params.limits)
since = date.sub(from: now(), d: params.window)
before = date.sub(from: now(), d: params.creating)
recent = int(v: since)
long = int(v: before)

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: date.sub(from: if before < since then before else since, d: params.slack),
    measurement: "kubernetes_pod_container",
    fields: ["state_code", "state_reason", "phase_reason"],
    // Each phase is a series of its own.
    tags:
        [
            "cluster",
            "namespace",
            "pod_name",
            "container_name",
            "phase",
        ],
)
    |> filter(fn: (r) => exists r.state_code)
    |> group(
        columns: [
            "cluster",
            "application",
            "namespace",
            "pod_name",
            "container_name",
        ],
    )
    |> map(
        fn: (r) => {
            phase = text(v: r.phase)
            state = text(v: r.state_reason)
            bad = int(v: r.state_code) > 0 or phase == "Failed"
            done = phase == "Succeeded" and state == "Completed"

            return {r with bad: if bad and not done then 1 else 0,
                creating:
                    int(v: r.state_code) == 2 and phase != "Failed" and (state
                            ==
                            "ContainerCreating" or state == "PodInitializing"),
                reason:
                    if text(v: r.phase_reason) != "" then
                        r.phase_reason
                    else if state != "" then
                        state
                    else
                        "no reason given",
                called:
                    if phase == "Failed" then
                        "failed"
                    else if int(v: r.state_code) == 1 then
                        "terminated"
                    else if int(v: r.state_code) == 2 then
                        "waiting"
                    else
                        "unknown",
            }
        },
    )
    |> reduce(
        identity: {
            first: 0,
            last: 0,
            bad: 0,
            creating: false,
            recentPoints: 0,
            recentBad: 0,
            points: 0,
            allBad: 0,
            reason: "",
            called: "",
        },
        fn: (r, accumulator) => {
            at = int(v: r._time)
            newest = at >= accumulator.last
            counts = if at >= recent then 1 else 0
            countsLong = if at >= long then 1 else 0

            return {
                first:
                    if accumulator.first == 0 or at < accumulator.first then
                        at
                    else
                        accumulator.first,
                last: if newest then at else accumulator.last,
                bad: if newest then r.bad else accumulator.bad,
                creating: if newest then r.creating else accumulator.creating,
                recentPoints: accumulator.recentPoints + counts,
                recentBad: accumulator.recentBad + counts * r.bad,
                points: accumulator.points + countsLong,
                allBad: accumulator.allBad + countsLong * r.bad,
                reason: if newest then r.reason else accumulator.reason,
                called: if newest then r.called else accumulator.called,
            }
        },
    )
    |> map(
        fn: (r) => {
            of = limitsOf(cluster: text(v: r.cluster), application: text(v: r.application))
            points = if r.creating then r.points else r.recentPoints
            bad = if r.creating then r.allBad else r.recentBad
            from = if r.creating then long else recent
            whole = r.first < from and r.last >= int(v: date.sub(from: now(), d: params.slack))
            share = if points == 0 then 0.0 else 100.0 * float(v: bad) / float(v: points)
            found = whole and r.bad == 1 and share >= of.share
            lasted = string(v: if r.creating then params.creating else params.window)

            return {
                cluster: r.cluster,
                application: r.application,
                subject:
                    text(v: r.namespace) + "/" + text(v: r.pod_name) + "/" + text(
                            v: r.container_name,
                        ),
                level: if found then 2 else 0,
                value: share,
                limit: of.share,
                text: "${r.called} (${r.reason}), not running in ${short(
                        v: share,
                    )}% of ${lasted} (${short(v: of.share)}% or more)",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
