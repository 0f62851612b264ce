// below: how bad a value is that should be high.
//
// Type    (critical: A, value: A, warning: A) => int where A: Comparable
// Gives   3 (critical) below `critical`, 2 (warning) below `warning`, else 0 (fine).
below = (value, warning, critical) =>
    if value < critical then 3 else if value < warning then 2 else 0
