import { type ChildProcess, execFile, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdir, readdir, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { isErrno, UserError } from "../errors.ts";
import { isRunning, type ProcessId, processStart } from "../processes.mjs";
import { lastLines, readIfThere } from "./files.ts";
import { call } from "./http.ts";

/** How to start a server. */
export interface InfluxdOptions {
  /** Path of the `influxd` binary. */
  readonly binary: string;
  /** Holds all its data; made if it is not there. Also its working directory. */
  readonly directory: string;
  /** Loopback port that is wanted; another is taken if it is not free. @default any free port */
  readonly port?: number;
  /** Its output; the file of an earlier start is kept as `<logFile>.previous`. */
  readonly logFile: string;
  readonly extraArgs?: readonly string[];
  /** Whether it goes on when this process ends. @default false */
  readonly detached?: boolean;
  /** How long it may take until it is healthy. A server with much data takes seconds. @default 60 */
  readonly timeoutSeconds?: number;
}

/** A running server. */
export interface Influxd extends ProcessId {
  readonly url: string;
  readonly port: number;
  readonly logFile: string;
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>;
}

/** Path of the server's key store in its data directory; the server process carries it among its arguments. */
export function boltPath(directory: string): string {
  return join(directory, "influxd.bolt");
}

/** Path of the server's time series data in its data directory. */
export function enginePath(directory: string): string {
  return join(directory, "engine");
}

/**
 * Starts an InfluxDB on a loopback port and waits until it is healthy.
 *
 * The server itself picks a free port and says which in its log, so nobody can take it between choice and use, and
 * a foreign server that answers on a wanted port is never taken for ours.
 */
export async function startInfluxd(options: InfluxdOptions): Promise<Influxd> {
  await mkdir(options.directory, { recursive: true, mode: 0o700 });
  await mkdir(dirname(options.logFile), { recursive: true });
  try {
    return await launch(options, options.port ?? 0);
  } catch (error) {
    if (error instanceof PortTaken) return launch(options, 0);
    throw error;
  }
}

/** Ends a server, patiently: it writes what it holds in memory. Nothing happens if it is gone already. */
export async function stopInfluxd(server: ProcessId, timeoutSeconds = 30): Promise<void> {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    if (!isRunning(server)) return;
    try {
      process.kill(server.pid, signal);
    } catch (error) {
      if (isErrno(error, "ESRCH")) return;
      throw error;
    }
    const deadline = Date.now() + timeoutSeconds * 1000;
    while (isRunning(server) && Date.now() < deadline) await pause(20);
  }
  if (isRunning(server)) {
    throw new UserError(`InfluxDB (process ${server.pid}) does not end.`, `kill -9 ${server.pid}`);
  }
}

/**
 * The running server whose data is in `directory`, found by its arguments: works when nobody remembers its process,
 * even when its files are gone.
 */
export async function findInfluxd(directory: string): Promise<ProcessId | undefined> {
  const wanted = `--bolt-path=${boltPath(directory)}`;
  for (const { pid, args } of await processes()) {
    const started = args.includes(`${wanted} `) ? processStart(pid) : undefined;
    if (started !== undefined) return { pid, started };
  }
  return undefined;
}

/** All processes whose arguments can be seen, each argument followed by a blank. */
async function processes(): Promise<{ pid: number; args: string }[]> {
  if (process.platform !== "linux") {
    const { stdout } = await promisify(execFile)("/bin/ps", ["-axww", "-o", "pid=,args="], {
      maxBuffer: 2 ** 26,
    });
    return stdout.split("\n").map((row) => {
      const [, pid = "0", args = ""] = /^\s*(\d+)\s(.*)$/.exec(row) ?? [];
      return { pid: Number(pid), args: `${args} ` };
    });
  }
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  return Promise.all(
    pids.map(async (pid) => {
      // Ended meanwhile, or somebody else's and hidden.
      const args = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
      return { pid: Number(pid), args: args.replaceAll("\0", " ") };
    }),
  );
}

