/** What agents need to know and nobody else may: keys of Secrets of the cluster, under names of the stack file. */
import { z } from "zod";
import { keyFault, type KeyPath } from "../model/keys.ts";
import type { Fault } from "../model/faults.ts";
import type { ConfigurationSource } from "../model/settings.ts";
import { didYouMean, listNames } from "../model/suggest.ts";
import type { Credentials } from "../telegraf/pod.ts";
import { keyOfSecret, kubernetesName } from "./pods.ts";

const nameForm = "a name: lower-case letters, digits and `-`";

/** The name of a credential where one is asked for; never the secret itself. */
export const credential = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/, { error: nameForm })
  .meta({
    expects: "the name of one of the `credentials`",
    closed:
      "put it into a Secret of the cluster, and name that under `credentials`; whoever has read the file has it",
  });

export const credentials = z
  .record(
    z.string().regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/, { error: nameForm }),
    z
      .strictObject({
        secret: kubernetesName.meta({
          description: "Name of a Secret in the same namespace.",
          expects: "the name of a Secret",
          example: "vault-credentials",
          required: true,
        }),
        key: keyOfSecret.meta({
          description: "Key of that Secret.",
          example: "token",
          required: true,
        }),
      })
      .meta({ expects: "a map with `secret` and `key`" }),
  )
  .prefault({})
  .meta({
    description:
      "Tokens, passwords and certificates of authorities, by names for this file; each a key of a Secret that is on the cluster. Pods get them as files or environment.",
    expects: "a map from names to Secrets and their keys",
    names: "credential",
  });

/** A use of a credential: where the stack file says its name. */
export interface CredentialUse {
  readonly path: KeyPath;
  readonly name: string | undefined;
}

/** A fault for each use of a credential that there is not. */
export function credentialFaults(
  source: ConfigurationSource,
  at: KeyPath,
  known: Credentials,
  uses: readonly CredentialUse[],
): readonly Fault[] {
  const names = Object.keys(known);
  return uses.flatMap(({ path, name }) => {
    if (name === undefined || names.includes(name)) return [];
    const found = names.length === 0 ? "none are" : `one of ${listNames(names)}${didYouMean(name, names)}`;
    return [
      keyFault(source, path, {
        found: `\`${name}\`, which is no credential`,
        expected: `the name of a credential; declared ${names.length === 0 ? found : `is ${found}`}`,
        mend: `add it under monitoring:${at.join(".")}.credentials in ${source.file}, with the Secret and the key that hold it`,
      }),
    ];
  });
}
