// onceKey: what tells a message from all others, and is the same when it is tried again.
//
// Takes   the row of deliver: that of key, and severity, at, sent (when a message was last delivered).
// Gives   one text, for the header Idempotency-Key.
import "lib/key"

onceKey = (r) => "${key(r: r)}/${r.severity}/${string(v: r.at)}/${string(v: r.sent)}"
