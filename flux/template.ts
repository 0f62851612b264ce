import type { Fault } from "../model/faults.ts";
import type { FluxSource } from "./diagnostics.ts";
import { formatFlux, formatText } from "./engine.ts";
import { type Bound, headWriter } from "./head.ts";
import { type FluxUnit, importFaults, type Library, type LibraryFunction, neededBy } from "./library.ts";
import { link, type LinkedText } from "./link.ts";
import { rewritten } from "./rewrite.ts";
import { type SubjectColumn, subjectColumns } from "./keys.ts";
import { type Read, readsOf } from "./reads.ts";
import { sinkFaults, unusedFaults } from "./usage.ts";
import { literalType, type LiteralType, wanted } from "./literals.ts";
import { asNode, asNodes, type Node, optionRecord, positionOf, propertiesOf } from "./syntax.ts";

/** A file, and the functions of the library that it needs; undefined when one of them is broken. */
export interface LinkedUnit {
  readonly unit: FluxUnit;
  readonly needed: readonly LibraryFunction[] | undefined;
  /** The task that they make; undefined when its options do not come first. */
  readonly text: (LinkedText & { readonly options: readonly Node[] }) | undefined;
}

/** Links a file with what it needs of the library. */
export function linkUnit(unit: FluxUnit, library: Library): LinkedUnit {
  const needed = neededBy(unit, library);
  const [one, two, ...others] = unit.statements;
  const options = [one, two].flatMap((statement) => (statement?.type === "OptionStatement" ? statement : []));
  const last = options[1];
  if (needed === undefined || last === undefined) return { unit, needed, text: undefined };
  const linked = link(unit, needed);
  const [first, second, ...rest] = linked.body;
  const bound = [first, second].flatMap((statement) => statement ?? []);
  const text = others.length === 0 ? "" : restText(unit, others, rest, last).trim();
  return {
    unit,
    needed,
    text: { linked, params: paramsText(unit, options, bound), rest: text, options: bound },
  };
}

/** What stands below the options, formatted. */
function restText(unit: FluxUnit, before: readonly Node[], after: readonly Node[], last: Node): string {
  const quick = rewritten(unit, { before, after, from: { end: last } });
  return quick === undefined ? formatFlux({ ...unit.file, imports: [], body: after }) : formatText(quick);
}

/** The assignment of the parameters in these options. */
function paramsText(unit: FluxUnit, before: readonly Node[], after: readonly Node[]): string | undefined {
  const index = after.findIndex((statement) => optionRecord(statement, "params") !== undefined);
  const [own, linked] = [before, after].map((options) => asNode(options[index]?.assignment));
  if (own === undefined || linked === undefined) return undefined;
  const quick = rewritten(unit, { before: [own], after: [linked], from: { start: own }, to: own });
  return quick ?? formatFlux({ type: "File", imports: [], body: [linked], eof: [] });
}

/** A parameter of a template, or one of the options of its task. */
export interface Parameter {
  readonly type: LiteralType;
  /** The literal that stands in the file. */
  readonly example: Node;
  /** `file:line:column` of its declaration. */
  readonly where: string;
}

/** A Flux file that became a task template: what it declares, and its text in two parts. */
export interface Template {
  readonly source: FluxSource;
  /** `file:line:column` of `option params`. */
  readonly paramsWhere: string;
  readonly params: ReadonlyMap<string, Parameter>;
  readonly task: ReadonlyMap<string, Parameter>;
  /** What it reads through `lib/read`. */
  readonly reads: readonly Read[];
  /** What the subjects of its findings are made of. */
  readonly subject: readonly SubjectColumn[];
  /** The imports and the two options, as the formatter writes them with these values in them. */
  readonly head: (bound: Bound) => string;
  /** Everything after them, formatted; the same in every task of this template. */
  readonly tail: string;
  /** Whether the compiler has taken this very text, with the examples for values. */
  readonly proven: boolean;
}

/** What `option task` has to say at least, and in which type. */
const taskOptions: ReadonlyMap<string, LiteralType> = new Map([
  ["name", "string"],
  ["every", "duration"],
  ["offset", "duration"],
]);

const example = {
  task: 'option task = {name: "example", every: 1m, offset: 0s}',
  params: 'option params = {bucket: "example"}',
};

/**
 * Reads a template. Only the options differ between the tasks of a template, and formatting a whole task costs ten
 * times what formatting its options does; so they have to come first, and the rest is formatted here, once.
 *
 * @returns the template, or what keeps the file from being one; neither when a function that it imports is broken.
 */
