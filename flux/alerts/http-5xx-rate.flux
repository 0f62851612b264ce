// http-5xx-rate: ingresses that answer with errors of the server.
//
// Reads   nginx_ingress_controller_requests as telegraf's inputs.prometheus scrapes it from each controller of ingress-nginx,
//         metric_version 2. A status may be a code or a class, 502 or 5xx.
// Finds   an ingress with more than `least` requests over the window, of which more than `warning` percent got a 5xx.
// When    At each tick, over the window before it. The sample before the first of the window is looked for up to `lookback`
//         further back.
import "date"
import "lib/limits"
import "lib/number"
import "lib/portion"
import "lib/read"
import "lib/report"
import "lib/short"
import "lib/text"
import "strings"

option task = {name: "http-5xx-rate", every: 5m, offset: 1m}

option params = {
    alert: "http-5xx-rate",
    bucket: "ingress_nginx",
    application: "ingress-nginx",
    only: "",
    target: "multiapp_",
    window: 10m,
    lookback: 5m,
    limits: [{cluster: "*", application: "*", warning: 5.0, least: 20.0}],
}

limitsOf = limits(of: params.limits)
since = date.sub(from: now(), d: params.window)

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: date.sub(from: since, d: params.lookback),
    measurement: "prometheus_controller",
    fields: ["nginx_ingress_controller_requests"],
    tags: [
        "cluster",
        "controller_pod",
        "namespace",
        "ingress",
        "service",
        "canary",
        "host",
        "path",
        "method",
        "status",
    ],
)
    |> filter(fn: (r) => exists r.nginx_ingress_controller_requests)
    |> map(
        fn: (r) =>
            ({
                _time: r._time,
                cluster: text(v: r.cluster),
                application: text(v: r.application),
                // Of each controller for itself: counters of one that starts anew begin at 0.
                controller: text(v: r.controller_pod),
                namespace: text(v: r.namespace),
                ingress: text(v: r.ingress),
                value: number(v: r.nginx_ingress_controller_requests),
                bad: strings.hasPrefix(v: text(v: r.status), prefix: "5"),
            }),
    )
    |> portion(
        columns: [
            "cluster",
            "application",
            "controller",
            "namespace",
            "ingress",
        ],
        since: since,
    )
    |> group(columns: ["cluster", "application", "namespace", "ingress"])
    |> reduce(
        identity: {total: 0.0, bad: 0.0},
        fn: (r, accumulator) =>
            ({total: accumulator.total + r.total, bad: accumulator.bad + r.bad}),
    )
    |> map(
        fn: (r) => {
            application = if r.namespace == "" then r.application else r.namespace
            of = limitsOf(cluster: r.cluster, application: application)
            share = if r.total > 0.0 then 100.0 * r.bad / r.total else 0.0

            return {
                cluster: r.cluster,
                application: application,
                // Requests that are of no ingress have neither.
                subject:
                    if r.ingress == "" then "default-backend" else r.namespace + "/" + r.ingress,
                level: if share > of.warning and r.total > of.least then 2 else 0,
                value: share,
                limit: of.warning,
                text: "${string(v: int(v: r.bad))} of ${string(
                        v: int(v: r.total),
                    )} requests got a 5xx in ${string(v: params.window)}: ${short(
                        v: share,
                    )}% (above ${short(v: of.warning)}%)",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
