// Generated from the definitions under kinds/ by `npm run generate`; edit those.
import * as pulumi from "@pulumi/pulumi";

/** Inputs of a {@link Replication}. */
export interface ReplicationArgs {
  /** Name, not blank, unique in the organization. Changed in place. */
  readonly name: pulumi.Input<string>;
  /** Description. Default: empty. Changed in place. */
  readonly description?: pulumi.Input<string> | undefined;
  /** ID of the remote to replicate to (16 hexadecimal digits). Changed in place. */
  readonly remoteId: pulumi.Input<string>;
  /**
   * ID of the bucket that is replicated (16 hexadecimal digits). A change replaces the replication, and
   * what still waits in its queue is not sent.
   */
  readonly localBucketId: pulumi.Input<string>;
  /**
   * ID of the bucket on the other server that points go to (16 hexadecimal digits). Default: empty, for
   * a bucket that is given by `remoteBucketName`; one of the two is required, and only one. Changed in
   * place, from one to the other too.
   */
  readonly remoteBucketId?: pulumi.Input<string> | undefined;
  /**
   * Name of the bucket on the other server that points go to. Default: empty, for a bucket that is given
   * by `remoteBucketId`. Changed in place.
   */
  readonly remoteBucketName?: pulumi.Input<string> | undefined;
  /**
   * Size up to which points wait on disk for the other server, in bytes, at least 33554430; beyond it
   * new ones are not replicated. Default: 67108860. Changed in place.
   */
  readonly maxQueueSizeBytes?: pulumi.Input<number> | undefined;
  /**
   * Whether points that the other server refuses for good are dropped from the queue; otherwise they are
   * sent again and hold up those behind them. Default: false. Changed in place.
   */
  readonly dropNonRetryableData?: pulumi.Input<boolean> | undefined;
  /**
   * How long points wait in the queue at most, in seconds: from 60 to 5184000 (60 days), or 0 for as
   * long as the server thinks fit. Default: 0. Changed in place.
   */
  readonly maxAgeSeconds?: pulumi.Input<number> | undefined;
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
 * A stream of the points that are written to a bucket, from its creation on, to a bucket of another
 * server. It is deleted with its local bucket. The server does not try whether the other one takes
 * points. Source: InfluxDB v2 API, `/api/v2/replications`.
 */
export class Replication extends pulumi.CustomResource {
  /** Name, not blank, unique in the organization. Changed in place. */
  declare readonly name: pulumi.Output<string>;
  /** Description. Default: empty. Changed in place. */
  declare readonly description: pulumi.Output<string>;
  /** ID of the remote to replicate to (16 hexadecimal digits). Changed in place. */
  declare readonly remoteId: pulumi.Output<string>;
  /**
   * ID of the bucket that is replicated (16 hexadecimal digits). A change replaces the replication, and
   * what still waits in its queue is not sent.
   */
  declare readonly localBucketId: pulumi.Output<string>;
  /**
   * ID of the bucket on the other server that points go to (16 hexadecimal digits). Default: empty, for
   * a bucket that is given by `remoteBucketName`; one of the two is required, and only one. Changed in
   * place, from one to the other too.
   */
  declare readonly remoteBucketId: pulumi.Output<string>;
  /**
   * Name of the bucket on the other server that points go to. Default: empty, for a bucket that is given
   * by `remoteBucketId`. Changed in place.
   */
  declare readonly remoteBucketName: pulumi.Output<string>;
  /**
   * Size up to which points wait on disk for the other server, in bytes, at least 33554430; beyond it
   * new ones are not replicated. Default: 67108860. Changed in place.
   */
  declare readonly maxQueueSizeBytes: pulumi.Output<number>;
  /**
   * Whether points that the other server refuses for good are dropped from the queue; otherwise they are
   * sent again and hold up those behind them. Default: false. Changed in place.
   */
  declare readonly dropNonRetryableData: pulumi.Output<boolean>;
  /**
   * How long points wait in the queue at most, in seconds: from 60 to 5184000 (60 days), or 0 for as
   * long as the server thinks fit. Default: 0. Changed in place.
   */
  declare readonly maxAgeSeconds: pulumi.Output<number>;
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

  /** Reads an existing Replication that this stack does not manage, by id or readable name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): Replication {
    return new Replication(name, undefined, { ...opts, id });
  }

  constructor(name: string, args: ReplicationArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    const properties = {
      name: args?.name,
      description: args?.description,
      remoteId: args?.remoteId,
      localBucketId: args?.localBucketId,
      remoteBucketId: args?.remoteBucketId,
      remoteBucketName: args?.remoteBucketName,
      maxQueueSizeBytes: args?.maxQueueSizeBytes,
      dropNonRetryableData: args?.dropNonRetryableData,
      maxAgeSeconds: args?.maxAgeSeconds,
      org: args?.org,
      orgId: args?.orgId,
    };
    super("influxdb:index:Replication", name, properties, opts);
  }
}
