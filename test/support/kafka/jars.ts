/** Kafka itself: its jars, which Maven fetches once into the cache. Needs Java 17 or later, and Maven. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheDirectory } from "../../../tools/cache.mjs";
import { UserError } from "../../../tools/errors.ts";
import { withLock } from "../../../tools/lock.mjs";

const folder = import.meta.dirname;
const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

/** The version that is run, as its `pom.xml` pins it. */
export async function kafkaVersion(): Promise<string> {
  const pom = await readFile(join(folder, "pom.xml"), "utf8");
  const version = /<kafka\.version>([\d.]+)<\/kafka\.version>/.exec(pom)?.[1];
  if (version === undefined) throw new Error("pom.xml pins no kafka.version");
  return version;
}

/** Class path of Kafka: fetched when the cache does not have it, which takes about a minute. */
export async function kafkaJars(): Promise<string> {
  const version = await kafkaVersion();
  const cache = cacheDirectory(process.env);
  const entry = join(cache, `kafka-${version}`);
  if (!existsSync(entry)) {
    await withLock(`${entry}.lock`, { what: `fetching Kafka ${version}`, say }, async () => {
      if (!existsSync(entry)) await fetchInto(entry, cache, version);
    });
  }
  return join(entry, "*");
}

async function fetchInto(entry: string, cache: string, version: string): Promise<void> {
  say(`Kafka: not in the cache. Fetching the jars of ${version} with Maven; this takes about a minute.`);
  // The entry appears only when it is whole.
  const fetched = await mkdtemp(join(cache, "kafka-"));
  const args = [
    ...["-B", "-q", "-f", join(folder, "pom.xml"), "dependency:copy-dependencies"],
    ...["-DincludeScope=runtime", `-DoutputDirectory=${fetched}`],
  ];
  try {
    await promisify(execFile)("mvn", args, { cwd: cache });
    await rename(fetched, entry);
  } catch (error) {
    await rm(fetched, { recursive: true, force: true });
    throw new UserError(
      `Kafka ${version} could not be fetched: ${error instanceof Error ? error.message : String(error)}`,
      "install Maven and Java 17 or later, and see that Maven reaches its repository",
    );
  }
}
