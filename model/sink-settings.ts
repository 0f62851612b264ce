/** What a stack file says of Kafka: clusters, and sinks that make points of messages. */
import type { Resources, Scheduling } from "./cluster.ts";

export const timeUnits = ["ns", "us", "ms", "s"] as const;
export type TimeUnit = (typeof timeUnits)[number];

export const jsonTypes = ["int", "float", "string", "bool"] as const;

/** A value of a JSON message that becomes a field. */
export interface JsonField {
  /** GJSON path of one value: `data.ttl`. */
  readonly path: string;
  readonly type: (typeof jsonTypes)[number];
  /**
   * Whether a message without it is well; one with `null` there is, and gives a point without the field.
   * @default false: it is an error, and the message gives no point
   */
  readonly optional?: boolean;
}

/** How a message says when it was, in JSON. */
export const jsonTimes = ["unix", "unix_ms", "unix_us", "unix_ns", "rfc3339"] as const;

/** How messages become points. */
export type SinkFormat =
  | {
      readonly kind: "influx";
      /** Unit of the timestamps at the ends of lines. */
      readonly unit: TimeUnit;
    }
  | {
      readonly kind: "json";
      readonly measurement: string;
      /** By the name that they get. */
      readonly fields: Readonly<Record<string, JsonField>>;
      /** Paths by the name that they get. A message without one is well. */
      readonly tags: Readonly<Record<string, string>>;
      readonly timestamp?: { readonly path: string; readonly format: (typeof jsonTimes)[number] };
    }
  | {
      readonly kind: "avro";
      /** URL of a registry, whose ids messages begin with, or the schema of all of them. */
      readonly schema: { readonly registry: string } | { readonly text: string };
      /** @default namespace and name of the schema */
      readonly measurement?: string;
      readonly tags: readonly string[];
      /** @default everything that is no tag */
      readonly fields: readonly string[];
      readonly timestamp?: { readonly field: string; readonly unit: TimeUnit };
      /** What a value of a union is called: `flatten` puts the type behind the name; the others leave it as it is. */
      readonly unions: AvroUnions;
    };

export const avroUnions = ["flatten", "nullable", "any"] as const;
export type AvroUnions = (typeof avroUnions)[number];

/**
 * Whose time a point has. `message`: what the format says. `kafka`: that of the record in Kafka, in milliseconds, or one
 * of a whole batch. `arrival`: when telegraf reads it, so that a message that comes twice is two points.
 */
export const sinkTimes = ["message", "kafka", "arrival"] as const;
export type SinkTimes = (typeof sinkTimes)[number];

/** How a client shows itself to Kafka. Secrets are Secrets of Kubernetes, by name. */
export type SinkAuthentication =
  | { readonly kind: "none" }
  | { readonly kind: "scram"; readonly user: string; readonly secret: string; readonly key: string }
  | { readonly kind: "tls"; readonly secret: string };

/** What a listener of Strimzi asks of its clients. */
export const listenerAuthentications = ["none", "scram", "tls"] as const;

/** A Kafka that Strimzi runs. */
export interface StrimziCluster {
  readonly name: string;
  /** Name of its `Kafka` object: what its topics and users say they belong to. */
  readonly label: string;
  /** Namespace of that object, where its topics, users and sinks are as well: pods mount secrets of their own only. */
  readonly namespace: string;
  readonly bootstrap: readonly string[];
  readonly version: string;
  readonly authentication: (typeof listenerAuthentications)[number];
  /** Whether it has `authorization: simple`: a user with rights is never ready where nobody looks at them. */
  readonly authorization: boolean;
  /** Secret with `ca.crt`; undefined for a listener without TLS. */
  readonly caSecret?: string;
}

/** Topics that the stack makes. */
export interface TopicSettings {
  readonly partitions: number;
  readonly replicas: number;
  /** Seconds that messages are kept. @default what the brokers say */
  readonly retentionSeconds?: number;
}

/** What a stack file says of a sink. */
export interface SinkSettings {
  readonly name: string;
  /** Name of a cluster, or else `brokers`, with what a cluster would say of them. */
  readonly cluster?: string;
  readonly brokers: readonly string[];
  readonly kafkaVersion?: string;
  readonly authentication: SinkAuthentication;
  readonly caSecret?: string;
  readonly topics: readonly string[];
  /** Regular expressions of whole names; what they match is looked up when telegraf starts, and then no more. */
  readonly patterns: readonly string[];
  readonly declare?: TopicSettings;
  /** @default `telegraf-<environment>-<sink>` */
  readonly group?: string;
  readonly offset: "oldest" | "newest";
  readonly format: SinkFormat;
  readonly times: SinkTimes;
  /** What the time of a point is rounded to. */
  readonly precision: TimeUnit;
  /** Messages that are read and not yet written. */
  readonly undelivered: number;
  /** Most points of one message. */
  readonly pointsPerMessage: number;
  /** @default all the points that are read and not written */
  readonly buffer?: number;
  /** Points of one write. @default {@link batchOf} */
  readonly batch?: number;
  /** Larger messages are left out. @default none is too large */
  readonly maxMessageBytes?: number;
  readonly replicas: number;
  /** @default `sinkResources`, and as those in what it leaves out */
  readonly resources?: Resources;
  readonly scheduling?: Scheduling;
  /** Application whose points they are, and in whose bucket: then the sink has none of its own. @default none */
  readonly home?: string;
  /** @default name of the sink, with `-` as `_` */
  readonly bucket?: string;
  /** Seconds that its bucket keeps points; 0 for ever. @default as other buckets */
  readonly retentionSeconds?: number;
}

export interface KafkaSettings {
  readonly clusters: readonly StrimziCluster[];
  /** Names of clusters that are faulty, and so are not among them: a sink of one has no fault by that. @default none */
  readonly faultyClusters?: readonly string[];
  readonly sinks: readonly SinkSettings[];
}

/** What a sink's buffer has to hold: InfluxDB away, Kafka is read until as many messages wait, and no further. */
export function bufferOf({ undelivered, pointsPerMessage }: SinkSettings): number {
  return undelivered * pointsPerMessage;
}

/** More than this in one request makes InfluxDB no faster. */
const mostPointsOfWrite = 5_000;

/**
 * Points of one write. Messages may be of fewer points than they may have at most, and no more of them are read than
 * may wait: of a larger batch, only as many would be written at each flush, every ten seconds.
 */
export function batchOf({ undelivered }: SinkSettings): number {
  return Math.min(mostPointsOfWrite, Math.ceil(undelivered / 2));
}

/** The consumer group of a sink. */
export function groupOf({ name, group }: Pick<SinkSettings, "name" | "group">, environment: string): string {
  return group ?? `telegraf-${environment}-${name}`;
}
