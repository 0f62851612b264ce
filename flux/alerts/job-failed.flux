// job-failed: Jobs that failed and that nothing has made good since.
//
// Reads   prometheus_ksm as telegraf's inputs.prometheus writes what kube-state-metrics says, with metric_version 2.
// Finds   each Job that failed and has had no better successor: no Job of its owner that completed began later, and the
//         last success of the owner, if it is a CronJob, is not later. Failed is the Job's condition; failed pods are not
//         counted, as a Job that succeeds at its second try has some. Jobs without owner belong together when their names
//         differ in a generated end only.
// When    at each tick, over the window before it. Of a Job counts what was said last: all that a scrape says of it comes
//         within `together`.
import "lib/number"
import "lib/read"
import "lib/report"
import "lib/text"
import "regexp"

option task = {name: "job-failed", every: 5m, offset: 1m}

option params = {
    alert: "job-failed",
    bucket: "kubernetes",
    application: "kubernetes",
    only: "",
    target: "multiapp_",
    window: 30m,
    together: 10s,
}

// A number, as CronJobs append it, or the five letters and digits of a generated name.
generated = /-(\d+|[bcdfghjklmnpqrstvwxz2456789]{5})$/

jobs =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: -params.window,
        measurement: "prometheus_ksm",
        fields: [
            "kube_job_failed",
            "kube_job_complete",
            "kube_job_status_start_time",
            "kube_job_owner",
        ],
        // Each metric has some of them.
        tags:
            [
                "cluster",
                "namespace",
                "job_name",
                "condition",
                "owner_kind",
                "owner_name",
            ],
    )
        |> filter(fn: (r) => exists r.job_name)
        |> group(columns: ["cluster", "namespace", "job_name"])
        |> sort(columns: ["_time"])
        |> reduce(
            identity: {
                seen: 0,
                failed: 0,
                complete: 0,
                start: 0.0,
                kind: "",
                name: "",
            },
            fn: (r, accumulator) => {
                at = int(v: r._time)
                is = text(v: r.condition) == "true"

                return {
                    seen: at,
                    failed:
                        if is and number(v: r.kube_job_failed) > 0.0 then
                            at
                        else
                            accumulator.failed,
                    complete:
                        if is and number(v: r.kube_job_complete) > 0.0 then
                            at
                        else
                            accumulator.complete,
                    start:
                        if exists r.kube_job_status_start_time then
                            r.kube_job_status_start_time
                        else
                            accumulator.start,
                    kind:
                        if exists r.kube_job_owner then text(v: r.owner_kind) else accumulator.kind,
                    name:
                        if exists r.kube_job_owner then text(v: r.owner_name) else accumulator.name,
                }
            },
        )
        |> map(
            fn: (r) => {
                // Older versions of kube-state-metrics say <none>.
                owned = r.name != "" and r.name != "<none>"

                // What was said last; a Job made anew under its name is none that failed before.
                newest = r.seen - int(v: params.together)

                return {
                    cluster: text(v: r.cluster),
                    namespace: text(v: r.namespace),
                    owner:
                        if owned then
                            r.kind + "/" + r.name
                        else
                            "Job/" + regexp.replaceAllString(r: generated, v: r.job_name, t: ""),
                    job: r.job_name,
                    failed: if r.failed >= newest then r.start else -1.0,
                    success: if r.complete >= newest then r.start else -1.0,
                }
            },
        )
cronJobs =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: -params.window,
        measurement: "prometheus_ksm",
        fields: ["kube_cronjob_status_last_successful_time"],
        tags: ["cluster", "namespace", "cronjob"],
    )
        |> filter(fn: (r) => exists r.cronjob and exists r.kube_cronjob_status_last_successful_time)
        |> map(
            fn: (r) =>
                ({
                    cluster: text(v: r.cluster),
                    namespace: text(v: r.namespace),
                    owner: "CronJob/" + r.cronjob,
                    job: "",
                    failed: -1.0,
                    success: r.kube_cronjob_status_last_successful_time,
                }),
        )

union(tables: [jobs, cronJobs])
    |> map(
        fn: (r) =>
            ({r with start: if r.failed > r.success then r.failed else r.success,
                fails: if r.failed > r.success then 1 else 0,
                better: if r.success >= r.failed and r.success >= 0.0 then 1 else 0,
            }),
    )
    |> group(columns: ["cluster", "namespace", "owner"])
    // From the newest on, a failure before a success that began with it: how many better ones came after each.
    |> sort(columns: ["start", "fails"], desc: true)
    |> cumulativeSum(columns: ["better"])
    |> map(
        fn: (r) => {
            began = time(v: int(v: r.start) * 1000000000)

            return {
                cluster: r.cluster,
                application: r.namespace,
                subject: r.namespace + "/" + r.job,
                level: if r.fails > 0 and r.start >= 0.0 and r.better == 0 then 2 else 0,
                // Seconds since it began.
                value: float(v: int(v: now()) / 1000000000) - r.start,
                limit: 0.0,
                text: "failed, begun ${string(
                        v: began,
                    )} for ${r.owner}, and none has succeeded since",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
