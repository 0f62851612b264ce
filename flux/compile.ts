import type { Fault } from "../model/faults.ts";
import { didYouMean, listNames } from "../model/suggest.ts";
import type { FluxValue, TaskSpec } from "../model/types.ts";
import { attributeFault, checkTexts, type FluxSource } from "./diagnostics.ts";
import { isValidFlux } from "./engine.ts";
import { neededBy, readLibrary, readUnit } from "./library.ts";
import { brokenText, checkedText, together } from "./link.ts";
import { describe } from "./head.ts";
import { fits, wanted } from "./literals.ts";
import { linkUnit, type LinkedUnit, type Parameter, readTemplate, type Template } from "./template.ts";

/** The templates of the program, checked. */
export interface Templates {
  /** The good ones, by file name. */
  readonly byFile: ReadonlyMap<string, Template>;
  /** Names of all files, the broken ones too. */
  readonly files: readonly string[];
  /** What is wrong with the broken ones. */
  readonly faults: readonly Fault[];
}

/**
 * Checks syntax, types, imports and options of template files and of the functions they import, with the Flux
 * compiler.
 */
export async function readTemplates(
  sources: readonly FluxSource[],
  functions: readonly FluxSource[] = [],
): Promise<Templates> {
  const all = [...functions, ...sources];
  const attributes = new Map(all.map((source) => [source, attributeFault(source)]));
  const parsed = (source: FluxSource): boolean => attributes.get(source) === undefined;
  const library = readLibrary(functions.filter(parsed));
  const units = new Map(
    sources.filter(parsed).flatMap((source) => {
      const unit = readUnit(source);
      return unit === undefined ? [] : [[source, linkUnit(unit, library)] as const];
    }),
  );
  const known = new Set<FluxSource>([
    ...units.keys(),
    ...[...library.functions.values()].map(({ source }) => source),
  ]);
  const broken = all.filter((source) => parsed(source) && !known.has(source));
  const sound = soundTogether([...units.values()]);
  const left = [
    ...[...library.functions.values()].map((unit) => ({ unit, needed: neededBy(unit, library) })),
    ...units.values(),
  ];
  const diagnostics = await checkTexts([
    ...broken.map((source) => ({ source, ...brokenText(source) })),
    ...left.flatMap(({ unit, needed }) =>
      needed === undefined || sound.has(unit.source)
        ? []
        : { source: unit.source, ...checkedText(unit, needed) },
    ),
  ]);
  const said = (source: FluxSource): readonly Fault[] => {
    const attribute = attributes.get(source);
    return attribute === undefined ? (diagnostics.get(source.file) ?? []) : [attribute];
  };

  const byFile = new Map<string, Template>();
  const faults: Fault[] = [...functions.flatMap(said), ...library.faults];
  for (const source of sources) {
    const linked = units.get(source);
    const read = linked === undefined ? { faults: [] } : readTemplate(linked, library, sound.has(source));
    const found = [...said(source), ...read.faults];
    faults.push(...found);
    if (read.template !== undefined && found.length === 0) byFile.set(source.file, read.template);
    else if (found.length === 0 && linked?.needed !== undefined)
      throw new Error(`the compiler cannot write ${source.path}`);
  }
  return { byFile, files: sources.map(({ file }) => file), faults };
}

/** Files of tasks, and functions that they need, which the compiler takes as they are; none where it is not sure of all. */
function soundTogether(units: readonly LinkedUnit[]): ReadonlySet<FluxSource> {
  const whole = units.flatMap(({ unit, needed, text }) =>
    needed === undefined || text?.params === undefined ? [] : [{ unit, needed, text }],
  );
  const text = together(whole.map((each) => each.text));
  if (text === undefined || !isValidFlux(text)) return new Set();
  return new Set(whole.flatMap(({ unit, needed }) => [unit.source, ...needed.map(({ source }) => source)]));
}

/** What is bound into a template to make a task of it. */
export type TaskValues = Pick<TaskSpec, "name" | "everySeconds" | "offsetSeconds" | "params">;

/**
 * Binds values into a template.
 * @returns the Flux text of the task, or its faults.
 */
