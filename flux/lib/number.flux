// number: a number where there may be none.
//
// Type    (v: A) => float where A: Basic
// Gives   `v` as a float, or 0.0 when a row lacks it.
number = (v) => if exists v then float(v: v) else 0.0
