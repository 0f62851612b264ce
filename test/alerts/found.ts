/** What an alert finds in points, without the delivery: for the tests of single conditions. */
import type { Point } from "../../model/alerts/samples/point.ts";
import { alertParts, alertWorld } from "../support/alerts.ts";

/** Texts of what is found, by subject. */
export type Found = Readonly<Record<string, string>>;

/** Runs an alert once, at a minute, over the points of each minute up to it. */
export type Find = (id: string, points: (minute: number) => readonly Point[], at: number) => Promise<Found>;

/** A server for the tests of the file. */
export function finder(): Find {
  const parts = alertParts();
  return async (id, points, at) => {
    const world = await alertWorld(parts, id);
    await world.writeAll(Array.from({ length: at }, (_, index) => [index + 1, points(index + 1)] as const));
    await world.find(at + 1 / 60);
    const rows = await world.rows("multiapp_", "finding");
    return Object.fromEntries(rows.map(({ subject, text }) => [String(subject), String(text)]));
  };
}
