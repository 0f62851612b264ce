import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { isErrno } from "../errors.ts";
import type { Environment } from "./find.ts";

/** A long command of a build. */
export interface LoggedCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Environment;
  /** All output is appended to this file. */
  readonly logFile: string;
  /** Told each line of output. */
  readonly onLine: (line: string) => void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs a command to its end, with its output in a log file. When this process is told to end, the command and all
 * that it started end first: a compiler left behind would go on for minutes.
 * @returns undefined when it succeeded, else what became of it, worded to follow its name
 */
export async function runLogged({
  command,
  args,
  cwd,
  env,
  logFile,
  onLine,
}: LoggedCommand): Promise<string | undefined> {
  const log = createWriteStream(logFile, { flags: "a" });
  log.write(`$ ${command} ${args.join(" ")}\n`);
  let group = 0;
  const end = (signal: NodeJS.Signals): void => {
    if (group !== 0) endGroup(group);
    process.kill(process.pid, signal); // the listener is gone by now: ends as if it had never been
  };
  for (const signal of SIGNALS) process.once(signal, end);
  // In a process group of its own, so that everything it starts can be ended with it.
  const child = spawn(command, args, {
    cwd,
    env: { ...env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  group = child.pid ?? 0;

  let rest = "";
  const take = (chunk: Buffer): void => {
    log.write(chunk);
    const lines = (rest + chunk.toString()).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") onLine(line.trim());
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  try {
    return await new Promise<string | undefined>((resolve) => {
      child.once("error", (error) => resolve(`cannot be run: ${error.message}`));
      child.once("close", (code, signal) => {
        resolve(code === 0 ? undefined : signal === null ? `ended with ${code}` : `was ended by ${signal}`);
      });
    });
  } finally {
    for (const signal of SIGNALS) process.off(signal, end);
    log.end();
    await finished(log);
  }
}

function endGroup(group: number): void {
  try {
    process.kill(-group, "SIGKILL");
  } catch (error) {
    if (!isErrno(error, "ESRCH")) throw error; // ended by itself meanwhile
  }
}
