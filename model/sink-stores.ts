/** What the stack of a server declares for Kafka sinks: those of its own cluster, and those of clusters that report to it. */
import { bucketOf } from "./applications.ts";
import type { Fault } from "./faults.ts";
import { formatRetention } from "./durations.ts";
import { keyFault } from "./keys.ts";
import type { Layout, ModelSettings } from "./settings.ts";
import { type HealthPlace, sinksOf, type SinkStore, storeOf } from "./sinks.ts";

/** Application whose points are what agents say of themselves. */
const healthHome = "telegraf";

/** Where a sink tells how it is. */
export function healthPlace(layout: Layout): HealthPlace {
  return layout.kind === "shared"
    ? { bucket: layout.bucket, application: healthHome }
    : { bucket: bucketOf(healthHome) };
}

type Settings = Pick<
  ModelSettings,
  "source" | "role" | "environments" | "cluster" | "kafka" | "layout" | "buckets"
>;

/** The sinks of the stack's own cluster. */
export function ownSinks({ source, cluster, kafka, layout, buckets }: Settings): ReturnType<typeof sinksOf> {
  if (cluster === undefined) return { sinks: [], faults: [], findings: [] };
  const { retentionSeconds } = buckets;
  return sinksOf(kafka, { source, environment: cluster, health: healthPlace(layout), retentionSeconds });
}

/** Buckets and tokens of all sinks that write to this server, one of each; and where two disagree. */
export function sinkStores(settings: Settings): {
  readonly stores: readonly SinkStore[];
  readonly faults: readonly Fault[];
} {
  const { source, environments, layout, buckets } = settings;
  const own = ownSinks(settings).sinks.map(({ store }) => ({ store, path: ["kafka", "sinks"] }));
  const listed = environments.flatMap(({ name: environment, sinks = [] }, index) =>
    sinks.map(({ name, bucket, retentionSeconds = buckets.retentionSeconds }) => ({
      store: storeOf({
        ...{ name, environment, retentionSeconds, health: healthPlace(layout) },
        ...(bucket === undefined ? {} : { bucket }),
      }),
      path: ["environments", index, "sinks", name],
    })),
  );
  const stores: SinkStore[] = [];
  const faults: Fault[] = [];
  for (const { store, path } of [...own, ...listed]) {
    // What the stack says of its own sink goes before what it says of its environment.
    if (stores.some(({ token }) => token.name === store.token.name)) continue;
    const other = stores.find(({ bucket }) => bucket.name === store.bucket.name);
    if (other !== undefined && other.bucket.retentionSeconds !== store.bucket.retentionSeconds) {
      faults.push(
        keyFault(source, path, {
          found: `retention ${formatRetention(store.bucket.retentionSeconds)} for bucket \`${store.bucket.name}\`, which another sink gives ${formatRetention(other.bucket.retentionSeconds)}`,
          expected: "one retention for one bucket",
          mend: `give both the same in ${source.file}, or one of them another \`bucket\``,
        }),
      );
      continue;
    }
    stores.push(store);
  }
  return { stores, faults };
}
