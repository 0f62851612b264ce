/** Buckets: one per application, the internal ones of the tasks, and extra ones from the stack file. */
import { compare, nameExpectation } from "./applications.ts";
import type { Fault } from "./faults.ts";
import { downsampledBuckets } from "./downsampling.ts";
import { describeValue, keyFault, type KeyPath, removeCommand } from "./keys.ts";
import type { BucketOverride, ModelSettings } from "./settings.ts";
import type { SinkStore } from "./sinks.ts";
import { didYouMean, listNames } from "./suggest.ts";
import type { Application, BucketSpec } from "./types.ts";

/** Bucket of what the tasks found, over all applications: points of minutes, read by the alerts. */
export const multiapp = "multiapp_";
/** Bucket of the alerts that were sent, so that none is sent twice. */
export const alerted = "alerted_";

const internal = [
  { name: multiapp, description: "What the tasks found, over all applications" },
  { name: alerted, description: "Alerts that were sent" },
] as const;

/** Buckets of what belongs to no application, and alerts read. An application or extra bucket of that name stands in. */
const infrastructure = [
  { name: "events", description: "Webhooks, audits and what scripts found" },
  {
    name: "kubernetes",
    description: "What Kubernetes says of itself: kube-state-metrics, cadvisor, API server",
  },
  { name: "monitoring", description: "What InfluxDB says of itself" },
] as const;

/** Names of the buckets of what belongs to no application. */
export const infrastructureBuckets: readonly string[] = infrastructure.map(({ name }) => name);

/** Buckets such as `_tasks`, which InfluxDB makes and keeps. */
export function isOfInfluxDB(bucket: string): boolean {
  return bucket.startsWith("_");
}

/** Buckets of InfluxDB and those of the tasks: no application can have such a name, and what they hold is of none. */
export function isOfNoApplication(bucket: string): boolean {
  return isOfInfluxDB(bucket) || bucket.endsWith("_");
}

/** Names of the internal buckets. */
export const internalBuckets: readonly string[] = internal.map(({ name }) => name);

/** What {@link bucketsOf} needs of the settings. */
type Settings = Pick<
  ModelSettings,
  "source" | "role" | "buckets" | "layout" | "downsampling" | "namesComplete"
>;

/**
 * What was sent is remembered at least this long: a condition that lasts is told again after a day, and what is forgotten
 * before that would be told as new.
 */
const leastRemembered = 7 * 86_400;

/**
 * Every bucket, sorted by name, with the overrides of the stack file. A faulty one is left out.
 * @param stores Where Kafka sinks write.
 */
export function bucketsOf(
  applications: readonly Application[],
  stores: readonly SinkStore[],
  settings: Settings,
): { readonly buckets: readonly BucketSpec[]; readonly faults: readonly Fault[] } {
  const { source, buckets: declared } = settings;
  const faults: Fault[] = [];
  const buckets = new Map<string, BucketSpec>();
  for (const { name, description } of internal) {
    const { internalRetentionSeconds, allowDataLoss } = declared;
    const retentionSeconds =
      name === alerted && internalRetentionSeconds > 0
        ? Math.max(internalRetentionSeconds, leastRemembered)
        : internalRetentionSeconds;
    buckets.set(name, { name, kind: "internal", description, retentionSeconds, allowDataLoss });
  }

  const { retentionSeconds, allowDataLoss } = declared;
  if (settings.layout.kind === "shared") {
    const name = settings.layout.bucket;
    const description = "Points of all applications";
    buckets.set(name, { name, kind: "shared", description, retentionSeconds, allowDataLoss });
  } else {
    for (const { name: application, bucket: name } of applications) {
      const description = `Points of application ${application}`;
      buckets.set(name, { name, kind: "application", description, retentionSeconds, allowDataLoss });
    }
  }

  for (const [name, extra] of declared.extra) {
    const path = ["buckets", "extra", name];
    const expected = nameExpectation(name);
    const taken = buckets.get(name);
    if (expected !== undefined) {
      const mend = `rename it in ${source.file}`;
      faults.push(keyFault(source, path, { found: `bucket name ${describeValue(name)}`, expected, mend }));
    } else if (taken !== undefined) {
      faults.push(
        keyFault(source, path, {
          found: `bucket \`${name}\`, which is also ${owner(name, taken.kind, applications)}`,
          expected: "an extra bucket with a name of its own",
          mend: `rename it, or move its settings to monitoring:buckets.overrides.${name}, in ${source.file}`,
        }),
      );
    } else {
      const description = "Declared by the stack file";
      buckets.set(
        name,
        overlay({ name, kind: "extra", description, retentionSeconds, allowDataLoss }, extra),
      );
    }
  }

  for (const { name, description } of infrastructure) {
    if (buckets.has(name)) continue;
    buckets.set(name, { name, kind: "infrastructure", description, retentionSeconds, allowDataLoss });
  }

  for (const { bucket: name, own } of stores) {
    if (own === undefined) continue;
    const taken = buckets.get(name);
    if (taken === undefined) {
      buckets.set(name, { name, ...own, kind: "sink", allowDataLoss });
    } else if (taken.kind !== "sink") {
      const path = ["kafka", "sinks"];
      faults.push(
        keyFault(source, path, {
          found: `a sink into bucket \`${name}\`, which is also ${owner(name, taken.kind, applications)}`,
          expected: "a bucket that nothing else declares, or the application as its `home`",
          mend: `give the sink another \`bucket\` in ${source.file}`,
        }),
      );
    }
  }

  for (const bucket of downsampledBuckets(settings)) {
    if (!buckets.has(bucket.name)) buckets.set(bucket.name, bucket);
  }

  faults.push(...applyOverrides(buckets, applications, settings));
  return { buckets: [...buckets.values()].sort((a, b) => compare(a.name, b.name)), faults };
}

