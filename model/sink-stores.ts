/** What the stack of a server declares for Kafka sinks: those of its own cluster, and those of clusters that report to it. */
import type { Fault } from "./faults.ts";
import { formatRetention } from "./durations.ts";
import { keyFault, type KeyPath } from "./keys.ts";
import type { ModelSettings } from "./settings.ts";
import { healthHome, type SinkSpec, sinksOf, type SinkStore, storeOf } from "./sinks.ts";
import { didYouMean, listNames } from "./suggest.ts";
import type { Application } from "./types.ts";

type Settings = Pick<
  ModelSettings,
  "source" | "role" | "environments" | "cluster" | "kafka" | "layout" | "buckets"
>;

/** The sinks of the stack's own cluster. */
export function ownSinks({ source, cluster, kafka, layout, buckets }: Settings): ReturnType<typeof sinksOf> {
  if (cluster === undefined) return { sinks: [], faults: [], findings: [] };
  const { retentionSeconds } = buckets;
  return sinksOf(kafka, { source, environment: cluster, layout, retentionSeconds });
}

/** Applications that sinks write to, and that their environment does not have: nothing would declare the bucket. */
export function sinkHomeFaults(
  { source, environments, cluster, kafka }: Settings,
  applications: readonly Application[],
): readonly Fault[] {
  const told = (path: KeyPath, environment: string, home: string | undefined): Fault[] => {
    const known = applications
      .filter((application) => application.environments.includes(environment))
      .map(({ name }) => name);
    if (!known.includes(healthHome)) {
      const mend = `enable it in environment \`${environment}\`: its bucket is where sinks tell how they are`;
      const expected = `application \`${healthHome}\` beside Kafka sinks`;
      return [keyFault(source, path, { found: `no application \`${healthHome}\``, expected, mend })];
    }
    if (home === undefined || known.includes(home)) return [];
    return [
      keyFault(source, [...path, "home"], {
        found: `\`${home}\`, which is no application of environment \`${environment}\``,
        expected: `one of ${listNames(known)}${didYouMean(home, known)}`,
        mend: `correct the name in ${source.file}, or enable the application`,
      }),
    ];
  };
  return [
    ...kafka.sinks.flatMap(({ name, home }) =>
      cluster === undefined ? [] : told(["kafka", "sinks", name], cluster, home),
    ),
    ...environments.flatMap(({ name: environment, sinks = [] }, index) =>
      sinks.flatMap(({ name, home }) => told(["environments", index, "sinks", name], environment, home)),
    ),
  ];
}

/**
 * Buckets and tokens of all sinks that write to this server, one of each; and where two disagree.
 * @param sinks Of {@link ownSinks}.
 */
export function sinkStores(
  sinks: readonly SinkSpec[],
  { source, environments, layout, buckets }: Settings,
): {
  readonly stores: readonly SinkStore[];
  readonly faults: readonly Fault[];
} {
  const own = sinks.map(({ name, store }) => ({ store, path: ["kafka", "sinks", name] }));
  const listed = environments.flatMap(({ name: environment, sinks = [] }, index) =>
    sinks.map(({ retentionSeconds = buckets.retentionSeconds, ...sink }) => ({
      store: storeOf({ ...sink, environment, retentionSeconds, layout }),
      path: ["environments", index, "sinks", sink.name],
    })),
  );
  const stores: SinkStore[] = [];
  const faults: Fault[] = [];
  for (const { store, path } of [...own, ...listed]) {
    // What the stack says of its own sink goes before what it says of its environment.
    if (stores.some(({ token }) => token.name === store.token.name)) continue;
    const other = stores.find(({ bucket, own: its }) => bucket === store.bucket && its !== undefined);
    const [mine, theirs] = [store.own?.retentionSeconds, other?.own?.retentionSeconds];
    if (mine !== undefined && theirs !== undefined && mine !== theirs) {
      faults.push(
        keyFault(source, path, {
          found: `retention ${formatRetention(mine)} for bucket \`${store.bucket}\`, which another sink gives ${formatRetention(theirs)}`,
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
