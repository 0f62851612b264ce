/** Finding a Java that is new enough: the default one of a machine is often older than others beside it. */
import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Environment, onPath } from "../../../tools/toolchain/find.ts";

/** A directory that holds one Java a folder, with the way from there to its home. */
export type JavaDirectory = readonly [directory: string, home: string];

/** Where the packages of systems put them. */
const USUAL: readonly JavaDirectory[] = [
  ["/usr/lib/jvm", ""],
  ["/Library/Java/JavaVirtualMachines", "Contents/Home"],
];

/** Path of the first Java of that major version or a later one: by `JAVA_HOME`, on `PATH`, in `usual`. */
export async function findJava(
  minimum: number,
  env: Environment,
  usual: readonly JavaDirectory[] = USUAL,
): Promise<string | undefined> {
  const home = env["JAVA_HOME"];
  const paths = home === undefined || home === "" ? [] : [join(home, "bin", "java")];
  paths.push(...onPath("java", env));
  for (const [directory, rest] of usual) {
    const names = await readdir(directory).catch((): string[] => []);
    paths.push(...names.sort().map((name) => join(directory, name, rest, "bin", "java")));
  }
  for (const path of paths) {
    const major = await majorOf(path);
    if (major !== undefined && major >= minimum) return path;
  }
  return undefined;
}

/** The major version of a Java; undefined if it is none that works. */
async function majorOf(path: string): Promise<number | undefined> {
  try {
    const { stderr } = await promisify(execFile)(path, ["-version"], { timeout: 20_000 });
    const major = /version "(\d+)/.exec(stderr)?.[1];
    return major === undefined ? undefined : Number(major);
  } catch {
    return undefined;
  }
}
