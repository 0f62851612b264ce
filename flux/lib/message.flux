// message: what a person is told, in one text.
//
// Takes   the row of deliver: severity, alert, title, cluster, application, subject, text, since, link, was.
// Gives   the severity and id of the alert, where it is, what is the matter, since when, and where to read on.
import "strings"

message = (r) => {
    place = strings.joinStr(arr: [r.cluster, r.application, r.subject], v: " · ")

    // Always so long: 2026-01-31T23:59:59.000000000Z.
    since =
        "since " + strings.substring(v: string(v: time(v: r.since)), start: 0, end: 10) + " "
            +
            strings.substring(v: string(v: time(v: r.since)), start: 11, end: 16) + " UTC"
    matter =
        if r.severity == "resolved" then
            "resolved (was ${r.was}): " + r.title
        else
            r.title + ": " + r.text

    return
        "[" + strings.toUpper(v: r.severity) + "] " + r.alert + " · " + place + "\n" + matter + ", "
            +
            since + "\n" + r.link
}