export function compileTask(
  template: Template,
  values: TaskValues,
): { readonly flux?: string; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const taskValues: Readonly<Record<string, FluxValue>> = {
    name: values.name,
    every: { seconds: values.everySeconds },
    offset: { seconds: values.offsetSeconds },
  };
  const task = bind(template.task, taskValues, faults);
  const params = bind(template.params, values.params, faults);
  for (const [name, { where, type }] of template.params) {
    if (Object.hasOwn(values.params, name)) continue;
    const mend = `give \`${name}\` in model/tasks.ts, or remove it from ${template.source.path}`;
    faults.push({ where, found: `no value for parameter \`${name}\``, expected: wanted[type], mend });
  }
  for (const name of Object.keys(values.params)) {
    if (!template.params.has(name)) faults.push(unknownParameter(template, name));
  }
  if (faults.length > 0) return { faults };

  const head = template.head({ task, params });
  return { flux: `${head.trimEnd()}\n\n${template.tail.trim()}\n`, faults: [] };
}

/** The given values; what does not fit becomes a fault. */
function bind(
  parameters: ReadonlyMap<string, Parameter>,
  values: Readonly<Record<string, FluxValue>>,
  faults: Fault[],
): Readonly<Record<string, FluxValue>> {
  const bound: [string, FluxValue][] = [];
  for (const [name, { type, example, where }] of parameters) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) continue;
    if (fits(type, value, example)) {
      bound.push([name, value]);
    } else {
      const mend = `correct the value of \`${name}\` in model/tasks.ts, or the example that declares its type`;
      faults.push({ where, found: `\`${name}\` is ${describe(value)}`, expected: wanted[type], mend });
    }
  }
  return Object.fromEntries(bound);
}

function unknownParameter(template: Template, name: string): Fault {
  const known = [...template.params.keys()];
  return {
    where: template.paramsWhere,
    found: `a value for parameter \`${name}\`, which is not declared${didYouMean(name, known)}`,
    expected: `only the parameters declared: ${listNames(known)}`,
    mend: `remove it in model/tasks.ts, or declare it in \`option params\` of ${template.source.path}`,
  };
}

/** Compiles every task; all faults of all files and all tasks in one go. */
export function compileTasks(
  specs: readonly TaskSpec[],
  templates: Templates,
): { readonly compiled: ReadonlyMap<string, string>; readonly faults: readonly Fault[] } {
  const compiled = new Map<string, string>();
  const seen = new Set<string>();
  const proven = new Set([...templates.byFile.values()].filter((template) => template.proven));
  const faults = new Faults();
  for (const spec of specs) {
    if (seen.has(spec.name)) faults.add(spec, duplicate(spec));
    seen.add(spec.name);
    const template = templates.byFile.get(spec.file);
    if (template === undefined) {
      if (!templates.files.includes(spec.file)) faults.add(spec, unknownFile(spec, templates.files));
      continue;
    }
    const result = compileTask(template, spec);
    for (const fault of result.faults) faults.add(spec, fault);
    if (result.flux === undefined) continue;
    if (!proven.has(template) && !isValidFlux(result.flux)) {
      throw new Error(`${template.source.path} type-checks, but the task ${spec.name} made from it does not`);
    }
    proven.add(template);
    compiled.set(spec.name, result.flux);
  }
  return { compiled, faults: [...templates.faults, ...faults.all()] };
}

/** Collects faults of tasks. The same fault in a thousand tasks of one file is told once, with the count. */
class Faults {
  readonly #byText = new Map<string, { fault: Fault; first: string; count: number }>();

  add(spec: TaskSpec, fault: Fault): void {
    const key = JSON.stringify([fault.where, fault.found, fault.expected]);
    const known = this.#byText.get(key);
    if (known === undefined) this.#byText.set(key, { fault, first: spec.name, count: 1 });
    else known.count += 1;
  }

  all(): Fault[] {
    return [...this.#byText.values()].map(({ fault, first, count }) => {
      const more = count === 1 ? "" : ` and ${count - 1} more`;
      return { ...fault, found: `${fault.found} (task ${first}${more})` };
    });
  }
}

function duplicate(spec: TaskSpec): Fault {
  return {
    where: `model/tasks.ts: ${spec.id}`,
    found: `two tasks of the name \`${spec.name}\``,
    expected: "a name for each task: it is its identity in the stack and the server",
    mend: "rename one of the two",
  };
}

function unknownFile(spec: TaskSpec, files: readonly string[]): Fault {
  return {
    where: `model/tasks.ts: ${spec.id}`,
    found: `the Flux file \`${spec.file}\`, which does not exist${didYouMean(spec.file, files)}`,
    expected: `a file of flux: ${listNames(files)}`,
    mend: `write flux/${spec.file}, or correct \`file\` there`,
  };
}
