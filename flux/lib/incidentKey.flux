// incidentKey: what PagerDuty tells incidents apart by, in the 255 characters that it takes.
//
// Takes   the row of deliver: that of onceKey, and event.
// Gives   key: a subject has one incident, which is resolved when the subject is fine. Nothing resolves an event, so each
//         has an incident of its own: onceKey. What is longer is cut, and ends in the hash of the whole.
import "contrib/qxip/hash"
import "lib/key"
import "lib/onceKey"
import "strings"

incidentKey = (r) => {
    whole = if r.event then onceKey(r: r) else key(r: r)

    return
        if strings.strlen(v: whole) <= 255 then
            whole
        else
            strings.substring(v: whole, start: 0, end: 190) + "/" + hash.sha256(v: whole)
}
