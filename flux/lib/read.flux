// read: points of one measurement, a row each.
//
// Reads   bucket `bucket` since `start` (a time or a negative duration): fields `fields` of measurement `measurement`.
// Gives   rows grouped by the tags `tags`: column _time, one for each tag and field that the points have, and
//         application. Other tags are gone, and series that differ in them alone are one. Give every tag that tells
//         subjects apart, or that the task looks at.
// Takes   `application`: that of all points of the bucket; empty where points carry it as a tag, and then `only` may name
//         the one to read.
import "array"
import "regexp"
import "strings"

read = (
        bucket,
        application,
        only,
        start,
        measurement,
        fields,
        tags,
    ) =>
    {
        wanted = regexp.compile(v: "^(" + strings.joinStr(arr: fields, v: "|") + ")$")
        columns = array.concat(arr: tags, v: ["_time", "_field", "_value", "application"])
        points =
            from(bucket: bucket)
                |> range(start: start)
                |> filter(fn: (r) => r._measurement == measurement)
                |> filter(fn: (r) => r._field =~ wanted)
        chosen = if only == "" then points else points |> filter(fn: (r) => r.application == only)
        rows =
            chosen
                |> keep(columns: columns)
                |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")

        named =
            if application == "" then rows else rows |> set(key: "application", value: application)

        return named |> group(columns: array.concat(arr: tags, v: ["application"]))
    }
