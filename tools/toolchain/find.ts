import { execFile } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { promisify } from "node:util";
import type { Part } from "./part.ts";
import { accepts, findVersion } from "./version.ts";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A part that can be used. */
export interface Found {
  readonly path: string;
  readonly version: string;
  readonly source: "PATH" | "cache" | "built";
}

/** A program of the right name that will not do. */
export interface Rejected {
  readonly path: string;
  /** Worded to follow its path: "is version 2.7.1". */
  readonly why: string;
}

/** Where a part was looked for and with what result. */
export interface Search {
  readonly found?: Found;
  readonly rejected: readonly Rejected[];
}

/** Where the cache keeps a part. The folder appears only when what it holds is whole. */
export function cacheEntry(part: Part, cache: string): string {
  return join(cache, `${part.name}-${part.version}`);
}

/** Looks for a part on `PATH`, then in the cache. */
export async function find(part: Part, cache: string, env: Environment): Promise<Search> {
  const rejected: Rejected[] = [];
  for (const path of onPath(part.binary, env)) {
    const version = await askedOnce(path, part.versionArgs, env);
    if (version !== undefined && accepts(part.minimum, version)) {
      return { found: { path, version, source: "PATH" }, rejected };
    }
    rejected.push({
      path,
      why: version === undefined ? "does not say its version" : `is version ${version}`,
    });
  }
  const path = join(cacheEntry(part, cache), part.binary);
  return isExecutable(path)
    ? { found: { path, version: part.version, source: "cache" }, rejected }
    : { rejected };
}

/** Every program of that name on `PATH`, in its order. */
export function onPath(name: string, env: Environment): string[] {
  const directories = (env["PATH"] ?? "").split(delimiter).filter(isAbsolute);
  return [...new Set(directories)].map((directory) => join(directory, name)).filter(isExecutable);
}

/** Asking the engine takes a tenth of a second, and a command looks for its parts several times. */
const asked = new Map<string, Promise<string | undefined>>();

async function askedOnce(
  path: string,
  args: readonly string[],
  env: Environment,
): Promise<string | undefined> {
  const { mtimeMs, size } = statSync(path);
  const key = [path, mtimeMs, size].join("\n");
  const answer = asked.get(key) ?? versionOf(path, args, env);
  asked.set(key, answer);
  return answer;
}

/** The version that a program says it has; undefined if it cannot be run or says none. */
export async function versionOf(
  path: string,
  args: readonly string[],
  env: Environment,
): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await promisify(execFile)(path, args, {
      // Asking must not make the engine look for a newer one.
      env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
      timeout: 20_000,
    });
    return findVersion(stdout) ?? findVersion(stderr);
  } catch {
    return undefined;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
