// syslogCode: the severity of a message as syslog and GELF count it.
//
// Type    (severity: string) => string
// Gives   2 for critical, 4 for warning, 5 for resolved, else 6 (info).
syslogCode = (severity) =>
    if severity == "critical" then
        "2"
    else if severity == "warning" then
        "4"
    else if severity == "resolved" then
        "5"
    else
        "6"
