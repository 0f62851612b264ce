/**
 * Writes the head of a task: its imports and options with values in them. Formatting and reading back a whole head costs
 * more than all the rest, and a thousand tasks of a template differ in a few plain values; so a head is formatted and read
 * back once, plain values are formatted and read back each by itself, and take their places in it.
 */
import type { FluxValue } from "../model/types.ts";
import { formatFlux, parseFlux } from "./engine.ts";
import { literal, literalValue, type LiteralType, sameValue } from "./literals.ts";
import {
  asNode,
  isRecord,
  type Node,
  optionRecord,
  propertiesOf,
  statementsOf,
  withValues,
} from "./syntax.ts";

/** Values by option and name. */
export type Bound = Readonly<Record<"task" | "params", Readonly<Record<string, FluxValue>>>>;

/** Type and example of what is bound, by option and name. */
type Declared = Readonly<
  Record<"task" | "params", ReadonlyMap<string, { readonly type: LiteralType; readonly example: Node }>>
>;

const optionNames = ["task", "params"] as const;

/** Up to this width the formatter breaks no line. However it counts them, characters are no wider than their bytes. */
const safeWidth = 100;

/** A head whose plain values can be taken out. */
interface Skeleton {
  /** The text between the places, one more than those. */
  readonly parts: readonly string[];
  readonly places: readonly Place[];
}

interface Place {
  readonly option: "task" | "params";
  readonly name: string;
  readonly type: LiteralType;
  /** In UTF-8 bytes. */
  readonly start: number;
  readonly end: number;
}

/** A function that writes heads of a template. `file`: its tree, with imports and without statements. */
export function headWriter(
  file: object,
  options: readonly Node[],
  declared: Declared,
): (bound: Bound) => string {
  const skeletons = new Map<string, Skeleton | undefined>();
  return (bound) => {
    const key = JSON.stringify(listsOf(bound));
    const known = skeletons.get(key);
    const quick = known === undefined ? undefined : filled(known, bound);
    if (quick !== undefined) return quick;
    if (!skeletons.has(key)) {
      const least = leastOf(bound, declared);
      const skeleton = skeletonOf(written(file, options, declared, least), declared, least);
      skeletons.set(key, skeleton);
      const first = skeleton === undefined ? undefined : filled(skeleton, bound);
      if (first !== undefined) return first;
    }
    return written(file, options, declared, bound);
  };
}

const leastValues: Readonly<Partial<Record<LiteralType, FluxValue>>> = {
  string: "",
  int: 0,
  float: 0,
  bool: true,
  duration: { seconds: 0 },
};

/** The same with the shortest plain values: a head in which no line is broken because of one. */
function leastOf(bound: Bound, declared: Declared): Bound {
  const [task, params] = optionNames.map((option) =>
    Object.fromEntries(
      Object.entries(bound[option]).map(([name, value]) => {
        const type = declared[option].get(name)?.type;
        return [name, (type === undefined ? undefined : leastValues[type]) ?? value];
      }),
    ),
  );
  return { task: task ?? {}, params: params ?? {} };
}

/** The values that are no plain ones, and the names of those that are. */
function listsOf(bound: Bound): unknown {
  return optionNames.map((option) =>
    Object.entries(bound[option]).map(([name, value]) => (Array.isArray(value) ? [name, value] : name)),
  );
}

function written(file: object, options: readonly Node[], declared: Declared, bound: Bound): string {
  const body = options.map((statement) => {
    const option = optionRecord(statement, "task") === undefined ? "params" : "task";
    const literals = Object.entries(bound[option]).flatMap(([name, value]) => {
      const parameter = declared[option].get(name);
      return parameter === undefined
        ? []
        : [[name, literal(parameter.type, value, parameter.example)] as const];
    });
    return withValues(statement, new Map(literals));
  });
  const text = formatFlux({ ...file, body, eof: [] });
  expectValues(text, bound);
  return text;
}

/**
 * Reads the bound values back with the Flux parser. Types are checked once per template and a literal keeps its
 * type, so this is what is left to go wrong in a single task: a value that did not survive being written.
 */
