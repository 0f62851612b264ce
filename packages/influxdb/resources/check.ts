// Generated from the definitions under kinds/ by `npm run generate`; edit those.
import * as pulumi from "@pulumi/pulumi";

/** A level, and the values that have it. */
export interface ThresholdArgs {
  /** Level of the status. */
  readonly level: pulumi.Input<"CRIT" | "WARN" | "INFO" | "OK">;
  /**
   * Whether values have the level that are greater than `value`, lesser than it, or between or outside
   * of `min` and `max`.
   */
  readonly type: pulumi.Input<"greater" | "lesser" | "range">;
  /** For `greater` and `lesser`, required: the limit, which has not the level itself. */
  readonly value?: pulumi.Input<number> | undefined;
  /** For `range`, required: the lower limit. */
  readonly min?: pulumi.Input<number> | undefined;
  /** For `range`, required: the upper limit, not below `min`. */
  readonly max?: pulumi.Input<number> | undefined;
  /**
   * For `range`: whether values between the limits have the level, instead of those outside. Default:
   * false.
   */
  readonly within?: pulumi.Input<boolean> | undefined;
  /**
   * Whether all values must have it. Kept by the server, but left out of the script that runs. Default:
   * false.
   */
  readonly allValues?: pulumi.Input<boolean> | undefined;
}

/** A level, and the values that have it. */
export interface Threshold {
  /** Level of the status. */
  readonly level: "CRIT" | "WARN" | "INFO" | "OK";
  /**
   * Whether values have the level that are greater than `value`, lesser than it, or between or outside
   * of `min` and `max`.
   */
  readonly type: "greater" | "lesser" | "range";
  /** For `greater` and `lesser`, required: the limit, which has not the level itself. */
  readonly value?: number | undefined;
  /** For `range`, required: the lower limit. */
  readonly min?: number | undefined;
  /** For `range`, required: the upper limit, not below `min`. */
  readonly max?: number | undefined;
  /**
   * For `range`: whether values between the limits have the level, instead of those outside. Default:
   * false.
   */
  readonly within?: boolean | undefined;
  /**
   * Whether all values must have it. Kept by the server, but left out of the script that runs. Default:
   * false.
   */
  readonly allValues?: boolean | undefined;
}

