// message: what a person is told, in one text.
//
// Takes   the row of deliver: severity, alert, title, cluster, application, subject, text, since, link, was.
// Gives   the severity and id of the alert, where it is, what is the matter, since when, and where to read on.
import "strings"

message = (r) => {
    place =
        strings.joinStr(
            arr: [r.cluster, r.application, r.subject],
            v: " · ",
        )
    since = "since " + strings.replaceAll(v: string(v: time(v: r.since)), t: "T", u: " ")
    matter = if r.severity == "resolved" then "resolved (was ${r.was}): " + r.title else r.title + ": " + r.text

    return "[" + strings.toUpper(v: r.severity) + "] " + r.alert + " · " + place + "\n" + matter + ", " + since + "\n" + r.link
}
