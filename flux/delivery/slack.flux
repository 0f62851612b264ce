// slack: sends alerts to a Slack channel, through an incoming webhook.
//
// Reads   the findings in `params.findings`, and what was sent in `params.sent`.
// Writes  a message to the webhook whose URL is the secret `params.secret`. What became of it goes to `params.sent`.
import "http/requests"
import "influxdata/influxdb/secrets"
import "json"
import "lib/deliver"
import "lib/message"
import "lib/slackText"

option task = {name: "deliver/example", every: 1m, offset: 30s}

option params = {
    channel: "example",
    secret: "example",
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
        requests.post(
            url: url,
            headers: ["Content-Type": "application/json"],
            body: json.encode(v: {text: slackText(v: message(r: r))}),
            config: {timeout: params.timeout, insecureSkipVerify: false},
        ).statusCode,
)
