// synthetic-silent: synthetic tests that no longer run.
//
// Reads   what Mobu publishes of each execution, cells of notebooks included: a notebook may take long.
// Finds   a flock without any event for longer than `warning`. Flocks that can fall silent are those with an event in the
//         window; one that is silent for longer than that counts as removed. The window is longer than a day, so that
//         silence is told of again the day after.
import "lib/limits"
import "lib/read"
import "lib/report"
import "lib/span"
import "lib/text"

option task = {name: "synthetic-silent", every: 15m, offset: 1m}

option params = {
    alert: "synthetic-silent",
    bucket: "mobu",
    application: "mobu",
    only: "",
    target: "multiapp_",
    window: 36h,
    limits: [{cluster: "*", application: "*", warning: 1800.0}],
}

limitsOf = limits(of: params.limits)
events = (tables=<-) =>
    tables
        |> map(
            fn: (r) =>
                ({
                    cluster: text(v: r.cluster),
                    application: text(v: r.application),
                    flock: text(v: r.flock),
                    business: text(v: r.business),
                    at: int(v: r._time),
                }),
        )

union(
    tables: [
        read(
            bucket: params.bucket,
            application: params.application,
            only: params.only,
            start: -params.window,
            measurement: "lsst.square.metrics.events.mobu.tap_query",
            fields: ["id"],
            tags: ["cluster", "flock", "business"],
        )
            |> events(),
        read(
            bucket: params.bucket,
            application: params.application,
            only: params.only,
            start: -params.window,
            measurement: "lsst.square.metrics.events.mobu.sia_query",
            fields: ["id"],
            tags: ["cluster", "flock", "business"],
        )
            |> events(),
        read(
            bucket: params.bucket,
            application: params.application,
            only: params.only,
            start: -params.window,
            measurement: "lsst.square.metrics.events.mobu.git_lfs_check",
            fields: ["id"],
            tags: ["cluster", "flock", "business"],
        )
            |> events(),
        read(
            bucket: params.bucket,
            application: params.application,
            only: params.only,
            start: -params.window,
            measurement: "lsst.square.metrics.events.mobu.notebook_execution",
            fields: ["id"],
            tags: ["cluster", "flock", "business"],
        )
            |> events(),
        read(
            bucket: params.bucket,
            application: params.application,
            only: params.only,
            start: -params.window,
            measurement: "lsst.square.metrics.events.mobu.notebook_cell_execution",
            fields: ["id"],
            tags: ["cluster", "flock", "business"],
        )
            |> events(),
        read(
            bucket: params.bucket,
            application: params.application,
            only: params.only,
            start: -params.window,
            measurement: "lsst.square.metrics.events.mobu.nublado_python_execution",
            fields: ["id"],
            tags: ["cluster", "flock", "business"],
        )
            |> events(),
        read(
            bucket: params.bucket,
            application: params.application,
            only: params.only,
            start: -params.window,
            measurement: "lsst.square.metrics.events.mobu.nublado_spawn_lab",
            fields: ["id"],
            tags: ["cluster", "flock", "business"],
        )
            |> events(),
        read(
            bucket: params.bucket,
            application: params.application,
            only: params.only,
            start: -params.window,
            measurement: "lsst.square.metrics.events.mobu.nublado_delete_",
            fields: ["id"],
            tags: ["cluster", "flock", "business"],
        )
            |> events(),
    ],
)
    // A business that is run once, outside of a flock, is no loss.
    |> filter(fn: (r) => r.flock != "")
    |> group(columns: ["cluster", "application", "flock"])
    |> reduce(
        identity: {newest: 0, business: ""},
        fn: (r, accumulator) =>
            if r.at > accumulator.newest then {newest: r.at, business: r.business} else accumulator,
    )
    |> map(
        fn: (r) => {
            of = limitsOf(cluster: r.cluster, application: r.application)
            silent = float(v: int(v: now()) - r.newest) / 1000000000.0

            return {
                cluster: r.cluster,
                application: r.application,
                subject: r.flock,
                level: if silent > of.warning then 2 else 0,
                value: silent,
                limit: of.warning,
                text: "no event for ${span(seconds: silent)} (more than ${span(
                        seconds: of.warning,
                    )}); the last was of ${r.business}",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
