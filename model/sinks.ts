/**
 * Kafka sinks: topics whose messages become the points of one bucket. What is declared for each: a bucket, a token, a
 * telegraf, and on a cluster of Strimzi the topics and a user.
 */
import { createHash } from "node:crypto";
import { bucketOf } from "./applications.ts";
import type { Resources } from "./cluster.ts";
import type { Fault } from "./faults.ts";
import type { ConfigurationSource, Layout } from "./settings.ts";
import { clusterFaults, sinkFaults } from "./sink-checks.ts";
import { sinkFindings, type SinkFinding } from "./sink-findings.ts";
import { amountsOf } from "./sink-memory.ts";
import { literalStart } from "./sink-patterns.ts";
import {
  batchOf,
  bufferOf,
  groupOf,
  type KafkaSettings,
  type SinkAuthentication,
  type SinkSettings,
  type StrimziCluster,
  type TopicSettings,
} from "./sink-settings.ts";

/** Where a bucket of agents is, and how points in it say whose they are. */
export interface PointPlace {
  readonly bucket: string;
  readonly application?: string;
}

/** Application whose points are what agents say of themselves. */
export const healthHome = "telegraf";

/** Where the points of an application are: in its bucket, or in the shared one with its tag. */
export function placeOf(application: string, layout: Layout): PointPlace {
  return layout.kind === "shared"
    ? { bucket: layout.bucket, application }
    : { bucket: bucketOf(application) };
}

/** What a server's stack declares for a sink. */
export interface SinkStore extends PointPlace {
  /** What its bucket is, where it is the sink's own; undefined for that of an application. */
  readonly own?: { readonly retentionSeconds: number; readonly description: string };
  readonly token: {
    readonly name: string;
    readonly description: string;
    /** Buckets that it writes: that of its points, and the one that agents tell their health to. */
    readonly writes: readonly string[];
  };
}

/** A sink as it is declared. */
export interface SinkSpec extends Omit<
  SinkSettings,
  | "cluster"
  | "kafkaVersion"
  | "group"
  | "declare"
  | "buffer"
  | "batch"
  | "home"
  | "bucket"
  | "retentionSeconds"
  | "resources"
> {
  readonly environment: string;
  readonly kafkaVersion: string;
  readonly group: string;
  readonly buffer: number;
  readonly batch: number;
  readonly resources: Resources;
  readonly store: SinkStore;
  readonly health: PointPlace;
  /** What is declared on its cluster. */
  readonly strimzi?: StrimziSpec;
}

export interface StrimziSpec {
  readonly label: string;
  readonly namespace: string;
  readonly topics: readonly (TopicSettings & { readonly name: string; readonly resource: string })[];
  /** The user that it reads as; undefined where the listener asks for none. */
  readonly user?: {
    readonly name: string;
    readonly authentication: "scram" | "tls";
    /** What it may read: topics and its group, each whole or all that begin so. Empty where nobody looks at rights. */
    readonly reads: readonly {
      readonly type: "topic" | "group";
      readonly name: string;
      readonly patternType: "literal" | "prefix";
    }[];
  };
}

/** What a stack is, as far as its sinks are named after it. */
export interface SinkSurroundings {
  readonly source: ConfigurationSource;
  readonly environment: string;
  readonly layout: Layout;
  /** Retention of the buckets of sinks that name none, in seconds; 0 for ever. */
  readonly retentionSeconds: number;
}

/** The sinks of a stack, in their order; one with a fault, or of a faulty cluster, is left out. Findings may be right as they are. */
export function sinksOf(
  settings: KafkaSettings,
  surroundings: SinkSurroundings,
): {
  readonly sinks: readonly SinkSpec[];
  readonly faults: readonly Fault[];
  readonly findings: readonly SinkFinding[];
} {
  const { source } = surroundings;
  const { clusters, faultyClusters = [] } = settings;
  const faults = settings.sinks.map((sink, index) => sinkFaults(settings, index, sink, surroundings));
  return {
    sinks: settings.sinks.flatMap((sink, index) =>
      faults[index]?.length === 0 && !faultyClusters.includes(sink.cluster ?? "")
        ? [specOf(sink, clusters, surroundings)]
        : [],
    ),
    faults: [...clusterFaults(settings, source), ...faults.flat()],
    findings: settings.sinks.flatMap((sink) => sinkFindings(sink, source)),
  };
}

