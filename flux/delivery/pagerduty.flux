// pagerduty: sends alerts to PagerDuty, and resolves them there.
//
// Reads   the findings in `params.findings`, and what was sent in `params.sent`.
// Writes  an event to the API at `params.api`, with the routing key in the secret `params.secret`. What became of it goes to `params.sent`.
import "http/requests"
import "influxdata/influxdb/secrets"
import "json"
import "lib/deliver"
import "lib/details"
import "lib/incidentKey"
import "strings"

option task = {name: "deliver/example", every: 1m, offset: 30s}

option params = {
    channel: "example",
    secret: "example",
    api: "https://events.pagerduty.com/v2/enqueue",
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

routingKey = secrets.get(key: params.secret)

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
            url: params.api,
            headers: ["Content-Type": "application/json"],
            body:
                json.encode(
                    v: {
                        routing_key: routingKey,
                        event_action: if r.severity == "resolved" then "resolve" else "trigger",
                        dedup_key: incidentKey(r: r),
                        payload: {
                            // An event with a longer one is refused.
                            summary:
                                strings.substring(v: r.title + ": " + r.text, start: 0, end: 1024),
                            source: if r.cluster == "" then "monitoring" else r.cluster,
                            severity: if r.severity == "resolved" then "info" else r.severity,
                            component: r.subject,
                            group: r.application,
                            class: r.alert,
                            custom_details: details(r: r),
                        },
                    },
                ),
            config: {timeout: params.timeout, insecureSkipVerify: false},
        ).statusCode,
)
