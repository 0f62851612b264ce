// token-admin-action: tokens of Gafaelfawr that somebody makes, changes or revokes for somebody else.
//
// Reads   gafaelfawr_token_change as a collector writes Gafaelfawr's history of changes, each at the time of the change: one
//         that is collected twice is one point.
// Finds   each change by an actor who is not the user, and whom no form in `allow` names. Tokens that expire are not told
//         of: Gafaelfawr's maintenance does that.
import "lib/globs"
import "lib/read"
import "lib/reportEvents"
import "lib/since"
import "lib/text"

option task = {name: "token-admin-action", every: 5m, offset: 1m}

option params = {
    alert: "token-admin-action",
    bucket: "gafaelfawr",
    application: "gafaelfawr",
    only: "",
    target: "multiapp_",
    window: 20m,
    allow: ["bot-*", "<internal>"],
}

allowed = globs(of: params.allow)

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: since(window: params.window),
    measurement: "gafaelfawr_token_change",
    fields: ["action"],
    tags: ["cluster", "actor", "username", "token_type"],
)
    |> filter(fn: (r) => exists r.action and r.action != "expire")
    |> filter(fn: (r) => text(v: r.actor) != text(v: r.username) and text(v: r.actor) !~ allowed)
    |> map(
        fn: (r) =>
            ({
                _time: r._time,
                cluster: r.cluster,
                application: r.application,
                subject: text(v: r.username),
                level: 1,
                value: 1.0,
                limit: 0.0,
                text: "${text(v: r.action)} of a ${text(v: r.token_type)} token by ${text(
                        v: r.actor,
                    )}",
            }),
    )
    |> reportEvents(alert: params.alert, source: params.bucket, target: params.target)
