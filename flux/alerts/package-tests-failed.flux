// package-tests-failed: runs of a repository's workflow that fail.
//
// Reads   github_webhooks as telegraf's inputs.webhooks writes it.
// Finds   each completed run of a workflow whose conclusion is failure or timed_out.
import "lib/read"
import "lib/reportEvents"
import "lib/since"
import "lib/text"

option task = {name: "package-tests-failed", every: 5m, offset: 1m}

option params = {
    alert: "package-tests-failed",
    bucket: "events",
    application: "events",
    only: "",
    target: "multiapp_",
    window: 10m,
}

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: since(window: params.window),
    measurement: "github_webhooks",
    fields: ["run_attempt", "head_branch"],
    tags: [
        "cluster",
        "event",
        "action",
        "name",
        "repository",
        "conclusion",
    ],
)
    |> filter(fn: (r) => text(v: r.event) == "workflow_run" and text(v: r.action) == "completed")
    |> filter(fn: (r) => text(v: r.conclusion) == "failure" or text(v: r.conclusion) == "timed_out")
    |> map(
        fn: (r) =>
            ({
                _time: r._time,
                cluster: r.cluster,
                application: r.application,
                subject: text(v: r.repository) + "/" + text(v: r.name),
                level: 1,
                value: if exists r.run_attempt then float(v: r.run_attempt) else 1.0,
                limit: 0.0,
                text: "${text(v: r.conclusion)} on branch ${text(v: r.head_branch)}",
            }),
    )
    |> reportEvents(alert: params.alert, source: params.bucket, target: params.target)
