/** What a stack file says of secrets, and how other parts of it name one. Their values are checked in secret-store.ts. */
import { z } from "zod";
import { nameKey } from "./forms.ts";

/** Name of a secret, as the secret store has it. */
export const secretKey = nameKey("a secret");

export const secrets = z
  .record(
    secretKey,
    z.string().optional().meta({
      description:
        "Value; a secret (`pulumi config set --secret --path 'monitoring:secrets[\"ops-url\"]'`), not empty.",
      expects: "a secret",
      fallback: "none; every key that is there needs one",
    }),
  )
  .optional()
  .meta({
    description:
      "Secrets of the organization, for channels, the heartbeat and Flux of your own; of a client without `server.stack`, tokens of its sinks.",
    expects: "a map from keys to secrets",
    names: "secret",
  });

/** A value that names a secret. `closed`: what stands there may be the secret itself, and is not shown. */
export const secretName = nameKey("a secret").optional().meta({
  expects: "a key of `monitoring:secrets`",
  example: "ops-url",
  closed: true,
});
