/** An estimate in columns, for people. */
import { formatRetention } from "../durations.ts";
import type { CapacityEstimate } from "./estimate.ts";
import { sizeText } from "./sizes.ts";

/** A table: the names of its columns, its rows, and a sentence about all of them. */
export interface CapacityTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly summary: string;
}

/** The estimate, the largest bucket first. */
export function capacityTable({ buckets, totalBytes, volume }: CapacityEstimate): CapacityTable {
  const share =
    volume === undefined
      ? "no volume is known"
      : `${Math.round((totalBytes / volume.bytes) * 100)}% of ${sizeText(volume.bytes)}`;
  return {
    head: ["bucket", "keeps", "series", "values/s", "on disk", "rate"],
    rows: buckets.map(({ bucket, retentionSeconds, series, valuesPerSecond, liveBytes, rate }) => [
      bucket,
      formatRetention(retentionSeconds),
      String(series),
      valuesPerSecond >= 10 ? valuesPerSecond.toFixed(0) : valuesPerSecond.toFixed(2),
      sizeText(liveBytes),
      rate,
    ]),
    summary: `estimated ${sizeText(totalBytes)} on disk: ${share}`,
  };
}
