/** Durations as people write them (`7d`, `1h30m`), and seconds as programs count them. */

/** Seconds of each unit, the longest first. Months and years are left out: they have no fixed length. */
const units = [
  ["w", 604_800],
  ["d", 86_400],
  ["h", 3_600],
  ["m", 60],
  ["s", 1],
] as const;

const written = new RegExp(`^${units.map(([unit]) => `(?:(\\d+)${unit})?`).join("")}$`);

/**
 * Seconds of a duration such as `7d`, `90s` or `1h30m`: whole numbers with the units `w`, `d`, `h`, `m`, `s`, the
 * longest unit first, each at most once.
 *
 * @returns undefined when the text is no such duration, or is too long to be counted in whole seconds. `0` without a
 * unit is none: what zero means (for ever, or never) is for the caller to say.
 */
export function parseDuration(text: string): number | undefined {
  const counts = written.exec(text);
  if (text === "" || counts === null) return undefined;
  const seconds = units.reduce((sum, [, length], index) => sum + Number(counts[index + 1] ?? 0) * length, 0);
  return Number.isSafeInteger(seconds) ? seconds : undefined;
}

/**
 * The shortest way to write so many seconds: `7d`, `1d12h`, `90` → `1m30s`. Weeks are never used, because InfluxDB and
 * its users count in days. Zero is `0s`.
 *
 * @throws RangeError when `seconds` is negative or not whole.
 */
export function formatDuration(seconds: number): string {
  if (!Number.isSafeInteger(seconds) || seconds < 0) {
    throw new RangeError(`${seconds} is not a whole number of seconds`);
  }
  let rest = seconds;
  let text = "";
  for (const [unit, length] of units) {
    if (unit === "w" || rest < length) continue;
    text += `${Math.floor(rest / length)}${unit}`;
    rest %= length;
  }
  return text === "" ? "0s" : text;
}

/** How long a bucket keeps its points, for people: `7d`, or `infinite` for 0. */
export function formatRetention(seconds: number): string {
  return seconds === 0 ? "infinite" : formatDuration(seconds);
}
