/** Arbitrary values for the parameters of Flux templates, and a template that takes one of each type. */
import fc from "fast-check";
import type { FluxRecord, FluxValue } from "../../model/types.ts";

/** Declares a parameter of every type, and uses each. `after` stands below the options. */
export function templateText(
  after = 'from(bucket: given.text) |> range(start: -given.span) |> to(bucket: "b")',
): string {
  return `// What this is.
import "array"
import "contrib/bonitoo-io/hex"
import "strings"

option task = {name: "example", every: 1m, offset: 0s}

// Parameters.
option params = {
    text: "example",
    // A count.
    count: 1,
    ratio: 0.5,
    flag: true,
    span: 1h,
    names: ["example"],
    rows: [{text: "example", count: 1, ratio: 0.5, flag: true, span: 1h}],
}

given = params

${after}
`;
}

/** Strings that break what pastes text: quotes, interpolations, escapes, control characters, other alphabets. */
export const texts = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom("$", "{", "}", '"', "\\", "\n", "\r", "\t", "/", "x", "4", "1", "é", "𝒳", " "),
  }),
  fc.constantFrom(
    'a"b',
    "${x}",
    "$${x}",
    "\\${x}",
    "\\",
    "\\\\",
    "\r\n",
    "// no comment",
    "",
    "$\\{",
    "\ufeff",
    "\0",
  ),
);

/** Rows for the list of records of {@link templateText}. */
const rows = fc.array(
  fc.record<FluxRecord>(
    {
      text: texts,
      count: fc.maxSafeInteger(),
      ratio: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
      flag: fc.boolean(),
      span: fc.integer({ min: -10_000_000, max: 10_000_000 }).map((seconds) => ({ seconds })),
    },
    { noNullPrototype: true },
  ),
  { maxLength: 4 },
);

/** Values for {@link templateText}, by parameter. */
export const values = fc.record<Record<string, FluxValue>>(
  {
    text: texts,
    count: fc.maxSafeInteger(),
    // Flux has no negative zero.
    ratio: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
    flag: fc.boolean(),
    span: fc.integer({ min: -10_000_000, max: 10_000_000 }).map((seconds) => ({ seconds })),
    names: fc.array(texts, { maxLength: 6 }),
    rows,
  },
  { noNullPrototype: true },
);
