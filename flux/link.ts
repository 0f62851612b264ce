/**
 * Puts a file and the library functions that it needs together to one text: each function once, before the file's own
 * statements, InfluxData's packages imported once each. No name of one file is taken for that of another.
 */
import type { CheckedText, FluxSource } from "./diagnostics.ts";
import { type FluxUnit, functionOf, lastOf, type LibraryFunction } from "./library.ts";
import { formatFlux, formatText } from "./engine.ts";
import { isCommentList, rewritten } from "./rewrite.ts";
import { definitionsOf, namesIn, referencesOf, type Rename, renamed } from "./scope.ts";
import { isRecord, type Node } from "./syntax.ts";

/** A file with all that it needs, as parts of a text. */
export interface Linked {
  readonly imports: readonly object[];
  /** The functions of the library, formatted. */
  readonly prelude: readonly string[];
  /** The statements of the file itself. */
  readonly body: readonly Node[];
}

/** Links a file with the functions it needs, given in the order in which they need each other. */
export function link(unit: FluxUnit, needed: readonly LibraryFunction[]): Linked {
  const names = namesFor(unit, needed);
  const prelude = needed.map((item) => functionText(item, names));
  const own = definitionRename(unit, prelude);
  const inBody = names.of(unit);
  const defined = definitionsOf(unit.statements);
  const body = renamed(unit.statements, (name) => (defined.has(name) ? own(name) : inBody(name)));
  const imports = [...names.packages].map(([path, name]) => importOf(path, name));
  return withDoc(unit, { imports, prelude: prelude.map(({ text }) => text), body });
}

/** A function of the library as it stands in linked files. */
interface FunctionText {
  readonly text: string;
  /** What it refers to outside of itself. */
  readonly references: ReadonlySet<string>;
}

/** Formatting is what costs time, and most files give a function the same names. */
const functionTexts = new WeakMap<LibraryFunction, Map<string, FunctionText>>();

function functionText(item: LibraryFunction, names: Names): FunctionText {
  const { packages, functions } = names;
  const paths = [item, ...item.packages, ...item.uses].map(({ path }) => path);
  const key = JSON.stringify(paths.map((path) => functions.get(path) ?? packages.get(path)));
  const known = functionTexts.get(item) ?? new Map<string, FunctionText>();
  functionTexts.set(item, known);
  const found = known.get(key);
  if (found !== undefined) return found;
  const own = functionOf(item);
  const after = renamed([own], names.of(item));
  const quick = rewritten(item, { before: [own], after, from: { start: own }, to: own, bare: true });
  const slow = (): string => {
    const body = after.map(withoutComments);
    return formatFlux({ ...item.file, package: null, imports: [], body, eof: [] });
  };
  const text = (quick === undefined ? slow() : formatText(quick)).trim();
  const made = { text, references: referencesOf(after) };
  known.set(key, made);
  return made;
}

/**
 * The text in which the language server checks a file: every line of the file keeps its columns, and only its number
 * moves, by `offset`. What the file imports from the library stands above it under the name that the file uses.
 */
export function checkedText(unit: FluxUnit, needed: readonly LibraryFunction[]): Omit<CheckedText, "source"> {
  if (needed.length === 0) return { text: unit.source.text, offset: 0 };
  const names = namesFor(unit, needed);
  const prelude = needed.map((item) => functionText(item, names).text);
  const imports = [...names.packages, ...unit.packages.map(({ path, local: name }) => [path, name] as const)];
  const head = [...new Set(imports.map(([path, name]) => importText(path, name))), ...prelude].join("\n");
  const aliases = unit.uses.map(
    ({ path, local: name }) => `${name} = ${names.functions.get(path) ?? name}\n`,
  );
  const above = `${head.trimEnd()}\n${aliases.join("")}`;
  return {
    text: above + withoutImports(unit),
    offset: above.split("\n").length - 1,
    above: needed.map(({ source }) => source),
  };
}

/**
 * The text in which the language server looks for what is wrong with the syntax of a file. It knows nothing of the
 * library, and would tell that of each import before it comes to the point.
 */
