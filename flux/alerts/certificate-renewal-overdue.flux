// certificate-renewal-overdue: certificates that cert-manager should have renewed.
//
// Reads   certmanager_certificate_renewal_timestamp_seconds and certmanager_certificate_expiration_timestamp_seconds as
//         telegraf's inputs.prometheus scrapes them from cert-manager, metric_version 2.
// Finds   a certificate whose time of renewal passed more than `warning` ago. It is critical when it expires in less than
//         `critical`, and half of the time between renewal and expiration is over: so a certificate that lives shorter than
//         `critical` is fine as long as it is renewed. A time of 0 is none: never issued.
// When    At each tick, over the newest sample in the window.
import "lib/limits"
import "lib/number"
import "lib/read"
import "lib/report"
import "lib/span"
import "lib/text"

option task = {name: "certificate-renewal-overdue", every: 15m, offset: 1m}

option params = {
    alert: "certificate-renewal-overdue",
    bucket: "cert_manager",
    application: "cert-manager",
    only: "",
    target: "multiapp_",
    window: 20m,
    limits: [{cluster: "*", application: "*", warning: 86400.0, critical: 1209600.0}],
}

limitsOf = limits(of: params.limits)
now_ = float(v: int(v: now())) / 1000000000.0

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: -params.window,
    measurement: "prometheus_cert_manager",
    fields: [
        "certmanager_certificate_renewal_timestamp_seconds",
        "certmanager_certificate_expiration_timestamp_seconds",
    ],
    tags: ["cluster", "namespace", "name"],
)
    |> sort(columns: ["_time"])
    // The newest of each, wherever it stands: scrapes may be split into several points.
    |> reduce(
        identity: {renewal: 0.0, expiration: 0.0},
        fn: (r, accumulator) =>
            ({
                renewal:
                    if exists r.certmanager_certificate_renewal_timestamp_seconds then
                        number(v: r.certmanager_certificate_renewal_timestamp_seconds)
                    else
                        accumulator.renewal,
                expiration:
                    if exists r.certmanager_certificate_expiration_timestamp_seconds then
                        number(v: r.certmanager_certificate_expiration_timestamp_seconds)
                    else
                        accumulator.expiration,
            }),
    )
    |> map(
        fn: (r) => {
            namespace = text(v: r.namespace)
            application = if namespace == "" then text(v: r.application) else namespace
            of = limitsOf(cluster: text(v: r.cluster), application: application)
            overdue = if r.renewal > 0.0 then now_ - r.renewal else 0.0
            left = r.expiration - now_
            late = r.renewal == 0.0 or now_ > (r.renewal + r.expiration) / 2.0
            critical = r.expiration > 0.0 and left < of.critical and late

            return {
                cluster: r.cluster,
                application: application,
                subject: namespace + "/" + text(v: r.name),
                level: if critical then 3 else if overdue > of.warning then 2 else 0,
                value: if critical then left else overdue,
                limit: if critical then of.critical else of.warning,
                text:
                    if r.expiration > 0.0 and left < 0.0 then
                        "expired ${span(seconds: -left)} ago"
                    else if critical then
                        "expires in ${span(seconds: left)} (less than ${span(
                                seconds: of.critical,
                            )})"
                    else
                        "renewal is overdue by ${span(seconds: overdue)} (more than ${span(
                                seconds: of.warning,
                            )})",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
