/** Points in InfluxDB's line protocol. */
import type { FieldValue, Point } from "../../model/alerts/samples/point.ts";

/** A point at a time in seconds; an empty line when it has no field. */
export function lineOf({ measurement, tags, fields }: Point, seconds: number): string {
  const key = [
    escape(measurement),
    ...Object.entries(tags).flatMap(([name, value]) => (value ? `${escape(name)}=${escape(value)}` : [])),
  ];
  const values = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : `${escape(name)}=${fieldText(value)}`,
  );
  return values.length === 0 ? "" : `${key.join(",")} ${values.join(",")} ${seconds}`;
}

function escape(text: string): string {
  return text.replace(/[ ,=]/g, "\\$&");
}

function fieldText(value: FieldValue): string {
  if (typeof value === "bigint") return `${value}i`;
  return typeof value === "string" ? `"${value.replace(/["\\]/g, "\\$&")}"` : String(value);
}
