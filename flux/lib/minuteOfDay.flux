// minuteOfDay: how many minutes of its day a time is old, in a time zone.
//
// Type    (location: string, t: time) => int
import "date"
import "timezone"

minuteOfDay = (t, location) => {
    zone = timezone.location(name: location)

    return date.hour(t: t, location: zone) * 60 + date.minute(t: t, location: zone)
}
