/**
 * Mappings for clients that still speak InfluxDB 1 (Chronograf, InfluxQL): exactly one per bucket, so that it is the
 * database's default whatever the order of creation (influxdb-api.md, trap 8).
 */
import { formatDuration } from "./durations.ts";
import type { BucketSpec, DbrpSpec } from "./types.ts";

/** One mapping per bucket: the database is called like the bucket, its retention policy after the retention. */
export function dbrpsOf(buckets: readonly BucketSpec[]): readonly DbrpSpec[] {
  return buckets.map(({ name, retentionSeconds }) => ({
    database: name,
    retentionPolicy: retentionPolicyName(retentionSeconds),
    bucket: name,
  }));
}

/** `7d`; for ever is `autogen`, the name that InfluxDB 1 gave to a policy without end. */
export function retentionPolicyName(retentionSeconds: number): string {
  return retentionSeconds === 0 ? "autogen" : formatDuration(retentionSeconds);
}
