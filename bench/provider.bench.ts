/**
 * What our provider costs: against an empty one behind the same engine (the engine's floor), and against plain
 * requests (the server's floor). Numbers as arguments: how many objects. Runs alternate; medians count.
 */
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { TestEngine } from "../test/support/engine.ts";
import { startServer, type TestServer } from "../test/support/influxd.ts";
import { ensure } from "../tools/toolchain/index.ts";
import { pulumi } from "../tools/toolchain/parts.ts";
import { createRaw, listRaw, programOf } from "./support/objects.ts";

const ROUNDS = 5;
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const FAST = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

/** What one run took: wall clock, and CPU of each process, in milliseconds. */
interface Cost {
  readonly wall: number;
  readonly program: number;
  readonly engine: number;
  readonly provider: number;
}
type Operation = "create" | "no-op" | "drift";
type Variant = "ours" | "empty";

const scratch = await mkdtemp(join(tmpdir(), "bench-"));
const cpuFile = join(scratch, "cpu");
const timesFile = join(scratch, "times");
Object.assign(process.env, {
  BENCH_ENGINE: (await ensure(pulumi)).path,
  BENCH_TIMES: timesFile,
  BENCH_CPU_FILE: cpuFile,
});

async function makeEngine(variant: Variant): Promise<TestEngine> {
  const binary = here("support/timed.sh");
  return TestEngine.make(
    variant === "empty" ? { binary, provider: here("support/empty-provider") } : { binary },
  );
}

async function measure(
  engine: TestEngine,
  operation: Operation,
  server: TestServer,
  count: number,
  env: Readonly<Record<string, string>> = {},
): Promise<Cost> {
  await rm(cpuFile, { force: true });
  const program = programOf(server, count);
  const options = {
    env: { ...env, NODE_OPTIONS: `--import=${here("support/cpu.mjs")}` },
    flags: operation === "drift" ? ["--refresh"] : [],
  };
  const cpu = process.cpuUsage();
  const start = performance.now();
  const run = await engine.succeed(operation === "drift" ? "preview" : "up", program, options);
  const wall = performance.now() - start;
  const used = process.cpuUsage(cpu);
  const changes = Object.keys(run.log.changes).filter((change) => change !== "same");
  if (operation === "create" ? !changes.includes("create") : changes.length > 0) {
    throw new Error(`${operation} did ${JSON.stringify(run.log.changes)}`);
  }
  const provider = existsSync(cpuFile) ? sum(readFileSync(cpuFile, "utf8").split("\n").map(Number)) : NaN;
  return { wall, program: (used.user + used.system) / 1000, engine: childrenCpu() - provider, provider };
}

/** CPU time of the engine and what it started, from the last line of the shell's `times`. */
function childrenCpu(): number {
  const line = readFileSync(timesFile, "utf8").trim().split("\n").at(-1) ?? "";
  return sum(
    [...line.matchAll(/(\d+)m([\d.]+)s/g)].map(
      ([, minutes, seconds]) => (Number(minutes) * 60 + Number(seconds)) * 1000,
    ),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}

function typical(costs: readonly Cost[]): Cost {
  const of = (key: keyof Cost) => median(costs.map((cost) => cost[key]));
  return { wall: of("wall"), program: of("program"), engine: of("engine"), provider: of("provider") };
}

function report(what: string, ours: readonly Cost[], empty: readonly Cost[], raw?: readonly number[]): void {
  const [our, floor] = [typical(ours), typical(empty)];
  const cpu = (cost: Cost) => cost.program + cost.engine + cost.provider;
  const split = ({ program, engine, provider }: Cost) => [program, engine, provider].map(seconds).join(" + ");
  console.log(
    `${what.padEnd(26)} ours ${seconds(our.wall)}  empty ${seconds(floor.wall)}  ratio ${(our.wall / floor.wall).toFixed(2)}` +
      `   CPU ${(cpu(our) / cpu(floor)).toFixed(2)}: ours ${split(our)}  empty ${split(floor)}` +
      (raw === undefined ? "" : `   raw HTTP ${seconds(median(raw))}`),
  );
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

async function time(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Creates with every variant in turn, each time from nothing. Leaves the last of each as it is. */
async function creations(count: number, rounds: number, env: Readonly<Record<string, string>>) {
  const costs: Record<Variant, Cost[]> = { ours: [], empty: [] };
  const raw: number[] = [];
  let left: { engines: Record<Variant, TestEngine>; server: TestServer } | undefined;
  for (let round = 0; round < rounds; round++) {
    if (left !== undefined) await removeAll(left);
    const [server, bare] = [await startServer(), await startServer()];
    const engines = { ours: await makeEngine("ours"), empty: await makeEngine("empty") };
    for (const variant of round % 2 === 0 ? (["ours", "empty"] as const) : (["empty", "ours"] as const)) {
      costs[variant].push(await measure(engines[variant], "create", server, count, env));
    }
    raw.push(await time(() => createRaw(bare, count)));
    await bare.stop();
    left = { engines, server };
  }
  if (left === undefined) throw new Error("no rounds");
  return { costs, raw, left };
}

async function removeAll({ engines, server }: { engines: Record<Variant, TestEngine>; server: TestServer }) {
  await Promise.all(Object.values(engines).map((engine) => engine.remove()));
  await server.stop();
}

const counts = process.argv.slice(2).map(Number);
console.log("wall clock; CPU as program + engine + provider; medians of alternating runs");
for (const count of counts.length === 0 ? [100, 500] : counts) {
  console.log(`\n${count} objects`);
  const rounds = count > 1000 ? 1 : 3;
  const fast = await creations(count, rounds, FAST);
  await removeAll(fast.left);
  const { costs, raw, left } = await creations(count, rounds, {});
  report("create", costs.ours, costs.empty, raw);
  report("create, no checkpoints", fast.costs.ours, fast.costs.empty, fast.raw);
  for (const operation of ["no-op", "drift"] as const) {
    const again: Record<Variant, Cost[]> = { ours: [], empty: [] };
    for (let round = 0; round < ROUNDS; round++) {
      for (const variant of round % 2 === 0 ? (["ours", "empty"] as const) : (["empty", "ours"] as const)) {
        again[variant].push(await measure(left.engines[variant], operation, left.server, count));
      }
    }
    const lists: number[] = [];
    if (operation === "drift")
      for (let round = 0; round < ROUNDS; round++) lists.push(await time(() => listRaw(left.server)));
    report(operation, again.ours, again.empty, operation === "drift" ? lists : undefined);
  }
  await removeAll(left);
}
await rm(scratch, { recursive: true, force: true });
