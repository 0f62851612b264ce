/** Stack files read without the engine, for commands that need no engine. */
import { existsSync, readdirSync } from "node:fs";
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

/**
 * Reads `Pulumi.<stack>.yaml` of the project. Secrets stay closed. What else the engine would add (an ESC environment,
 * defaults in Pulumi.yaml) is not seen; this project uses neither.
 */
export function readStackFile(root: string, stack: string): RawConfiguration {
  const source = { stack, file: `Pulumi.${stack}.yaml` };
  const file = readYaml(join(root, source.file), source.file, {
    expected: "the configuration of the stack",
    mend: "correct the name of the stack, or add the file",
  });
  if ("fault" in file) return { source, values: new Map(), faults: [file.fault] };

  const config = isMap(file.value) ? (file.value["config"] ?? {}) : file.value;
  if (config !== undefined && !isMap(config)) {
    const fault = {
      where: source.file,
      found: describeValue(config),
      expected: "a map `config` with keys such as `monitoring:role`",
      mend: "correct the file",
    };
    return { source, values: new Map(), faults: [fault] };
  }
  const all = new Map(Object.entries(config ?? {}).map(([key, value]) => [key, closeSecrets(value)]));
  const raw = rawConfiguration(all, source);
  return { ...raw, faults: [...raw.faults, ...outsideConfig(file.value, source.file)] };
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

/** The same for the file of a stack that the engine reads; none where it has no file. */
export function unreadKeys(root: string, stack: string): readonly Fault[] {
  const shown = `Pulumi.${stack}.yaml`;
  const path = join(root, shown);
  if (!existsSync(path)) return [];
  const file = readYaml(path, shown, { expected: "the configuration of the stack", mend: "add the file" });
  return "fault" in file ? [] : outsideConfig(file.value, shown);
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
