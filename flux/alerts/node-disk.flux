// node-disk: disks of nodes that fill.
//
// Reads   disk as telegraf's inputs.disk writes it.
// Finds   a disk of a node whose space or inodes are used above `warning` or `critical` percent in every sample over the
//         window. What is mounted in several places is one, at its shortest path; but each tmpfs and overlay, whose device
//         has no name of its own, is one for itself.
// When    at each tick, over the window before it. There has to be a sample of up to `slack` before the window: what is new
//         has not lasted as long; and one within `slack` of the tick: what is gone is over.
import "date"
import "lib/level"
import "lib/limits"
import "lib/over"
import "lib/read"
import "lib/report"
import "lib/short"
import "lib/text"
import "strings"

option task = {name: "node-disk/example", every: 5m, offset: 1m}

option params = {
    alert: "node-disk",
    bucket: "example",
    application: "example",
    only: "",
    target: "multiapp_",
    window: 10m,
    slack: 3m,
    limits: [{cluster: "*", application: "*", warning: 85.0, critical: 95.0}],
}

limitsOf = limits(of: params.limits)
since = date.sub(from: now(), d: params.window)
disks =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: date.sub(from: since, d: params.slack),
        measurement: "disk",
        fields: ["used_percent", "inodes_used_percent"],
        tags: [
            "cluster",
            "host",
            "device",
            "fstype",
            "path",
        ],
    )

// A row for each disk and what is used of it.
used = (of, tables=<-) =>
    tables
        |> over(since: since, slack: params.slack, before: true)
        |> map(
            fn: (r) => {
                path = text(v: r.path)
                memory =
                    text(v: r.fstype) == "tmpfs" or text(v: r.fstype) == "overlay" or text(
                            v: r.device,
                        ) == ""

                return {
                    cluster: text(v: r.cluster),
                    application: text(v: r.application),
                    host: text(v: r.host),
                    disk: if memory then path else "device " + r.device,
                    path: path,
                    length: strings.strlen(v: path),
                    of: of,
                    least: if r.whole then r.least else 0.0,
                    latest: r.latest,
                }
            },
        )

space = disks |> map(fn: (r) => ({r with value: r.used_percent})) |> used(of: "space")
inodes = disks |> map(fn: (r) => ({r with value: r.inodes_used_percent})) |> used(of: "inodes")

union(tables: [space, inodes])
    |> group(
        columns: [
            "cluster",
            "application",
            "host",
            "disk",
            "of",
        ],
    )
    |> sort(columns: ["length", "path"])
    |> limit(n: 1)
    |> map(
        fn: (r) => {
            of = limitsOf(cluster: r.cluster, application: r.application)
            level = level(value: r.least, warning: of.warning, critical: of.critical)
            limit = if level == 3 then of.critical else of.warning

            return {
                cluster: r.cluster,
                application: r.application,
                subject: r.host + " " + r.path,
                level: level,
                value: r.latest,
                limit: limit,
                text: "${r.of} used to ${short(v: r.latest)}% (above ${short(
                        v: limit,
                    )}% for ${string(v: params.window)})",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
