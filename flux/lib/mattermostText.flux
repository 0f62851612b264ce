// mattermostText: a text from data as Mattermost shows it: it calls nobody, and is no markup.
//
// Type    (v: string) => string
// Gives   `v` on one line, with backslashes before what Markdown takes for markup, entities for what it takes for HTML and
//         Mattermost for Slack's links and calls, and a space without width behind each @. Where there is an address,
//         _ and ~ stay as they are: a backslash would become part of the link.
import "regexp"
import "strings"

mattermostText = (v) => {
    line = regexp.replaceAllString(r: /\s*[\r\n]\s*/, v: v, t: " ")
    plain = regexp.replaceAllString(r: /([\\`*\[\]])/, v: line, t: "\\$1")
    marked =
        if strings.containsStr(v: line, substr: "://") then
            plain
        else
            regexp.replaceAllString(r: /([_~])/, v: plain, t: "\\$1")
    entities = regexp.replaceAllString(r: /&(#?\w+;)/, v: marked, t: "&amp;$1")
    angles =
        strings.replaceAll(v: strings.replaceAll(v: entities, t: "<", u: "&lt;"), t: ">", u: "&gt;")

    return strings.replaceAll(v: angles, t: "@", u: "@\xe2\x80\x8b")
}
