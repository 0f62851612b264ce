import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { UserError } from "../errors.ts";
import { field, parseJson } from "../json.mjs";
import { isRunning, type ProcessId } from "../processes.mjs";
import { readIfThere, writePrivate } from "./files.ts";
import {
  boltPath,
  enginePath,
  findInfluxd,
  type Influxd,
  isHealthy,
  startInfluxd,
  stopInfluxd,
} from "./influxd.ts";
import { type Credentials, NotOurs, onboard } from "./onboard.ts";
import type { LocalPaths } from "./paths.ts";
import { newOperator, passwordOnce } from "./recover.ts";

/** What is remembered of the managed server. After a stop only the address is, so that it gets the same again. */
export interface ServerRecord {
  readonly url: string;
  readonly port: number;
  readonly process?: ProcessId;
}

/** The managed server, running and onboarded. */
export interface ManagedServer {
  readonly url: string;
  readonly pid: number;
  readonly credentials: Credentials;
  /** `running`: it ran already · `restarted`: on its kept data · `new`: on no data. */
  readonly how: "running" | "restarted" | "new";
}

/** How to have the managed server. */
export interface ManagedServerOptions {
  readonly paths: LocalPaths;
  /** Path of the `influxd` binary. */
  readonly binary: string;
  /** Name of the organization that it is to have. */
  readonly organization: string;
  /** Told in sentences what was found amiss and what is done about it. */
  readonly say: (sentence: string) => void;
}

/**
 * The managed server of the local stack: the running one if it is ours and whole, else started on its data, else
 * begun anew. Callers hold the local stack's lock. Leaves {@link LocalPaths.firstUp} behind when it begins anew.
 */
export async function ensureServer(options: ManagedServerOptions): Promise<ManagedServer> {
  const { paths } = options;
  await mkdir(paths.directory, { recursive: true, mode: 0o700 });
  await clearUp(options);
  const server = await serveOrMend(options);
  const token = `${server.credentials.token}\n`;
  if ((await readIfThere(paths.token)) !== token) await writePrivate(paths.token, token);
  return server;
}

async function serveOrMend(options: ManagedServerOptions): Promise<ManagedServer> {
  const { paths, say } = options;
  try {
    return await serve(options);
  } catch (error) {
    if (!(error instanceof NotOurs)) throw error;
    const mended = existsSync(paths.firstUp) ? undefined : await recover(options);
    if (mended) return mended;
    say(`${error.message} They cannot be made anew either. Beginning again.`);
    await setAside(options);
    return serve(options);
  }
}

/** The managed server as far as it runs; undefined if it does not. */
export async function runningServer(paths: LocalPaths): Promise<ServerRecord | undefined> {
  const record = await readServer(paths);
  if (record?.process && isRunning(record.process)) return record;
  // Killed or restarted: the number may be anybody's now. The record lost: the process still carries our paths.
  // Where that one listens is not known then: what is remembered is the address of another start.
  const found = await findInfluxd(paths.influxdb);
  return found && { url: "", port: record?.port ?? 0, process: found };
}

/** Ends the managed server and keeps its data. Says which process it was; undefined if none ran. */
export async function stopServer(paths: LocalPaths): Promise<number | undefined> {
  const running = await runningServer(paths);
  if (running?.process) await stopInfluxd(running.process);
  const record = await readServer(paths);
  if (record) await writeServer(paths, { url: record.url, port: record.port });
  return running?.process?.pid;
}

/** What is remembered of the managed server; undefined if nothing is, or nothing that can be made out. */
export async function readServer(paths: LocalPaths): Promise<ServerRecord | undefined> {
  const value = parseJson((await readIfThere(paths.server)) ?? "");
  const [url, port] = [field(value, "url"), field(value, "port")];
  if (typeof url !== "string" || typeof port !== "number") return undefined;
  const [pid, started] = [field(field(value, "process"), "pid"), field(field(value, "process"), "started")];
  if (typeof pid !== "number" || typeof started !== "string") return { url, port };
  return { url, port, process: { pid, started } };
}

async function writeServer(paths: LocalPaths, record: ServerRecord): Promise<void> {
  await writePrivate(paths.server, `${JSON.stringify(record, undefined, 2)}\n`);
}

/** Ends a server that is of no use, and puts out of the way what does not belong together any more. */
async function clearUp(options: ManagedServerOptions): Promise<void> {
  const { paths, say } = options;
  if (existsSync(paths.firstUp)) {
    say("The first start did not finish. Beginning again.");
    await stopServer(paths);
    // Nobody can have relied on any of it yet.
    for (const part of parts(paths)) await rm(part, { recursive: true, force: true });
    return;
  }
  const lost = await lostParts(paths);
  if (lost.length === 0) return;
  const are = lost.length === 1 ? "is" : "are";
  const left = parts(paths).some((part) => existsSync(part));
  const rest = left ? "and the rest is of no use without" : "and yet InfluxDB still runs";
  say(`${sentence(lost)} ${are} gone, ${rest}. Beginning again.`);
  await setAside(options);
}

