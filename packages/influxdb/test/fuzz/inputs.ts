/** Random inputs of kinds: of the right types, with all that may be left out left out at times, and of the wrong ones. */
import fc from "fast-check";
import type { Kind, Property } from "../../definition/kind.ts";
import type { Fields, TypeSpec } from "../../definition/types.ts";
import { UNKNOWN, type Value } from "../../definition/values.ts";

export type Inputs = Readonly<Record<string, Value>>;

/** Keys that an object of JavaScript has of itself, or takes for something else. */
export const ODD_KEYS = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "",
  "org",
  "ключ",
  "🔑",
  "a.b[0]",
];

/** Texts that kinds read something from: ids, durations, URLs, scripts, references. */
const TEXTS = [
  ...["0123456789abcdef", "0123456789ABCDEF", "0000000000000000", "00000000000000aa"],
  ...["1h", "60m", "3600s", "1h0m0s", "-5m", "90s", "1mo", "0s"],
  ...[
    "http://127.0.0.1:9",
    "https://h/p?q",
    "",
    " ",
    " a ",
    "A",
    "a",
    "_a",
    "a/b",
    '"',
    "secret: 0123-token",
  ],
  'option task = {name: "t", every: 1h}\nbuckets()',
  'option task = {name: "\\${x}", cron: "@daily"}',
  'option v = 1\nimport "x"\ncheck = {_check_id: "1", _check_name: "c", _type: "custom", tags: {}}',
  '{"properties": {"shape": "chronograf-v2"}}',
];
const texts = fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: "binary", maxLength: 12 }));
const integers = fc.oneof(fc.constantFrom(0, 1, 59, 60, 3600, 604_800, 9_223_372_037), fc.integer());
const keys = fc.oneof(fc.constantFrom(...ODD_KEYS), fc.string({ maxLength: 4 }));

/** Any JSON, in which anything may be unknown when `unknowns` says so. */
export function anything(unknowns: boolean): fc.Arbitrary<Value> {
  const leaves: fc.Arbitrary<Value>[] = [
    texts,
    integers,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
  ];
  if (unknowns) leaves.push(fc.constant(UNKNOWN));
  return fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.oneof(...leaves),
      fc.array(tie("value"), { maxLength: 3 }),
      recordOf(tie("value")),
    ),
  })).value;
}

/** A value of the type, in which anything may be unknown when `unknowns` says so. */
export function valueOf(type: TypeSpec, unknowns: boolean): fc.Arbitrary<Value> {
  const known = knownOf(type, unknowns);
  return unknowns
    ? fc.oneof({ weight: 6, arbitrary: known }, { weight: 1, arbitrary: fc.constant(UNKNOWN) })
    : known;
}

function knownOf(type: TypeSpec, unknowns: boolean): fc.Arbitrary<Value> {
  switch (type.type) {
    case "string":
      return type.values ? fc.constantFrom(...type.values) : texts;
    case "integer":
      return integers;
    case "number":
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case "boolean":
      return fc.boolean();
    case "any":
      return anything(unknowns);
    case "list":
      return fc.array(valueOf(type.of, unknowns), { maxLength: 4 });
    case "map":
      return recordOf(valueOf(type.of, unknowns));
    case "object":
      return fieldsOf(type.fields, unknowns);
  }
}

/** Inputs of the types of their kind; what is required may be missing all the same. */
export function inputsOf(kind: Kind, unknowns: boolean): fc.Arbitrary<Inputs> {
  return fieldsOf(inputProperties(kind), unknowns);
}

/** Inputs of any types, and some that the kind does not have. */
export function wrongInputsOf(kind: Kind): fc.Arbitrary<Inputs> {
  const wrong = fc.dictionary(fc.constantFrom(...Object.keys(inputProperties(kind))), anything(true));
  const foreign = fc.oneof(fc.constant({}), recordOf(anything(true)));
  return fc.tuple(inputsOf(kind, true), wrong, foreign).map(merged);
}

/** Two sets of inputs, of which the second is the first with some changed; both give or leave out what has no default. */
export function pairsOf(kind: Kind): fc.Arbitrary<readonly [Inputs, Inputs]> {
  const properties = inputProperties(kind);
  const changed = fc.subarray(Object.keys(properties));
  return fc.tuple(inputsOf(kind, false), inputsOf(kind, false), changed).map(([first, other, names]) => {
    const second = new Map(Object.entries(first));
    for (const name of names) {
      const { [name]: value } = other;
      const free = properties[name]?.default === undefined && properties[name]?.derived === undefined;
      if (free && (value === undefined) !== (first[name] === undefined)) continue;
      if (value === undefined) second.delete(name);
      else second.set(name, value);
    }
    return [first, Object.fromEntries(second)];
  });
}

function inputProperties(kind: Kind): Readonly<Record<string, Property>> {
  return Object.fromEntries(Object.entries(kind.properties).filter(([, { computed }]) => !computed));
}

function fieldsOf(fields: Fields, unknowns: boolean): fc.Arbitrary<Inputs> {
  const model = Object.fromEntries(
    Object.entries(fields).map(([key, { type }]) => [
      key,
      fc.option(valueOf(type, unknowns), { freq: 3, nil: undefined }),
    ]),
  );
  return fc.record(model).map((record) => {
    return Object.fromEntries(
      Object.entries(record).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    );
  });
}

function recordOf(values: fc.Arbitrary<Value>): fc.Arbitrary<Inputs> {
  return fc.array(fc.tuple(keys, values), { maxLength: 3 }).map((entries) => Object.fromEntries(entries));
}

/** Like a spread, for keys that a spread would take for something else. */
function merged(records: readonly Inputs[]): Inputs {
  return Object.fromEntries(records.flatMap((record) => Object.entries(record)));
}
