// lab-spawn-failures: labs of Nublado that do not start.
//
// Reads   jupyterhub_server_spawn_duration_seconds_count as telegraf's inputs.prometheus scrapes it from JupyterHub,
//         metric_version 2; spawn_failure as Nublado publishes it, for the images alone.
// Finds   a cluster where more than `warning` percent of the spawns over the window failed, `least` of them at least. What
//         ended as failure or error failed; what was refused (throttled, too many users, already pending) is no spawn.
import "date"
import "lib/limits"
import "lib/number"
import "lib/portion"
import "lib/read"
import "lib/report"
import "lib/short"
import "lib/tally"
import "lib/text"

option task = {name: "lab-spawn-failures", every: 5m, offset: 1m}

option params = {
    alert: "lab-spawn-failures",
    bucket: "nublado",
    application: "nublado",
    only: "",
    target: "multiapp_",
    window: 30m,
    lookback: 10m,
    limits: [{cluster: "*", application: "*", warning: 20.0, least: 3.0}],
}

limitsOf = limits(of: params.limits)
since = date.sub(from: now(), d: params.window)

spawns =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: date.sub(from: since, d: params.lookback),
        measurement: "prometheus_hub",
        fields: ["jupyterhub_server_spawn_duration_seconds_count"],
        tags: ["cluster", "status", "reason"],
    )
        |> filter(fn: (r) => exists r.jupyterhub_server_spawn_duration_seconds_count)
        |> map(
            fn: (r) => {
                failed = text(v: r.status) == "failure" or text(v: r.status) == "error"

                return {
                    _time: r._time,
                    cluster: text(v: r.cluster),
                    application: text(v: r.application),
                    value:
                        if failed or text(v: r.status) == "success" then
                            number(v: r.jupyterhub_server_spawn_duration_seconds_count)
                        else
                            0.0,
                    bad: failed,
                }
            },
        )
        |> portion(columns: ["cluster", "application"], since: since)
        |> map(fn: (r) => ({r with images: "", counted: 1}))
images =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: since,
        measurement: "lsst.square.metrics.events.nublado.spawn_failure",
        fields: ["image"],
        tags: ["cluster", "username"],
    )
        |> map(
            fn: (r) =>
                ({
                    _time: r._time,
                    cluster: text(v: r.cluster),
                    application: text(v: r.application),
                    failed: true,
                    note: text(v: r.image),
                }),
        )
        |> group(columns: ["cluster", "application"])
        |> tally(since: since)
        |> map(
            fn: (r) =>
                ({
                    cluster: r.cluster,
                    application: r.application,
                    total: 0.0,
                    bad: 0.0,
                    images: r.notes,
                    counted: 0,
                }),
        )

union(tables: [spawns, images])
    |> group(columns: ["cluster", "application"])
    |> reduce(
        identity: {total: 0.0, bad: 0.0, images: "", counted: 0},
        fn: (r, accumulator) =>
            ({
                total: accumulator.total + r.total,
                bad: accumulator.bad + r.bad,
                images: accumulator.images + r.images,
                counted: accumulator.counted + r.counted,
            }),
    )
    |> filter(fn: (r) => r.counted > 0)
    |> map(
        fn: (r) => {
            of = limitsOf(cluster: r.cluster, application: r.application)
            share = if r.total > 0.0 then 100.0 * r.bad / r.total else 0.0

            return {
                cluster: r.cluster,
                application: r.application,
                subject: "labs",
                level: if share > of.warning and r.bad >= of.least then 2 else 0,
                value: share,
                limit: of.warning,
                text:
                    "${string(v: int(v: r.bad))} of ${string(
                            v: int(v: r.total),
                        )} spawns failed in ${string(v: params.window)}: ${short(
                            v: share,
                        )}% (above ${short(v: of.warning)}%)" + (if r.images == "" then
                            ""
                        else
                            "; images " + r.images),
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
