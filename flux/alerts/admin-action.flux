// admin-action: what is done to a cluster through Argo CD.
//
// Reads   cluster_event as Argo CD's notifications send it, and telegraf's inputs.http_listener_v2 writes it.
// Finds   each sync that has ended, whatever its end. One without a user was automatic. Which clusters count, production
//         for example, is for routes to say.
import "lib/read"
import "lib/reportEvents"
import "lib/since"
import "lib/text"

option task = {name: "admin-action", every: 5m, offset: 1m}

option params = {
    alert: "admin-action",
    bucket: "events",
    application: "events",
    only: "",
    target: "multiapp_",
    window: 10m,
}

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: since(window: params.window),
    measurement: "cluster_event",
    fields: ["phase", "revision"],
    tags: ["cluster", "app", "user"],
)
    |> filter(fn: (r) => exists r.phase and r.phase != "Running" and r.phase != "Terminating")
    |> map(
        fn: (r) => {
            app = text(v: r.app)
            user = text(v: r.user)

            return {
                _time: r._time,
                cluster: r.cluster,
                application: if app == "" then text(v: r.application) else app,
                subject: app,
                level: 1,
                value: 1.0,
                limit: 0.0,
                text:
                    "sync ${text(v: r.phase)}, revision ${text(v: r.revision)}, " + (if user == ""
                        then
                            "automatic"
                        else
                            "by " + user),
            }
        },
    )
    |> reportEvents(alert: params.alert, source: params.bucket, target: params.target)
