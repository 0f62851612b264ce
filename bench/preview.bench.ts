/**
 * What the program of a preview costs without the engine: from the stack file to the last resource that it declares,
 * against the goal of 1 s for stack roundtable with 100 applications; and how it grows with them. Each run is a process
 * of its own, as the engine starts one: as `npm run preview` has it, and as the language host of the plain CLI has it.
 * Medians count.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { load } from "js-yaml";
import { z } from "zod";
import { tuneSdk } from "../tools/engine/sdk.ts";

const ROUNDS = 5;
const GOAL_MS = 1000;
const [small, large] = [50, 100] as const;
const root = fileURLToPath(new URL("..", import.meta.url));

/** What one process took, in milliseconds of CPU: it is all computation, and the machine may have other work. */
const Cost = z.object({ loading: z.number(), running: z.number(), resources: z.number() });
type Cost = z.output<typeof Cost>;

const key = "monitoring:environments";
const StackFile = z.object({
  config: z.looseObject({
    [key]: z.array(z.looseObject({ name: z.string(), applications: z.array(z.string()) })),
  }),
});

/** Stack roundtable in a directory of its own, with so many applications in its environments. */
function writeStack(directory: string, count: number): void {
  const { config } = StackFile.parse(load(readFileSync(join(root, "Pulumi.roundtable.yaml"), "utf8")));
  // Homes of what the cluster's own agents collect are among them.
  const own = ["telegraf", "telegraf-ds", "monitoring"];
  const others = Array.from({ length: count - own.length }, (_, index) => `application-${index}`);
  const environments = config[key].map((environment) => ({
    ...environment,
    applications: environment.name === "roundtable-prod" ? [...own, ...others] : own,
  }));
  const stack = { config: { ...config, [key]: environments } };
  writeFileSync(join(directory, "Pulumi.roundtable.yaml"), JSON.stringify(stack));
}

function milliseconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

/** How the program is run. */
type Way = "npm run preview" | "plain pulumi";

/** Arguments for Node.js, as the language host of the plain CLI gives them. */
const plainArgs = ["--require=source-map-support/register", nodeArgs()];

function nodeArgs(): string {
  const project = z.object({ runtime: z.object({ options: z.object({ nodeargs: z.string() }) }) });
  return project.parse(load(readFileSync(join(root, "Pulumi.yaml"), "utf8"))).runtime.options.nodeargs;
}

async function runOnce(directory: string, way: string): Promise<void> {
  const start = { user: 0, system: 0 };
  if (way === "npm run preview") tuneSdk();
  const { declaredResources } = await import("../tools/resources.ts");
  const loading = milliseconds(start);
  const begun = process.cpuUsage();
  const { length } = await declaredResources(directory, "roundtable");
  const cost: Cost = { loading, running: milliseconds(begun), resources: length };
  console.log(JSON.stringify(cost));
}

function cost(count: number, way: Way = "npm run preview"): Cost {
  const directory = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    writeStack(directory, count);
    const script = fileURLToPath(import.meta.url);
    const runs = Array.from({ length: ROUNDS }, () => {
      const args = [...(way === "plain pulumi" ? plainArgs : []), script, directory, way];
      const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8", cwd: root });
      if (status !== 0) throw new Error(stderr);
      return Cost.parse(JSON.parse(stdout));
    });
    const median = (pick: (run: Cost) => number): number =>
      runs.map(pick).sort((a, b) => a - b)[Math.floor(runs.length / 2)] ?? NaN;
    return {
      loading: median(({ loading }) => loading),
      running: median(({ running }) => running),
      resources: median(({ resources }) => resources),
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function print(what: string, figure: string): void {
  console.log(`preview  ${what.padEnd(60)} ${figure.padStart(10)}`);
}

const [directory, way = ""] = process.argv.slice(2);
if (directory !== undefined) {
  await runOnce(directory, way);
} else {
  const [half, whole, plain] = [cost(small), cost(large), cost(large, "plain pulumi")];
  print("start Node.js, load the program and its packages", `${whole.loading.toFixed(0)} ms`);
  for (const [count, { running, resources }] of [
    [small, half],
    [large, whole],
  ] as const) {
    print(`${count} applications: declare ${resources} resources`, `${running.toFixed(0)} ms`);
  }
  print(
    `${large} against ${small} applications (linear: 2.0)`,
    `${(whole.running / half.running).toFixed(2)} ×`,
  );
  print("plain pulumi against npm run preview", `${(plain.running / whole.running).toFixed(2)} ×`);
  print(`${large} applications against the goal of 1 s`, `${(whole.running / GOAL_MS).toFixed(2)} ×`);
  const all = whole.loading + whole.running;
  print("the same with the start and the loading", `${(all / GOAL_MS).toFixed(2)} ×`);
}
