import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { UserError } from "../errors.ts";
import { lastLines } from "../local/files.ts";
import { startProgress } from "../progress.ts";
import { cacheEntry, type Environment, versionOf } from "./find.ts";
import { goCommand, withPlainGoCache } from "./go-cache.ts";
import type { BuildValue, Part } from "./part.ts";
import { buildEnvironment } from "./prerequisites.ts";
import { runLogged } from "./run-logged.ts";

/** Where a build takes place. */
export interface BuildPlace {
  /** Holds one folder with a `go.mod` per part. */
  readonly folder: string;
  readonly cache: string;
  readonly env: Environment;
}

/**
 * Builds a part from its pinned Go module into the cache and returns the path of its binary. Everything is made in
 * a folder aside, which takes the entry's name only when the binary has said the right version: a build that breaks
 * off leaves nothing that could be taken for one. The caller holds the part's lock.
 */
export async function build(part: Part, { folder, cache, env }: BuildPlace): Promise<string> {
  const entry = cacheEntry(part, cache);
  await mkdir(cache, { recursive: true });
  await removeAbandoned(part, cache);
  const aside = join(cache, `${asidePrefix(part)}${randomBytes(4).toString("hex")}`);
  await mkdir(aside);

  const label = `Building ${part.name} ${part.version}`;
  const logFile = join(cache, `${part.name}-${part.version}.log`);
  await writeFile(logFile, "");
  const progress = startProgress(label);
  const run = async (environment: Environment, target: string, goPackage: string, ...options: string[]) => {
    const fault = await runLogged({
      command: goCommand(environment),
      args: [
        "build",
        "-v",
        "-trimpath",
        "-mod=readonly",
        "-buildvcs=false",
        ...options,
        "-o",
        target,
        goPackage,
      ],
      cwd: join(folder, part.name),
      env: environment,
      logFile,
      onLine: (line) => progress.note(line),
    });
    if (fault === undefined) return;
    // What was being built beside the package that failed tells nothing.
    const tail = await lastLines(logFile, (line) => !isPackage(line));
    throw new UserError(
      `${label}: go build ${fault}. The whole output is in ${logFile}, which says:\n${tail}`,
    );
  };

  try {
    const made = join(aside, part.binary);
    const options = [`-tags=${(part.tags ?? []).join(",")}`, `-ldflags=${part.ldflags ?? ""}`];
    await withPlainGoCache(buildEnvironment(env), async (base) => {
      const environment = await resolveEnvironment(part, aside, base, run);
      await run(environment, made, part.goPackage, ...options);
    });
    const version = await versionOf(made, part.versionArgs, env);
    if (version !== part.version) {
      throw new UserError(
        `${label}: what was built says version ${version ?? "nothing"}, not ${part.version}. Log: ${logFile}`,
        `make versions.ts and tools/toolchain/${part.name}/go.mod agree`,
      );
    }
    await publish(made, aside, entry, part.binary);
    return join(entry, part.binary);
  } finally {
    progress.end();
    await rm(aside, { recursive: true, force: true });
  }
}

/** Whether a line of output only names a package: `go build -v` does so as it comes to each. */
function isPackage(line: string): boolean {
  return /^[\w.~+@/-]+$/.test(line);
}

type RunGo = (env: Environment, target: string, goPackage: string) => Promise<void>;

/**
 * The environment of a build. Its own tools are called by bare names and found on `PATH`: Go splits what stands in
 * `PKG_CONFIG` at blanks, and the cache may be in a path that has some.
 */
async function resolveEnvironment(
  part: Part,
  aside: string,
  base: Environment,
  run: RunGo,
): Promise<Environment> {
  const tools = join(aside, "tools");
  await mkdir(tools);
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(part.env ?? {})) {
    const tool = `build-${name.toLowerCase()}`;
    own[name] = typeof value === "string" ? value : tool;
    if (typeof value !== "string") await makeTool(join(tools, tool), value, base, run);
  }
  return { ...base, PATH: `${tools}${delimiter}${base["PATH"] ?? ""}`, ...own };
}

async function makeTool(
  path: string,
  value: Exclude<BuildValue, string>,
  base: Environment,
  run: RunGo,
): Promise<void> {
  if ("script" in value) await writeFile(path, value.script, { mode: 0o755 });
  else await run(base, path, value.goTool);
}

/** Gives the entry its name when its binary stands on the disk. */
async function publish(made: string, aside: string, entry: string, binary: string): Promise<void> {
  const file = await open(made, "r");
  await file.sync();
  await file.close();
  const whole = join(aside, "entry");
  await mkdir(whole);
  await rename(made, join(whole, binary));
  await rm(entry, { recursive: true, force: true }); // without its binary, or it would have been found
  await rename(whole, entry);
}

function asidePrefix(part: Part): string {
  return `.building-${part.name}-${part.version}-`;
}

/** What builds left behind that were killed; nobody else builds this part while its lock is held. */
async function removeAbandoned(part: Part, cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (name.startsWith(asidePrefix(part))) await rm(join(cache, name), { recursive: true, force: true });
  }
}