/** Inputs of a {@link Check}. */
export interface CheckArgs {
  /** Name, not blank, unique in the organization. Changed in place. */
  readonly name: pulumi.Input<string>;
  /**
   * What it does: compare values (`threshold`), miss series (`deadman`), or run a script (`custom`).
   * Changed in place.
   */
  readonly type: pulumi.Input<"threshold" | "deadman" | "custom">;
  /** Description. Default: empty. Changed in place. */
  readonly description?: pulumi.Input<string> | undefined;
  /** Whether it runs. Default: `active`. Changed in place. */
  readonly status?: pulumi.Input<"active" | "inactive"> | undefined;
  /**
   * Flux. For `threshold` and `deadman` one expression that starts with `from`; the server sets the
   * start of its `range` and, for `threshold`, its windows to `every`. A `threshold` compares `_field`
   * with a text exactly once. For `custom` a whole script, with `option task = {name: …, every: …,
   * offset: …}` and `check = {_check_name: …, _type: "custom", tags: {…}}`, both with the name of the
   * check; the server adds `_check_id` and writes it with its own line breaks, which is no difference.
   * Changed in place.
   */
  readonly query: pulumi.Input<string>;
  /** Name of the query in the UI (`query.name` in the API). Default: empty. Changed in place. */
  readonly queryName?: pulumi.Input<string> | undefined;
  /**
   * How the UI shows the query: as script or with its builder (`query.editMode` in the API). Default:
   * `advanced`. Changed in place.
   */
  readonly editMode?: pulumi.Input<"builder" | "advanced"> | undefined;
  /**
   * What the query builder of the UI shows (`query.builderConfig` in the API): `buckets`, `tags`,
   * `functions`, `aggregateWindow`. Nothing of it runs. Default: empty. Changed in place.
   */
  readonly builderConfig?: pulumi.Input<Readonly<Record<string, pulumi.Input<unknown>>>> | undefined;
  /**
   * Interval at which it runs: a Flux duration of whole seconds, e.g. `1m`. Required, but not for
   * `custom`, whose script has it. Default: none. Changed in place.
   */
  readonly every?: pulumi.Input<string> | undefined;
  /**
   * Delay after each interval, less than `every`: hours, minutes and seconds, e.g. `10s`. Not for
   * `custom`. Default: `0s`. Changed in place.
   */
  readonly offset?: pulumi.Input<string> | undefined;
  /**
   * Tags that its statuses get, by name. Names are Flux identifiers, and no text is empty. Not for
   * `custom`. Default: none. Changed in place.
   */
  readonly tags?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>> | undefined;
  /**
   * Message of its statuses, e.g. `Check ${r._check_name} is ${r._level}`. Not for `custom`. Default:
   * empty. Changed in place.
   */
  readonly statusMessageTemplate?: pulumi.Input<string> | undefined;
  /**
   * For `threshold`, required: at least one, and one for each level at most. Their order means nothing.
   * Default: none. Changed in place.
   */
  readonly thresholds?: pulumi.Input<readonly pulumi.Input<ThresholdArgs>[]> | undefined;
  /** For `deadman`, required: level of a series that stopped. Default: none. Changed in place. */
  readonly level?: pulumi.Input<"CRIT" | "WARN" | "INFO" | "OK"> | undefined;
  /**
   * For `deadman`, required: how long a series may be silent, a Flux duration, e.g. `90s`. Default:
   * none. Changed in place.
   */
  readonly timeSince?: pulumi.Input<string> | undefined;
  /**
   * For `deadman`, required: how long a silent series is looked for, a Flux duration, e.g. `10m`.
   * Default: none. Changed in place.
   */
  readonly staleTime?: pulumi.Input<string> | undefined;
  /**
   * For `deadman`: whether zeros count as silence. Kept by the server, but left out of the script that
   * runs. Default: false. Changed in place.
   */
  readonly reportZero?: pulumi.Input<boolean> | undefined;
  /**
   * Name of the organization it belongs to. Default: the provider's `org`. A change replaces the
   * resource, but for a new name of the same organization, where that is declared with the same
   * provider; `orgId` is the safe way. Not used when `orgId` is given.
   */
  readonly org?: pulumi.Input<string> | undefined;
  /**
   * ID of the organization it belongs to (16 hexadecimal digits). Default: the ID of `org`. A change
   * replaces the resource.
   */
  readonly orgId?: pulumi.Input<string> | undefined;
}

/**
 * A check: it looks at points at intervals, and writes a status with a level to the bucket
 * `_monitoring`, of which notification rules notify. A `threshold` check holds the values of one field
 * against thresholds, a `deadman` check looks for series that stopped, a `custom` check is a script.
 * The server runs it as a hidden task, with the organization role of the user whose token created it.
 * Source: InfluxDB v2 API, `/api/v2/checks`.
 */
