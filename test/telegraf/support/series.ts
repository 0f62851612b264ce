/** What is in a bucket, and what of a shape is not. */
import type { FieldType } from "../../../model/collectors/shape.ts";
import { type Cell, queryRows, type TestServer } from "../../support/influxd.ts";

/** All series of a bucket: measurement, field, tags, type. */
export interface Series {
  readonly bucket: string;
  readonly measurement: string;
  readonly field: string;
  readonly type: FieldType;
  readonly tags: Readonly<Record<string, Cell>>;
}

const types: readonly FieldType[] = ["float", "int", "string", "bool"];

export async function seriesOf(server: TestServer, bucket: string, only?: string): Promise<Series[]> {
  const filter = only === undefined ? "" : `|> filter(fn: (r) => r._measurement == "${only}")`;
  const found = await Promise.all(
    types.map(async (type) => {
      const rows = await queryRows(
        server,
        `import "types"
         from(bucket: "${bucket}") |> range(start: -1h) ${filter} |> last()
           |> filter(fn: (r) => types.isType(v: r._value, type: "${type}")) |> group()
           |> drop(columns: ["_start", "_stop", "_time"])
           |> rename(fn: (column) => if column == "result" then "tag result" else column)`,
      );
      return rows.map(({ _measurement, _field, _value, "tag result": result, ...others }) => {
        const tags = result === undefined ? others : { ...others, result };
        return { bucket, measurement: String(_measurement), field: String(_field), type, tags };
      });
    }),
  );
  return found.flat();
}

/** What of a shape is not there yet. */
export function lacks(
  here: readonly Series[],
  fields: readonly (readonly [string, FieldType])[],
  tags: readonly string[],
): string[] {
  return [
    ...fields
      .filter(([field, type]) => !here.some((series) => series.field === field && series.type === type))
      .map(([field, type]) => `field ${field}: ${type}`),
    ...tags
      .filter((tag) => !here.some((series) => series.tags[tag] !== undefined))
      .map((tag) => `tag ${tag}`),
  ];
}
