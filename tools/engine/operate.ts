import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ResourceTransformation } from "@pulumi/pulumi";
import program from "../../index.ts";
import { UserError } from "../errors.ts";
import { isHealthy } from "../local/influxd.ts";
import { isCompact } from "./compact.ts";
import { readEventLog, type EventLog } from "./events.ts";
import { serveProgram } from "./language-host.ts";
import { Observer, type Declared } from "./observer.ts";
import { breakEngineLocks, restoreState, settlePending } from "./pending.ts";
import { missingPlugins, missingServer } from "./plugins.ts";
import { runEngine } from "./run.ts";
import { LOCAL_STACK, localConnection, workspaceOf, type Workspace } from "./workspace.ts";

/**
 * Flags with which the engine looks at the server first. It would do so with the address and token of its last `up`:
 * running the program tells it those that are declared now, so that a wrong one can be mended.
 */
export const REFRESH: readonly string[] = ["--refresh", "--run-program"];

export type OperationKind = "preview" | "up" | "refresh" | "destroy";

/** How the engine is asked for the plan of an operation. */
const plans: Readonly<Record<OperationKind, readonly string[]>> = {
  preview: ["preview"],
  up: ["preview"],
  refresh: ["refresh", "--preview-only"],
  destroy: ["destroy", "--preview-only"],
};

export interface Operation {
  readonly kind: OperationKind;
  readonly stack: string;
  /** Flags for the engine. */
  readonly flags?: readonly string[];
  /** Only plan it: nothing is changed, except that what a killed run left behind is put in order. @default false */
  readonly planned?: boolean;
  /** Keep the engine's output back; it is returned instead. @default false */
  readonly quiet?: boolean;
  /**
   * Write state once, at the end. Much faster for many objects, but if the run is killed, what it made is on no
   * record. @default false
   */
  readonly withoutCheckpoints?: boolean;
  /** Changes what the program declares, for this one operation. */
  readonly transformation?: ResourceTransformation;
}

export interface Outcome {
  /** Exit code of the engine: 0 when all went well. */
  readonly code: number;
  readonly output: string;
  readonly log: EventLog;
  readonly declared: Declared;
}

/**
 * Runs an operation of the engine on a stack, with the program of this project. For the local stack the caller
 * holds its lock, unless it only previews.
 */
export async function operate(operation: Operation): Promise<Outcome> {
  const { kind, stack, flags = [], planned = false, quiet = false, transformation } = operation;
  const { withoutCheckpoints = false } = operation;
  const workspace = await workspaceOf(stack);
  if (stack === LOCAL_STACK && (kind !== "preview" || flags.includes("--refresh"))) await expectLocalServer();
  if (stack === LOCAL_STACK && kind !== "preview") await resume(workspace);
  await ensureStack(workspace);
  const scratch = await mkdtemp(join(tmpdir(), "monitoring-events-"));
  const events = join(scratch, "events.json");
  const declared = new Observer();
  const host = await serveProgram(program, [
    declared.transformation,
    ...(transformation === undefined ? [] : [transformation]),
  ]);
  try {
    const args = [
      ...(planned ? plans[kind] : [kind]),
      ...flags,
      `--client=${host.address}`,
      "--exec-kind=auto.inline",
      `--event-log=${events}`,
    ];
    const env = withoutCheckpoints ? { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" } : {};
    const { code, output } = await runEngine(workspace, args, {
      quiet,
      compact: isCompact(flags, process.stdout),
      env,
    });
    const log = existsSync(events) ? await readEventLog(events) : { steps: [], changes: {}, errors: [] };
    const lacking =
      code === 0
        ? undefined
        : (missingPlugins(log.errors, declared.packages, workspace.env) ?? missingServer(log.errors));
    if (lacking !== undefined) throw lacking;
    return { code, output, log, declared };
  } finally {
    host.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What an `up` would do, for who wants to know more than the engine shows. Asks no server. */
export async function previewQuietly(stack: string): Promise<Outcome> {
  const outcome = await operate({ kind: "preview", stack, quiet: true });
  const { code, log, output } = outcome;
  if (code === 0) return outcome;
  throw new UserError(`the preview failed:\n${[...new Set(log.errors)].join("\n") || output.trim()}`);
}

/** Said at once, where the provider would wait for a server to come up that nobody starts. */
async function expectLocalServer(): Promise<void> {
  const { url } = await localConnection();
  if (await isHealthy(url)) return;
  throw new UserError(
    `the InfluxDB of the local stack does not answer at ${url}: it was stopped, or ended by itself`,
    "npm start",
  );
}

/** Puts in order what an engine left behind that was killed. The caller holds the local stack's lock. */
async function resume(workspace: Workspace): Promise<void> {
  const begun = await breakEngineLocks(workspace);
  await restoreState(stateFile(workspace));
  await settlePending(workspace, stateFile(workspace), await localConnection(), begun);
}

/** Makes the stack in its backend when it is not there yet: an empty state, nothing else. */
async function ensureStack(workspace: Workspace): Promise<void> {
  if (workspace.stack === LOCAL_STACK && existsSync(stateFile(workspace))) return;
  const { code, output } = await runEngine(workspace, ["stack", "select", "--create"], { quiet: true });
  if (code === 0) return;
  throw new UserError(
    `stack "${workspace.stack}" can neither be found nor made in its backend:\n${output.trim()}`,
  );
}

/** Where the engine's file backend keeps the state of a stack of this project. */
export function stateFile({ env, stack }: Workspace): string {
  return join(
    fileURLToPath(env["PULUMI_BACKEND_URL"] ?? ""),
    ".pulumi",
    "stacks",
    "monitoring",
    `${stack}.json`,
  );
}
