// vault-secret-stale: secrets that vault-secrets-operator does not get from Vault.
//
// Reads   vaultsecrets_reconciliation_status as telegraf's inputs.prometheus scrapes it from the operator, metric_version 2.
// Finds   a secret whose status is 0 now, and has been so for the window, in each sample. The operator forgets all when it
//         starts anew, until it looks at a secret again: samples that are missing are no break. A secret without a sample in
//         `fresh` is gone.
import "date"
import "lib/lasting"
import "lib/number"
import "lib/read"
import "lib/report"
import "lib/span"
import "lib/text"

option task = {name: "vault-secret-stale", every: 5m, offset: 1m}

option params = {
    alert: "vault-secret-stale",
    bucket: "vault_secrets_operator",
    application: "vault-secrets-operator",
    only: "",
    target: "multiapp_",
    window: 10m,
    fresh: 5m,
}

wanted = float(v: int(v: params.window)) / 1000000000.0

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: date.sub(from: date.sub(from: now(), d: params.window), d: params.fresh),
    measurement: "prometheus_vault_secrets_operator",
    fields: ["vaultsecrets_reconciliation_status"],
    tags: ["cluster", "namespace", "name"],
)
    |> filter(fn: (r) => exists r.vaultsecrets_reconciliation_status)
    |> map(fn: (r) => ({r with bad: number(v: r.vaultsecrets_reconciliation_status) == 0.0}))
    |> lasting(fresh: params.fresh)
    |> map(
        fn: (r) => {
            namespace = text(v: r.namespace)

            return {
                cluster: r.cluster,
                application: if namespace == "" then text(v: r.application) else namespace,
                subject: namespace + "/" + text(v: r.name),
                level: if float(v: r.held) >= wanted then 2 else 0,
                value: float(v: r.held),
                limit: wanted,
                text: "not refreshed from Vault for ${span(seconds: float(v: r.held))}",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
