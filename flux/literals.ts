import type { FluxDuration, FluxRecord, FluxValue } from "../model/types.ts";
import { asNode, asNodes, isRecord, type Node, propertiesOf } from "./syntax.ts";

/** The types that a parameter can have. A file declares one by the literal that stands as its example. */
export type LiteralType =
  "string" | "int" | "float" | "bool" | "duration" | "array of string" | "array of record";

/** What each type takes, for messages. */
export const wanted: Readonly<Record<LiteralType, string>> = {
  string: "a string of whole Unicode characters",
  int: "a whole number within ±9007199254740991",
  float: "a finite number",
  bool: "true or false",
  duration: "a duration of whole seconds",
  "array of string": "a list of strings of whole Unicode characters",
  "array of record": "a list of records with the keys and types of the example",
};

/** The type of a literal; undefined when the expression is no literal. */
export function literalType(node: Node): LiteralType | undefined {
  switch (node.type) {
    case "StringLiteral":
      return "string";
    case "IntegerLiteral":
      return "int";
    case "FloatLiteral":
      return "float";
    case "DurationLiteral":
      return "duration";
    case "Identifier":
      return node.name === "true" || node.name === "false" ? "bool" : undefined;
    case "ArrayExpression":
      return arrayType(asNodes(node.elements));
    case "UnaryExpression": {
      const argument = node.operator === "-" ? asNode(node.argument) : undefined;
      const type = argument === undefined ? undefined : literalType(argument);
      return type === "int" || type === "float" || type === "duration" ? type : undefined;
    }
    default:
      return undefined;
  }
}

function arrayType(elements: readonly Node[]): LiteralType | undefined {
  if (elements.every(({ type }) => type === "StringLiteral")) return "array of string";
  return elements.every(isPlainRecord) ? "array of record" : undefined;
}

/** A record whose values are literals other than lists. */
function isPlainRecord(node: Node): boolean {
  if (node.type !== "ObjectExpression") return false;
  return propertiesOf(node).every(({ value }) => {
    const type = value === undefined ? undefined : literalType(value);
    return type !== undefined && !type.startsWith("array");
  });
}

const secondsPerUnit: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 };

/** The value of a literal; undefined when it is none, or a duration that is not one of seconds. */
export function literalValue(node: Node): FluxValue | undefined {
  const negated = node.type === "UnaryExpression" ? asNode(node.argument) : undefined;
  if (negated !== undefined) {
    const value = literalValue(negated);
    if (typeof value === "number") return -value;
    return typeof value === "object" && "seconds" in value ? { seconds: -value.seconds } : undefined;
  }
  switch (literalType(node)) {
    case "string":
      return String(node.value);
    case "int":
    case "float":
      return Number(node.value);
    case "bool":
      return node.name === "true";
    case "array of string":
      return asNodes(node.elements).map(({ value }) => String(value));
    case "array of record":
      return asNodes(node.elements).map(recordValue);
    case "duration":
      return durationValue(node.values);
    case undefined:
      return undefined;
  }
}

function recordValue(node: Node): FluxRecord {
  const entries = propertiesOf(node).map(({ name, value }) => [name, value && literalValue(value)]);
  return Object.fromEntries(entries) as FluxRecord;
}

function durationValue(parts: unknown): FluxDuration | undefined {
  if (!Array.isArray(parts)) return undefined;
  let seconds = 0;
  for (const part of parts as readonly { magnitude?: unknown; unit?: unknown }[]) {
    const unit = typeof part.unit === "string" ? secondsPerUnit[part.unit] : undefined;
    if (unit === undefined || typeof part.magnitude !== "number") return undefined;
    seconds += part.magnitude * unit;
  }
  return { seconds };
}

/** Whether a value can stand where `example`, a literal of that type, stands. */
export function fits(type: LiteralType, value: unknown, example: Node): boolean {
  switch (type) {
    case "string":
      return typeof value === "string" && value.isWellFormed();
    case "int":
      return Number.isSafeInteger(value);
    case "float":
      return Number.isFinite(value);
    case "bool":
      return typeof value === "boolean";
    case "duration":
      return (
        typeof value === "object" &&
        value !== null &&
        "seconds" in value &&
        Number.isSafeInteger(value.seconds)
      );
    case "array of string":
      return (
        Array.isArray(value) &&
        value.every((item: unknown) => typeof item === "string" && item.isWellFormed())
      );
    case "array of record":
      return Array.isArray(value) && value.every((item: unknown) => fitsRecord(item, rowOf(example)));
  }
}

