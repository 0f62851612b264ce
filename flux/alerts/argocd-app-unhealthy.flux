// argocd-app-unhealthy: applications of Argo CD that are not well.
//
// Reads   argocd_app_info as telegraf's inputs.prometheus scrapes it from the application controller, metric_version 2. Its
//         value says nothing: health is a tag, each state is a series of its own.
// Finds   an application whose health is Degraded, Missing or Unknown now, and has been one of them for the window, in
//         each sample. One that is looked at for less than that is not found. One without a sample in `fresh` is gone.
import "date"
import "lib/lasting"
import "lib/read"
import "lib/report"
import "lib/span"
import "lib/text"

option task = {name: "argocd-app-unhealthy", every: 5m, offset: 1m}

option params = {
    alert: "argocd-app-unhealthy",
    bucket: "argocd",
    application: "argocd",
    only: "",
    target: "multiapp_",
    window: 15m,
    fresh: 5m,
}

wanted = float(v: int(v: params.window)) / 1000000000.0

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: date.sub(from: date.sub(from: now(), d: params.window), d: params.fresh),
    measurement: "prometheus_application_controller",
    fields: ["argocd_app_info"],
    tags: [
        "cluster",
        "name",
        "project",
        "health_status",
        "sync_status",
    ],
)
    |> filter(fn: (r) => exists r.argocd_app_info and text(v: r.name) != "")
    |> map(
        fn: (r) => {
            health = text(v: r.health_status)

            return {
                _time: r._time,
                cluster: r.cluster,
                name: text(v: r.name),
                project: text(v: r.project),
                health: health,
                sync: text(v: r.sync_status),
                bad: health == "Degraded" or health == "Missing" or health == "Unknown",
            }
        },
    )
    |> group(columns: ["cluster", "name"])
    |> lasting(fresh: params.fresh)
    |> map(
        fn: (r) =>
            ({
                cluster: r.cluster,
                application: r.name,
                subject: r.name,
                level: if float(v: r.held) >= wanted then 2 else 0,
                value: float(v: r.held),
                limit: wanted,
                text: "health ${r.health} for ${span(
                        seconds: float(v: r.held),
                    )}, sync ${r.sync}, project ${r.project}",
            }),
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
