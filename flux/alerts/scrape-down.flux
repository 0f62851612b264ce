// scrape-down: targets that telegraf cannot scrape.
//
// Reads   internal_prometheus as telegraf's inputs.internal writes it, which needs nothing of the target.
// Finds   a URL to which an agent had no connection in any sample over the window.
// When    at each tick. Samples have to go over the whole window, but for `slack` at its ends: an agent that is gone says
//         nothing of its targets.
import "date"
import "lib/over"
import "lib/read"
import "lib/report"
import "lib/text"

option task = {name: "scrape-down", every: 5m, offset: 1m}

option params = {
    alert: "scrape-down",
    bucket: "telegraf",
    application: "telegraf",
    only: "",
    target: "multiapp_",
    window: 10m,
    slack: 3m,
}

since = date.sub(from: now(), d: params.window)

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: since,
    measurement: "internal_prometheus",
    fields: ["connection_status"],
    // Agents on nodes scrape what has the same URL on each.
    tags: ["cluster", "url", "host"],
)
    |> filter(fn: (r) => exists r.connection_status)
    |> map(fn: (r) => ({r with value: float(v: r.connection_status)}))
    |> over(since: since, slack: params.slack)
    |> map(
        fn: (r) =>
            ({
                cluster: r.cluster,
                application: r.application,
                subject:
                    if text(v: r.host) == "" then
                        text(v: r.url)
                    else
                        text(v: r.url) + " from " + text(v: r.host),
                level: if r.whole and r.most < 1.0 then 2 else 0,
                value: r.most,
                limit: 1.0,
                text: "no connection for more than ${string(v: params.window)}",
            }),
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
