// validation-finding: things that a validation script found.
//
// Reads   validation as scripts print it and telegraf's inputs.exec writes it: a point for each item of a check, also for
//         those without findings. Scripts run once a day at least.
// Finds   an item whose newest point has more than `warning` findings.
import "lib/limits"
import "lib/number"
import "lib/read"
import "lib/report"
import "lib/text"

option task = {name: "validation-finding", every: 15m, offset: 1m}

option params = {
    alert: "validation-finding",
    bucket: "events",
    application: "events",
    only: "",
    target: "multiapp_",
    window: 30h,
    limits: [{cluster: "*", application: "*", warning: 0.0}],
}

limitsOf = limits(of: params.limits)

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: -params.window,
    measurement: "validation",
    fields: ["findings", "detail"],
    tags: ["cluster", "check", "item"],
)
    |> filter(fn: (r) => exists r.findings)
    |> sort(columns: ["_time"])
    |> last(column: "findings")
    |> map(
        fn: (r) => {
            of = limitsOf(cluster: text(v: r.cluster), application: text(v: r.application))
            findings = number(v: r.findings)
            detail = text(v: r.detail)

            return {
                cluster: r.cluster,
                application: r.application,
                subject: text(v: r.check) + "/" + text(v: r.item),
                level: if findings > of.warning then 2 else 0,
                value: findings,
                limit: of.warning,
                text:
                    "findings: ${string(v: int(v: findings))}" + (if detail == "" then
                            ""
                        else
                            "; " + detail),
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
