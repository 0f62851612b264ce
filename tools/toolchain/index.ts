import { join } from "node:path";
import { cacheDirectory } from "../cache.mjs";
import { withLock } from "../lock.mjs";
import { build } from "./build.ts";
import { cacheEntry, type Environment, find, type Found } from "./find.ts";
import type { Part } from "./part.ts";
import { expectPrerequisites } from "./prerequisites.ts";

/** Where parts are looked for and built. Everything has a default; tests set it. */
export interface EnsureOptions {
  /** Holds one folder with a `go.mod` per part. @default this folder */
  readonly folder?: string;
  /** @default this program's cache directory */
  readonly cache?: string;
  /** @default the environment of this process */
  readonly env?: Environment;
  /** Told in sentences what is going to take long. @default a line on stderr */
  readonly say?: (sentence: string) => void;
}

/** A part that can be used: found on `PATH` or in the cache, or else built into the cache. */
export async function ensure(part: Part, options: EnsureOptions = {}): Promise<Found> {
  const [found] = await ensureAll([part], options);
  if (found === undefined) throw new Error("ensureAll gave nothing for one part");
  return found;
}

/**
 * Like {@link ensure}, for several parts: what is missing to build any of them is said before the first is built.
 * @returns what was found, in the order asked for
 */
export async function ensureAll(wanted: readonly Part[], options: EnsureOptions = {}): Promise<Found[]> {
  const {
    folder = import.meta.dirname,
    env = process.env,
    cache = cacheDirectory(env),
    say = (sentence: string) => void process.stderr.write(`${sentence}\n`),
  } = options;
  const searches = await Promise.all(wanted.map((part) => find(part, cache, env)));
  const missing = wanted.filter((_, i) => searches[i]?.found === undefined);
  if (missing.length > 0) await expectPrerequisites(missing, folder, env);

  const results: Found[] = [];
  for (const [i, part] of wanted.entries()) {
    results.push(searches[i]?.found ?? (await buildOnce(part, { folder, cache, env, say })));
  }
  return results;
}

/** Builds under the part's lock, unless somebody else has built it while the lock was waited for. */
async function buildOnce(part: Part, options: Required<EnsureOptions>): Promise<Found> {
  const { cache, env, say } = options;
  const lock = { what: `building ${part.name} ${part.version}`, say };
  return withLock(`${cacheEntry(part, cache)}.lock`, lock, async () => {
    const { found, rejected } = await find(part, cache, env);
    if (found) return found;
    const others = rejected.map(({ path, why }) => ` ${path} ${why}; ${part.minimum} or later is needed.`);
    say(
      `${part.title}: none on PATH or in the cache.${others.join("")} Building ${part.version} from its ` +
        `Go module; from nothing this takes about ${part.takes}. Log: ${join(cache, `${part.name}-${part.version}.log`)}`,
    );
    const path = await build(part, options);
    return { path, version: part.version, source: "built" };
  });
}
