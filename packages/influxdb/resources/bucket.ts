// Generated from the definitions under kinds/ by `npm run generate`; edit those.
import * as pulumi from "@pulumi/pulumi";

/** Inputs of a {@link Bucket}. */
export interface BucketArgs {
  /**
   * Name, unique in the organization. Must not start with `_` (the server's own) nor hold `"`. Changed
   * in place.
   */
  readonly name: pulumi.Input<string>;
  /** Description. Default: empty. Changed in place. */
  readonly description?: pulumi.Input<string> | undefined;
  /**
   * How long points are kept, in seconds: 0 for ever, else from 3600 to 9223372036. Default: 0. Changed
   * in place; shortening it deletes older points.
   */
  readonly retentionSeconds?: pulumi.Input<number> | undefined;
  /**
   * Span of one shard group, in seconds, from 3600 up to the retention. Default, by retention: 7 days if
   * it is infinite or at least 180 days, 1 day if at least 2 days, else 1 hour. Changed in place, for
   * new shards only.
   */
  readonly shardGroupDurationSeconds?: pulumi.Input<number> | undefined;
  /**
   * Whether it may be deleted while it holds points, and its retention shortened while it holds older
   * ones. Both are refused otherwise. Counts as it stood when the change is made: to delete a bucket
   * with its points, bring this up first. Changed in place, without a word to the server. Default:
   * false.
   */
  readonly allowDataLoss?: pulumi.Input<boolean> | undefined;
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
 * A bucket of InfluxDB: a named set of points with one retention. Deleting it deletes its data and its
 * physical DBRP mappings. System buckets (`_tasks`, `_monitoring`) can be imported but are never
 * deleted. Source: InfluxDB v2 API, `/api/v2/buckets`.
 */
export class Bucket extends pulumi.CustomResource {
  /**
   * Name, unique in the organization. Must not start with `_` (the server's own) nor hold `"`. Changed
   * in place.
   */
  declare readonly name: pulumi.Output<string>;
  /** Description. Default: empty. Changed in place. */
  declare readonly description: pulumi.Output<string>;
  /**
   * How long points are kept, in seconds: 0 for ever, else from 3600 to 9223372036. Default: 0. Changed
   * in place; shortening it deletes older points.
   */
  declare readonly retentionSeconds: pulumi.Output<number>;
  /**
   * Span of one shard group, in seconds, from 3600 up to the retention. Default, by retention: 7 days if
   * it is infinite or at least 180 days, 1 day if at least 2 days, else 1 hour. Changed in place, for
   * new shards only.
   */
  declare readonly shardGroupDurationSeconds: pulumi.Output<number>;
  /**
   * Whether it may be deleted while it holds points, and its retention shortened while it holds older
   * ones. Both are refused otherwise. Counts as it stood when the change is made: to delete a bucket
   * with its points, bring this up first. Changed in place, without a word to the server. Default:
   * false.
   */
  declare readonly allowDataLoss: pulumi.Output<boolean>;
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

  /** Reads an existing Bucket that this stack does not manage, by id or readable name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): Bucket {
    return new Bucket(name, undefined, { ...opts, id });
  }

  constructor(name: string, args: BucketArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    const properties = {
      name: args?.name,
      description: args?.description,
      retentionSeconds: args?.retentionSeconds,
      shardGroupDurationSeconds: args?.shardGroupDurationSeconds,
      allowDataLoss: args?.allowDataLoss,
      createdAt: undefined,
      org: args?.org,
      orgId: args?.orgId,
    };
    super("influxdb:index:Bucket", name, properties, opts);
  }
}
