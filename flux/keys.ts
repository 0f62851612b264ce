/** What the subject of a finding is made of: it tells findings apart, so it must not change with a value or a time. */
import type { FluxUnit } from "./library.ts";
import { asNode, isRecord, type Node, positionOf, propertiesOf } from "./syntax.ts";

/** A column that a subject is made of. */
export interface SubjectColumn {
  readonly column: string;
  /** `file:line:column`. */
  readonly where: string;
}

/** The columns of every `subject: …` in a file. */
export function subjectColumns({ statements, source, lines }: FluxUnit): readonly SubjectColumn[] {
  return subjectsIn(statements).flatMap((value) =>
    membersIn(value).map((member) => {
      const property = asNode(member["property"]);
      const { line, column } = positionOf(member, lines);
      const name = property?.type === "Identifier" ? property.name : property?.value;
      return { column: String(name), where: `${source.path}:${line}:${column}` };
    }),
  );
}

function subjectsIn(tree: unknown, found: Node[] = []): readonly Node[] {
  if (Array.isArray(tree)) {
    for (const item of tree) subjectsIn(item, found);
  } else if (isRecord(tree)) {
    const node = tree["type"] === "ObjectExpression" ? asNode(tree) : undefined;
    for (const { name, value } of node === undefined ? [] : propertiesOf(node))
      if (name === "subject" && value !== undefined) found.push(value);
    for (const key of Object.keys(tree)) {
      const value = tree[key];
      if (key !== "location" && typeof value === "object") subjectsIn(value, found);
    }
  }
  return found;
}

type Member = Node & Readonly<Record<string, unknown>>;

/** `r.<column>` anywhere in an expression. */
function membersIn(tree: unknown): readonly Member[] {
  if (Array.isArray(tree)) return tree.flatMap(membersIn);
  if (!isRecord(tree)) return [];
  if (tree["type"] === "MemberExpression" && asNode(tree["object"])?.name === "r") return [tree as Member];
  return Object.entries(tree).flatMap(([key, value]) => (key === "location" ? [] : membersIn(value)));
}
