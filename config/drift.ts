/** What a stack file says of drift runs: the objects on the server that are none of the stack's business. */
import { z } from "zod";

/**
 * Kinds of objects inside InfluxDB, as the provider calls them. Spelt out once more, because config/ knows no provider;
 * a test holds both lists against each other.
 */
export const objectKinds = [
  "Organization",
  "User",
  "OrganizationMembership",
  "Secret",
  "Bucket",
  "Dbrp",
  "Task",
  "Authorization",
  "LegacyAuthorization",
  "Label",
  "Variable",
  "TelegrafConfig",
  "Scraper",
  "Remote",
  "Replication",
  "Dashboard",
  "Check",
  "NotificationEndpoint",
  "NotificationRule",
  "LabelMapping",
] as const;

const nameForm = "a name, in which `*` stands for any text";

const ignored = z
  .strictObject({
    kind: z.enum(objectKinds).meta({
      description: "Kind of the objects.",
      expects: `one of ${objectKinds.map((kind) => `\`${kind}\``).join(", ")}`,
      example: "Task",
      required: true,
    }),
    name: z.string().min(1).prefault("*").meta({
      description: "Their readable name, as `npm run drift` shows it; `*` stands for any text.",
      expects: nameForm,
      example: "nightly-*",
    }),
    reason: z.string().optional().meta({
      description: "Why they are nobody's concern, for people.",
      expects: "text",
      example: "made by the backup",
    }),
  })
  .meta({ expects: "a map with `kind` and perhaps `name` and `reason`" });

/** Objects that the stack does not declare and that are no drift. `name`: as an import takes it, `*` for any text. */
export type IgnoredObjects = z.output<typeof ignored>;

export const drift = z
  .strictObject({
    // Items are optional so that a faulty one can be taken out without moving the others: see partial.ts.
    ignore: z.array(ignored.optional()).optional().meta({
      description: "Objects on the server that the stack does not declare and that are no drift.",
      expects: "a list of maps with `kind` and perhaps `name` and `reason`",
    }),
  })
  .prefault({})
  .meta({ description: "What `npm run drift` looks at.", expects: "a map with `ignore`" });
