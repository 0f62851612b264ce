/** The points of a subject over some minutes: how it was, for how long. */
import type { Point } from "./point.ts";
import type { Like, StateSample } from "./sample.ts";

/** A point and its time in seconds since 1970. */
export interface Timed {
  readonly point: Point;
  readonly seconds: number;
}

/** Points of a minute each, one phase after the other. `last`: the instant of the last minute, in seconds since 1970. */
export function story(
  sample: StateSample,
  phases: readonly (readonly [like: Like, minutes: number])[],
  last: number,
): readonly Timed[] {
  const likes = phases.flatMap(([like, minutes]) => Array.from({ length: minutes }, () => like));
  const spent: Record<Like, number> = { fine: 0, bad: 0, worse: 0 };
  return likes.flatMap((like, index) => {
    spent[like] += 1;
    const seconds = last - (likes.length - 1 - index) * 60;
    const minute = { index: index + 1, seconds, spent: { ...spent } };
    return sample.points(like, minute).map((point) => ({ point, seconds }));
  });
}
