// synthetic-failures: synthetic tests that fail.
//
// Reads   what Mobu publishes of each execution, but not of the cells of a notebook: one that fails is one failure.
// Finds   a business of a flock, of whose executions over the window more than `warning` percent failed, `least` of them at
//         least.
// When    At each tick, over the window before it. Events up to `lookback` further back tell only that there is such a
//         business, which is fine when it does nothing any more; synthetic-silent is for that.
import "date"
import "lib/limits"
import "lib/read"
import "lib/report"
import "lib/short"
import "lib/tally"
import "lib/text"

option task = {name: "synthetic-failures", every: 5m, offset: 1m}

option params = {
    alert: "synthetic-failures",
    bucket: "mobu",
    application: "mobu",
    only: "",
    target: "multiapp_",
    window: 30m,
    lookback: 1h,
    limits: [{cluster: "*", application: "*", warning: 20.0, least: 3.0}],
}

limitsOf = limits(of: params.limits)
since = date.sub(from: now(), d: params.window)
start = date.sub(from: since, d: params.lookback)

// Success is a tag, and so a text.
executions = (tables=<-) =>
    tables
        |> filter(fn: (r) => exists r.success)
        |> map(
            fn: (r) =>
                ({
                    _time: r._time,
                    cluster: text(v: r.cluster),
                    application: text(v: r.application),
                    flock: text(v: r.flock),
                    business: text(v: r.business),
                    failed: text(v: r.success) != "true",
                    note: text(v: r.notebook),
                }),
        )

union(
    tables: [
        read(
            bucket: params.bucket,
            application: params.application,
            only: params.only,
            start: start,
            measurement: "lsst.square.metrics.events.mobu.tap_query",
            fields: ["id"],
            tags: [
                "cluster",
                "flock",
                "business",
                "username",
                "success",
            ],
        )
            |> executions(),
        read(
            bucket: params.bucket,
            application: params.application,
            only: params.only,
            start: start,
            measurement: "lsst.square.metrics.events.mobu.sia_query",
            fields: ["id"],
            tags: [
                "cluster",
                "flock",
                "business",
                "username",
                "success",
            ],
        )
            |> executions(),
        read(
            bucket: params.bucket,
            application: params.application,
            only: params.only,
            start: start,
            measurement: "lsst.square.metrics.events.mobu.git_lfs_check",
            fields: ["id"],
            tags: [
                "cluster",
                "flock",
                "business",
                "username",
                "success",
            ],
        )
            |> executions(),
        read(
            bucket: params.bucket,
            application: params.application,
            only: params.only,
            start: start,
            measurement: "lsst.square.metrics.events.mobu.notebook_execution",
            fields: ["id"],
            tags: [
                "cluster",
                "flock",
                "business",
                "username",
                "notebook",
                "success",
            ],
        )
            |> executions(),
        read(
            bucket: params.bucket,
            application: params.application,
            only: params.only,
            start: start,
            measurement: "lsst.square.metrics.events.mobu.nublado_python_execution",
            fields: ["id"],
            tags: [
                "cluster",
                "flock",
                "business",
                "username",
                "success",
            ],
        )
            |> executions(),
        read(
            bucket: params.bucket,
            application: params.application,
            only: params.only,
            start: start,
            measurement: "lsst.square.metrics.events.mobu.nublado_spawn_lab",
            fields: ["id"],
            tags: [
                "cluster",
                "flock",
                "business",
                "username",
                "success",
            ],
        )
            |> executions(),
        read(
            bucket: params.bucket,
            application: params.application,
            only: params.only,
            start: start,
            measurement: "lsst.square.metrics.events.mobu.nublado_delete_",
            fields: ["id"],
            tags: [
                "cluster",
                "flock",
                "business",
                "username",
                "success",
            ],
        )
            |> executions(),
    ],
)
    |> group(columns: ["cluster", "application", "flock", "business"])
    |> tally(since: since)
    |> map(
        fn: (r) => {
            of = limitsOf(cluster: r.cluster, application: r.application)

            return {
                cluster: r.cluster,
                application: r.application,
                subject: r.flock + "/" + r.business,
                level: if r.share > of.warning and r.failed >= of.least then 2 else 0,
                value: r.share,
                limit: of.warning,
                text:
                    "${string(v: int(v: r.failed))} of ${string(
                            v: int(v: r.total),
                        )} executions failed in ${string(v: params.window)}: ${short(
                            v: r.share,
                        )}% (above ${short(v: of.warning)}%)" + (if r.notes == "" then
                            ""
                        else
                            "; notebooks " + r.notes),
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