/** The record that stands as the example of the rows of a list. */
function rowOf(example: Node): Node {
  const [row] = asNodes(example.elements);
  if (row === undefined) throw new Error("a list of records without an example");
  return row;
}

function fitsRecord(item: unknown, row: Node): boolean {
  if (!isRecord(item)) return false;
  const fields = propertiesOf(row);
  if (Object.keys(item).length !== fields.length) return false;
  return fields.every(({ name, value }) => {
    const type = value === undefined ? undefined : literalType(value);
    return (
      value !== undefined && type !== undefined && Object.hasOwn(item, name) && fits(type, item[name], value)
    );
  });
}

/** Whether two values are the same one. */
export function sameValue(one: FluxValue | undefined, other: FluxValue | undefined): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

/** The order in which a record names its keys means nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  return isRecord(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
}

/**
 * The literal of a value, to stand in the place of `example`, whose type it has and which it {@link fits}.
 * Layout and comments of the example stay.
 *
 * The formatter writes a string or float as the source text that its node carries; without one it forgets to
 * escape `${`, folds CRLF and loses the last digit of some floats. So the source is always given here.
 */
export function literal(type: LiteralType, value: FluxValue, example: Node): Node {
  switch (type) {
    case "string":
      return stringLiteral(value as string, example);
    case "int":
      return { ...placeOf(example), type: "IntegerLiteral", value: JSON.stringify(value) };
    case "float":
      return { ...placeOf(example, decimal(value as number)), type: "FloatLiteral", value };
    case "bool":
      return { ...placeOf(example), type: "Identifier", name: JSON.stringify(value) };
    case "duration":
      return durationLiteral((value as FluxDuration).seconds, example);
    case "array of string": {
      const elements = (value as readonly string[]).map((item) => stringLiteral(item, example));
      return { ...placeOf(example), type: "ArrayExpression", elements };
    }
    case "array of record": {
      const row = rowOf(example);
      const elements = (value as readonly FluxRecord[]).map((item) => recordLiteral(item, row));
      return { ...placeOf(example), type: "ArrayExpression", elements };
    }
  }
}

/** What a literal takes over from its example: where it stands, and the comments before it. */
function placeOf(example: Node, source = ""): { location: object; comments?: unknown } {
  const location = { ...(typeof example.location === "object" ? example.location : {}), source };
  return "comments" in example ? { location, comments: example.comments } : { location };
}

function recordLiteral(item: FluxRecord, row: Node): Node {
  const properties = propertiesOf(row).map(({ name, node, value: field }) => {
    const type = field === undefined ? undefined : literalType(field);
    const value = item[name];
    if (field === undefined || type === undefined || value === undefined)
      throw new Error(`no value for ${name}`);
    return { ...node, value: literal(type, value, field) };
  });
  return { ...row, properties };
}

function stringLiteral(value: string, example: Node): Node {
  return { ...placeOf(example, quote(value)), type: "StringLiteral", value };
}

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** Quotes a string for Flux. `$` begins an interpolation, and not every place takes `\$`, so it goes as its code. */
function quote(value: string): string {
  const body = value.replace(/[\\"$\u0000-\u001f\u007f]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(2, "0");
    return escapes[character] ?? `\\x${code}`;
  });
  return `"${body}"`;
}

/** A float in the digits that lead back to it. Flux knows no exponents and wants a decimal point. */
function decimal(value: number): string {
  const [mantissa = "0", exponent = "0"] = Math.abs(value).toExponential().split("e");
  const digits = mantissa.replace(".", "");
  const point = Number(exponent) + 1;
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, "0") : "0";
  const fraction = point > 0 ? digits.slice(point) : "0".repeat(-point) + digits;
  return `${value < 0 ? "-" : ""}${whole}.${fraction === "" ? "0" : fraction}`;
}

/** Hours, minutes and seconds only: the server refuses a task whose offset has larger units. */
function durationLiteral(seconds: number, example: Node): Node {
  const total = Math.abs(seconds);
  const parts = [
    { magnitude: Math.floor(total / 3600), unit: "h" },
    { magnitude: Math.floor(total / 60) % 60, unit: "m" },
    { magnitude: total % 60, unit: "s" },
  ].filter(({ magnitude }) => magnitude > 0);
  const values = parts.length > 0 ? parts : [{ magnitude: 0, unit: "s" }];
  const node: Node = { ...placeOf(example), type: "DurationLiteral", values };
  return seconds < 0 ? { ...placeOf(example), type: "UnaryExpression", operator: "-", argument: node } : node;
}
