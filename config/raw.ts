/** Configuration as it was found, from the engine or from a stack file, in one shape. */
import type { Fault } from "../model/faults.ts";
import { keyFault, keyText, type KeyPath, namespace } from "../model/keys.ts";
import type { ConfigurationSource } from "../model/settings.ts";
import { suggest } from "../model/suggest.ts";
import { valueDoc } from "./keys.ts";

/** Stands where a secret is that cannot be read here. */
export const encrypted = "(encrypted)";

/** A value with its secrets opened (engine) or replaced by {@link encrypted} (file). */
export interface RawValue {
  readonly value: unknown;
  /** Whether it is a secret, or has one inside. */
  readonly secret: boolean;
  /** Keys of a map that are written in plain text beside secrets. The engine does not tell; the file does. */
  readonly plain?: readonly string[];
}

export interface RawConfiguration {
  readonly source: ConfigurationSource;
  /** By key without the namespace. */
  readonly values: ReadonlyMap<string, RawValue>;
  readonly faults: readonly Fault[];
}

/**
 * Takes what is under `monitoring:` out of all configuration, in the shape of the YAML file: the engine hands maps
 * and lists over as JSON text, and everything else as text.
 *
 * @param all Values by full key, e.g. `monitoring:role`.
 */
export function rawConfiguration(
  all: ReadonlyMap<string, RawValue>,
  source: ConfigurationSource,
): RawConfiguration {
  const values = new Map<string, RawValue>();
  const faults: Fault[] = [];
  for (const [fullKey, { value, secret, ...rest }] of all) {
    const colon = fullKey.indexOf(":");
    // A key without a namespace is one of the project, whose name ours is.
    const space = colon < 0 ? namespace : fullKey.slice(0, colon);
    const key = fullKey.slice(colon + 1);
    if (space !== namespace) {
      if (suggest(space, [namespace]) !== undefined && valueDoc([key]) !== undefined) {
        faults.push({
          where: `${source.file}: ${fullKey}`,
          found: `the namespace \`${space}\``,
          expected: `\`${namespace}:${key}\`; did you mean that?`,
          mend: `rename it in ${source.file}`,
        });
      }
      continue;
    }
    // A key with nothing behind it, as when all below it is commented out; the engine makes empty text of it.
    if (value === null || value === undefined || value === "") continue;
    if (secret && key !== "token" && key !== "secrets" && valueDoc([key]) !== undefined)
      faults.push(needlessSecret([key], source));
    else values.set(key, { value: inShape(key, value), secret, ...rest });
  }
  return { source, values, faults };
}

function inShape(key: string, value: unknown): unknown {
  if (valueDoc([key])?.kind === "value") {
    return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
  }
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Only these may be one: everything else ends up in names and plain properties, where it would not stay secret. */
function needlessSecret(path: KeyPath, source: ConfigurationSource): Fault {
  return keyFault(source, path, {
    found: "a secret",
    expected: `a plain value; of all configuration only \`${namespace}:token\` and \`${namespace}:secrets\` are kept secret`,
    mend:
      path[0] === "alerts"
        ? `put the secret under ${namespace}:secrets, and its key into ${keyText(path)} as it is`
        : `write the value of ${keyText(path)} into ${source.file} as it is`,
  });
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
