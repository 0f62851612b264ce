/**
 * Secrets for the secret store of InfluxDB: `monitoring:secrets`. Their values never meet the schema, whose faults show
 * what they found; what can be wrong with them is told here, without a value.
 */
import type { Fault } from "../model/faults.ts";
import { keyFault, keyText, namespace, removeCommand, shellWord } from "../model/keys.ts";
import type { ConfigurationSource } from "../model/settings.ts";
import { didYouMean, listNames, suggest } from "../model/suggest.ts";
import type { PartialConfiguration } from "./partial.ts";
import { encrypted, isMap, type RawConfiguration } from "./raw.ts";
import { secretKey } from "./secrets.ts";

/** The secrets that a stack file gives. */
export interface GivenSecrets {
  /** Keys that were accepted, for the model. */
  readonly keys: readonly string[];
  /** All keys that are there, also those with a fault; undefined where they cannot be known. */
  readonly names: readonly string[] | undefined;
  readonly faults: readonly Fault[];
}

/** The command that asks for a secret and sets it. It takes no value, so that none stays in the history of a shell. */
export function setSecret(source: ConfigurationSource, key: string): string {
  return `pulumi config set --secret --path ${shellWord(keyText(["secrets", key]))} --stack ${source.stack}`;
}

export function secretsOf({ source, values, faults: unread }: RawConfiguration): GivenSecrets {
  const given = values.get("secrets");
  if (given === undefined) {
    // A misspelt namespace, or a file that could not be read, may hold them.
    return { keys: [], names: unread.length === 0 ? [] : undefined, faults: [] };
  }
  if (!isMap(given.value)) {
    const single = given.value === encrypted ? "one secret" : Array.isArray(given.value) ? "a list" : "text";
    const fault = keyFault(source, ["secrets"], {
      found: `${single} in place of a map`,
      expected: "a map from keys to secrets",
      mend: `${removeCommand(source, ["secrets"])}, then ${setSecret(source, "<key>")} for each`,
    });
    return { keys: [], names: undefined, faults: [fault] };
  }
  const plain = new Set(given.secret ? (given.plain ?? []) : Object.keys(given.value));
  const checked = Object.entries(given.value).map(
    ([key, value]) => [key, secretFault(source, key, value, plain.has(key))] as const,
  );
  return {
    keys: checked.filter(([, fault]) => fault === undefined).map(([key]) => key),
    names: checked.map(([key]) => key),
    faults: checked.flatMap(([, fault]) => fault ?? []),
  };
}

function secretFault(
  source: ConfigurationSource,
  key: string,
  value: unknown,
  plain: boolean,
): Fault | undefined {
  const path = ["secrets", key];
  const form = secretKey.safeParse(key);
  if (!form.success) {
    return keyFault(source, path, {
      found: `the key ${JSON.stringify(key)}`,
      expected: form.error.issues[0]?.message ?? "another name",
      mend: `rename it in ${source.file}`,
    });
  }
  const wrong = (found: string, mend = setSecret(source, key)): Fault =>
    keyFault(source, path, { found, expected: "a secret that is not empty", mend });
  if (value === null || value === undefined) return wrong("nothing");
  if (typeof value === "object") {
    return wrong(
      Array.isArray(value) ? "a list" : "a map",
      `${removeCommand(source, path)}, then ${setSecret(source, key)}`,
    );
  }
  // The engine opens secrets as texts: whatever else is there was not one.
  if (plain || typeof value !== "string") {
    return wrong(
      "a value in plain text",
      `${setSecret(source, key)}; whoever has read the file has the secret: make a new one`,
    );
  }
  if (value === "" || value !== value.trim())
    return wrong("a secret that is empty or has blanks at its ends");
  return undefined;
}

/** What is wrong with the name of a secret at `path`, as far as the form of the name is right. */
export function checkSecretName(
  name: string | undefined,
  path: readonly string[],
  given: GivenSecrets,
  { source, partial }: { readonly source: ConfigurationSource; readonly partial: PartialConfiguration },
): Fault[] {
  const known = given.names;
  if (name === undefined || known === undefined || known.includes(name)) return [];
  // A misspelt `monitoring:secrets` is a fault already.
  if (known.length === 0 && partial.faulty("secrets")) return [];
  const expected = `a key of ${namespace}:secrets; there are ${listNames(known)}${didYouMean(name, known)}`;
  // Routing keys and tokens look like names too: one that was put here is not shown.
  if (/[A-Za-z0-9]{20}/.test(name) && /\d/.test(name)) {
    return [
      keyFault(source, path, {
        found: `a text that is no key of ${namespace}:secrets, not shown because it may be a secret itself`,
        expected,
        mend: `${setSecret(source, "<key>")}, then name that key in ${keyText(path)}`,
      }),
    ];
  }
  const set = setSecret(source, name);
  return [
    keyFault(source, path, {
      found: `\`${name}\`, which ${namespace}:secrets does not have`,
      expected,
      mend: suggest(name, known) === undefined ? set : `correct the name in ${source.file}, or ${set}`,
    }),
  ];
}
