/**
 * What should exist, as plain data. Nothing here knows Pulumi, files, the network or the clock; components
 * declare exactly this, and `npm run model` prints it.
 */

import type { SinkSpec } from "./sinks.ts";
import type { AbsentAlert } from "./alerts/instances.ts";

/** An application of one or more environments. */
export interface Application {
  /** Name as in the environment files, e.g. `times-square`. */
  readonly name: string;
  /** Name of its bucket: `-` replaced by `_`. */
  readonly bucket: string;
  /** Environments in which it is enabled, sorted. */
  readonly environments: readonly string[];
}

/** A bucket of InfluxDB. Its name is its identity. */
export interface BucketSpec {
  readonly name: string;
  /**
   * `application`: one per application · `shared`: one for all applications · `internal`: of the tasks, name ends in `_` ·
   * `infrastructure`: of what belongs to no application · `extra`: from the stack file · `sink`: filled by Kafka sinks · `downsampled`: filled by a downsampling rule.
   */
  readonly kind: "application" | "shared" | "internal" | "infrastructure" | "extra" | "sink" | "downsampled";
  readonly description: string;
  /** Seconds that points are kept; 0 means for ever. */
  readonly retentionSeconds: number;
  /** Whether it may be deleted, or its retention shortened, although points are lost by that. */
  readonly allowDataLoss: boolean;
}

/** A mapping of an InfluxDB 1 database and retention policy to a bucket. */
export interface DbrpSpec {
  /** Database name; equals the bucket name. */
  readonly database: string;
  /** Retention policy name, named after the retention, e.g. `7d`. */
  readonly retentionPolicy: string;
  /** Name of the {@link BucketSpec} it leads to. */
  readonly bucket: string;
}

/** A duration bound into Flux, kept apart from plain numbers. */
export interface FluxDuration {
  readonly seconds: number;
}

/** One row of a list that is bound into Flux; every row of a list has the same keys. */
export type FluxRecord = Readonly<Record<string, string | number | boolean | FluxDuration>>;

/** A value that can be bound to a parameter of a Flux file. */
export type FluxValue = string | number | boolean | FluxDuration | readonly string[] | readonly FluxRecord[];

/** A task of InfluxDB, before its Flux file is compiled. */
export interface TaskSpec {
  /** Unique name, e.g. `pod-restarts/times-square`, or `site-unreachable` when there is one for all applications. */
  readonly name: string;
  /** Identity of the catalogue entry it was made from, e.g. `pod-restarts`. */
  readonly id: string;
  /** The one application that it serves; empty when it serves all. */
  readonly application: string;
  readonly description: string;
  /** Flux file under `flux/`, e.g. `alerts/pod-restarts.flux`. */
  readonly file: string;
  readonly everySeconds: number;
  /** Delay after the tick; spreads tasks and leaves late points time to arrive. Less than `everySeconds`. */
  readonly offsetSeconds: number;
  readonly status: "active" | "inactive";
  /** Names of the buckets it reads and writes. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Values for the `params` record of the file, by name. */
  readonly params: Readonly<Record<string, FluxValue>>;
}

/** One right of a token. */
export type PermissionSpec =
  | { readonly action: "read" | "write"; readonly resource: "buckets"; readonly bucket: string }
  | { readonly action: "read" | "write"; readonly resource: "tasks" | "orgs" };

/** A token of InfluxDB. */
export interface TokenSpec {
  /** Identity and stack output name, e.g. `agents-idfdev`. */
  readonly name: string;
  /** Environment whose agents write with it; undefined for a token of something else. */
  readonly environment?: string;
  readonly description: string;
  readonly permissions: readonly PermissionSpec[];
  /** How long it stays valid after another took its place, in seconds. */
  readonly graceSeconds: number;
  /** Another text gives it a new value; undefined until somebody asks for one. */
  readonly rotation?: string;
}

/** Everything one stack should have. */
export interface Model {
  readonly applications: readonly Application[];
  readonly buckets: readonly BucketSpec[];
  readonly dbrps: readonly DbrpSpec[];
  readonly tasks: readonly TaskSpec[];
  readonly tokens: readonly TokenSpec[];
  /** Kafka sinks of the stack's own cluster. */
  readonly sinks: readonly SinkSpec[];
  /** Alerts of the catalogue whose points nothing in this stack keeps. */
  readonly absentAlerts: readonly AbsentAlert[];
  /** Keys of the secrets that tasks ask for. */
  readonly secrets: readonly string[];
}
