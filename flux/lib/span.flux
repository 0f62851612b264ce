// span: a length of time for people.
//
// Type    (seconds: float) => string
// Gives   whole days, hours or minutes, rounded down: from two days on days, from two hours on hours.
span = (seconds) =>
    if seconds >= 172800.0 then
        "${string(v: int(v: seconds / 86400.0))} days"
    else if seconds >= 7200.0 then
        "${string(v: int(v: seconds / 3600.0))} hours"
    else
        "${string(v: int(v: seconds / 60.0))} minutes"
