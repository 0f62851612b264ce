/** Which bucket a point belongs to: by the application, or extra bucket, that a collector names as its home. */
import { bucketOf } from "../model/applications.ts";
import type { Fault } from "../model/faults.ts";
import type { Layout } from "../model/settings.ts";
import { didYouMean, listNames } from "../model/suggest.ts";

/** What there is to write to. */
export interface Placement {
  readonly layout: Layout;
  /** Applications of this cluster, as the environment files name them. */
  readonly applications: readonly string[];
  /** Names of all buckets that agents may write. */
  readonly buckets: readonly string[];
  /** Whose points those of a namespace are, beside the application of that name. @default {@link labNamespaces} */
  readonly namespaces?: readonly NamespaceRule[];
  /** Home of the points of namespaces that belong to nobody. @default `kubernetes` */
  readonly fallback?: string;
}

/** Whose points those of a namespace are. */
export interface NamespaceRule {
  /** Name of the namespace, or its beginning and a `*`. */
  readonly namespace: string;
  /** Application or extra bucket. Extra buckets keep labs apart from the application's own pods. */
  readonly home: string;
}

/** Labs and file servers of Nublado, which have namespaces of their own. */
export const labNamespaces: readonly NamespaceRule[] = [
  { namespace: "nublado-*", home: "nublado" },
  { namespace: "fileservers", home: "nublado" },
];

export const fallbackHome = "kubernetes";

/** Where the points of a home go. */
export interface Destination {
  readonly bucket: string;
  /** Tag `application` that they get; where each application has its bucket they need none. */
  readonly application?: string;
}

/** The bucket of a home, as the alerts look for it; undefined if there is none. */
export function destinationOf(
  home: string,
  { layout, applications, buckets }: Placement,
): Destination | undefined {
  const bucket = bucketOf(home);
  if (applications.includes(home)) {
    return layout.kind === "shared" ? { bucket: layout.bucket, application: home } : { bucket };
  }
  if (buckets.includes(bucket)) return { bucket };
  return buckets.includes(home) ? { bucket: home } : undefined;
}

/** Every home that points of namespaces may have, without rules for what is not on this cluster. */
export function namespaceRules(placement: Placement): readonly NamespaceRule[] {
  return (placement.namespaces ?? labNamespaces).filter(
    ({ home }) => placement.namespaces !== undefined || destinationOf(home, placement) !== undefined,
  );
}

/** A fault if there is no bucket for the points of a home: InfluxDB would refuse them, for ever. */
export function homeFaults(home: string, placement: Placement, where: string): readonly Fault[] {
  if (destinationOf(home, placement) !== undefined) return [];
  const known = [...placement.applications, ...placement.buckets.filter((name) => !name.endsWith("_"))];
  return [
    {
      where,
      found: `home \`${home}\`, which is neither an application of this cluster nor a bucket`,
      expected: `one of ${listNames([...new Set(known)])}${didYouMean(home, known)}`,
      mend: "correct the name, enable the application, or declare the bucket at monitoring:buckets.extra",
    },
  ];
}

/** What is wrong with the placement itself. */
export function placementFaults(placement: Placement, where: string): readonly Fault[] {
  const { fallback = fallbackHome } = placement;
  const names = namespaceRules(placement).map(({ namespace }) => namespace);
  return [
    ...homeFaults(fallback, placement, `${where}: fallback`),
    ...namespaceRules(placement).flatMap(({ namespace, home }) => [
      ...homeFaults(home, placement, `${where}: namespace ${namespace}`),
      ...namespaceFaults(namespace, `${where}: namespace ${namespace}`),
    ]),
    ...[...new Set(names.filter((name, index) => names.indexOf(name) !== index))].map((name) => ({
      where: `${where}: namespace ${name}`,
      found: "more than one home",
      expected: "one home for each namespace",
      mend: "remove all but one of them",
    })),
  ];
}

function namespaceFaults(namespace: string, where: string): readonly Fault[] {
  if (/^[a-z0-9-]+\*?$/.test(namespace)) return [];
  return [
    {
      where,
      found: `\`${namespace}\``,
      expected: "the name of a namespace, or its beginning and one `*`",
      mend: "correct the name",
    },
  ];
}
