/** The function library: one file under `flux/lib` holds one function, and other files import it by `lib/<name>`. */
import type { Fault } from "../model/faults.ts";
import { didYouMean, listNames } from "../model/suggest.ts";
import type { FluxSource } from "./diagnostics.ts";
import { isWhole, parseFlux } from "./engine.ts";
import { asNode, asNodes, isRecord, type Node, positionOf, statementsOf } from "./syntax.ts";

/** An import of a file: its path and the name by which the file calls it. */
export interface Import {
  readonly path: string;
  readonly local: string;
  readonly node: Node;
  /** `file:line:column`. */
  readonly where: string;
}

/** A Flux file, parsed, its imports apart from the rest. */
export interface FluxUnit {
  readonly source: FluxSource;
  readonly file: object;
  readonly lines: readonly string[];
  readonly statements: readonly Node[];
  /** Packages of InfluxData. */
  readonly packages: readonly Import[];
  /** Functions of the library. */
  readonly uses: readonly Import[];
}

/** A function of the library. */
export interface LibraryFunction extends FluxUnit {
  /** What files import it by, e.g. `lib/text`. */
  readonly path: string;
}

/** The functions by path; only those that are sound. */
export interface Library {
  readonly functions: ReadonlyMap<string, LibraryFunction>;
  /** Paths of all, also of the broken ones. */
  readonly paths: readonly string[];
  readonly faults: readonly Fault[];
}

const prefix = "lib/";

/** Parses a file; undefined when it has syntax errors, which the language server tells. */
export function readUnit(source: FluxSource): FluxUnit | undefined {
  const tree = parseFlux(source.text);
  if (!isRecord(tree) || !isWhole(tree)) return undefined;
  const lines = source.text.split(/\r?\n/);
  const imports = (Array.isArray(tree["imports"]) ? tree["imports"] : []).map((node: unknown) =>
    readImport(source, node as Node, lines),
  );
  return {
    source,
    file: tree,
    lines,
    statements: statementsOf(tree),
    packages: imports.filter(({ path }) => !path.startsWith(prefix)),
    uses: imports.filter(({ path }) => path.startsWith(prefix)),
  };
}

function readImport(source: FluxSource, node: Node, lines: readonly string[]): Import {
  const { path, as } = node as { path?: { value?: unknown }; as?: { name?: unknown } | null };
  const text = String(path?.value);
  const { line, column } = positionOf(node, lines);
  return {
    path: text,
    local: typeof as?.name === "string" ? as.name : lastOf(text),
    node,
    where: `${source.path}:${line}:${column}`,
  };
}

/** The last part of a path, by which its package is called. */
export function lastOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Reads the files of the library: form, names and imports; types are checked with those of the tasks. */
export function readLibrary(sources: readonly FluxSource[]): Library {
  const faults: Fault[] = [];
  const functions = new Map<string, LibraryFunction>();
  const paths = sources.map(({ file }) => pathOf(file));
  for (const source of sources) {
    const unit = readUnit(source);
    if (unit === undefined) continue;
    const found = formFaults(unit, lastOf(pathOf(source.file)));
    faults.push(...found);
    if (found.length === 0) functions.set(pathOf(source.file), { ...unit, path: pathOf(source.file) });
  }
  const library = { functions, paths, faults };
  for (const unit of functions.values()) faults.push(...importFaults(unit, library));
  faults.push(...cycleFaults(functions));
  return library;
}

function pathOf(file: string): string {
  return file.replace(/\.flux$/, "");
}

function formFaults({ source, statements, lines }: FluxUnit, name: string): Fault[] {
  const [first, second] = statements;
  const id = first?.type === "VariableAssignment" && isRecord(first.id) ? first.id["name"] : undefined;
  if (first !== undefined && id === name && second === undefined) return [];
  const odd = id === name ? second : first;
  const { line, column } = odd === undefined ? { line: 1, column: 1 } : positionOf(odd, lines);
  return [
    {
      where: `${source.path}:${line}:${column}`,
      found: odd === undefined ? "nothing" : (lines[line - 1] ?? "").trim(),
      expected: `one function, and its name that of the file: ${name} = (…) => …`,
      mend: `keep \`${name}\` in ${source.path}, and give every other function a file of its own`,
    },
  ];
}

/** Imports of functions that do not exist. */
export function importFaults({ uses, source }: FluxUnit, library: Library): readonly Fault[] {
  const paths = library.paths.filter((path) => path !== pathOf(source.file));
  return uses
    .filter(({ path }) => !library.paths.includes(path))
    .map(({ path, where }) => ({
      where,
      found: `import "${path}", which does not exist${didYouMean(path, paths)}`,
      expected: `a function of the library: ${listNames(paths)}`,
      mend: `write flux/${path}.flux, or correct the import`,
    }));
}

/** Functions that import each other: Flux has no recursion. */
function cycleFaults(functions: ReadonlyMap<string, LibraryFunction>): Fault[] {
  const done = new Set<string>();
  const faults: Fault[] = [];
  const visit = (path: string, way: readonly string[], where: string): void => {
    if (way.includes(path)) {
      const cycle = [...way.slice(way.indexOf(path)), path].join(" → ");
      const mend = "move what both need into a third function";
      faults.push({
        where,
        found: `imports in a circle: ${cycle}`,
        expected: "imports without circles",
        mend,
      });
      return;
    }
    if (done.has(path)) return;
    done.add(path);
    for (const use of functions.get(path)?.uses ?? []) visit(use.path, [...way, path], use.where);
  };
  for (const path of [...functions.keys()].sort()) visit(path, [], path);
  return faults;
}

/** The functions that a file needs, each after those that it needs itself; undefined when one of them is broken. */
export function neededBy(unit: FluxUnit, { functions }: Library): readonly LibraryFunction[] | undefined {
  const needed = new Map<string, LibraryFunction>();
  const add = ({ uses }: FluxUnit, way: readonly string[]): boolean =>
    uses.every(({ path }) => {
      if (needed.has(path)) return true;
      const found = functions.get(path);
      if (found === undefined || way.includes(path) || !add(found, [...way, path])) return false;
      needed.set(path, found);
      return true;
    });
  return add(unit, []) ? [...needed.values()] : undefined;
}

/** The body of a unit's own function: its one statement. */
export function functionOf({ statements }: LibraryFunction): Node {
  const [statement] = statements;
  if (statement === undefined) throw new Error("a function of the library without a statement");
  return statement;
}

/** Whether a node calls something by that name. */
export function callsOf(tree: unknown, name: string, found: Node[] = []): readonly Node[] {
  if (Array.isArray(tree)) for (const item of tree) callsOf(item, name, found);
  else if (isRecord(tree)) {
    const callee = asNode(tree["callee"]);
    if (callee?.type === "Identifier" && callee.name === name) found.push(...asNodes(tree["arguments"]));
    for (const key of Object.keys(tree)) {
      const value = tree[key];
      if (key !== "location" && typeof value === "object") callsOf(value, name, found);
    }
  }
  return found;
}

/** The names that a tree calls. */
export function calleesIn(tree: unknown, found = new Set<unknown>()): ReadonlySet<unknown> {
  if (Array.isArray(tree)) for (const item of tree) calleesIn(item, found);
  else if (isRecord(tree)) {
    const callee = asNode(tree["callee"]);
    if (callee?.type === "Identifier") found.add(callee.name);
    for (const key of Object.keys(tree)) {
      const value = tree[key];
      if (key !== "location" && typeof value === "object") calleesIn(value, found);
    }
  }
  return found;
}
