/** What is wrong with how a Kafka sink reads messages: times that double or lose points, and paths of many values. */
import type { Fault } from "./faults.ts";
import { isOfMany } from "./gjson.ts";
import { describeValue } from "./keys.ts";
import { avroFaults } from "./sink-avro.ts";
import type { SinkContext } from "./sink-context.ts";
import type { SinkFormat, SinkSettings } from "./sink-settings.ts";

export function formatFaults(sink: SinkSettings, context: SinkContext): readonly Fault[] {
  const { format } = sink;
  return [
    ...timeFaults(sink, context),
    ...(format.kind === "json" ? pathFaults(format, context) : []),
    ...(format.kind === "avro" ? avroFaults(format, context) : []),
  ];
}

/** Where a format names the time that a message says. */
export const timestampKeys = { json: "json.timestamp", avro: "avro.timestamp" } as const;

/** A time that the message does not say is the instant of reading: another at each delivery. */
function timeFaults({ format, times }: SinkSettings, { at, set, remove }: SinkContext): Fault[] {
  if (format.kind === "influx") {
    if (times === "message") return [];
    return [
      at("times", {
        found: `\`${times}\`, with \`format: influx\``,
        expected: "`message`: lines say their own times, and telegraf would throw them away",
        mend: remove("times"),
      }),
    ];
  }
  const said = format.timestamp !== undefined;
  if (said === (times === "message")) return [];
  return said
    ? [
        at(format.kind, {
          found: `a timestamp, with \`times: ${times}\``,
          expected: "`times: message`, or no timestamp: it would not be what you asked for",
          mend: set("times", "message"),
        }),
      ]
    : [
        at(format.kind, {
          found: "no timestamp",
          expected: "where a message says when it was; else a message that comes twice is two points",
          mend: `name it in \`${timestampKeys[format.kind]}\`; only if no message says it, ${set("times", "kafka")}, by which messages of one series and millisecond, or batch, are one point`,
        }),
      ];
}

type Json = Extract<SinkFormat, { kind: "json" }>;

/** Paths of many values: telegraf makes a point of each, all of one time, and of these the last one stays. */
function pathFaults({ fields, tags, timestamp }: Json, { at }: SinkContext): Fault[] {
  const paths = [
    ...Object.entries(fields).map(([name, { path }]) => [["json", "fields", name, "path"], path] as const),
    ...Object.entries(tags).map(([name, path]) => [["json", "tags", name], path] as const),
    ...(timestamp === undefined ? [] : [[["json", "timestamp", "path"], timestamp.path] as const]),
  ];
  return paths
    .filter(([, path]) => isOfMany(path))
    .map(([key, path]) =>
      at(key, {
        found: `path ${describeValue(path)}, of many values`,
        expected: "the path of one value: a message is one point, and a list is not as many points",
        mend: 'name one, such as `list.0.value`, or the first that fits, such as `list.#(name=="a").value`',
      }),
    );
}
