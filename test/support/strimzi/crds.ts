/**
 * The custom resource definitions of Strimzi, as Strimzi itself makes them: its generator runs over its classes, both
 * from Maven Central. Needs Java 21 or later and Maven, once: what comes out is kept in the cache.
 */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { cacheDirectory } from "../../../tools/cache.mjs";
import { UserError } from "../../../tools/errors.ts";
import { lastLines } from "../../../tools/local/files.ts";
import { withLock } from "../../../tools/lock.mjs";
import { startProgress } from "../../../tools/progress.ts";
import { type Environment, onPath } from "../../../tools/toolchain/find.ts";
import { runLogged } from "../../../tools/toolchain/run-logged.ts";
import { findJava, type JavaDirectory } from "./java.ts";

/** Where definitions are looked for and made. Everything has a default; tests set it. */
export interface StrimziOptions {
  /** @default this program's cache directory */
  readonly cache?: string;
  /** @default the environment of this process */
  readonly env?: Environment;
  /** Where Javas are looked for besides. @default the directories that systems use */
  readonly javas?: readonly JavaDirectory[];
}

const JAVA = 21;

/** The classes behind the kinds that are served as `kafka.strimzi.io/v1`. */
const classes = [
  "bridge.KafkaBridge",
  "connect.KafkaConnect",
  "connector.KafkaConnector",
  "kafka.Kafka",
  "mirrormaker2.KafkaMirrorMaker2",
  "nodepool.KafkaNodePool",
  "rebalance.KafkaRebalance",
  "topic.KafkaTopic",
  "user.KafkaUser",
] as const;

const folder = import.meta.dirname;
const Definition = z.looseObject({ kind: z.literal("CustomResourceDefinition") });

/** Why the definitions can be neither found nor made here, for a test that is skipped; undefined if they can. */
export async function strimziMissing({
  cache = cacheDirectory(process.env),
  env = process.env,
  javas,
}: StrimziOptions = {}): Promise<string | undefined> {
  if (existsSync(await entryIn(cache))) return undefined;
  const missing: string[] = [];
  if ((await findJava(JAVA, env, javas)) === undefined) missing.push(`Java ${JAVA} or later`);
  if (onPath("mvn", env)[0] === undefined) missing.push("Maven (no `mvn` on PATH)");
  if (missing.length === 0) return undefined;
  return `the custom resource definitions of Strimzi are not in the cache, and to make them is missing: ${missing.join(", ")}`;
}

/**
 * The definitions of the kinds of `kafka.strimzi.io/v1`, made when the cache does not have them.
 * @throws UserError when they cannot be made
 */
export async function strimziCrds(options: StrimziOptions = {}): Promise<readonly object[]> {
  const { cache = cacheDirectory(process.env), env = process.env, javas } = options;
  const entry = await entryIn(cache);
  if (!existsSync(entry)) {
    const missing = await strimziMissing(options);
    if (missing !== undefined) throw new UserError(missing, "install what is missing");
    await mkdir(cache, { recursive: true });
    const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);
    await withLock(`${entry}.lock`, { what: `making ${basename(entry)}`, say }, async () => {
      if (!existsSync(entry)) await make(entry, env, javas);
    });
  }
  const names = (await readdir(entry)).sort();
  return Promise.all(
    names.map(async (name) => Definition.parse(JSON.parse(await readFile(join(entry, name), "utf8")))),
  );
}

/** Where a cache has the definitions of the version that `pom.xml` pins. The folder appears only when it is whole. */
async function entryIn(cache: string): Promise<string> {
  const pom = await readFile(join(folder, "pom.xml"), "utf8");
  const version = /<strimzi\.version>([\d.]+)<\/strimzi\.version>/.exec(pom)?.[1];
  if (version === undefined) throw new Error("pom.xml pins no strimzi.version");
  return join(cache, `strimzi-crds-${version}`);
}

async function make(
  entry: string,
  env: Environment,
  javas: readonly JavaDirectory[] | undefined,
): Promise<void> {
  const java = await findJava(JAVA, env, javas);
  const [mvn] = onPath("mvn", env);
  if (java === undefined || mvn === undefined) throw new Error("Java or Maven has gone");
  const logFile = `${entry}.log`;
  await rm(logFile, { force: true });
  for (const name of await readdir(dirname(entry))) {
    // Left by somebody who was killed; nobody else makes them while the lock is held.
    if (name.startsWith(`${basename(entry)}-`)) await rm(join(dirname(entry), name), { recursive: true });
  }
  const aside = await mkdtemp(`${entry}-`);
  const [jars, made] = [join(aside, "jars"), join(aside, "made")];
  const progress = startProgress(`Making ${basename(entry)}`);
  const run = async (command: string, ...args: string[]): Promise<void> => {
    const fault = await runLogged({
      command,
      args,
      cwd: aside,
      // Maven runs with the Java that was found: it may be the only one.
      env: { ...env, JAVA_HOME: dirname(dirname(java)) },
      logFile,
      onLine: (line) => progress.note(basename(line)), // of a download, the file
    });
    if (fault === undefined) return;
    throw new UserError(
      `${basename(entry)}: ${command} ${fault}. The whole output is in ${logFile}, which ends:\n${await lastLines(logFile)}`,
      "see that Maven reaches its repository",
    );
  };
  try {
    const copy = ["dependency:copy-dependencies", "-DincludeScope=runtime", `-DoutputDirectory=${jars}`];
    await run(mvn, "--batch-mode", "--strict-checksums", "-f", join(folder, "pom.xml"), ...copy);
    await run(
      java,
      ...["-cp", join(jars, "*"), "io.strimzi.crdgenerator.CrdGenerator"],
      ...[
        "--target-kube",
        "1.30+",
        "--crd-api-version",
        "v1",
        "--api-versions",
        "v1",
        "--storage-version",
        "v1",
      ],
      ...classes.map((name) => `io.strimzi.api.kafka.model.${name}=${join(made, `${name}.json`)}`),
    );
    await rename(made, entry);
  } finally {
    progress.end();
    await rm(aside, { recursive: true, force: true });
  }
}
