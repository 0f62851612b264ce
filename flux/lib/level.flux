// level: how bad a value is that should be low.
//
// Type    (critical: A, value: A, warning: A) => int where A: Comparable
// Gives   3 (critical) above `critical`, 2 (warning) above `warning`, else 0 (fine).
level = (value, warning, critical) =>
    if value > critical then 3 else if value > warning then 2 else 0
