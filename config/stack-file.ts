/** Stack files read without the engine, for commands that need no engine. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { compare } from "../model/applications.ts";
import { describeValue } from "../model/keys.ts";
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
  return rawConfiguration(all, source);
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
