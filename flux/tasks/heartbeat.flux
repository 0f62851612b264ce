// heartbeat: lets an outside watcher know that messages leave this system.
//
// Writes  a request to the URL in the secret `params.secret`; what became of it to `params.sent`, measurement heartbeat:
//         field status, 0 when nothing answered.
// When    at each tick. A watcher that hears nothing for some ticks should say so: nobody here can any more.
import "array"
import "experimental"
import "http/requests"
import "influxdata/influxdb/secrets"
import "json"

option task = {name: "heartbeat", every: 5m, offset: 0s}

option params = {secret: "example", sent: "alerted_", timeout: 10s}

url = secrets.get(key: params.secret)
answer =
    experimental.catch(
        fn: () =>
            requests.post(
                url: url,
                headers: ["Content-Type": "application/json"],
                body: json.encode(v: {alive: now()}),
                config: {timeout: params.timeout, insecureSkipVerify: false},
            ).statusCode,
    )

array.from(
    rows: [
        {
            _time: now(),
            _measurement: "heartbeat",
            status: if exists answer.value then answer.value else 0,
        },
    ],
)
    |> to(bucket: params.sent, fieldFn: (r) => ({status: r.status}))
