/**
 * Puts a file and the library functions that it needs together to one text: each function once, before the file's own
 * statements, InfluxData's packages imported once each. No name of one file is taken for that of another.
 */
import { type FluxUnit, functionOf, lastOf, type LibraryFunction } from "./library.ts";
import { definitionsOf, namesIn, referencesOf, type Rename, renamed } from "./scope.ts";
import { isRecord, type Node } from "./syntax.ts";

/** A file with all that it needs, as parts of a syntax tree. */
export interface Linked {
  readonly imports: readonly object[];
  /** The functions of the library. */
  readonly prelude: readonly Node[];
  /** The statements of the file itself. */
  readonly body: readonly Node[];
}

/** Links a file with the functions it needs, given in the order in which they need each other. */
export function link(unit: FluxUnit, needed: readonly LibraryFunction[]): Linked {
  const names = namesFor(unit, needed);
  const prelude = needed.map((item) => withoutComments(renamed([functionOf(item)], names.of(item))[0]) as Node);
  const own = definitionRename(unit, prelude);
  const inBody = names.of(unit);
  const body = renamed(unit.statements, (name) => (definitionsOf(unit.statements).has(name) ? own(name) : inBody(name)));
  const imports = [...names.packages].map(([path, name]) => importOf(path, name));
  return withDoc(unit, { imports, prelude, body });
}

/**
 * The text in which the language server checks a file: every line of the file keeps its columns, and only its number
 * moves, by `offset`. What the file imports from the library stands above it under the name that the file uses.
 */
export function checkedText(
  unit: FluxUnit,
  needed: readonly LibraryFunction[],
  format: (tree: object) => string,
): { readonly text: string; readonly offset: number } {
  if (needed.length === 0) return { text: unit.source.text, offset: 0 };
  const names = namesFor(unit, needed);
  const prelude = needed.map((item) => withoutComments(renamed([functionOf(item)], names.of(item))[0]) as Node);
  const imports = [...names.packages].map(([path, name]) => importOf(path, name));
  const local = unit.packages.map(({ path, local: name }) => importOf(path, name));
  const head = format({ ...unit.file, package: null, imports: uniqueImports([...imports, ...local]), body: prelude, eof: [] });
  const aliases = unit.uses.map(({ path, local: name }) => `${name} = ${names.functions.get(path) ?? name}\n`);
  const above = `${head.trimEnd()}\n${aliases.join("")}`;
  return { text: above + withoutImports(unit), offset: above.split("\n").length - 1 };
}

function uniqueImports(imports: readonly object[]): object[] {
  return [...new Map(imports.map((node) => [JSON.stringify(node), node])).values()];
}

/** The text of a file with its imports blanked out. */
function withoutImports({ file, source }: FluxUnit): string {
  const lines = source.text.split("\n");
  for (const node of (file as { imports?: readonly { location?: unknown }[] }).imports ?? []) {
    const { start, end } = placeOf(node.location);
    for (let line = start; line <= end; line += 1) lines[line - 1] = "";
  }
  return lines.join("\n");
}

function placeOf(location: unknown): { start: number; end: number } {
  const lineOf = (key: string): number => {
    const place = isRecord(location) ? location[key] : undefined;
    const line = isRecord(place) ? place["line"] : undefined;
    if (typeof line !== "number") throw new Error("an import without its place");
    return line;
  };
  return { start: lineOf("start"), end: lineOf("end") };
}

interface Names {
  /** Path of each package of InfluxData, and the name it is imported by. */
  readonly packages: ReadonlyMap<string, string>;
  /** Path of each library function, and its name. */
  readonly functions: ReadonlyMap<string, string>;
  of(unit: FluxUnit): Rename;
}

/** Names in the linked text for what the files import; none of them means something else in one of the files. */
function namesFor(unit: FluxUnit, needed: readonly LibraryFunction[]): Names {
  const units = [unit, ...needed];
  const used = new Map(units.map((each) => [each, namesIn(each.statements)]));
  const taken = new Set<string>();
  const choose = (wanted: string, localOf: (each: FluxUnit) => string | undefined): string => {
    const free = (name: string): boolean =>
      !taken.has(name) && units.every((each) => localOf(each) === name || used.get(each)?.has(name) !== true);
    let name = wanted;
    for (let count = 2; !free(name); count += 1) name = `${wanted}_${count}`;
    taken.add(name);
    return name;
  };

  const paths = [...new Set(units.flatMap(({ packages }) => packages.map(({ path }) => path)))].sort();
  const packages = new Map(
    paths.map((path) => {
      const localOf = (each: FluxUnit): string | undefined =>
        each.packages.find((item) => item.path === path)?.local;
      return [path, choose(lastOf(path), localOf)];
    }),
  );
  const functions = new Map(
    needed.map(({ path }) => [path, choose(path.replace(/[^A-Za-z0-9]/g, "_"), () => undefined)]),
  );
  const of = (each: FluxUnit): Rename => {
    const map = new Map([
      ...each.packages.map(({ path, local }) => [local, packages.get(path) ?? local] as const),
      ...each.uses.map(({ path, local }) => [local, functions.get(path) ?? local] as const),
    ]);
    const own = "path" in each ? functions.get(String(each.path)) : undefined;
    if (own !== undefined && "path" in each) map.set(lastOf(String(each.path)), own);
    return (name) => map.get(name) ?? name;
  };
  return { packages, functions, of };
}

/** Renames what the file defines where a function of the library means something else by that name. */
function definitionRename({ statements }: FluxUnit, prelude: readonly Node[]): Rename {
  const meant = referencesOf(prelude);
  const known = namesIn(statements);
  const map = new Map<string, string>();
  for (const name of definitionsOf(statements)) {
    let next = name;
    for (let count = 2; meant.has(next) || (next !== name && known.has(next)); count += 1) next = `${name}_${count}`;
    map.set(name, next);
  }
  return (name) => map.get(name) ?? name;
}

function importOf(path: string, name: string): object {
  return { type: "ImportDeclaration", as: name === lastOf(path) ? null : { name }, path: { value: path } };
}

/** What a file says of itself stands at its first import, which may be one that goes; then it moves to what is first. */
function withDoc(unit: FluxUnit, linked: Linked): Linked {
  const first = (unit.file as { imports?: readonly { comments?: unknown }[] }).imports?.[0];
  const comments = Array.isArray(first?.comments) ? (first.comments as readonly unknown[]) : [];
  if (comments.length === 0) return linked;
  const [firstImport, ...imports] = linked.imports;
  if (firstImport !== undefined) return { ...linked, imports: [{ ...firstImport, comments }, ...imports] };
  const [statement, ...body] = linked.body;
  if (statement === undefined) return linked;
  const commented: Node & { readonly comments: unknown } = { ...statement, comments };
  return { ...linked, body: [commented, ...body] };
}

/** Comments of the library are read in the library. Besides `comments`, brackets and separators carry some. */
function withoutComments(tree: unknown): unknown {
  if (Array.isArray(tree)) return tree.map(withoutComments);
  if (!isRecord(tree)) return tree;
  const entries = Object.entries(tree).filter(([, value]) => !isComments(value));
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutComments(value)]));
}

function isComments(value: unknown): boolean {
  const isComment = (item: unknown): boolean => isRecord(item) && Object.keys(item).join() === "text";
  return Array.isArray(value) && value.length > 0 && value.every(isComment);
}
