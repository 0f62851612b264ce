/**
 * What compiling and checking the tasks of a stack costs, and how it grows with the applications: twice as many
 * should take twice as long.
 */
import { compileTasks, loadTemplates } from "../flux/index.ts";
import { alerts } from "../model/alerts/catalogue.ts";
import { buildModel } from "../model/model.ts";
import type { ModelSettings } from "../model/settings.ts";
import { serving } from "../test/support/model.ts";

const sizes = [250, 500, 1000] as const;

/** One environment with so many applications. Each tenth has a limit of its own. */
function settingsOf(count: number): ModelSettings {
  const names = Array.from({ length: count }, (_, index) => `application-${count}-${index}`);
  const special = names.filter((_, index) => index % 10 === 0);
  const own = { "pod-restarts": { limits: { critical: 5 } } };
  return serving(names, {
    tasks: { tasks: {}, applications: Object.fromEntries(special.map((name) => [name, own])), clusters: {} },
  });
}

/** CPU time, not that of the clock: it is all computation, and the machine may have other work. */
async function milliseconds(work: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function print(what: string, figure: string): void {
  console.log(`flux-compile  ${what.padEnd(52)} ${figure.padStart(10)}`);
}

const everywhere = alerts.filter(({ home }) => home === "*").length;
print("alerts of the catalogue, of them for each application", `${alerts.length}, ${everywhere}`);

const loading = await milliseconds(() => loadTemplates());
print("load the compiler, read and check the templates", `${loading.toFixed(0)} ms`);
const templates = await loadTemplates();
const inputs = templates.byFile;

const taken = new Map<number, number>();
for (const size of sizes) {
  const settings = settingsOf(size);
  const { model } = buildModel(settings, inputs);
  const modelling = await milliseconds(() => buildModel(settings, inputs));
  // What is compiled a second time is not: values that were written are known. So each size has names of its own.
  const compiling = await milliseconds(() => {
    const { compiled, faults } = compileTasks(model.tasks, templates);
    if (compiled.size !== model.tasks.length || faults.length > 0)
      throw new Error("the bench compiled something else");
  });
  taken.set(size, modelling + compiling);
  print(`${size} applications: build and check the model`, `${modelling.toFixed(0)} ms`);
  print(`${size} applications: compile ${model.tasks.length} tasks`, `${compiling.toFixed(0)} ms`);
  print(
    `${size} applications: compile, of 1,000 tasks`,
    `${((1000 * compiling) / model.tasks.length).toFixed(0)} ms`,
  );
}

const [small = 0, middle = 0, large = 0] = sizes.map((size) => taken.get(size));
print("500 against 250 applications (linear: 2.0)", `${(middle / small).toFixed(2)} ×`);
print("1000 against 500 applications (linear: 2.0)", `${(large / middle).toFixed(2)} ×`);
print("1000 applications, all of it, against the goal of 2 s", `${((loading + large) / 2000).toFixed(2)} ×`);
