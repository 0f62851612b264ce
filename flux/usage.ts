/** What a task file declares and does not use, and what it computes that goes nowhere. */
import type { Fault } from "../model/faults.ts";
import { calleesIn, type FluxUnit, type LibraryFunction } from "./library.ts";
import { asNode, isRecord, type Node, positionOf } from "./syntax.ts";

/** Parameters that the file never asks for. */
export function unusedFaults(
  { source, statements }: FluxUnit,
  params: ReadonlyMap<string, { readonly where: string }>,
): readonly Fault[] {
  const used = paramsUsed(statements);
  if (used === "all") return [];
  return [...params]
    .filter(([name]) => !used.has(name))
    .map(([name, { where }]) => ({
      where,
      found: `parameter \`${name}\`, which is used nowhere`,
      expected: `\`params.${name}\` somewhere in ${source.path}`,
      mend: `use it, or remove it from \`option params\` and from the catalogue`,
    }));
}

/** The parameters a tree asks for by name; all of them where it hands on the whole record. */
function paramsUsed(tree: unknown, found = new Set<string>()): ReadonlySet<string> | "all" {
  if (Array.isArray(tree)) {
    for (const item of tree) if (paramsUsed(item, found) === "all") return "all";
  } else if (isRecord(tree)) {
    const object = asNode(tree["object"]);
    if (tree["type"] === "MemberExpression" && object?.type === "Identifier" && object.name === "params") {
      const property = asNode(tree["property"]);
      found.add(String(property?.type === "Identifier" ? property.name : property?.value));
      return found;
    }
    if (tree["type"] === "Identifier" && tree["name"] === "params") return "all";
    for (const key of Object.keys(tree)) {
      const value = tree[key];
      if (key !== "location" && typeof value === "object" && paramsUsed(value, found) === "all") return "all";
    }
  }
  return found;
}

/** Statements whose result goes nowhere: a task has no reader, so `yield` and bare streams are lost work. */
export function sinkFaults(unit: FluxUnit, needed: readonly LibraryFunction[]): readonly Fault[] {
  const writing = new Set(["to"]);
  for (const item of needed) {
    const called = calledBy(item);
    if ([...writing].some((name) => called.has(localIn(item, name)))) writing.add(item.path);
  }
  const names = [...writing].map((name) => localIn(unit, name));
  return unit.statements
    .filter(({ type }) => type === "ExpressionStatement")
    .filter((statement) => {
      const called = calleesIn(statement);
      return !names.some((name) => called.has(name));
    })
    .map((statement) => fault(unit, statement));
}

const callees = new WeakMap<LibraryFunction, ReadonlySet<unknown>>();

/** What a function of the library calls; it is asked for with each file that needs it. */
function calledBy(item: LibraryFunction): ReadonlySet<unknown> {
  const known = callees.get(item) ?? calleesIn(item.statements);
  callees.set(item, known);
  return known;
}

/** The name under which a unit calls a library function, or a built-in one. */
function localIn({ uses }: FluxUnit, path: string): string {
  return uses.find((use) => use.path === path)?.local ?? path;
}

function fault({ source, lines }: FluxUnit, statement: Node): Fault {
  const { line, column } = positionOf(statement, lines);
  return {
    where: `${source.path}:${line}:${column}`,
    found: (lines[line - 1] ?? "").trim(),
    expected: "a statement that writes its result: what a task yields goes nowhere",
    mend: "end it with `to(…)` or a library function that writes, or remove it",
  };
}
