// globs: texts that have one of some forms.
//
// Type    (of: [string]) => regexp
// Takes   `of`, texts in which `*` stands for any characters, also none. The rest is as it is.
// Gives   what the whole of such a text matches; nothing matches an empty list.
import "array"
import "regexp"
import "strings"

globs = (of) =>
    regexp.compile(
        v:
            "^(?:" + strings.joinStr(
                    arr:
                        array.map(
                            arr: array.concat(arr: of, v: ["\n"]),
                            fn: (x) =>
                                strings.replaceAll(v: regexp.quoteMeta(v: x), t: "\\*", u: ".*"),
                        ),
                    v: "|",
                ) + ")$",
    )
