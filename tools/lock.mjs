/**
 * A lock between processes of one machine, as a file that names its holder. The lock of a process that has died
 * is broken; a live holder is waited for, and the waiting one says for whom it waits.
 *
 * Plain JavaScript with built-ins only: the first step of every command uses it before anything is installed.
 */
import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { field, parseJson } from "./json.mjs";
import { isRunning, processStart } from "./processes.mjs";

/**
 * Who holds a lock.
 * @typedef {object} Holder
 * @property {number} pid
 * @property {string} started what `processStart` says of it
 * @property {string} host a lock of another machine (a shared home directory) cannot be judged from here
 * @property {string} what what it does, worded to follow "is": "building pulumi"
 * @property {string} since ISO time
 * @property {string} token tells this holding from any other of the same process
 */

/**
 * @typedef {object} LockOptions
 * @property {string} what what the holder does, worded to follow "is": "building pulumi"
 * @property {(sentence: string) => void} [say] told once, when somebody else has to be waited for
 * @property {number} [pollMilliseconds] how often a held lock is looked at. Default: 100
 */

/**
 * Runs `body` while holding the lock.
 * @template T
 * @param {string} path
 * @param {LockOptions} options
 * @param {() => Promise<T>} body
 * @returns {Promise<T>}
 */
export async function withLock(path, options, body) {
  const release = await acquireLock(path, options);
  try {
    return await body();
  } finally {
    release();
  }
}

/**
 * Waits for the lock and takes it; the function it returns gives it back. A process that ends without giving it
 * back leaves a stale lock, which the next one breaks.
 * @param {string} path
 * @param {LockOptions} options
 * @returns {Promise<() => void>}
 */
export async function acquireLock(path, { what, say = () => {}, pollMilliseconds = 100 }) {
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  for (;;) {
    const token = tryLock(path, what);
    if (token !== undefined) return () => releaseLock(path, token);
    const holder = readHolder(path);
    if (holder && !told) {
      told = true;
      say(
        `Waiting for process ${holder.pid}${holder.host === hostname() ? "" : ` on ${holder.host}`}, ` +
          `which is ${holder.what} since ${holder.since} (if it is gone, remove ${path}).`,
      );
    }
    await pause(pollMilliseconds);
  }
}

/**
 * Takes the lock if it is free or its holder is dead.
 * @param {string} path
 * @param {string} what
 * @returns {string | undefined} the token to give it back with; undefined when somebody holds it
 */
function tryLock(path, what) {
  const token = randomUUID();
  if (createLock(path, what, token)) return token;
  if (!isStale(path)) return undefined;

  // Two may find the same dead holder. If both simply removed the file, the slower one would remove the lock that
  // the faster one has taken meanwhile. So removing needs a lock of its own, and a second look under it. One that
  // dies just here leaves a stale lock of the same kind, which is broken the same way.
  const breaker = tryLock(`${path}.breaking`, "breaking a stale lock");
  if (breaker === undefined) return undefined;
  try {
    // Still stale, and nobody else may remove it now: what is removed is the dead holder's and no other.
    if (isStale(path)) rmSync(path, { force: true });
    return createLock(path, what, token) ? token : undefined;
  } finally {
    releaseLock(`${path}.breaking`, breaker);
  }
}

/**
 * Creates the lock file, whole or not at all: a file that is opened first and written second could be read empty.
 * @param {string} path
 * @param {string} what
 * @param {string} token
 * @returns {boolean} false when it exists already
 */
function createLock(path, what, token) {
  const aside = `${path}.${token}`;
  /** @type {Holder} */
  const holder = {
    pid: process.pid,
    started: processStart(process.pid) ?? "",
    host: hostname(),
    what,
    since: new Date().toISOString(),
    token,
  };
  writeFileSync(aside, JSON.stringify(holder), { flag: "wx", mode: 0o600 });
  try {
    linkSync(aside, path);
    return true;
  } catch (error) {
    if (isErrno(error, "EEXIST")) return false;
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** @param {string} path @param {string} token */
function releaseLock(path, token) {
  if (readHolder(path)?.token === token) rmSync(path, { force: true });
}

/**
 * Who holds the lock at `path`, dead or alive; undefined when there is none or the file says nothing.
 * @param {string} path
 * @returns {Holder | undefined}
 */
export function readHolder(path) {
  return parseHolder(readLock(path));
}

/**
 * Whether there is a lock and nobody holds it. Decided on one reading: the file may come and go meanwhile.
 * @param {string} path
 * @returns {boolean}
 */
function isStale(path) {
  const text = readLock(path);
  if (text === undefined) return false;
  const holder = parseHolder(text);
  // Lock files appear whole, so one that says nothing is left of a machine that lost its power.
  if (holder === undefined) return true;
  return holder.host === hostname() && !isRunning(holder);
}

/** @param {string} path @returns {string | undefined} */
function readLock(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** @param {string | undefined} text @returns {Holder | undefined} */
function parseHolder(text) {
  const value = parseJson(text ?? "");
  const [pid, started, token] = ["pid", "started", "token"].map((name) => field(value, name));
  if (typeof pid !== "number" || typeof started !== "string" || typeof token !== "string") return undefined;
  const [host, what, since] = ["host", "what", "since"].map((name) => String(field(value, name)));
  return { pid, started, token, host: host ?? "", what: what ?? "", since: since ?? "" };
}

/** @param {unknown} error @param {string} code @returns {boolean} */
function isErrno(error, code) {
  return error instanceof Error && "code" in error && error.code === code;
}
