/** Task files and library functions that tests invent, linked as the program links its own. */
import assert from "node:assert/strict";
import { compileTask, type FluxSource, readTemplates } from "../../flux/index.ts";
import { formatFlux, parseFlux } from "../../flux/engine.ts";
import type { Fault } from "../../model/faults.ts";

/** A Flux file of that name under `flux/`. */
export function sourceOf(file: string, text: string): FluxSource {
  return { file, path: `flux/${file}`, text };
}

/** Files of the library by name. */
export function libraryOf(functions: Readonly<Record<string, string>>): readonly FluxSource[] {
  return Object.entries(functions).map(([name, text]) => sourceOf(`lib/${name}.flux`, text));
}

export const options = `option task = {name: "example", every: 1m, offset: 0s}

option params = {text: "example"}
`;

/** Flux of a task whose file has these imports, and this below its options. */
export async function linked(
  { imports = [], body, doc = "" }: { imports?: readonly string[]; body: string; doc?: string },
  functions: Readonly<Record<string, string>> = {},
): Promise<string> {
  const head = imports
    .map((path) => (path.includes('"') ? `import ${path}\n` : `import "${path}"\n`))
    .join("");
  const source = sourceOf("tasks/t.flux", `${doc}${head}\n${options}\n${body}\n`);
  const { byFile, faults } = await readTemplates([source], libraryOf(functions));
  assert.deepEqual(faults, [], source.text);
  const template = byFile.get(source.file);
  assert(template !== undefined);
  const { flux = "" } = compileTask(template, {
    name: "t",
    everySeconds: 60,
    offsetSeconds: 0,
    params: { text: "one" },
  });
  assert.equal(formatFlux(parseFlux(flux)), flux);
  return flux;
}

/** A task has to write somewhere; a query shows its rows without. */
export function shown(flux: string): string {
  const without = flux.replace(/\n? *\|> to\(bucket: "nowhere"\)\n$/, "\n");
  assert.notEqual(without, flux, flux);
  return without;
}

/** Faults in short: where, and what was found. */
export function brief(faults: readonly Fault[]): readonly string[] {
  return faults.map(({ where, found }) => `${where} | ${found}`);
}
