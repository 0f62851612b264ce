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
    return defined === undefined ? walked : withDefined(walked, rename(defined));
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
    for (const [key, value] of Object.entries(tree)) {
      if (key === "name" && typeof value === "string") found.add(value);
      else if (key !== "location") namesIn(value, found);
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
  if (Array.isArray(value)) return value.map((item: unknown) => walk(item, hidden, rename));
  if (!isRecord(value)) return value;
  switch (value["type"]) {
    case "Identifier":
      return reference(value, hidden, rename);
    case "MemberExpression":
      return { ...value, object: walk(value["object"], hidden, rename) };
    case "ObjectExpression":
      return walkRecord(value, hidden, rename);
    case "FunctionExpression":
      return walkFunction(value, hidden, rename);
    case "Block":
      return walkBlock(value, hidden, rename);
    default:
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          key,
          key === "location" || key === "comments" ? item : walk(item, hidden, rename),
        ]),
      );
  }
}

type Fields = Readonly<Record<string, unknown>>;

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
  const changed = lone.some(
    (value, index) => value !== undefined && value["name"] !== asNode(given[index]?.key)?.name,
  );
  const properties = given.map((property, index) => {
    if (asNode(property.value) !== undefined)
      return { ...property, value: walk(property.value, hidden, rename) };
    const value = changed ? lone[index] : undefined;
    return value === undefined ? property : { ...property, value };
  });
  return { ...record, ...source, properties };
}

function walkFunction(expression: Fields, hidden: ReadonlySet<string>, rename: Rename): Fields {
  const inner = new Set(hidden);
  const params = asNodes(expression["params"]).map((parameter) => {
    const name = asNode(parameter.key)?.name;
    if (typeof name === "string") inner.add(name);
    return { ...parameter, value: walk(parameter.value, hidden, rename) };
  });
  return { ...expression, params, body: walk(expression["body"], inner, rename) };
}

/** A variable hides what is outside from the statement after its own on. */
function walkBlock(block: Fields, hidden: ReadonlySet<string>, rename: Rename): Fields {
  const inner = new Set(hidden);
  const body = asNodes(block["body"]).map((statement) => {
    const walked = walk(statement, inner, rename);
    const defined = definedBy(statement);
    if (defined !== undefined) inner.add(defined);
    return walked;
  });
  return { ...block, body };
}
