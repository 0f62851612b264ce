import { spawn } from "node:child_process";
import { delimiter, dirname } from "node:path";
import { ensure } from "../toolchain/index.ts";
import { pulumi } from "../toolchain/parts.ts";
import { copyCompact } from "./compact.ts";
import type { Workspace } from "./workspace.ts";

export interface EngineResult {
  readonly code: number;
  /** Standard output and error, where they were not passed on to the user. */
  readonly output: string;
}

/** The engine, looked for once in a process: that means asking each one on PATH for its version. */
let engine: ReturnType<typeof ensure> | undefined;

export interface EngineOptions {
  /** Keep its output back; it is returned instead. */
  readonly quiet: boolean;
  /** Pass on what it did, without every step on the way there. @default false */
  readonly compact?: boolean;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs the engine on the stack of a workspace. */
export async function runEngine(
  workspace: Workspace,
  args: readonly string[],
  options: EngineOptions,
): Promise<EngineResult> {
  return launchEngine(workspace, [...args, "--stack", workspace.stack], options);
}

/** Runs the engine with these arguments and no others. */
export async function launchEngine(
  { directory, env: own }: Pick<Workspace, "directory" | "env">,
  args: readonly string[],
  { quiet, compact = false, env = {} }: EngineOptions,
): Promise<EngineResult> {
  engine ??= ensure(pulumi);
  const { path: binary } = await engine;
  const merged = { ...own, ...env };
  // The provider's script finds its Node.js on PATH: the one that runs this process is new enough.
  const path = [dirname(process.execPath), merged["PATH"]].join(delimiter);
  const child = spawn(binary, args, {
    cwd: directory,
    env: { ...merged, PATH: path },
    stdio: quiet ? ["ignore", "pipe", "pipe"] : ["inherit", compact ? "pipe" : "inherit", "inherit"],
  });
  const chunks: Buffer[] = [];
  const keep = (chunk: Buffer): void => void chunks.push(chunk);
  child.stderr?.on("data", keep);
  const { stdout } = child;
  if (quiet) stdout?.on("data", keep);
  const copied = quiet || stdout === null ? undefined : copyCompact(stdout, process.stdout);
  // Ctrl-C reaches the engine as well, which ends in good order; this process outlives it to say what came of it.
  const outlive = () => {};
  process.on("SIGINT", outlive);
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (exit, signal) => {
        resolve(exit ?? (signal === null ? 1 : 130));
      });
    });
    await copied;
    return { code, output: Buffer.concat(chunks).toString("utf8") };
  } finally {
    process.off("SIGINT", outlive);
  }
}
