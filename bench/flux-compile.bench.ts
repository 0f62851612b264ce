/**
 * What compiling and checking the tasks of a stack costs, and how it grows with the applications: twice as many
 * should take twice as long.
 */
import { compileTasks, loadTemplates } from "../flux/index.ts";
import { tasksOf } from "../model/tasks.ts";
import type { TaskSpec } from "../model/types.ts";

const sizes = [250, 500, 1000] as const;
const rounds = 5;

function specsOf(count: number): readonly TaskSpec[] {
  const applications = Array.from({ length: count }, (_, index) => {
    const name = `application-${index}`;
    return { name, bucket: name.replaceAll("-", "_"), environments: ["bench"] };
  });
  return tasksOf(applications, { tasks: {}, applications: {} });
}

/** CPU time, not that of the clock: it is all computation, and the machine may have other work. */
async function milliseconds(work: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** The least of some rounds: the first ones warm up. */
async function least(work: () => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) best = Math.min(best, await milliseconds(work));
  return best;
}

function print(what: string, figure: string): void {
  console.log(`flux-compile  ${what.padEnd(52)} ${figure.padStart(10)}`);
}

print(
  "load the compiler, read and check the templates",
  `${(await milliseconds(() => loadTemplates())).toFixed(0)} ms`,
);
const templates = await loadTemplates();

const taken = new Map<number, number>();
for (const size of sizes) {
  const specs = specsOf(size);
  const time = await least(() => {
    const { compiled, faults } = compileTasks(specs, templates);
    if (compiled.size !== specs.length || faults.length > 0)
      throw new Error("the bench compiled something else");
  });
  taken.set(size, time);
  print(`${size} applications, ${specs.length} tasks`, `${time.toFixed(0)} ms`);
}

const [small = 0, middle = 0, large = 0] = sizes.map((size) => taken.get(size));
print("500 against 250 applications (linear: 2.0)", `${(middle / small).toFixed(2)} ×`);
print("1000 against 500 applications (linear: 2.0)", `${(large / middle).toFixed(2)} ×`);
print("1000 applications against the goal of 2 s", `${(large / 2000).toFixed(2)} ×`);
