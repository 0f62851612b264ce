// certificate-not-ready: certificates that cert-manager cannot issue.
//
// Reads   certmanager_certificate_ready_status as telegraf's inputs.prometheus scrapes it from cert-manager,
//         metric_version 2: three series a certificate, of which the one whose condition holds is 1.
// Finds   a certificate whose condition is False or Unknown now, and has been one of them for the window, in each sample.
//         One that is new is not found before that. One without a sample in `fresh` is gone.
import "date"
import "lib/lasting"
import "lib/number"
import "lib/read"
import "lib/report"
import "lib/span"
import "lib/text"

option task = {name: "certificate-not-ready", every: 5m, offset: 1m}

option params = {
    alert: "certificate-not-ready",
    bucket: "cert_manager",
    application: "cert-manager",
    only: "",
    target: "multiapp_",
    window: 1h,
    fresh: 5m,
}

wanted = float(v: int(v: params.window)) / 1000000000.0

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: date.sub(from: date.sub(from: now(), d: params.window), d: params.fresh),
    measurement: "prometheus_cert_manager",
    fields: ["certmanager_certificate_ready_status"],
    tags: [
        "cluster",
        "namespace",
        "name",
        "condition",
        "issuer_name",
    ],
)
    |> filter(fn: (r) => number(v: r.certmanager_certificate_ready_status) == 1.0)
    |> map(
        fn: (r) =>
            ({
                _time: r._time,
                cluster: r.cluster,
                application: text(v: r.application),
                namespace: text(v: r.namespace),
                name: text(v: r.name),
                condition: text(v: r.condition),
                issuer: text(v: r.issuer_name),
                bad: text(v: r.condition) == "False" or text(v: r.condition) == "Unknown",
            }),
    )
    |> group(columns: ["cluster", "namespace", "name"])
    |> lasting(fresh: params.fresh)
    |> map(
        fn: (r) =>
            ({
                cluster: r.cluster,
                application: if r.namespace == "" then r.application else r.namespace,
                subject: r.namespace + "/" + r.name,
                level: if float(v: r.held) >= wanted then 2 else 0,
                value: float(v: r.held),
                limit: wanted,
                text: "ready is ${r.condition} for ${span(
                        seconds: float(v: r.held),
                    )}, issuer ${r.issuer}",
            }),
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