export function readTemplate(
  { unit, needed, text }: LinkedUnit,
  library: Library,
  proven: boolean,
): { readonly template?: Template; readonly faults: readonly Fault[] } {
  const { source, lines, statements } = unit;
  const faults: Fault[] = [...importFaults(unit, library)];

  const first = statements.slice(0, 2);
  const [task, params] = (["task", "params"] as const).map((name) => {
    const statement = first.find((candidate) => optionRecord(candidate, name) !== undefined);
    if (statement === undefined) faults.push(missingOption(source, name, statements, lines));
    return statement;
  });
  if (!statements.some(({ type }) => type === "ExpressionStatement")) faults.push(nothingToDo(source));
  if (task === undefined || params === undefined) return { faults };

  const declared = {
    task: readParameters(source, lines, optionRecord(task, "task"), faults),
    params: readParameters(source, lines, optionRecord(params, "params"), faults),
  };
  faults.push(...missingTaskOptions(source, positionText(source, task, lines), declared.task));
  const { reads, faults: readFaults } = readsOf(unit);
  faults.push(...readFaults, ...unusedFaults(unit, declared.params));
  // What a function does that is broken or is not there, nobody knows.
  if (needed !== undefined) faults.push(...sinkFaults(unit, needed));
  if (faults.length > 0 || text === undefined) return { faults };

  const {
    linked: { imports, prelude },
    options,
    rest,
  } = text;
  const tail = [...prelude, rest].join("\n\n");
  const head = headWriter({ ...unit.file, imports }, options, declared);
  const paramsWhere = positionText(source, params, lines);
  return {
    template: {
      source,
      paramsWhere,
      params: declared.params,
      task: declared.task,
      reads,
      subject: subjectColumns(unit),
      head,
      tail,
      proven,
    },
    faults,
  };
}

function readParameters(
  source: FluxSource,
  lines: readonly string[],
  record: Node | undefined,
  faults: Fault[],
): ReadonlyMap<string, Parameter> {
  const parameters = new Map<string, Parameter>();
  for (const { name, node, value } of record === undefined ? [] : propertiesOf(record)) {
    const where = positionText(source, node, lines);
    const type = value === undefined ? undefined : exampleType(value);
    const found = lines[positionOf(node, lines).line - 1]?.trim() ?? name;
    if (value === undefined || type === undefined) {
      const types = Object.keys(wanted).join(", ");
      const expected = `a literal as the example value of \`${name}\`, which declares its type: ${types}`;
      faults.push({ where, found, expected, mend: `write a literal after \`${name}:\`` });
    } else if (parameters.has(name)) {
      const expected = `\`${name}\` once; it stands at ${parameters.get(name)?.where ?? source.path} already`;
      faults.push({ where, found, expected, mend: "remove one of the two" });
    } else {
      parameters.set(name, { type, example: value, where });
    }
  }
  return parameters;
}

/** The type an example declares. An empty list could be one of anything, so it declares none. */
function exampleType(example: Node): LiteralType | undefined {
  const type = literalType(example);
  return type === "array of string" && asNodes(example.elements).length === 0 ? undefined : type;
}

function missingTaskOptions(
  source: FluxSource,
  where: string,
  found: ReadonlyMap<string, Parameter>,
): Fault[] {
  return [...taskOptions].flatMap(([name, type]) => {
    const option = found.get(name);
    if (option?.type === type) return [];
    return {
      where: option?.where ?? where,
      found:
        option === undefined ? `no \`${name}\` in \`option task\`` : `\`${name}\` of type ${option.type}`,
      expected: `\`${name}\` as a ${type} literal, e.g. ${example.task}`,
      mend: `${option === undefined ? "add" : "change"} \`${name}\` in \`option task\` of ${source.path}`,
    };
  });
}

function missingOption(
  source: FluxSource,
  name: keyof typeof example,
  statements: readonly Node[],
  lines: readonly string[],
): Fault {
  const late = statements.slice(2).find((statement) => optionRecord(statement, name) !== undefined);
  return {
    where: late === undefined ? `${source.path}:1:1` : positionText(source, late, lines),
    found: late === undefined ? `no \`option ${name} = {…}\`` : `\`option ${name}\` after other statements`,
    expected: `the options \`task\` and \`params\` as the first two statements, e.g. ${example[name]}`,
    mend: `${late === undefined ? "write it" : "move it"} below the imports of ${source.path}`,
  };
}

function nothingToDo(source: FluxSource): Fault {
  return {
    where: `${source.path}:1:1`,
    found: "no statement that reads or writes anything",
    expected: "a task that does something: the server takes it as it is, and every run of it fails",
    mend: `add e.g. \`from(bucket: params.bucket) |> … |> to(bucket: params.target)\` to ${source.path}`,
  };
}

function positionText(source: FluxSource, node: Node, lines: readonly string[]): string {
  const { line, column } = positionOf(node, lines);
  return `${source.path}:${line}:${column}`;
}