function owner(name: string, kind: BucketSpec["kind"], applications: readonly Application[]): string {
  if (kind === "extra") return "an extra bucket";
  if (kind === "infrastructure") return "the bucket of what belongs to no application";
  if (kind !== "application") return kind === "shared" ? "the shared bucket" : "an internal bucket";
  return `the bucket of application \`${applications.find(({ bucket }) => bucket === name)?.name ?? name}\``;
}

/** Changes `buckets` as the overrides say. An override names an application or a bucket: both lead to one bucket. */
function applyOverrides(
  buckets: Map<string, BucketSpec>,
  applications: readonly Application[],
  { source, buckets: declared, namesComplete }: Settings,
): Fault[] {
  const faults: Fault[] = [];
  const byApplication = new Map(applications.map(({ name, bucket }) => [name, bucket]));
  const overridden = new Map<string, string>();
  for (const [key, override] of declared.overrides) {
    const path: KeyPath = ["buckets", "overrides", key];
    const name = byApplication.get(key) ?? key;
    const bucket = buckets.get(name);
    const first = overridden.get(name);
    if (bucket === undefined) {
      if (namesComplete) faults.push(unknownOverride(key, path));
    } else if (bucket.kind === "extra") {
      faults.push(
        keyFault(source, path, {
          found: `an override of the extra bucket \`${name}\``,
          expected: "overrides of application and internal buckets only",
          mend: `move it to monitoring:buckets.extra.${name} in ${source.file}`,
        }),
      );
    } else if (first !== undefined) {
      faults.push(
        keyFault(source, path, {
          found: `a second override of bucket \`${name}\`; the first is \`${first}\``,
          expected: "one override per bucket, by its application's name or its own",
          mend: `put both into one: ${removeCommand(source, path)}`,
        }),
      );
    } else {
      overridden.set(name, key);
      buckets.set(name, overlay(bucket, override));
    }
  }
  return faults;

  function unknownOverride(key: string, path: KeyPath): Fault {
    const known = [...applications.map(({ name }) => name), ...internalBuckets];
    return keyFault(source, path, {
      found: `\`${key}\`, which is neither an application nor a bucket of this stack`,
      expected: `one of ${listNames(known)}${didYouMean(key, known)}`,
      mend: `correct the name in ${source.file}, or remove it: ${removeCommand(source, path)}`,
    });
  }
}

function overlay(bucket: BucketSpec, override: BucketOverride): BucketSpec {
  const given = Object.entries(override).filter(([, value]) => value !== undefined);
  return { ...bucket, ...Object.fromEntries(given) };
}
