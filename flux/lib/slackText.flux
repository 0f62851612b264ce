// slackText: a text as Slack shows it, which else takes what stands in angle brackets for a link or for somebody to call.
//
// Type    (v: string) => string
import "strings"

slackText = (v) =>
    strings.replaceAll(
        v: strings.replaceAll(v: strings.replaceAll(v: v, t: "&", u: "&amp;"), t: "<", u: "&lt;"),
        t: ">",
        u: "&gt;",
    )
