// prepull-stuck: images that Nublado does not get onto all nodes.
//
// Reads   nublado_prepuller as telegraf's inputs.http writes what Nublado's controller says of its pre-puller.
// Finds   a cluster where images have been pending for the window: in each stretch of time as long as `slot` there is a
//         sample with some. Not in each sample: after a failure the controller counts the image as pulled until it looks
//         again.
import "date"
import "lib/number"
import "lib/read"
import "lib/report"
import "lib/span"
import "lib/text"

option task = {name: "prepull-stuck", every: 5m, offset: 1m}

option params = {
    alert: "prepull-stuck",
    bucket: "nublado",
    application: "nublado",
    only: "",
    target: "multiapp_",
    window: 45m,
    slot: 10m,
}

wanted = int(v: params.window)
slot = int(v: params.slot)

read(
    bucket: params.bucket,
    application: params.application,
    only: params.only,
    start: date.sub(from: date.sub(from: now(), d: params.window), d: params.slot),
    measurement: "nublado_prepuller",
    fields: ["pending_images", "missing_nodes", "images"],
    tags: ["cluster"],
)
    |> filter(fn: (r) => exists r.pending_images)
    |> sort(columns: ["_time"])
    // From when on images are pending without a break, and the newest sample with some.
    |> reduce(
        identity: {
            began: 0,
            newest: 0,
            pending: 0.0,
            nodes: 0.0,
            images: "",
        },
        fn: (r, accumulator) => {
            at = int(v: r._time)
            pending = number(v: r.pending_images) > 0.0

            return {
                began: if pending and at - accumulator.newest > slot then at else accumulator.began,
                newest: if pending then at else accumulator.newest,
                pending: if pending then number(v: r.pending_images) else accumulator.pending,
                nodes: if pending then number(v: r.missing_nodes) else accumulator.nodes,
                images: if pending then text(v: r.images) else accumulator.images,
            }
        },
    )
    |> map(
        fn: (r) => {
            held = if int(v: now()) - r.newest > slot then 0 else int(v: now()) - r.began
            seconds = float(v: held) / 1000000000.0

            return {
                cluster: r.cluster,
                application: r.application,
                subject: "pre-puller",
                level: if held >= wanted then 2 else 0,
                value: r.pending,
                limit: 0.0,
                text:
                    "${string(v: int(v: r.pending))} images pending for ${span(
                            seconds: seconds,
                        )}, on ${string(v: int(v: r.nodes))} nodes" + (if r.images == "" then
                            ""
                        else
                            ": " + r.images),
            }
        },
    )
    |> report(alert: params.alert, source: params.bucket, target: params.target)
