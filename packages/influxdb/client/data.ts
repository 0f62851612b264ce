import type { Api } from "./api.ts";

/** What a bucket holds of a span of time. */
export interface Holding {
  readonly series: number;
  /** Time of the oldest point, RFC 3339. */
  readonly oldest: string;
}

/** Later than any point that the server takes. */
const END_OF_TIME = "2262-04-11T00:00:00Z";

/**
 * What a bucket holds, or what of it is older than so many seconds; undefined when that is nothing. Throws when the
 * server does not say.
 */
export async function holdingOf(
  api: Api,
  orgId: string,
  bucketId: string,
  olderThanSeconds?: number,
): Promise<Holding | undefined> {
  const stop = olderThanSeconds === undefined ? END_OF_TIME : `-${olderThanSeconds}s`;
  const rows = await api.query(
    orgId,
    `first = from(bucketID: ${JSON.stringify(bucketId)})
    |> range(start: 0, stop: ${stop})
    |> first()
    |> group()
    |> map(fn: (r) => ({_time: r._time, _value: int(v: r._time)}))
first |> min() |> yield(name: "oldest")
first |> count() |> yield(name: "series")`,
  );
  const oldest = rows.find(({ result }) => result === "oldest")?.["_time"];
  const series = Number(rows.find(({ result }) => result === "series")?.["_value"] ?? 0);
  return oldest === undefined ? undefined : { series, oldest };
}