export function brokenText({ text }: FluxSource): Omit<CheckedText, "source"> {
  const imports = /^[ \t]*import\s+(?:(\w+)\s+)?"(lib\/[^"\n]*)"/gm;
  const given = [...text.matchAll(imports)].map(([, alias, path = ""]) => alias ?? lastOf(path));
  return { text: text.replace(imports, (found) => found.replace(/[^\n]/g, " ")), offset: 0, given };
}

function importText(path: string, name: string): string {
  return `import ${name === lastOf(path) ? "" : `${name} `}${JSON.stringify(path)}`;
}

/** A linked file with the text of what it does. */
export interface LinkedText {
  readonly linked: Linked;
  /** The assignment of its record of parameters, on lines of its own. */
  readonly params: string | undefined;
  /** What stands below its options, formatted. */
  readonly rest: string;
}

/**
 * One text with what many linked files hold: each function once, each file as a function. When the compiler takes it, it
 * takes every one of them, in a fraction of the time. Undefined when two of the files call different things by one name.
 */
export function together(files: readonly LinkedText[]): string | undefined {
  const imports = new Map<string, string>();
  const functions = new Map<string, string>();
  const blocks: string[] = [];
  for (const { linked, params, rest } of files) {
    for (const node of linked.imports) {
      const { as, path } = node as ReturnType<typeof importOf>;
      const name = as?.name ?? lastOf(path.value);
      if ((imports.get(name) ?? path.value) !== path.value) return undefined;
      imports.set(name, path.value);
    }
    for (const text of linked.prelude) {
      const [name = ""] = text.split(" ", 1);
      if ((functions.get(name) ?? text) !== text) return undefined;
      functions.set(name, text);
    }
    blocks.push(`checked_${blocks.length} = () => {\n${params ?? ""}\n${rest}\nreturn 0\n}`);
  }
  const head = [...imports].map(([name, path]) => importText(path, name));
  return [...head, ...functions.values(), ...blocks].join("\n");
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
  const taken = new Set<string>();
  const choose = (wanted: string, localOf: (each: FluxUnit) => string | undefined): string => {
    const free = (name: string): boolean =>
      !taken.has(name) && units.every((each) => localOf(each) === name || !usedIn(each).has(name));
    let name = wanted;
    for (let count = 2; !free(name); count += 1) name = `${wanted}_${count}`;
    taken.add(name);
    return name;
  };

  const paths = [...new Set(units.flatMap(({ packages }) => packages.map(({ path }) => path)))].sort();
  const packages = new Map(
    paths.map((path) => {
      const localOf = (each: FluxUnit): string | undefined => {
        const [local, other] = new Set(
          each.packages.flatMap((item) => (item.path === path ? item.local : [])),
        );
        return other === undefined ? local : undefined;
      };
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

const used = new WeakMap<FluxUnit, ReadonlySet<string>>();

/** Every name in a file and of its imports; it is asked for with each file that needs it. */
function usedIn(unit: FluxUnit): ReadonlySet<string> {
  const known = used.get(unit);
  if (known !== undefined) return known;
  const imported = [...unit.packages, ...unit.uses].map(({ local }) => local);
  const made = new Set([...namesIn(unit.statements), ...imported]);
  used.set(unit, made);
  return made;
}

/** Renames what the file defines where a function of the library means something else by that name. */
function definitionRename(unit: FluxUnit, prelude: readonly FunctionText[]): Rename {
  const meant = new Set(prelude.flatMap(({ references }) => [...references]));
  const known = namesIn(unit.statements);
  const map = new Map<string, string>();
  for (const name of definitionsOf(unit.statements)) {
    let next = name;
    for (let count = 2; meant.has(next) || (next !== name && known.has(next)); count += 1)
      next = `${name}_${count}`;
    map.set(name, next);
  }
  return (name) => map.get(name) ?? name;
}

interface ImportNode {
  readonly type: string;
  readonly as: { readonly name: string } | null;
  readonly path: { readonly value: string };
}

function importOf(path: string, name: string): ImportNode {
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
  const entries = Object.entries(tree).filter(([, value]) => !isCommentList(value));
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutComments(value)]));
}
