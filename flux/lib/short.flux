// short: a number as people read it.
//
// Type    (v: float) => string
// Gives   `v` with one digit behind the point, or none where that is 0.
import "math"

short = (v) => string(v: math.round(x: v * 10.0) / 10.0)
