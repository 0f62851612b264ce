/**
 * A small typed view of the Flux syntax tree. The compiler hands it over as untyped JSON; what is used here is
 * looked at before it is believed, and the rest is passed through untouched.
 */

/** A node of the syntax tree with the keys that are read here. */
export interface Node {
  readonly type: string;
  readonly location?: unknown;
  readonly name?: unknown;
  readonly value?: unknown;
  readonly values?: unknown;
  readonly elements?: unknown;
  readonly operator?: unknown;
  readonly argument?: unknown;
  readonly properties?: unknown;
  readonly key?: unknown;
  readonly assignment?: unknown;
  readonly id?: unknown;
  readonly init?: unknown;
  readonly body?: unknown;
}

/** A place in a text, both counted from 1; columns in characters as an editor shows them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One `key: value` of a record. */
export interface Property {
  readonly name: string;
  readonly node: Node;
  readonly value: Node | undefined;
}

/** Whether a value is an object with keys. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNode(value: unknown): value is Node {
  return isRecord(value) && typeof value["type"] === "string";
}

/** The value as a node, if it is one. */
export function asNode(value: unknown): Node | undefined {
  return isNode(value) ? value : undefined;
}

/** The nodes of a list; what is none is left out. */
export function asNodes(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.flatMap((item: unknown) => asNode(item) ?? []) : [];
}

/** The statements of a file. */
export function statementsOf(file: unknown): readonly Node[] {
  return asNodes(asNode(file)?.body);
}

/** The record literal that `option <name> = {…}` assigns, if the statement is that. */
export function optionRecord(statement: Node, name: string): Node | undefined {
  if (statement.type !== "OptionStatement") return undefined;
  const assignment = asNode(statement.assignment);
  if (!isRecord(assignment?.id) || assignment.id["name"] !== name) return undefined;
  const init = asNode(assignment.init);
  return init?.type === "ObjectExpression" ? init : undefined;
}

/** The properties of a record literal, in the order of the text. */
export function propertiesOf(record: Node): readonly Property[] {
  return asNodes(record.properties).flatMap((node) => {
    const key = asNode(node.key);
    const name = key?.type === "Identifier" ? key.name : key?.value;
    return typeof name === "string" ? [{ name, node, value: asNode(node.value) }] : [];
  });
}

/** The same statement with the values of its record replaced, by name. Comments and layout stay. */
export function withValues(statement: Node, values: ReadonlyMap<string, Node>): Node {
  const assignment = asNode(statement.assignment);
  const record = asNode(assignment?.init);
  if (assignment === undefined || record === undefined) return statement;
  const properties = propertiesOf(record).map(({ name, node, value }) => ({
    ...node,
    value: values.get(name) ?? value,
  }));
  return { ...statement, assignment: { ...assignment, init: { ...record, properties } } };
}

/** The column in characters of a column in UTF-8 bytes (counted from 0), which is what the compiler gives. */
export function characterColumn(line: string, byteColumn: number): number {
  const before = Buffer.from(line, "utf8").subarray(0, byteColumn).toString("utf8");
  return Array.from(before).length + 1;
}

/** Where a node begins; the beginning of the text when it does not say. */
export function positionOf(node: Node, lines: readonly string[]): Position {
  const start = isRecord(node.location) ? node.location["start"] : undefined;
  if (!isRecord(start) || typeof start["line"] !== "number" || typeof start["column"] !== "number") {
    return { line: 1, column: 1 };
  }
  const line = start["line"];
  return { line, column: characterColumn(lines[line - 1] ?? "", start["column"] - 1) };
}
