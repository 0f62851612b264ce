// size: a number of bytes as people read it.
//
// Type    (v: float) => string
// Gives   `v` in the largest of B, KiB, MiB, GiB and TiB that it has one of.
import "lib/short"

size = (v) =>
    if v >= 1099511627776.0 then
        short(v: v / 1099511627776.0) + " TiB"
    else if v >= 1073741824.0 then
        short(v: v / 1073741824.0) + " GiB"
    else if v >= 1048576.0 then
        short(v: v / 1048576.0) + " MiB"
    else if v >= 1024.0 then
        short(v: v / 1024.0) + " KiB"
    else
        short(v: v) + " B"
