// percent: a share for people.
//
// Type    (v: float) => string
// Gives   `v` in whole percent, rounded.
import "math"

percent = (v) => "${string(v: int(v: math.round(x: v)))}%"
