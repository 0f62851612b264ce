// escaped: a text as the value of a string field in line protocol, with its quotes.
//
// Type    (v: string) => string
import "strings"

escaped = (v) =>
    "\"" + strings.replaceAll(
            v:
                strings.replaceAll(
                    v: strings.replaceAll(v: v, t: "\\", u: "\\\\"),
                    t: "\"",
                    u: "\\\"",
                ),
            t: "\n",
            u: " ",
        ) + "\""
