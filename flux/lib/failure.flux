// failure: why a message did not arrive, without the address it was for, which is a secret.
//
// Type    (msg: string, status: int) => string
// Takes   `msg`, the error of the attempt, which quotes the address; `status`, what the receiver answered, or 0.
import "regexp"
import "strings"

failure = (msg, status) => {
    reason = regexp.replaceAllString(r: /(?s)^.*": /, v: if exists msg then msg else "", t: "")

    return
        if status > 0 then
            "the receiver answered ${string(v: status)}"
        else if reason == "" or strings.containsStr(v: reason, substr: "://") then
            "no answer"
        else
            "no answer: " + reason
}
