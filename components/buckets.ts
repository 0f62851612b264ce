import * as influxdb from "@pulumi/influxdb";
import * as pulumi from "@pulumi/pulumi";
import type { BucketSpec, DbrpSpec } from "../model/types.ts";

export interface BucketsArgs {
  /** Buckets to declare. The name is the identity: a renamed one is a new one. */
  readonly buckets: readonly BucketSpec[];
  /** InfluxDB 1 mappings of these buckets. */
  readonly dbrps: readonly DbrpSpec[];
}

/** The buckets of a stack and their InfluxDB 1 mappings. Needs an `influxdb` provider among its options. */
export class Buckets extends pulumi.ComponentResource {
  readonly #buckets: ReadonlyMap<string, influxdb.Bucket>;
  /** Names of all buckets, sorted. Known when their buckets exist. */
  readonly names: pulumi.Output<string[]>;

  constructor(name: string, args: BucketsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("monitoring:index:Buckets", name, {}, opts);
    const parent = { parent: this };

    this.#buckets = new Map(
      args.buckets.map(({ name: bucket, description, retentionSeconds, allowDataLoss }) => [
        bucket,
        new influxdb.Bucket(
          `${name}-${bucket}`,
          { name: bucket, description, retentionSeconds, allowDataLoss },
          parent,
        ),
      ]),
    );
    for (const { bucket, database, retentionPolicy } of args.dbrps) {
      const { id: bucketId } = this.get(bucket);
      new influxdb.Dbrp(
        `${name}-dbrp-${database}`,
        { database, retentionPolicy, bucketId, default: true },
        parent,
      );
    }
    this.names = pulumi
      .all([...this.#buckets.values()].map((bucket) => bucket.name))
      .apply((names) => names.sort());
    this.registerOutputs({ names: this.names });
  }

  /** A declared bucket. Throws for a name that is not declared: the wiring checks come before. */
  get(name: string): influxdb.Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) throw new Error(`bucket "${name}" is not declared`);
    return bucket;
  }
}
