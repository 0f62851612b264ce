import { spawn } from "node:child_process";
import { delimiter, dirname } from "node:path";
import { ensure } from "../toolchain/index.ts";
import { pulumi } from "../toolchain/parts.ts";
import type { Workspace } from "./workspace.ts";

export interface EngineResult {
  readonly code: number;
  /** Standard output and error, where they were not passed on to the user. */
  readonly output: string;
}

/** The engine, looked for once in a process: that means asking each one on PATH for its version. */
let engine: ReturnType<typeof ensure> | undefined;

/** Runs the engine with arguments of its own, in a workspace. */
export async function runEngine(
  workspace: Workspace,
  args: readonly string[],
  { quiet, env = {} }: { readonly quiet: boolean; readonly env?: NodeJS.ProcessEnv },
): Promise<EngineResult> {
  engine ??= ensure(pulumi);
  const { path: binary } = await engine;
  const merged = { ...workspace.env, ...env };
  // The provider's script finds its Node.js on PATH: the one that runs this process is new enough.
  const path = [dirname(process.execPath), merged["PATH"]].join(delimiter);
  const child = spawn(binary, [...args, "--stack", workspace.stack], {
    cwd: workspace.directory,
    env: { ...merged, PATH: path },
    stdio: quiet ? ["ignore", "pipe", "pipe"] : "inherit",
  });
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
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
    return { code, output: Buffer.concat(chunks).toString("utf8") };
  } finally {
    process.off("SIGINT", outlive);
  }
}
