/**
 * What the model is built from: the part of the configuration that says what should exist, validated in form (types,
 * ranges) but not yet against itself (names that collide, overrides of things that are not there).
 */
import type { AlertSettings } from "./alerts/settings.ts";
import type { Volume } from "./capacity/estimate.ts";
import type { CapacitySettings } from "./capacity/settings.ts";
import type { KafkaSettings } from "./sink-settings.ts";
import type { Silence } from "./wiring/findings.ts";

/** Where the configuration was written; for the `where` and `mend` of faults. */
export interface ConfigurationSource {
  /** Name of the stack, e.g. `roundtable`. */
  readonly stack: string;
  /** Its file as people know it, e.g. `Pulumi.roundtable.yaml`. */
  readonly file: string;
}

/** One environment: a cluster and the applications that run on it. */
export interface EnvironmentSettings {
  readonly name: string;
  /** Enabled applications, as written. */
  readonly applications: readonly EnabledApplication[];
  /** Kafka sinks of its cluster, which another stack declares, and whose buckets and tokens are declared here. @default none */
  readonly sinks?: readonly ListedSink[];
}

/** A Kafka sink as the stack of its server knows it. */
export interface ListedSink {
  readonly name: string;
  /** Application in whose bucket its points are. @default a bucket of its own */
  readonly home?: string;
  /** @default its name, with `-` as `_` */
  readonly bucket?: string;
  /** Seconds; 0 for ever. @default that of application buckets */
  readonly retentionSeconds?: number;
}

/** An application that an environment enables, and where it says so. */
export interface EnabledApplication {
  readonly name: string;
  /** For faults: `file: key`. */
  readonly where: string;
}

/** What a stack file may say about the bucket of an application, or an internal one. Absent means unchanged. */
export interface BucketOverride {
  /** Seconds that points are kept; 0 means for ever. */
  readonly retentionSeconds?: number | undefined;
  readonly description?: string | undefined;
  readonly allowDataLoss?: boolean | undefined;
}

export interface BucketSettings {
  /** Whether buckets may be deleted, or their retention shortened, although points are lost by that. */
  readonly allowDataLoss: boolean;
  /** Retention of application buckets and of extra ones that name none, in seconds. */
  readonly retentionSeconds: number;
  /** Retention of the internal buckets, in seconds. */
  readonly internalRetentionSeconds: number;
  /** By application or bucket name. */
  readonly overrides: ReadonlyMap<string, BucketOverride>;
  /** By bucket name. */
  readonly extra: ReadonlyMap<string, BucketOverride>;
}

/** What a stack file may say about a task. Absent means unchanged. */
export interface TaskOverride {
  /** Seconds from tick to tick. @default that of the catalogue */
  readonly everySeconds?: number | undefined;
  /**
   * False keeps the task declared but inactive, so that it comes back with its history, and somebody who switches it
   * on by hand is noticed.
   * @default true
   */
  readonly enabled?: boolean | undefined;
  /** Limits of an alert by name, as written (`95%`, `30d`, `3`): their units are those of the catalogue. */
  readonly limits?: Readonly<Record<string, string | number>> | undefined;
}

/**
 * Overrides by task id, and by application and task id; the latter win, key by key. Those by cluster and task id change
 * limits only: a task serves all clusters.
 */
export interface TaskSettings {
  readonly tasks: Readonly<Record<string, TaskOverride>>;
  readonly applications: Readonly<Record<string, Readonly<Record<string, TaskOverride>>>>;
  readonly clusters: Readonly<Record<string, Readonly<Record<string, Pick<TaskOverride, "limits">>>>>;
}

/** A rule that keeps a long history of few points. */
export interface DownsamplingSettings {
  /** Name of the rule. */
  readonly name: string;
  /** Bucket it reads. */
  readonly source: string;
  /** Measurements it reads; all where the list is empty. */
  readonly measurements: readonly string[];
  /** Seconds of one point. */
  readonly windowSeconds: number;
  readonly functions: readonly DownsamplingFunction[];
  /** Bucket it writes, which it declares. */
  readonly destination: string;
  /** Retention of the destination in seconds; 0 for ever. */
  readonly retentionSeconds: number;
  /** How late a point may arrive and still be counted, in seconds. */
  readonly latenessSeconds: number;
  /** How far back a run makes up for runs that did not take place, in seconds. */
  readonly catchUpSeconds: number;
}

export const downsamplingFunctions = ["mean", "sum", "min", "max", "last", "count"] as const;
export type DownsamplingFunction = (typeof downsamplingFunctions)[number];

/** `applications`: a bucket for each application · `shared`: one for all, whose points carry an `application` tag. */
export type Layout = { readonly kind: "applications" } | { readonly kind: "shared"; readonly bucket: string };

export interface TokenSettings {
  /** How long a token stays valid after another took its place, in seconds. */
  readonly graceSeconds: number;
  /** By token name: texts whose change gives the token a new value. */
  readonly rotation: ReadonlyMap<string, string>;
}

/**
 * `server`: declares everything inside InfluxDB · `client`: a cluster that reports to a server declared by another
 * stack · `both`: server and client in one.
 */
export type Role = "server" | "client" | "both";

/** Input of {@link buildModel}. */
export interface ModelSettings {
  readonly source: ConfigurationSource;
  readonly role: Role;
  readonly environments: readonly EnvironmentSettings[];
  readonly buckets: BucketSettings;
  readonly tasks: TaskSettings;
  readonly tokens: TokenSettings;
  readonly alerts: AlertSettings;
  readonly downsampling: readonly DownsamplingSettings[];
  readonly layout: Layout;
  /** Which of the environments the stack's own cluster is; undefined where it declares nothing on one. */
  readonly cluster: string | undefined;
  /** Kafka sinks of that cluster. */
  readonly kafka: KafkaSettings;
  readonly capacity: CapacitySettings;
  /** The volume that the server writes to, where the stack declares it. */
  readonly volume: Volume | undefined;
  /** Findings of the wiring that are right as they are. */
  readonly silences: readonly Silence[];
  /** Keys of the secrets that the stack file gives. */
  readonly secrets: readonly string[];
  /**
   * False when a part of the configuration that names applications or buckets was faulty and is missing here. A name
   * that cannot be found is then no fault of its own.
   */
  readonly namesComplete: boolean;
}