/** What was removed by hand and cannot be made again without beginning anew. */
async function lostParts(paths: LocalPaths): Promise<string[]> {
  const needed = [
    { name: "InfluxDB's data (.local/influxdb)", there: hasData(paths) },
    { name: "the engine's record of what exists (.local/state)", there: await holdsStack(paths.state) },
    { name: "the passphrase of that record (.local/passphrase)", there: existsSync(paths.passphrase) },
  ];
  const left = existsSync(paths.influxdb) || existsSync(paths.credentials) || (await holdsStack(paths.state));
  if (!left && !(await findInfluxd(paths.influxdb))) return []; // the very first start
  return needed.filter(({ there }) => !there).map(({ name }) => name);
}

/** `a, b and c`. */
function sentence(names: readonly string[]): string {
  return [names.slice(0, -1).join(", "), ...names.slice(-1)].filter((part) => part !== "").join(" and ");
}

function hasData({ influxdb }: LocalPaths): boolean {
  return existsSync(boltPath(influxdb)) && existsSync(enginePath(influxdb));
}

/** Whether the engine's file backend holds the state of a stack: `.pulumi/stacks/<project>/<stack>.json`. */
async function holdsStack(state: string): Promise<boolean> {
  const stacks = join(state, ".pulumi", "stacks");
  if (!existsSync(stacks)) return false;
  return (await readdir(stacks, { recursive: true })).some((name) => /\.json(\.gz)?$/.test(name));
}

/** Stops the server and moves everything that belongs to it to one place, instead of what was there. */
async function setAside({ paths, say }: ManagedServerOptions): Promise<void> {
  await stopServer(paths);
  await rm(paths.aside, { recursive: true, force: true });
  const left = parts(paths).filter((part) => existsSync(part));
  if (left.length === 0) return;
  await mkdir(paths.aside, { mode: 0o700 });
  for (const part of left) await rename(part, join(paths.aside, basename(part)));
  say(`What was left is kept in ${paths.aside} until the next time.`);
}

/** What only makes sense together: a server's data, its credentials, and the record of what was declared in it. */
function parts(paths: LocalPaths): string[] {
  const { influxdb, credentials, token, state, passphrase, connection, work } = paths;
  return [influxdb, credentials, token, state, passphrase, connection, work];
}

async function serve(options: ManagedServerOptions): Promise<ManagedServer> {
  const { paths, organization } = options;
  const fresh = !existsSync(paths.influxdb);
  // Before anything that an interruption could leave half done.
  if (fresh) await writeFile(paths.firstUp, "removed after the first successful up\n");
  const { url, pid, ran } = await up(options);
  const credentials = await onboard(url, paths.credentials, organization);
  return { url, pid, credentials, how: ran ? "running" : fresh ? "new" : "restarted" };
}

/** A healthy server on our data: the running one, or a new process. */
async function up(options: ManagedServerOptions): Promise<{ url: string; pid: number; ran: boolean }> {
  const { paths, say } = options;
  const running = await runningServer(paths);
  if (running?.process) {
    const { url, process } = running;
    if (url !== "" && (await isHealthy(url))) return { url, pid: process.pid, ran: true };
    const why = url === "" ? "but its address is not known any more" : "but does not answer";
    say(`InfluxDB (process ${process.pid}) runs, ${why}. Starting it again.`);
    await stopInfluxd(process);
  } else {
    const before = await readServer(paths);
    if (before?.process) {
      say(`InfluxDB (process ${before.process.pid}) is not running any more: it or the machine was stopped.`);
    }
  }
  const { url, pid } = await startProcess(options);
  return { url, pid, ran: false };
}

async function startProcess({ paths, binary, say }: ManagedServerOptions): Promise<Influxd> {
  const before = await readServer(paths);
  const server = await startInfluxd({
    binary,
    directory: paths.influxdb,
    logFile: join(paths.logs, "influxd.log"),
    detached: true,
    port: before?.port ?? usualPort(paths.root),
  }).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(
      error.message,
      "if its data is damaged: `npm run reset` (forgets it), then `npm start`",
    );
  });
  const { url, port, pid, started } = server;
  await writeServer(paths, { url, port, process: { pid, started } });
  if (before !== undefined && before.port !== port)
    say(`Port ${before.port} is taken by something else; using ${port}.`);
  return server;
}

/**
 * The port that the server of a project gets if it is free: always the same for the same directory, and not one of
 * those that systems hand out for outgoing connections, which would take it whenever the server is stopped.
 */
function usualPort(root: string): number {
  return 20_000 + (createHash("sha256").update(root).digest().readUInt16BE() % 10_000);
}

/** Makes lost credentials anew on the kept data; undefined if the server has nobody to make them for. */
async function recover(options: ManagedServerOptions): Promise<ManagedServer | undefined> {
  const { paths, binary, organization, say } = options;
  say(
    "InfluxDB does not know the credentials in .local/credentials.json, or they are gone: making new ones.",
  );
  await stopServer(paths);
  const password = await passwordOnce(binary, paths.influxdb).catch(() => undefined);
  if (password === undefined) return undefined;
  const { url, pid } = await startProcess(options);
  if (!(await newOperator(url, paths.credentials, password))) return undefined;
  return { url, pid, credentials: await onboard(url, paths.credentials, organization), how: "restarted" };
}
