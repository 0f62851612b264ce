// query-failures: queries of users that fail.
//
// Reads   query_failure, qserv_success and bigquery_success as the Qserv Kafka bridge publishes them. Queries that their
//         users stop are neither.
// Finds   a cluster where more than `warning` percent of the queries over the window failed, `least` of them at least.
// When    At each tick, over the window before it. Events up to `lookback` further back tell only that there is a cluster,
//         which is fine when nobody queries any more.
import "date"
import "lib/limits"
import "lib/read"
import "lib/report"
import "lib/short"
import "lib/tally"
import "lib/text"

option task = {name: "query-failures", every: 5m, offset: 1m}

option params = {
    alert: "query-failures",
    bucket: "qserv_kafka",
    application: "qserv-kafka",
    only: "",
    target: "multiapp_",
    window: 30m,
    lookback: 1h,
    limits: [{cluster: "*", application: "*", warning: 20.0, least: 5.0}],
}

limitsOf = limits(of: params.limits)
since = date.sub(from: now(), d: params.window)
start = date.sub(from: since, d: params.lookback)

failures =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: start,
        measurement: "lsst.square.metrics.events.qservkafka.query_failure",
        fields: ["id", "error"],
        tags: ["cluster", "username"],
    )
        |> map(
            fn: (r) =>
                ({
                    _time: r._time,
                    cluster: text(v: r.cluster),
                    application: text(v: r.application),
                    failed: true,
                    note: text(v: r.error),
                }),
        )
succeeded = (tables=<-) =>
    tables
        |> map(
            fn: (r) =>
                ({
                    _time: r._time,
                    cluster: text(v: r.cluster),
                    application: text(v: r.application),
                    failed: false,
                    note: "",
                }),
        )
qserv =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: start,
        measurement: "lsst.square.metrics.events.qservkafka.qserv_success",
        fields: ["id"],
        tags: ["cluster", "username"],
    )
        |> succeeded()
bigquery =
    read(
        bucket: params.bucket,
        application: params.application,
        only: params.only,
        start: start,
        measurement: "lsst.square.metrics.events.qservkafka.bigquery_success",
        fields: ["id"],
        tags: ["cluster", "username"],
    )
        |> succeeded()

union(tables: [failures, qserv, bigquery])
    |> group(columns: ["cluster", "application"])
    |> tally(since: since)
    |> map(
        fn: (r) => {
            of = limitsOf(cluster: r.cluster, application: r.application)

            return {
                cluster: r.cluster,
                application: r.application,
                subject: "queries",
                level: if r.share > of.warning and r.failed >= of.least then 2 else 0,
                value: r.share,
                limit: of.warning,
                text: "${string(v: int(v: r.failed))} of ${string(
                        v: int(v: r.total),
                    )} queries failed in ${string(v: params.window)}: ${short(
                        v: r.share,
                    )}% (above ${short(v: of.warning)}%); ${r.notes}",
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
