// severity: the name of a level.
//
// Type    (level: int) => string
// Gives   critical (3), warning (2), info (1), resolved (0).
severity = (level) =>
    if level >= 3 then
        "critical"
    else if level == 2 then
        "warning"
    else if level == 1 then
        "info"
    else
        "resolved"
