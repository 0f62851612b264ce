// argocd-sync-failed: synchronisations of applications by Argo CD that fail.
//
// Reads   argocd_app_sync_total and argocd_app_info as telegraf's inputs.prometheus scrapes them from each application
//         controller, metric_version 2. The counter of a phase appears with the first sync that ends so; argocd_app_info,
//         which is there before, tells that until then it was 0.
// Finds   an application with more than `warning` syncs over the window that ended as Failed or Error. Dry runs do not
//         count.
// When    At each tick, over the window before it. The sample before the first of the window is looked for up to `lookback`
//         further back. Resolved when the window has no failure any more; that says nothing of the application.
import "date"
import "lib/limits"
import "lib/number"
import "lib/portion"
import "lib/read"
import "lib/report"
import "lib/text"

option task = {name: "argocd-sync-failed", every: 5m, offset: 1m}

option params = {
    alert: "argocd-sync-failed",
    bucket: "argocd",
    application: "argocd",
    only: "",
    target: "multiapp_",
    window: 10m,
    lookback: 10m,
    limits: [{cluster: "*", application: "*", warning: 0.0}],
}

limitsOf = limits(of: params.limits)
since = date.sub(from: now(), d: params.window)

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: date.sub(from: since, d: params.lookback),
    measurement: "prometheus_application_controller",
    fields: ["argocd_app_sync_total", "argocd_app_info"],
    tags: [
        "cluster",
        "url",
        "name",
        "namespace",
        "project",
        "dest_server",
        "phase",
        "dry_run",
    ],
)
    |> filter(fn: (r) => text(v: r.name) != "")
    |> map(
        fn:
            (r) =>
                {
                    phase = text(v: r.phase)
                    failed =
                        (phase == "Failed" or phase == "Error") and text(v: r.dry_run) != "true"

                    return
                        {
                            _time: r._time,
                            cluster: text(v: r.cluster),
                            // Of each controller for itself: two that took turns with an application count each from 0.
                            url: text(v: r.url),
                            name: text(v: r.name),
                            value: if failed then number(v: r.argocd_app_sync_total) else 0.0,
                            bad: phase == "Error",
                        }
                },
    )
    |> portion(columns: ["cluster", "url", "name"], since: since)
    |> group(columns: ["cluster", "name"])
    |> reduce(
        identity: {total: 0.0, errors: 0.0},
        fn: (r, accumulator) =>
            ({total: accumulator.total + r.total, errors: accumulator.errors + r.bad}),
    )
    |> map(
        fn: (r) => {
            of = limitsOf(cluster: r.cluster, application: r.name)
            failed = int(v: r.total - r.errors)

            return {
                cluster: r.cluster,
                application: r.name,
                subject: r.name,
                level: if r.total > of.warning then 2 else 0,
                value: r.total,
                limit: of.warning,
                text: "syncs of the last ${string(v: params.window)}: ${string(
                        v: failed,
                    )} Failed, ${string(v: int(v: r.errors))} Error",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
