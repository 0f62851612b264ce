import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { relative } from "node:path";
import { refuseFaults } from "../../model/faults.ts";
import type { Model } from "../../model/types.ts";
import { readDeclared } from "../declared.ts";
import { type Outcome, operate } from "../engine/operate.ts";
import { LOCAL_STACK } from "../engine/workspace.ts";
import { UserError } from "../errors.ts";
import { noteConnection, refreshFlags } from "../local/connection.ts";
import { organizationOf } from "../local/organization.ts";
import { type LocalPaths, localPaths } from "../local/paths.ts";
import { ensureServer, type ManagedServer } from "../local/server.ts";
import { withLock } from "../lock.mjs";
import { projectRoot } from "../project.ts";
import { ensureAll } from "../toolchain/index.ts";
import { influxd, pulumi } from "../toolchain/parts.ts";

const say = (sentence: string): void => {
  console.error(sentence);
};

/** Everything from a clone to a converged local stack; again, it only says that nothing has changed. */
export default async function start(): Promise<number> {
  const watch = stopwatch();
  // What is wrong in the stack file is said before anything is built or started.
  const { model, faults } = await readDeclared(projectRoot, LOCAL_STACK);
  refuseFaults(faults);
  const organization = organizationOf(projectRoot, LOCAL_STACK);
  watch("declaration");

  const [found] = await ensureAll([influxd, pulumi]);
  if (found === undefined) throw new Error("ensureAll gave nothing for two parts");
  const { path: binary, version } = found;
  watch("toolchain");

  const paths = localPaths(projectRoot);
  await withLock(paths.lock, { what: "starting the local stack", say }, async () => {
    const server = await ensureServer({ paths, binary, organization, say });
    watch("InfluxDB");
    const outcome = await converge(paths);
    watch("engine");
    for (const line of summary({ paths, server, version, model, outcome, took: watch() })) console.log(line);
  });
  return 0;
}

/** Converges the stack; the first time without checkpoints, as an interrupted first start begins again anyway. */
async function converge(paths: LocalPaths): Promise<Outcome> {
  const first = existsSync(paths.firstUp);
  if (first) say("Declaring everything for the first time.");
  const flags = ["--yes", "--skip-preview", ...(first ? [] : await refreshFlags(paths))];
  const outcome = await operate({
    kind: "up",
    stack: LOCAL_STACK,
    flags,
    quiet: true,
    withoutCheckpoints: first,
  });
  if (outcome.code !== 0) {
    throw new UserError(
      `The local stack could not be converged. The engine says:\n${outcome.output.trim()}`,
      "mend what it says, then `npm start` again",
    );
  }
  await noteConnection(paths);
  await rm(paths.firstUp, { force: true });
  return outcome;
}

interface Result {
  readonly paths: LocalPaths;
  readonly server: ManagedServer;
  readonly version: string;
  readonly model: Model;
  readonly outcome: Outcome;
  /** Seconds by part. */
  readonly took: ReadonlyMap<string, number>;
}

/** The local stack in a few lines for people. Secrets stay in their files. */
function summary({ paths, server, version, model, outcome, took }: Result): string[] {
  const { applications, buckets, dbrps, tasks, tokens } = model;
  const total = [...took.values()].reduce((sum, seconds) => sum + seconds, 0);
  const byPart = [...took].map(([part, seconds]) => `${part} ${seconds.toFixed(1)} s`).join(", ");
  const how = { running: "was running", restarted: "started on its kept data", new: "set up" }[server.how];
  return [
    `The local stack is up. ${changesOf(outcome)}`,
    "",
    `  declared  ${buckets.length} buckets, ${dbrps.length} DBRPs, ${tasks.length} tasks, ${tokens.length} tokens ` +
      `for ${applications.length} applications`,
    `  InfluxDB  ${version}, ${how}: ${server.url} (process ${server.pid})`,
    `  data      ${relative(projectRoot, paths.influxdb)}/; administrator's password and token: ` +
      relative(projectRoot, paths.credentials),
    `  took      ${total.toFixed(1)} s (${byPart})`,
    "",
    "Next:",
    `  npm run drift -- ${LOCAL_STACK}     what somebody changed by hand`,
    `  npm run outputs -- ${LOCAL_STACK}   address, buckets and tokens for others (--show-secrets)`,
    "  npm run stop                stop InfluxDB and keep its data; npm run reset forgets it",
  ];
}

const VERBS: Readonly<Record<string, string>> = {
  create: "created",
  update: "updated",
  replace: "replaced",
  delete: "deleted",
};

/** What the engine did to objects of the server. */
function changesOf({ log }: Outcome): string {
  const counts = new Map<string, number>();
  for (const { op, type } of log.steps) {
    const verb = type.startsWith("influxdb:") ? VERBS[op] : undefined;
    if (verb !== undefined) counts.set(verb, (counts.get(verb) ?? 0) + 1);
  }
  if (counts.size === 0) return "Nothing changed.";
  return `Objects ${[...counts].map(([verb, count]) => `${verb}: ${count}`).join(", ")}.`;
}

/** Notes the seconds since the last call, or the start, under a name; always returns what is noted so far. */
function stopwatch(): (part?: string) => ReadonlyMap<string, number> {
  const took = new Map<string, number>();
  let last = performance.now();
  return (part) => {
    if (part !== undefined) {
      const now = performance.now();
      took.set(part, (now - last) / 1000);
      last = now;
    }
    return took;
  };
}
