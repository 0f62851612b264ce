/** How one value differs from another, in lines for people: long ones by what was added and removed. */

/** What the two sides are called, e.g. `declared` and `found`. */
export type Sides = readonly [left: string, right: string];

/** Values that are no longer than this are shown whole. */
const SHORT = 100;
/** As many items of a list are shown. */
const ITEMS = 10;
/** Characters shown on both sides of where two long texts part. */
const CONTEXT = 30;

/** Lines that say how a property differs, its name first. */
export function describeDifference(
  property: string,
  left: unknown,
  right: unknown,
  sides: Sides = ["declared", "found"],
): string[] {
  const parts = partsOf(property, left, right);
  if (parts !== undefined) {
    return parts.flatMap(([name, inLeft, inRight]) => describeDifference(name, inLeft, inRight, sides));
  }
  return [property, ...bodyOf(left, right, sides).map((line) => `  ${line}`)];
}

/** Two long records, key by key; undefined for anything else. */
function partsOf(
  property: string,
  left: unknown,
  right: unknown,
): (readonly [string, unknown, unknown])[] | undefined {
  if (!isRecord(left) || !isRecord(right) || isShort(left, right)) return undefined;
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
  return keys
    .filter((key) => text(left[key]) !== text(right[key]))
    .map((key) => [`${property}.${key}`, left[key], right[key]]);
}

function bodyOf(left: unknown, right: unknown, [first, second]: Sides): string[] {
  const width = Math.max(first.length, second.length) + 1;
  const both = (a: string, b: string) => [
    `${`${first}:`.padEnd(width)} ${a}`,
    `${`${second}:`.padEnd(width)} ${b}`,
  ];
  if (typeof left === "string" && typeof right === "string" && `${left}${right}`.includes("\n")) {
    return changedLines(left, right, [first, second]);
  }
  if (isShort(left, right)) return both(show(left), show(right));
  if (Array.isArray(left) && Array.isArray(right)) {
    const [only, other] = [without(left, right), without(right, left)];
    // The same items in another order, or more often.
    if (only.length + other.length === 0)
      return both(`${left.length} items`, `${right.length} items, in another order`);
    return [...listed(`${first}, not ${second}`, only), ...listed(`${second}, not ${first}`, other)];
  }
  if (typeof left === "string" && typeof right === "string") return both(...parting(left, right));
  return both(cut(show(left)), cut(show(right)));
}

function isShort(...values: readonly unknown[]): boolean {
  return values.every((value) => show(value).length <= SHORT);
}

/** Stands in the engine's event log for what is known only during the update. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function show(value: unknown): string {
  return value === undefined ? "(nothing)" : text(value).replaceAll(`"${UNKNOWN}"`, "(not known yet)");
}

/** JSON whose keys are in order, so that equal values have equal texts. */
function text(value: unknown): string {
  const inOrder = (_key: string, item: unknown) =>
    isRecord(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item;
  return value === undefined ? "" : JSON.stringify(value, inOrder);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function without(items: readonly unknown[], others: readonly unknown[]): unknown[] {
  const there = new Set(others.map(text));
  return items.filter((item) => !there.has(text(item)));
}

function listed(label: string, items: readonly unknown[]): string[] {
  const counts = Map.groupBy(items, (item) => cut(show(item)));
  if (counts.size === 0) return [];
  const rows = [...counts].map(([row, same]) => (same.length === 1 ? row : `${row} (${same.length} times)`));
  const more = rows.length > ITEMS ? [`  and ${rows.length - ITEMS} more`] : [];
  return [`${label}:`, ...rows.slice(0, ITEMS).map((row) => `  ${row}`), ...more];
}

function cut(shown: string): string {
  return shown.length > 2 * SHORT ? `${shown.slice(0, 2 * SHORT)}…` : shown;
}

/** Two long texts around the place where they part. */
function parting(left: string, right: string): [string, string] {
  const { start, end } = common(left, right);
  const part = (whole: string) => {
    const [from, to] = [Math.max(start - CONTEXT, 0), Math.min(whole.length - end + CONTEXT, whole.length)];
    return cut(`${from > 0 ? "…" : ""}${show(whole.slice(from, to))}${to < whole.length ? "…" : ""}`);
  };
  return [part(left), part(right)];
}

/** Where two texts part: the lines of each between their common beginning and their common end. */
function changedLines(declared: string, found: string, [first, second]: Sides): string[] {
  const [left, right] = [declared.split("\n"), found.split("\n")];
  const { start, end } = common(left, right);
  const part = (label: string, lines: readonly string[]) => {
    const changed = lines.slice(start, lines.length - end);
    const shown = changed.length === 0 ? ["(nothing)"] : changed;
    return [`${label} from line ${start + 1}:`, ...shown.map((line) => `  ${line}`)];
  };
  return [...part(first, left), ...part(second, right)];
}

/** How much two sequences have in common at their beginning, and after that at their end. */
function common<T extends string | readonly string[]>(left: T, right: T): { start: number; end: number } {
  const least = Math.min(left.length, right.length);
  let start = 0;
  while (start < least && left[start] === right[start]) start++;
  let end = 0;
  while (end < least - start && left.at(-1 - end) === right.at(-1 - end)) end++;
  return { start, end };
}
