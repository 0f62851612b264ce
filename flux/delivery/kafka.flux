// kafka: sends alerts to a Kafka topic, through a REST bridge or REST proxy, which says whether the broker took them.
//
// Reads   the findings in `params.findings`, and what was sent in `params.sent`.
// Writes  a record to topic `params.topic` of the bridge whose URL is the secret `params.secret`; the key of the
//         record is that of the subject, so that messages on one subject keep their order. What became of it goes to `params.sent`.
import "http/requests"
import "influxdata/influxdb/secrets"
import "json"
import "lib/authorized"
import "lib/deliver"
import "lib/details"
import "lib/key"
import "lib/recorded"

option task = {name: "deliver/example", every: 1m, offset: 30s}

option params = {
    channel: "example",
    secret: "example",
    authorization: "",
    topic: "example",
    findings: "multiapp_",
    sent: "alerted_",
    reach: 55m,
    keep: 7d,
    most: 50,
    timeout: 5s,
    location: "UTC",
    alerts: [
        {
            id: "example",
            title: "Example",
            link: "https://example.org",
            event: false,
            repeats: true,
            stale: 600000000000,
            resolve: 600000000000,
        },
    ],
    routes: [
        {
            level: 2,
            alert: "*",
            cluster: "*",
            application: "*",
            repeat: 86400000000000,
            quietFrom: 0,
            quietTo: 0,
            resolved: true,
        },
    ],
}

url = secrets.get(key: params.secret)

deliver(
    channel: params.channel,
    findings: params.findings,
    sent: params.sent,
    alerts: params.alerts,
    routes: params.routes,
    most: params.most,
    reach: params.reach,
    keep: params.keep,
    location: params.location,
    timeout: params.timeout,
    post: (r) =>
        recorded(
            answer:
                requests.post(
                    url: url + "/topics/" + params.topic,
                    headers:
                        authorized(
                            headers: ["Content-Type": "application/vnd.kafka.json.v2+json"],
                            secret: params.authorization,
                        ),
                    body: json.encode(v: {records: [{key: key(r: r), value: details(r: r)}]}),
                    config: {timeout: params.timeout, insecureSkipVerify: false},
                ),
        ),
)
