// syslogLine: a message in line protocol, with the fields that telegraf's outputs.syslog sends.
//
// Takes   the row of deliver.
// Gives   a point of measurement syslog: msg, severity_code (2 critical, 4 warning, 6 info, 5 resolved), facility_code (16,
//         local use 0), appname.
import "lib/escaped"
import "lib/message"
import "lib/syslogCode"

syslogLine = (r) => {
    code = syslogCode(severity: r.severity)

    return
        "syslog,appname=monitoring msg=" + escaped(v: message(r: r)) + ",severity_code=" + code
            +
            "i,facility_code=16i,version=1i"
}
