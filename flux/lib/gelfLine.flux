// gelfLine: a message in line protocol, with the fields that telegraf's outputs.graylog sends.
//
// Takes   the row of deliver.
// Gives   a point of measurement alert: short_message, level (as in syslog), and what the message is about.
import "lib/escaped"
import "lib/message"
import "lib/syslogCode"

gelfLine = (r) => {
    level = syslogCode(severity: r.severity)

    return
        "alert short_message=" + escaped(v: r.title + ": " + r.text) + ",full_message=" + escaped(
                v: message(r: r),
            ) + ",level=" + level + "i,alert=" + escaped(v: r.alert) + ",cluster=" + escaped(
                v: r.cluster,
            ) + ",application=" + escaped(v: r.application) + ",subject=" + escaped(v: r.subject)
}
