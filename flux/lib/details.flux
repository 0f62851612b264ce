// details: a message as a record, for receivers that are programs.
//
// Takes   the row of deliver.
import "lib/key"

details = (r) =>
    ({
        key: key(r: r),
        alert: r.alert,
        severity: r.severity,
        title: r.title,
        cluster: r.cluster,
        application: r.application,
        subject: r.subject,
        text: r.text,
        value: r.value,
        limit: r.limit,
        since: time(v: r.since),
        link: r.link,
    })
