// vault-credential-expiring: credentials of Vault that end soon, or that Vault takes no more.
//
// Reads   vault_token as telegraf's inputs.http writes the answer of Vault to a token that looks itself up, each hour at
//         least.
// Finds   a credential that has less than `warning` or `critical` left. One whose last point is older than `silent` is
//         critical: Vault gives an expired token no answer, and no answer is no point. It is found until that point is as
//         old as the window; then it counts as removed. A credential whose creation_ttl is 0 never ends.
import "lib/below"
import "lib/limits"
import "lib/number"
import "lib/read"
import "lib/report"
import "lib/span"
import "lib/text"

option task = {name: "vault-credential-expiring", every: 15m, offset: 1m}

option params = {
    alert: "vault-credential-expiring",
    bucket: "telegraf",
    application: "telegraf",
    only: "",
    target: "multiapp_",
    window: 1d,
    limits: [
        {
            cluster: "*",
            application: "*",
            warning: 2592000.0,
            critical: 604800.0,
            silent: 7200.0,
        },
    ],
}

limitsOf = limits(of: params.limits)

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: -params.window,
    measurement: "vault_token",
    fields: ["ttl", "creation_ttl"],
    tags: ["cluster", "display_name"],
)
    |> filter(fn: (r) => exists r.ttl and number(v: r.creation_ttl) > 0.0)
    |> sort(columns: ["_time"])
    |> last(column: "ttl")
    |> map(
        fn: (r) => {
            of = limitsOf(cluster: text(v: r.cluster), application: text(v: r.application))
            left = number(v: r.ttl)
            age = float(v: int(v: now()) - int(v: r._time)) / 1000000000.0
            silent = age > of.silent
            level =
                if silent then 3 else below(value: left, warning: of.warning, critical: of.critical)
            limit = if level == 3 then of.critical else of.warning

            return {
                cluster: r.cluster,
                application: r.application,
                subject: text(v: r.display_name),
                level: level,
                value: if silent then age else left,
                limit: if silent then of.silent else limit,
                text:
                    if silent then
                        "no answer for ${span(seconds: age)} (more than ${span(
                                seconds: of.silent,
                            )}): expired or revoked"
                    else
                        "ends in ${span(seconds: left)} (less than ${span(seconds: limit)})",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
