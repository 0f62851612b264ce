/** What a stack file says of buckets. */
import { z } from "zod";
import type { Fault } from "../model/faults.ts";
import { describeValue, keyFault, removeCommand, setCommand } from "../model/keys.ts";
import type { BucketOverride, BucketSettings, ConfigurationSource, Layout } from "../model/settings.ts";
import { onOff, retention, text } from "./forms.ts";

const lossMeaning =
  "Whether a bucket may be deleted while it holds points, and its retention shortened while it holds older ones.";

const allowDataLoss = onOff.optional().meta({
  description: lossMeaning,
  expects: "`true` or `false`",
  example: "true",
  fallback: "`buckets.allowDataLoss`",
});

const description = z.string().optional().meta({
  description: "Description of the bucket, for people.",
  expects: "text",
  example: "Points of the portal",
  fallback: "told by its kind",
});

const defaultShared = "applications";

export const buckets = z
  .strictObject({
    retention: retention
      .prefault("7d")
      .meta({ description: "How long application buckets keep their points." }),
    internalRetention: retention.prefault("1h").meta({
      description:
        "How long the internal buckets `multiapp_` and `alerted_` keep theirs; `alerted_` at least a week, so that nothing is told twice.",
      example: "1h",
    }),
    allowDataLoss: onOff
      .prefault(false)
      .meta({ description: lossMeaning, expects: "`true` or `false`", example: "true" }),
    layout: z.enum(["applications", "shared"]).prefault("applications").meta({
      description:
        "`applications`: a bucket for each application. `shared`: one for all of them, whose points carry an `application` tag.",
      expects: "`applications` or `shared`",
      example: "shared",
    }),
    shared: text("the name of a bucket").optional().meta({
      description: "Name of the one bucket of `layout: shared`.",
      expects: "the name of a bucket",
      example: "points",
      fallback: defaultShared,
    }),
    overrides: z
      .record(
        z.string(),
        z
          .strictObject({
            retention: retention
              .optional()
              .meta({ description: "Retention of this bucket.", fallback: "that of its kind" }),
            description,
            allowDataLoss,
          })
          .meta({ expects: "a map with `retention`, `description` or `allowDataLoss`" }),
      )
      .prefault({})
      .meta({
        description: "Changes to single buckets, by the name of the application or of the bucket.",
        expects: "a map from application or bucket names to settings",
        names: "application or bucket",
      }),
    extra: z
      .record(
        z.string(),
        z
          .strictObject({
            retention: retention
              .optional()
              .meta({ description: "Retention of this bucket.", fallback: "`buckets.retention`" }),
            description,
            allowDataLoss,
          })
          .meta({ expects: "a map with `retention`, `description` or `allowDataLoss`, or `{}`" }),
      )
      .prefault({})
      .meta({
        description: "Buckets besides those of the applications; agents may write them.",
        expects: "a map from bucket names to settings",
        names: "bucket",
      }),
  })
  .prefault({})
  .meta({ description: "Buckets.", expects: "a map of bucket settings" });

type Buckets = z.output<typeof buckets>;

export function bucketSettings(given: Buckets): BucketSettings {
  const overridesOf = (map: Buckets["overrides"]): ReadonlyMap<string, BucketOverride> =>
    new Map(
      Object.entries(map).map(([name, override]) => [
        name,
        {
          retentionSeconds: override.retention,
          description: override.description,
          allowDataLoss: override.allowDataLoss,
        },
      ]),
    );
  return {
    retentionSeconds: given.retention,
    internalRetentionSeconds: given.internalRetention,
    allowDataLoss: given.allowDataLoss,
    overrides: overridesOf(given.overrides),
    extra: overridesOf(given.extra),
  };
}

export function layoutOf({ layout, shared }: Buckets): Layout {
  return layout === "shared" ? { kind: "shared", bucket: shared ?? defaultShared } : { kind: "applications" };
}

/** A name of a shared bucket where there is none. Asked only where the layout itself is no fault. */
export function checkLayout({ layout, shared }: Buckets, source: ConfigurationSource): Fault[] {
  if (layout === "shared" || shared === undefined) return [];
  const path = ["buckets", "shared"];
  return [
    keyFault(source, path, {
      found: `${describeValue(shared)}, without \`layout: shared\``,
      expected: "a name only with `layout: shared`; the buckets of applications are named after these",
      mend: `${setCommand(source, ["buckets", "layout"], "shared")}, or ${removeCommand(source, path)}`,
    }),
  ];
}
