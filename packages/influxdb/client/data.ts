import type { Api } from "./api.ts";
import { ConnectionError } from "./errors.ts";

/** What a bucket holds of a span of time. */
export interface Holding {
  readonly series: number;
  /** Time of the oldest point, RFC 3339. */
  readonly oldest: string;
}

/** The earliest time that the server takes for a point, and one after the latest. */
const [BEGIN_OF_TIME, END_OF_TIME] = ["1677-09-21T00:12:43.145224194Z", "2262-04-11T23:47:16.854775807Z"];

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
    `import "array"
first = from(bucketID: ${JSON.stringify(bucketId)})
    |> range(start: ${BEGIN_OF_TIME}, stop: ${stop})
    |> first()
    |> group()
    |> map(fn: (r) => ({_time: r._time, _value: int(v: r._time)}))
first |> min() |> yield(name: "oldest")
first |> count() |> yield(name: "series")
array.from(rows: [{asked: true}]) |> yield(name: "whole")`,
  );
  // An empty bucket gives no rows, and so does what is no answer: only one that has this row says anything.
  if (!rows.some(({ result }) => result === "whole"))
    throw new ConnectionError(
      `what bucket ${bucketId} holds could not be found out: the query was not answered`,
    );
  const oldest = rows.find(({ result }) => result === "oldest")?.["_time"];
  const series = Number(rows.find(({ result }) => result === "series")?.["_value"] ?? 0);
  return typeof oldest === "string" ? { series, oldest } : undefined;
}
