// key: what tells a subject from all others: never a value, never a time.
//
// Takes   the row of deliver: alert, cluster, application, subject.
// Gives   one text, which a receiver may use to put messages on one subject together.
import "strings"

key = (r) => strings.joinStr(arr: [r.alert, r.cluster, r.application, r.subject], v: "/")
