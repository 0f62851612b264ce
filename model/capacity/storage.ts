/**
 * What InfluxDB 2 keeps on disk. The figures are those of a real server with the sources' key lengths; what was measured is
 * in docs/capacity.md, and test/capacity holds them against a server at each run.
 */

const hour = 3_600;
const day = 24 * hour;

/** How often InfluxDB looks for shards that are past their retention, in seconds. */
const retentionCheckSeconds = 1_800;

/**
 * For each series and shard: its key in the index of the file, in the index of the shard and in that of the bucket. A
 * series is a field with its tags.
 */
export const bytesPerSeries = 600;
/** Files and directories of an empty shard. */
export const bytesPerShard = 88 * 1024;
/** Files and directories of a bucket without shards. */
export const bytesPerBucket = 72 * 1024;
/** For each value that is not in a file of its shard yet: log of what was written, compressed. */
export const bytesPerLogged = 24;
/** Values that a shard holds in memory, and in that log, before they become a file: 25 MiB. */
const mostLogged = (25 * 1024 * 1024) / 16;

/** Points for ever are counted as if they were kept a year: without a bound there is no size. */
export const horizonSeconds = 365 * day;

/** Seconds that a shard holds, as InfluxDB chooses it by the retention. */
export function shardSeconds(retentionSeconds: number): number {
  if (retentionSeconds === 0 || retentionSeconds >= 180 * day) return 7 * day;
  return retentionSeconds >= 2 * day ? day : hour;
}

/** What there is of a bucket on disk at some instant. */
export interface Stored {
  readonly values: number;
  /** Series of one shard: fields with their tags. */
  readonly series: number;
  readonly shards: number;
  /** Values that are in no file of a shard yet. */
  readonly logged: number;
  /** Bytes of a value in a file. */
  readonly bytesPerValue: number;
}

/** Bytes that so much takes. */
export function storedBytes({ values, series, shards, logged, bytesPerValue }: Stored): number {
  return (
    values * bytesPerValue +
    series * shards * bytesPerSeries +
    logged * bytesPerLogged +
    shards * bytesPerShard +
    bytesPerBucket
  );
}

/** What comes to a bucket. */
export interface Load extends Pick<Stored, "series" | "bytesPerValue"> {
  /** Values that are written in a second. */
  readonly valuesPerSecond: number;
  /** 0 for ever. */
  readonly retentionSeconds: number;
}

/**
 * Bytes on disk, once the bucket holds all it ever will. A shard goes as a whole, when its youngest point is too old: so
 * there is one more than the retention asks for.
 */
export function liveBytes({ valuesPerSecond, retentionSeconds, ...load }: Load): number {
  const shard = shardSeconds(retentionSeconds);
  const kept = (retentionSeconds === 0 ? horizonSeconds : retentionSeconds) + shard + retentionCheckSeconds;
  return Math.round(
    storedBytes({
      ...load,
      values: valuesPerSecond * kept,
      shards: Math.ceil(kept / shard),
      logged: Math.min(valuesPerSecond * shard, mostLogged),
    }),
  );
}
