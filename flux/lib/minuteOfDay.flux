// minuteOfDay: how many minutes of its day a time is old, in a time zone.
//
// Type    (location: string, t: time) => int
import "date"
import "timezone"

minuteOfDay = (t, location) =>
    date.hour(t: t, location: timezone.location(name: location)) * 60 + date.minute(t: t)
