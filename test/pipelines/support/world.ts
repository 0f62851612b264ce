/** Kafka, InfluxDB and what a test does in them. */
import { startMortal, type Mortal } from "../../alerts/mortal.ts";
import { makeBucket, queryRows, type Row } from "../../support/influxd.ts";
import { type Kafka, startKafka } from "../../support/kafka/broker.ts";
import { kafkaHands, type KafkaHands } from "../../support/kafka/hands.ts";
import { until } from "../../support/until.ts";
import type { SinkSpec } from "../../../model/sinks.ts";
import { healthBucket, type RunningSink, startSink } from "./sinks.ts";

export interface World {
  readonly kafka: Kafka;
  readonly hands: KafkaHands;
  readonly server: Mortal;
  /** Makes the bucket of a sink and its topics. */
  prepare(sink: SinkSpec, partitions?: number): Promise<void>;
  /** Starts a sink that is prepared. */
  run(sink: SinkSpec): Promise<RunningSink>;
  stop(): Promise<void>;
}

/** Starts Kafka, and an InfluxDB with the bucket that agents tell their health to. */
export async function startWorld(): Promise<World> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const [kafka, server] = await Promise.all([startKafka(), startMortal()]);
    stops.push(() => kafka.stop());
    stops.push(() => server.stop());
    const hands = await kafkaHands(kafka);
    stops.push(() => hands.stop());
    await makeBucket(server, healthBucket);
    const prepare: World["prepare"] = async (sink, partitions = 1) => {
      await makeBucket(server, sink.store.bucket);
      for (const topic of sink.topics) await hands.makeTopic(topic, partitions);
    };
    const run: World["run"] = async (sink) => {
      const running = await startSink(sink, server);
      stops.push(() => running.stop());
      return running;
    };
    return { kafka, hands, server, prepare, run, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** How many points of a field a bucket holds, and the sum of their values. */
export async function countAndSum(
  server: Mortal,
  bucket: string,
  field: string,
): Promise<{ readonly count: number; readonly sum: number }> {
  const [row] = await queryRows(
    server,
    `from(bucket: "${bucket}") |> range(start: 0, stop: 2100-01-01T00:00:00Z) |> filter(fn: (r) => r._field == "${field}") |> group()
      |> reduce(identity: {count: 0, sum: 0}, fn: (r, accumulator) => ({count: accumulator.count + 1, sum: accumulator.sum + r._value}))`,
  );
  return { count: Number(row?.["count"] ?? 0), sum: Number(row?.["sum"] ?? 0) };
}

/** Waits until a group has done with all that a topic has. */
export async function untilRead({ hands }: World, topic: string, group: string): Promise<void> {
  await until(`group ${group} has read ${topic}`, async () => {
    const { sent, done } = await hands.offsets(topic, group);
    return sent === done ? true : undefined;
  });
}

/** The points of a bucket: time, measurement, tags and fields of each, in the order of their times. */
export async function pointsOf(server: Mortal, bucket: string): Promise<readonly Row[]> {
  return queryRows(
    server,
    `from(bucket: "${bucket}") |> range(start: 0, stop: 2100-01-01T00:00:00Z) |> drop(columns: ["_start", "_stop"])
      |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value") |> group() |> sort(columns: ["_time"])`,
  );
}
