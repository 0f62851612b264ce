/**
 * Names in a Flux syntax tree: which refer to something outside, and the same tree with those renamed. Parameters and
 * variables of functions hide what is outside, keys of records and members are no references.
 */
import { asNode, asNodes, isRecord, type Node } from "./syntax.ts";

/** What a name becomes; the same name where it stays. */
export type Rename = (name: string) => string;

/** The statements of a package with every free reference, and every definition of its own, renamed. */
export function renamed(statements: readonly Node[], rename: Rename): readonly Node[] {
  return statements.map((statement) => {
    const walked = walk(statement, none, rename) as Node;
    const defined = definedBy(walked);
    const next = defined === undefined ? undefined : rename(defined);
    return next === undefined || next === defined ? walked : withDefined(walked, next);
  });
}

/** Names that the statements refer to and do not define in inner scopes. */
export function referencesOf(statements: readonly Node[]): ReadonlySet<string> {
  const found = new Set<string>();
  const note = (name: string): string => {
    found.add(name);
    return name;
  };
  for (const statement of statements) walk(statement, none, note);
  return found;
}

/** Names that the statements define for the whole package. */
export function definitionsOf(statements: readonly Node[]): ReadonlySet<string> {
  return new Set(statements.flatMap((statement) => definedBy(statement) ?? []));
}

/** Every name that stands anywhere in the tree, whatever it means there. */
export function namesIn(tree: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (Array.isArray(tree)) for (const item of tree) namesIn(item, found);
  else if (isRecord(tree)) {
    for (const key of Object.keys(tree)) {
      const value = tree[key];
      if (key === "name" && typeof value === "string") found.add(value);
      else if (key !== "location" && typeof value === "object") namesIn(value, found);
    }
  }
  return found;
}

const none: ReadonlySet<string> = new Set();

function definedBy(statement: Node): string | undefined {
  const id = statement.type === "VariableAssignment" ? statement.id : undefined;
  return isRecord(id) && typeof id["name"] === "string" ? id["name"] : undefined;
}

function withDefined(statement: Node, name: string): Node {
  return { ...statement, id: { ...(isRecord(statement.id) ? statement.id : {}), name } };
}

function walk(value: unknown, hidden: ReadonlySet<string>, rename: Rename): unknown {
  if (Array.isArray(value)) return mapped(value, (item: unknown) => walk(item, hidden, rename));
  if (!isRecord(value)) return value;
  switch (value["type"]) {
    case "Identifier":
      return reference(value, hidden, rename);
    case "MemberExpression":
      return changed(value, { object: walk(value["object"], hidden, rename) });
    case "ObjectExpression":
      return walkRecord(value, hidden, rename);
    case "FunctionExpression":
      return walkFunction(value, hidden, rename);
    case "Block":
      return walkBlock(value, hidden, rename);
    default: {
      const changes: Record<string, unknown> = {};
      for (const key of Object.keys(value)) {
        const item = value[key];
        if (key !== "location" && key !== "comments" && typeof item === "object")
          changes[key] = walk(item, hidden, rename);
      }
      return changed(value, changes);
    }
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** What stays as it is stays the same object: most of a tree does. */
function changed<T extends object>(record: T, changes: Fields): T {
  const old = record as Fields;
  return Object.keys(changes).some((key) => changes[key] !== old[key]) ? { ...record, ...changes } : record;
}

function mapped<T>(list: readonly T[], change: (item: T, index: number) => T): readonly T[] {
  const next = list.map(change);
  return next.some((item, index) => item !== list[index]) ? next : list;
}

function reference(identifier: Fields, hidden: ReadonlySet<string>, rename: Rename): Fields {
  const { name } = identifier;
  if (typeof name !== "string" || hidden.has(name)) return identifier;
  const next = rename(name);
  return next === name ? identifier : { ...identifier, name: next };
}

/**
 * `{r with a: b}`: `r` and `b` are references, `a` is none. `{a, b}`: both are, and stay keys too; Flux wants all keys of
 * a record with a value or none.
 */
function walkRecord(record: Fields, hidden: ReadonlySet<string>, rename: Rename): Fields {
  const source = isRecord(record["with"]) ? { with: reference(record["with"], hidden, rename) } : {};
  const given = asNodes(record["properties"]);
  const lone = given.map(({ key, value }) => {
    const node = asNode(value) === undefined ? asNode(key) : undefined;
    return node?.type === "Identifier" ? reference({ ...node, comments: [] }, hidden, rename) : undefined;
  });
  const named = lone.some(
    (value, index) => value !== undefined && value["name"] !== asNode(given[index]?.key)?.name,
  );
  const properties = mapped(given, (property, index) => {
    if (asNode(property.value) !== undefined)
      return changed(property, { value: walk(property.value, hidden, rename) });
    const value = named ? lone[index] : undefined;
    return value === undefined ? property : { ...property, value };
  });
  return changed(record, properties === given ? source : { ...source, properties });
}

function walkFunction(expression: Fields, hidden: ReadonlySet<string>, rename: Rename): Fields {
  const inner = new Set(hidden);
  const given = asNodes(expression["params"]);
  const params = mapped(given, (parameter) => {
    const name = asNode(parameter.key)?.name;
    if (typeof name === "string") inner.add(name);
    return changed(parameter, { value: walk(parameter.value, hidden, rename) });
  });
  const body = walk(expression["body"], inner, rename);
  return changed(expression, params === given ? { body } : { params, body });
}

/** A variable hides what is outside from the statement after its own on. */
function walkBlock(block: Fields, hidden: ReadonlySet<string>, rename: Rename): Fields {
  const inner = new Set(hidden);
  const given = asNodes(block["body"]);
  const body = mapped(given, (statement) => {
    const walked = walk(statement, inner, rename) as Node;
    const defined = definedBy(statement);
    if (defined !== undefined) inner.add(defined);
    return walked;
  });
  return body === given ? block : { ...block, body };
}
