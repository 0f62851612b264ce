// apiserver-errors: requests that the API server of Kubernetes fails or turns away.
//
// Reads   prometheus_apiserver as telegraf's inputs.prometheus writes what the API server says, with metric_version 2.
// Finds   a cluster where more than `share` percent of the requests of the window were answered with 5xx, of more than
//         `requests` in all; and one where more than `throttled` were answered with 429.
// When    at each tick, over the window before it. The count before the first of the window is looked for up to `lookback`
//         further back. What is scraped at one address counts as one server: each of several has to be scraped for itself
//         (tag url), else their counts take turns, and each turn looks like growth.
import "date"
import "lib/limits"
import "lib/read"
import "lib/report"
import "lib/rise"
import "lib/short"
import "lib/text"

option task = {name: "apiserver-errors", every: 5m, offset: 1m}

option params = {
    alert: "apiserver-errors",
    bucket: "kubernetes",
    application: "kubernetes",
    only: "",
    target: "multiapp_",
    window: 10m,
    lookback: 5m,
    limits: [
        {
            cluster: "*",
            application: "*",
            share: 1.0,
            requests: 20.0,
            throttled: 0.0,
        },
    ],
}

limitsOf = limits(of: params.limits)
since = date.sub(from: now(), d: params.window)

servers =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: date.sub(from: since, d: params.lookback),
        measurement: "prometheus_apiserver",
        fields: ["apiserver_request_total"],
        // All of them: each combination is a count of its own.
        tags:
            [
                "cluster",
                "url",
                "code",
                "component",
                "dry_run",
                "group",
                "resource",
                "scope",
                "subresource",
                "verb",
                "version",
            ],
    )
        |> map(fn: (r) => ({r with value: r.apiserver_request_total}))
        |> rise(since: since, source: ["cluster", "application", "url"])
        |> map(
            fn: (r) =>
                ({
                    cluster: text(v: r.cluster),
                    application: text(v: r.application),
                    request: text(v: r.verb) + " " + text(v: r.resource),
                    all: r.value,
                    failed: if text(v: r.code) =~ /^5/ then r.value else 0.0,
                    throttled: if text(v: r.code) == "429" then r.value else 0.0,
                }),
        )
        // Codes and servers together.
        |> group(columns: ["cluster", "application", "request"])
        |> reduce(
            identity: {all: 0.0, failed: 0.0, throttled: 0.0},
            fn: (r, accumulator) =>
                ({
                    all: accumulator.all + r.all,
                    failed: accumulator.failed + r.failed,
                    throttled: accumulator.throttled + r.throttled,
                }),
        )
        |> group(columns: ["cluster", "application"])
        |> reduce(
            identity: {
                all: 0.0,
                failed: 0.0,
                throttled: 0.0,
                mostFailed: 0.0,
                mostThrottled: 0.0,
                failing: "",
                throttling: "",
            },
            fn: (r, accumulator) => {
                fails = r.failed > accumulator.mostFailed
                throttles = r.throttled > accumulator.mostThrottled

                return {
                    all: accumulator.all + r.all,
                    failed: accumulator.failed + r.failed,
                    throttled: accumulator.throttled + r.throttled,
                    mostFailed: if fails then r.failed else accumulator.mostFailed,
                    mostThrottled: if throttles then r.throttled else accumulator.mostThrottled,
                    failing: if fails then r.request else accumulator.failing,
                    throttling: if throttles then r.request else accumulator.throttling,
                }
            },
        )
failed =
    servers
        |> map(
            fn: (r) => {
                of = limitsOf(cluster: r.cluster, application: r.application)
                share = if r.all > 0.0 then 100.0 * r.failed / r.all else 0.0

                return {
                    cluster: r.cluster,
                    application: r.application,
                    subject: "5xx",
                    level: if share > of.share and r.all > of.requests then 2 else 0,
                    value: share,
                    limit: of.share,
                    text: "${short(v: share)}% of ${short(v: r.all)} requests in ${string(
                            v: params.window,
                        )} answered with 5xx (above ${short(
                            v: of.share,
                        )}%), most of them ${r.failing}",
                }
            },
        )
throttled =
    servers
        |> map(
            fn: (r) => {
                of = limitsOf(cluster: r.cluster, application: r.application)

                return {
                    cluster: r.cluster,
                    application: r.application,
                    subject: "429",
                    level: if r.throttled > of.throttled then 2 else 0,
                    value: r.throttled,
                    limit: of.throttled,
                    text: "${short(v: r.throttled)} requests in ${string(
                            v: params.window,
                        )} answered with 429 (above ${short(
                            v: of.throttled,
                        )}), most of them ${r.throttling}",
                }
            },
        )

union(tables: [failed, throttled])
    |> report(alert: params.alert, source: params.bucket, target: params.target)
