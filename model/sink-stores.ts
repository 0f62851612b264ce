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
  settings: Settings,
): {
  readonly stores: readonly SinkStore[];
  readonly faults: readonly Fault[];
} {
  const { source } = settings;
  const stores: SinkStore[] = [];
  const faults: Fault[] = [];
  const owners = new Map<string, Named>();
  for (const { name, environment, store, path } of named(sinks, settings)) {
    const first = owners.get(store.token.name);
    if (first !== undefined) {
      // What the stack says of its own sink goes before what it says of its environment.
      if (first.name !== name) faults.push(sameToken(source, path, store, [{ name, environment }, first]));
      continue;
    }
    owners.set(store.token.name, { name, environment });
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

/** The key of the first sink that has this bucket of its own, whose `retention` is the bucket's; undefined if none has. */
export function sinkOfBucket(
  bucket: string,
  sinks: readonly SinkSpec[],
  settings: Pick<Settings, "environments" | "layout" | "buckets">,
): KeyPath | undefined {
  return named(sinks, settings).find(({ store }) => store.own !== undefined && store.bucket === bucket)?.path;
}

/** All sinks that write to this server, its own cluster's first, and where each is told. */
function named(
  own: readonly SinkSpec[],
  { environments, layout, buckets }: Pick<Settings, "environments" | "layout" | "buckets">,
): readonly (Named & { readonly store: SinkStore; readonly path: KeyPath })[] {
  return [
    ...own.map(({ name, environment, store }) => ({
      ...{ name, environment, store },
      path: ["kafka", "sinks", name],
    })),
    ...environments.flatMap(({ name: environment, sinks = [] }, index) =>
      sinks.map(({ retentionSeconds = buckets.retentionSeconds, ...sink }) => ({
        ...{ name: sink.name, environment },
        store: storeOf({ ...sink, environment, retentionSeconds, layout }),
        path: ["environments", index, "sinks", sink.name],
      })),
    ),
  ];
}

/** Whose sink it is: the name of its token is put together of both. */
type Named = Pick<SinkSpec, "name" | "environment">;

/** The sink of a client finds its token by that name, so it cannot be told apart by another one. */
function sameToken(
  source: Settings["source"],
  path: KeyPath,
  { token }: SinkStore,
  [one, other]: readonly [Named, Named],
): Fault {
  const called = ({ name, environment }: Named) => `sink \`${name}\` of environment \`${environment}\``;
  return keyFault(source, path, {
    found: `${called(one)}, whose token is \`${token.name}\`, as is that of ${called(other)}`,
    expected: "`sink-<environment>-<sink>` once: each sink has a token of its own",
    mend: `give one of the two another name, here in ${source.file} and in the stack file of its cluster`,
  });
}
