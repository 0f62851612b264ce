/** Forms of single values that more than one part of the configuration has. */
import { z } from "zod";
import { formatDuration, parseDuration } from "../model/durations.ts";

/** Text or number, as both sources write durations, to seconds. */
export function duration(check: (text: string) => number | { readonly expected: string }) {
  return z.union([z.string(), z.number()]).transform((written, context) => {
    const seconds = check(String(written).trim());
    if (typeof seconds === "number") return seconds;
    context.issues.push({ code: "custom", message: seconds.expected, input: written });
    return z.NEVER;
  });
}

/** A duration within bounds that `form` states. `least` and `most` in seconds, both allowed. */
export function durationWithin(form: string, least: number, most = Number.POSITIVE_INFINITY) {
  return duration((written) => {
    const seconds = parseDuration(written);
    return seconds === undefined || seconds < least || seconds > most ? { expected: form } : seconds;
  });
}

/** Shortest retention that InfluxDB takes, in seconds; it answers 500 to less. */
const leastRetention = 3_600;
/** Longest retention: more nanoseconds than 63 bits hold, and InfluxDB silently keeps another time. */
const mostRetention = 9_223_372_036;

const retentionForm = "a duration of at least 1h such as `7d` or `1h30m`, or `infinite` (also `0`) for ever";

/** Retention of a bucket in seconds; 0 for ever. */
export const retention = duration((text) => {
  if (text === "infinite" || text === "0") return 0;
  const seconds = parseDuration(text);
  if (seconds === undefined) return { expected: retentionForm };
  if (seconds === 0) return 0;
  if (seconds < leastRetention) return { expected: `${retentionForm}; InfluxDB refuses less than 1h` };
  if (seconds > mostRetention) {
    return {
      expected: `at most ${formatDuration(mostRetention)}, the longest that InfluxDB counts; or \`infinite\``,
    };
  }
  return seconds;
}).meta({ expects: retentionForm, example: "7d" });

const everyForm = "a duration of at least 1s such as `5m`";

/** Seconds from tick to tick. */
export const every = durationWithin(everyForm, 1).meta({ expects: everyForm, example: "5m" });

/** A whole number within bounds, as both sources write it. */
export function wholeNumber(form: string, least: number, most = Number.MAX_SAFE_INTEGER) {
  return z
    .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
    .refine((value) => Number.isSafeInteger(value) && value >= least && value <= most, { error: form })
    .meta({ expects: form });
}

/** A port of TCP. */
export const port = wholeNumber("a port from 1 to 65535", 1, 65_535);

/** A switch, as both sources write it. */
export const onOff = z.union([
  z.boolean(),
  z.enum(["true", "false"]).transform((written) => written === "true"),
]);

/** Text that is not blank and carries no blanks at its ends. */
export function text(expects: string) {
  return z
    .string({ error: expects })
    .refine((value) => value !== "" && value === value.trim(), { error: expects });
}

/** Names of things that this program makes, as keys of maps. */
export function nameKey(what: string) {
  return z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, {
    error: `the name of ${what}: letters, digits, \`-\`, \`_\` and \`.\``,
  });
}

/**
 * A list of at least one, each once. Its items are optional, so that a faulty one can be taken out without moving the
 * others: see partial.ts.
 */
export function listOf<Item extends z.ZodType<string>>(item: Item) {
  return z
    .array(item.optional())
    .min(1)
    .superRefine((items, context) => {
      for (const [index, name] of items.entries()) {
        if (name === undefined || items.indexOf(name) === index) continue;
        context.addIssue({ code: "custom", path: [index], params: { twice: true }, input: name });
      }
    });
}

/** What is left of a list whose faulty items were taken out. */
export function present<Item>(items: readonly (Item | undefined)[] | undefined): readonly Item[] {
  return (items ?? []).filter((item) => item !== undefined);
}

/** A value whose undefined keys are absent. */
type Defined<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};

/** Without keys whose value is undefined: `exactOptionalPropertyTypes` tells them from absent ones, and so does Kubernetes. */
export function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as Defined<T>;
}

/** What becomes of a value, if there is one. */
export function maybe<Value, Result>(
  value: Value | undefined,
  of: (value: Value) => Result,
): Result | undefined {
  return value === undefined ? undefined : of(value);
}
