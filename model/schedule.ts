/** When tasks run: spread over the time between two ticks, each by its own name. */
import { minute } from "./alerts/definition.ts";

/** Offsets spread over at most this much, so that a task that runs hourly is not an hour late. */
const widestSpreadSeconds = 5 * minute;

/**
 * Delay of a task after its tick, from its name alone: no other task moves it.
 *
 * Ticks are aligned to the wall clock, so that without it all tasks of a schedule start in the same second. A run looks
 * back from its tick, not from its delayed start, so it waits for late points first. A schedule too short for that
 * leaves them to the next run, whose window reaches back as far as they may be late.
 */
export function offsetOf(name: string, everySeconds: number, latenessSeconds: number): number {
  const least = Math.min(latenessSeconds, Math.floor(everySeconds / 2));
  const spread = Math.min(everySeconds - least, widestSpreadSeconds);
  return spread < 1 ? 0 : least + (hash(name) % spread);
}

/** How late the run of a tick begins at most, in seconds. */
export function latestOffset(everySeconds: number, latenessSeconds: number): number {
  return Math.min(latenessSeconds + widestSpreadSeconds, everySeconds);
}

/** FNV-1a, 32 bits, over the code units of a text. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return state;
}
