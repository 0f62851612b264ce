import type { Fault } from "./checks.ts";
import type { Value, Values } from "./values.ts";

/** Seconds of the units of a Flux duration; months and years have no fixed length. */
const SECONDS: Readonly<Record<string, number>> = {
  y: NaN,
  mo: NaN,
  w: 604_800,
  d: 86_400,
  h: 3600,
  m: 60,
  s: 1,
  ms: 1e-3,
  us: 1e-6,
  µs: 1e-6,
  ns: 1e-9,
};
const DURATION = /^(?:\d+(?:y|mo|w|d|h|ms|m|s|us|µs|ns))+$/u;
const PART = /(\d+)(\D+)/gu;

/** A Flux duration as the server spells it: `01h090m` is `1h90m` to it. Anything else as it is. */
export function plainDuration(value: Value | undefined): Value | undefined {
  if (typeof value !== "string" || !DURATION.test(value)) return value;
  return value.replaceAll(PART, (_, count: string, unit: string) => {
    return `${BigInt(count)}${unit === "µs" ? "us" : unit}`;
  });
}

/** Length of a Flux duration in seconds; NaN where it has months or years in it. */
export function secondsOf(duration: string): number {
  const parts = [...duration.matchAll(PART)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (SECONDS[unit ?? ""] ?? NaN), 0);
}

/** Faults of inputs that hold a Flux duration, where they are given. */
export function durationFaults(inputs: Values, ...keys: readonly string[]): Fault[] {
  return keys.flatMap((property) => {
    const value = inputs[property];
    if (typeof value !== "string" || DURATION.test(value)) return [];
    return [{ property, reason: `expected a duration such as 90s or 1h30m, found ${JSON.stringify(value)}` }];
  });
}

/** Faults of the schedule of a check or a rule: an interval, and a delay after each of its ticks. */
export function scheduleFaults(inputs: Values): Fault[] {
  const faults = durationFaults(inputs, "every", "offset");
  const { every, offset } = inputs;
  if (faults.length > 0 || typeof every !== "string") return faults;
  const interval = secondsOf(every);
  if (interval < 1 || (!Number.isNaN(interval) && !isWhole(interval))) {
    faults.push({ property: "every", reason: `expected whole seconds, at least one, found ${every}` });
  }
  if (typeof offset !== "string") return faults;
  // The server answers 500 to longer units.
  if (/[ywdo]/.test(offset)) {
    faults.push({ property: "offset", reason: `expected hours, minutes and seconds, found ${offset}` });
  } else if (secondsOf(offset) >= interval) {
    faults.push({ property: "offset", reason: `expected less than "every" (${every}), found ${offset}` });
  }
  return faults;
}

/** Fractions of seconds are not exact in binary. */
function isWhole(seconds: number): boolean {
  return Math.abs(seconds - Math.round(seconds)) < 1e-10;
}
