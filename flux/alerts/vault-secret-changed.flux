// vault-secret-changed: secrets in Vault that are written or deleted.
//
// Reads   vault_audit as Vault's audit device sends it, and telegraf's inputs.socket_listener writes it.
// Finds   each answer without an error to a request that writes a secret of a KV engine, or deletes, destroys or restores
//         it or versions of it. Of requests the audit has an entry of its own, which is not looked at.
import "lib/read"
import "lib/reportEvents"
import "lib/since"
import "lib/text"
import "strings"

option task = {name: "vault-secret-changed", every: 5m, offset: 1m}

option params = {
    alert: "vault-secret-changed",
    bucket: "events",
    application: "events",
    only: "",
    target: "multiapp_",
    window: 10m,
}

has = (path, part) => strings.containsStr(v: path, substr: part)

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: since(window: params.window),
    measurement: "vault_audit",
    fields: ["path", "display_name", "error"],
    tags: ["cluster", "operation", "type", "mount_type"],
)
    |> filter(fn: (r) => text(v: r.type) == "response" and text(v: r.error) == "")
    |> filter(fn: (r) => text(v: r.mount_type) == "kv")
    |> map(
        fn: (r) => {
            path = text(v: r.path)
            operation = text(v: r.operation)
            write = operation == "create" or operation == "update" or operation == "patch"
            versions =
                has(path: path, part: "/delete/") or has(path: path, part: "/undelete/") or has(
                        path: path,
                        part: "/destroy/",
                    )
            changes =
                if write then
                    has(path: path, part: "/data/") or versions
                else
                    operation == "delete" and (has(path: path, part: "/data/") or has(
                                path: path,
                                part: "/metadata/",
                            ))

            return {
                _time: r._time,
                cluster: r.cluster,
                application: r.application,
                subject: path,
                level: if changes then 1 else 0,
                value: 1.0,
                limit: 0.0,
                text: "${operation} by ${text(v: r.display_name)}",
            }
        },
    )
    |> reportEvents(alert: params.alert, source: params.bucket, target: params.target)
