// site-unreachable: public sites that do not answer as they should.
//
// Reads   http_response as telegraf's inputs.http_response writes it.
// Finds   a site of whose last three polls `failures` or more had a result other than success. The result decides, not its
//         code: an address that cannot be looked up has code 0 as well.
// When    at each tick, over the polls within the window before it.
import "lib/limits"
import "lib/read"
import "lib/report"
import "lib/short"
import "lib/text"

option task = {name: "site-unreachable", every: 5m, offset: 1m}

option params = {
    alert: "site-unreachable",
    bucket: "telegraf",
    application: "telegraf",
    only: "",
    target: "multiapp_",
    window: 10m,
    limits: [{cluster: "*", application: "*", failures: 2.0}],
}

limitsOf = limits(of: params.limits)

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: -params.window,
    measurement: "http_response",
    fields: ["result_code", "http_response_code", "response_time"],
    // Each result is a series of its own.
    tags: ["cluster", "server", "result"],
)
    |> filter(fn: (r) => exists r.result)
    |> group(columns: ["cluster", "application", "server"])
    |> sort(columns: ["_time"], desc: true)
    |> limit(n: 3)
    |> reduce(
        identity: {
            polls: 0,
            failures: 0.0,
            result: "",
            code: 0,
            took: 0.0,
        },
        fn: (r, accumulator) => {
            // Of the failed polls the first is the newest.
            first = r.result != "success" and accumulator.failures == 0.0

            return {
                polls: accumulator.polls + 1,
                failures:
                    if r.result != "success" then
                        accumulator.failures + 1.0
                    else
                        accumulator.failures,
                result: if first then r.result else accumulator.result,
                code:
                    if first and exists r.http_response_code then
                        int(v: r.http_response_code)
                    else
                        accumulator.code,
                took:
                    if first and exists r.response_time then
                        float(v: r.response_time)
                    else
                        accumulator.took,
            }
        },
    )
    |> map(
        fn: (r) => {
            of = limitsOf(cluster: text(v: r.cluster), application: text(v: r.application))
            code = if r.code > 0 then ", HTTP ${string(v: r.code)}" else ""
            took = if r.took > 0.0 then ", after ${short(v: r.took)} s" else ""

            return {
                cluster: r.cluster,
                application: r.application,
                subject: text(v: r.server),
                level: if r.failures >= of.failures then 3 else 0,
                value: r.failures,
                limit: of.failures,
                text: "${short(v: r.failures)} of the last ${string(
                        v: r.polls,
                    )} polls failed: ${r.result}${code}${took}",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
