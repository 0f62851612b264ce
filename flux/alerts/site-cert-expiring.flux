// site-cert-expiring: certificates of sites that end soon, or that are not valid.
//
// Reads   x509_cert as telegraf's inputs.x509_cert writes it, but for what lib/onControlPlane knows: control-plane-cert.
// Finds   a source whose newest certificate ends within `warning` or `critical`, or cannot be verified (critical).
// When    at each tick, over the window before it. It is long, as certificates may be read once an hour, and a site that
//         cannot be reached has no point.
import "lib/below"
import "lib/certificates"
import "lib/limits"
import "lib/onControlPlane"
import "lib/read"
import "lib/report"
import "lib/span"
import "lib/text"

option task = {name: "site-cert-expiring", every: 15m, offset: 1m}

option params = {
    alert: "site-cert-expiring",
    bucket: "telegraf",
    application: "telegraf",
    only: "",
    target: "multiapp_",
    window: 3h,
    limits: [{cluster: "*", application: "*", warning: 2592000.0, critical: 604800.0}],
}

limitsOf = limits(of: params.limits)

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: -params.window,
    measurement: "x509_cert",
    fields: ["expiry", "verification_code"],
    // Each certificate is a series of its own.
    tags: ["cluster", "source", "type", "issuer_common_name"],
)
    |> filter(fn: (r) => not onControlPlane(source: text(v: r.source)))
    |> certificates()
    |> map(
        fn: (r) => {
            of = limitsOf(cluster: text(v: r.cluster), application: text(v: r.application))
            level =
                if r.invalid then
                    3
                else
                    below(value: r.left, warning: of.warning, critical: of.critical)
            limit = if level == 3 then of.critical else of.warning
            ends =
                if r.invalid and r.left >= 0.0 then
                    "cannot be verified, and ends in ${span(seconds: r.left)}"
                else if r.left < 0.0 then
                    "ended ${span(seconds: -r.left)} ago"
                else
                    "ends in ${span(seconds: r.left)} (less than ${span(seconds: limit)})"
            issuer = if r.issuer != "" then ", issued by " + r.issuer else ""

            return {
                cluster: r.cluster,
                application: r.application,
                subject: r.source,
                level: level,
                value: r.left,
                limit: limit,
                text: "certificate ${ends}${issuer}",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