class PortTaken extends Error {}

async function launch(options: InfluxdOptions, port: number): Promise<Influxd> {
  const { binary, directory, logFile, detached = false, extraArgs = [] } = options;
  const child = await spawnServer(binary, directory, port, logFile, detached, extraArgs);
  const pid = child.pid ?? 0;
  // If it has ended already it has no start any more, and counts as gone.
  const server: ProcessId = { pid, started: processStart(pid) ?? "" };

  // A server of a test or a bench goes with the process that started it.
  const kill = (): void => void child.kill("SIGKILL");
  if (detached) child.unref();
  else process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));

  try {
    const actual = await untilHealthy(child, options, port);
    return {
      ...server,
      port: actual,
      url: `http://127.0.0.1:${actual}`,
      logFile,
      stop: () => stopInfluxd(server),
    };
  } catch (error) {
    await stopInfluxd(server, 5);
    throw error;
  }
}

async function spawnServer(
  binary: string,
  directory: string,
  port: number,
  logFile: string,
  detached: boolean,
  extraArgs: readonly string[],
): Promise<ChildProcess> {
  await keepPrevious(logFile);
  const args = [
    `--bolt-path=${boltPath(directory)}`,
    `--sqlite-path=${join(directory, "influxd.sqlite")}`,
    `--engine-path=${enginePath(directory)}`,
    `--http-bind-address=127.0.0.1:${port}`,
    "--reporting-disabled",
    "--log-level=info", // the port it listens on is said at this level
    ...extraArgs,
  ];
  // Settings for another server in the user's environment are not meant for this one, and a configuration file
  // in the working directory would be read as well.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith("INFLUXD_")),
  );
  const log = openSync(logFile, "w", 0o600);
  try {
    const child = spawn(binary, args, { cwd: directory, env, detached, stdio: ["ignore", log, log] });
    await new Promise((resolve, reject) => child.once("spawn", resolve).once("error", reject));
    return child;
  } catch (error) {
    throw new UserError(`InfluxDB cannot be run from ${binary}: ${String(error)}`, "npm run doctor");
  } finally {
    closeSync(log);
  }
}

async function keepPrevious(logFile: string): Promise<void> {
  try {
    await rename(logFile, `${logFile}.previous`);
  } catch (error) {
    if (!isErrno(error, "ENOENT")) throw error;
  }
}

async function untilHealthy(child: ChildProcess, options: InfluxdOptions, wanted: number): Promise<number> {
  const { logFile, timeoutSeconds = 60 } = options;
  const deadline = Date.now() + timeoutSeconds * 1000;
  while (Date.now() < deadline) {
    const ended = child.exitCode !== null || child.signalCode !== null;
    const log = (await readIfThere(logFile)) ?? "";
    if (ended) {
      if (wanted !== 0 && log.includes("address already in use")) throw new PortTaken();
      throw await failure(`ended with ${child.exitCode ?? child.signalCode ?? "nothing"}`, options);
    }
    const port = listeningPort(log);
    if (port !== undefined && (await isHealthy(`http://127.0.0.1:${port}`))) return port;
    await pause(15);
  }
  throw await failure(`was not healthy within ${timeoutSeconds} s`, options);
}

/** The port in the log line that says the server listens; undefined before it does. */
function listeningPort(log: string): number | undefined {
  const line = log.split("\n").find((row) => row.includes("msg=Listening"));
  const port = line?.match(/ port=(\d+)$/m)?.[1];
  return port === undefined ? undefined : Number(port);
}

/** Whether a server at that address says it is healthy. */
export async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await call(url, "/health", { timeoutSeconds: 5 })).status === 200;
  } catch {
    return false;
  }
}

async function failure(what: string, { logFile, directory }: InfluxdOptions): Promise<UserError> {
  const tail = await lastLines(logFile);
  return new UserError(
    `InfluxDB ${what} while starting on ${directory}. Its log is ${logFile}, which ends:\n${tail}`,
  );
}
