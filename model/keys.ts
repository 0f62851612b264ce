/** How faults speak of configuration keys: where they stand, and the command that sets them. */
import type { Fault } from "./faults.ts";
import type { ConfigurationSource } from "./settings.ts";

/** Namespace of all configuration of the program; equals the project name in Pulumi.yaml. */
export const namespace = "monitoring";

/** Steps from the namespace to a value: key, then names of maps and places in lists. */
export type KeyPath = readonly (string | number)[];

/** A key as `pulumi config set --path` takes it: `monitoring:buckets.extra["a.b"].retention`. */
export function keyText(path: KeyPath): string {
  const [key, ...steps] = path;
  const rest = steps.map((step) => {
    if (typeof step === "number") return `[${step}]`;
    return /^[A-Za-z_][\w-]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  return `${namespace}:${key ?? ""}${rest.join("")}`;
}

/** `Pulumi.roundtable.yaml: monitoring:buckets.retention`. */
export function whereKey(source: ConfigurationSource, path: KeyPath): string {
  return path.length === 0 ? source.file : `${source.file}: ${keyText(path)}`;
}

/** The command that sets a key to `value`. */
export function setCommand(source: ConfigurationSource, path: KeyPath, value: string): string {
  return `pulumi config set ${pathFlag(path)}${shellWord(value)} --stack ${source.stack}`;
}

/** The command that removes a key. */
export function removeCommand(source: ConfigurationSource, path: KeyPath): string {
  return `pulumi config rm ${pathFlag(path)}--stack ${source.stack}`;
}

function pathFlag(path: KeyPath): string {
  return path.length > 1 ? `--path ${shellWord(keyText(path))} ` : `${shellWord(keyText(path))} `;
}

/** A word for a POSIX shell, quoted only where it has to be. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A value as the user may recognise it, short. Not for secrets. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return "a map";
  const text = JSON.stringify(value);
  const shown = text.length > 80 ? `${text.slice(0, 77)}…` : text;
  return typeof value === "string" ? shown : `the ${typeof value} ${shown}`;
}

/** A fault at a key, for checks that know the source. */
export function keyFault(source: ConfigurationSource, path: KeyPath, fault: Omit<Fault, "where">): Fault {
  return { where: whereKey(source, path), ...fault };
}