function specOf(
  sink: SinkSettings,
  clusters: readonly StrimziCluster[],
  { environment, layout, retentionSeconds }: SinkSurroundings,
): SinkSpec {
  const { cluster: clusterName, declare: _, home, bucket, retentionSeconds: kept, ...own } = sink;
  const health = placeOf(healthHome, layout);
  const cluster = clusters.find(({ name }) => name === clusterName);
  const user = resourceName(`telegraf-${environment}-${sink.name}`);
  const group = groupOf(sink, environment);
  const store = { name: sink.name, environment, retentionSeconds: kept ?? retentionSeconds, layout };
  return {
    ...own,
    environment,
    kafkaVersion: sink.kafkaVersion ?? cluster?.version ?? "",
    group,
    buffer: sink.buffer ?? bufferOf(sink),
    batch: sink.batch ?? batchOf(sink),
    resources: amountsOf(sink),
    store: storeOf({
      ...store,
      ...(home === undefined ? {} : { home }),
      ...(bucket === undefined ? {} : { bucket }),
    }),
    health,
    ...(cluster === undefined
      ? {}
      : { ...onCluster(cluster, user), strimzi: strimziOf(cluster, user, sink, group) }),
  };
}

function onCluster({ bootstrap, authentication, caSecret }: StrimziCluster, user: string) {
  const kinds: Readonly<Record<StrimziCluster["authentication"], SinkAuthentication>> = {
    none: { kind: "none" },
    // Strimzi calls the secret as the user.
    scram: { kind: "scram", user, secret: user, key: "password" },
    tls: { kind: "tls", secret: user },
  };
  return {
    brokers: bootstrap,
    authentication: kinds[authentication],
    ...(caSecret === undefined ? {} : { caSecret }),
  };
}

function strimziOf(
  { label, namespace, authentication, authorization }: StrimziCluster,
  user: string,
  { topics, patterns, declare }: SinkSettings,
  group: string,
): StrimziSpec {
  const reads = [
    ...topics.map((name) => ({ type: "topic", name, patternType: "literal" }) as const),
    ...patterns.map(
      (pattern) => ({ type: "topic", name: literalStart(pattern), patternType: "prefix" }) as const,
    ),
    { type: "group", name: group, patternType: "literal" } as const,
  ];
  return {
    label,
    namespace,
    topics:
      declare === undefined ? [] : topics.map((name) => ({ ...declare, name, resource: resourceName(name) })),
    ...(authentication === "none"
      ? {}
      : { user: { name: user, authentication, reads: authorization ? reads : [] } }),
  };
}

/**
 * Bucket and token of a sink. A server's stack declares them for its own sinks, and for those that it lists for a
 * cluster whose stack is another.
 */
export function storeOf(sink: {
  readonly name: string;
  readonly environment: string;
  readonly home?: string;
  readonly bucket?: string;
  readonly retentionSeconds: number;
  readonly layout: Layout;
}): SinkStore {
  const { name, environment, home, retentionSeconds, layout } = sink;
  const place = home === undefined ? { bucket: sink.bucket ?? bucketOf(name) } : placeOf(home, layout);
  return {
    ...place,
    ...(home === undefined ? { own: { retentionSeconds, description: `Points of Kafka sink ${name}` } } : {}),
    token: {
      name: `sink-${environment}-${name}`,
      description: `Kafka sink ${name} of ${environment}: write its points, and how it is`,
      writes: [...new Set([place.bucket, placeOf(healthHome, layout).bucket])],
    },
  };
}

/** A name that Kubernetes takes: that of a topic may hold capitals and `_`, and then a hash keeps it unique. */
export function resourceName(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]/g, "-")
    .replaceAll(/^[.-]+|[.-]+$/g, "");
  if (plain === name) return name;
  return `${plain}-${createHash("sha256").update(name).digest("hex").slice(0, 8)}`;
}