export function expectValues(
  head: string,
  bound: Readonly<Record<string, Readonly<Record<string, FluxValue>>>>,
): void {
  for (const statement of statementsOf(parseFlux(head))) {
    for (const [option, values] of Object.entries(bound)) {
      const record = optionRecord(statement, option);
      for (const { name, value } of record === undefined ? [] : propertiesOf(record)) {
        if (Object.hasOwn(values, name)) expectValue(name, value, values[name]);
      }
    }
  }
}

function expectValue(name: string, node: Node | undefined, given: FluxValue | undefined): void {
  const found = node === undefined ? undefined : literalValue(node);
  if (sameValue(found, given)) return;
  throw new Error(`Flux reads \`${name}\` as ${describe(found)}, but it was given ${describe(given)}`);
}

/** A value for messages, short. */
export function describe(value: unknown): string {
  const text = typeof value === "number" ? String(value) : JSON.stringify(value);
  return `the ${Array.isArray(value) ? "list" : typeof value} ${text.length > 60 ? `${text.slice(0, 57)}…` : text}`;
}

/** Undefined when a plain value does not stand in the head as it stands alone. */
function skeletonOf(text: string, declared: Declared, bound: Bound): Skeleton | undefined {
  const bytes = Buffer.from(text, "utf8");
  const begins = [0, ...[...bytes.entries()].flatMap(([index, byte]) => (byte === 10 ? index + 1 : []))];
  const offset = (location: unknown, end: "start" | "end"): number => {
    const { line, column } = (isRecord(location) ? location[end] : undefined) as {
      line: number;
      column: number;
    };
    return (begins[line - 1] ?? 0) + column - 1;
  };
  const places = statementsOf(parseFlux(text)).flatMap((statement) =>
    optionNames.flatMap((option) => {
      const record = optionRecord(statement, option);
      return (record === undefined ? [] : propertiesOf(record)).flatMap(({ name, value: node }): Place[] => {
        const parameter = declared[option].get(name);
        const value = Object.hasOwn(bound[option], name) ? bound[option][name] : undefined;
        if (parameter === undefined || node === undefined || value === undefined || Array.isArray(value))
          return [];
        const { type } = parameter;
        return [
          { option, name, type, start: offset(node.location, "start"), end: offset(node.location, "end") },
        ];
      });
    }),
  );
  const between = [0, ...places.map(({ end }) => end)].map((from, index) =>
    bytes.subarray(from, places[index]?.start).toString("utf8"),
  );
  const skeleton = { parts: between, places };
  return filled(skeleton, bound) === text ? skeleton : undefined;
}

/** Undefined when a line becomes so long that the formatter might break it. */
function filled({ parts, places }: Skeleton, bound: Bound): string | undefined {
  let text = parts[0] ?? "";
  for (const [index, { option, name, type }] of places.entries()) {
    const plain = plainText(type, bound[option][name]);
    const next = parts[index + 1] ?? "";
    const end = next.indexOf("\n");
    const width =
      Buffer.byteLength(text.slice(text.lastIndexOf("\n") + 1)) +
      Buffer.byteLength(plain) +
      (end < 0 ? next.length : end);
    if (width > safeWidth) return undefined;
    text += plain + next;
  }
  return text;
}

const plainTexts = new Map<string, string>();

const plainCharacters = /^[A-Za-z0-9 ._:/-]*$/;

/** The literal of a plain value as the formatter writes it, read back. */
function plainText(type: LiteralType, value: FluxValue | undefined): string {
  if (value === undefined) throw new Error(`no value of type ${type}`);
  // Most values are names. One of letters, digits and the like is written as it is, and reads as it is written.
  if (type === "string" && typeof value === "string" && plainCharacters.test(value)) return `"${value}"`;
  const key = `${type} ${JSON.stringify(value)}`;
  const known = plainTexts.get(key);
  if (known !== undefined) return known;
  const [statement] = statementsOf(blank());
  const init = asNode(statement?.init);
  if (init === undefined) throw new Error("the parser reads no assignment");
  const text = formatFlux({ ...blank(), body: [{ ...statement, init: literal(type, value, init) }] });
  const [read] = statementsOf(parseFlux(text));
  expectValue("value", asNode(read?.init), value);
  const plain = text.slice("x = ".length).trimEnd();
  plainTexts.set(key, plain);
  return plain;
}

let parsed: object | undefined;

function blank(): object {
  parsed ??= parseFlux('x = ""') as object;
  return parsed;
}