export class Check extends pulumi.CustomResource {
  /** Name, not blank, unique in the organization. Changed in place. */
  declare readonly name: pulumi.Output<string>;
  /**
   * What it does: compare values (`threshold`), miss series (`deadman`), or run a script (`custom`).
   * Changed in place.
   */
  declare readonly type: pulumi.Output<"threshold" | "deadman" | "custom">;
  /** Description. Default: empty. Changed in place. */
  declare readonly description: pulumi.Output<string>;
  /** Whether it runs. Default: `active`. Changed in place. */
  declare readonly status: pulumi.Output<"active" | "inactive">;
  /**
   * Flux. For `threshold` and `deadman` one expression that starts with `from`; the server sets the
   * start of its `range` and, for `threshold`, its windows to `every`. A `threshold` compares `_field`
   * with a text exactly once. For `custom` a whole script, with `option task = {name: …, every: …,
   * offset: …}` and `check = {_check_name: …, _type: "custom", tags: {…}}`, both with the name of the
   * check; the server adds `_check_id` and writes it with its own line breaks, which is no difference.
   * Changed in place.
   */
  declare readonly query: pulumi.Output<string>;
  /** Name of the query in the UI (`query.name` in the API). Default: empty. Changed in place. */
  declare readonly queryName: pulumi.Output<string>;
  /**
   * How the UI shows the query: as script or with its builder (`query.editMode` in the API). Default:
   * `advanced`. Changed in place.
   */
  declare readonly editMode: pulumi.Output<"builder" | "advanced">;
  /**
   * What the query builder of the UI shows (`query.builderConfig` in the API): `buckets`, `tags`,
   * `functions`, `aggregateWindow`. Nothing of it runs. Default: empty. Changed in place.
   */
  declare readonly builderConfig: pulumi.Output<Readonly<Record<string, unknown>> | undefined>;
  /**
   * Interval at which it runs: a Flux duration of whole seconds, e.g. `1m`. Required, but not for
   * `custom`, whose script has it. Default: none. Changed in place.
   */
  declare readonly every: pulumi.Output<string | undefined>;
  /**
   * Delay after each interval, less than `every`: hours, minutes and seconds, e.g. `10s`. Not for
   * `custom`. Default: `0s`. Changed in place.
   */
  declare readonly offset: pulumi.Output<string | undefined>;
  /**
   * Tags that its statuses get, by name. Names are Flux identifiers, and no text is empty. Not for
   * `custom`. Default: none. Changed in place.
   */
  declare readonly tags: pulumi.Output<Readonly<Record<string, string>> | undefined>;
  /**
   * Message of its statuses, e.g. `Check ${r._check_name} is ${r._level}`. Not for `custom`. Default:
   * empty. Changed in place.
   */
  declare readonly statusMessageTemplate: pulumi.Output<string | undefined>;
  /**
   * For `threshold`, required: at least one, and one for each level at most. Their order means nothing.
   * Default: none. Changed in place.
   */
  declare readonly thresholds: pulumi.Output<readonly Threshold[] | undefined>;
  /** For `deadman`, required: level of a series that stopped. Default: none. Changed in place. */
  declare readonly level: pulumi.Output<"CRIT" | "WARN" | "INFO" | "OK" | undefined>;
  /**
   * For `deadman`, required: how long a series may be silent, a Flux duration, e.g. `90s`. Default:
   * none. Changed in place.
   */
  declare readonly timeSince: pulumi.Output<string | undefined>;
  /**
   * For `deadman`, required: how long a silent series is looked for, a Flux duration, e.g. `10m`.
   * Default: none. Changed in place.
   */
  declare readonly staleTime: pulumi.Output<string | undefined>;
  /**
   * For `deadman`: whether zeros count as silence. Kept by the server, but left out of the script that
   * runs. Default: false. Changed in place.
   */
  declare readonly reportZero: pulumi.Output<boolean | undefined>;
  /** ID of the user whose role its task runs with. */
  declare readonly ownerId: pulumi.Output<string>;
  /**
   * ID of the hidden task that runs it. Deleting that task breaks the check for good, and nobody can
   * have its name again.
   */
  declare readonly taskId: pulumi.Output<string>;
  /** When it was created, RFC 3339. */
  declare readonly createdAt: pulumi.Output<string>;
  /**
   * Name of the organization it belongs to. Default: the provider's `org`. A change replaces the
   * resource, but for a new name of the same organization, where that is declared with the same
   * provider; `orgId` is the safe way. Not used when `orgId` is given.
   */
  declare readonly org: pulumi.Output<string | undefined>;
  /**
   * ID of the organization it belongs to (16 hexadecimal digits). Default: the ID of `org`. A change
   * replaces the resource.
   */
  declare readonly orgId: pulumi.Output<string>;

  /** Reads an existing Check that this stack does not manage, by id or readable name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): Check {
    return new Check(name, undefined, { ...opts, id });
  }

  constructor(name: string, args: CheckArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    const properties = {
      name: args?.name,
      type: args?.type,
      description: args?.description,
      status: args?.status,
      query: args?.query,
      queryName: args?.queryName,
      editMode: args?.editMode,
      builderConfig: args?.builderConfig,
      every: args?.every,
      offset: args?.offset,
      tags: args?.tags,
      statusMessageTemplate: args?.statusMessageTemplate,
      thresholds: args?.thresholds,
      level: args?.level,
      timeSince: args?.timeSince,
      staleTime: args?.staleTime,
      reportZero: args?.reportZero,
      ownerId: undefined,
      taskId: undefined,
      createdAt: undefined,
      org: args?.org,
      orgId: args?.orgId,
    };
    super("influxdb:index:Check", name, properties, opts);
  }
}
