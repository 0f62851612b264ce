/** Stack files read without the engine, for commands that need no engine. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { compare } from "../model/applications.ts";
import type { Fault } from "../model/faults.ts";
import { describeValue, namespace } from "../model/keys.ts";
import { encrypted, isMap, rawConfiguration, type RawConfiguration, type RawValue } from "./raw.ts";
import { readYaml } from "./yaml.ts";

/** Names of the stacks that have a file in the project, sorted. */
export function stackNames(root: string): readonly string[] {
  return readdirSync(root)
    .flatMap((name) => /^Pulumi\.(.+)\.ya?ml$/.exec(name)?.[1] ?? [])
    .sort(compare);
}

/** What a stack file says. */
export interface StackFile extends RawConfiguration {
  /** Those of the faults that the engine, which reads only `config`, does not see. */
  readonly beside: readonly Fault[];
}

/**
 * Reads `Pulumi.<stack>.yaml` of the project. Secrets stay closed. What else the engine would add (an ESC environment,
 * defaults in Pulumi.yaml) is not seen; this project uses neither.
 */
export function readStackFile(root: string, stack: string): StackFile {
  const source = { stack, file: `Pulumi.${stack}.yaml` };
  const file = readYaml(join(root, source.file), source.file, {
    expected: "the configuration of the stack",
    mend: "correct the name of the stack, or add the file",
  });
  if ("fault" in file) return { source, values: new Map(), faults: [file.fault], beside: [] };

  const config = isMap(file.value) ? (file.value["config"] ?? {}) : file.value;
  if (config !== undefined && !isMap(config)) {
    const fault = {
      where: source.file,
      found: describeValue(config),
      expected: "a map `config` with keys such as `monitoring:role`",
      mend: "correct the file",
    };
    return { source, values: new Map(), faults: [fault], beside: [] };
  }
  const all = new Map(Object.entries(config ?? {}).map(([key, value]) => [key, closeSecrets(value)]));
  const raw = rawConfiguration(all, source);
  const beside = outsideConfig(file.value, source.file);
  return { ...raw, faults: [...raw.faults, ...beside], beside };
}

/** Keys that stand beside `config`, where neither the engine nor we look for them: the end of a file is there. */
function outsideConfig(file: unknown, shown: string): readonly Fault[] {
  if (!isMap(file) || !("config" in file)) return [];
  return Object.keys(file)
    .filter((key) => key.startsWith(`${namespace}:`))
    .map((key) => ({
      where: `${shown}: ${key}`,
      found: "a key beside `config`, which nobody reads",
      expected: "it under `config`, indented",
      mend: `move it there in ${shown}`,
    }));
}

function closeSecrets(value: unknown): RawValue {
  let secret = false as boolean;
  const close = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(close);
    if (!isMap(part)) return part;
    const entries = Object.entries(part);
    if (entries.length === 1 && typeof part["secure"] === "string") {
      secret = true;
      return encrypted;
    }
    return Object.fromEntries(entries.map(([key, inner]) => [key, close(inner)]));
  };
  const closed = close(value);
  if (!secret || !isMap(closed)) return { value: closed, secret };
  const plain = Object.keys(closed).filter((key) => closed[key] !== encrypted);
  return plain.length === 0 ? { value: closed, secret } : { value: closed, secret, plain };
}
