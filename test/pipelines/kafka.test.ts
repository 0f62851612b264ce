/** Rendered sinks as real telegraf processes, from a real Kafka into a real InfluxDB: counted in and out. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { compileTasks, loadTemplates } from "../../flux/index.ts";
import { multiapp } from "../../model/buckets.ts";
import { buildModel } from "../../model/model.ts";
import type { SinkFormat } from "../../model/sink-settings.ts";
import { makeBucket, queryRows } from "../support/influxd.ts";
import { serving } from "../support/model.ts";
import type { Message } from "../support/kafka/hands.ts";
import { until } from "../support/until.ts";
import { startEndpoint } from "../telegraf/support/endpoints.ts";
import { avroRecord } from "./support/avro.ts";
import {
  declared,
  healthBucket,
  type RunningSink,
  sinkSettings,
  startSink,
  tags,
  untilSays,
} from "./support/sinks.ts";
import { countAndSum, pointsOf, startWorld, untilRead, type World } from "./support/world.ts";

let world: World;
before(async () => {
  world = await startWorld();
});
after(() => world.stop());

void describe("100,000 points of line protocol", () => {
  const all = 100_000;
  const pointsPerMessage = 2;
  const partitions = 4;
  const begin = 1_700_000_000_000_000_000n;
  let sink: ReturnType<typeof declared>;
  let running: RunningSink;
  let sent = 0;

  /** Sends points until there are so many. */
  const sendUpTo = async (points: number): Promise<void> => {
    const messages: string[] = [];
    for (; sent < points; sent += pointsPerMessage) {
      messages.push(Array.from({ length: pointsPerMessage }, (_, i) => lineOf(sent + i)).join("\n"));
    }
    await world.hands.send(sink.name, messages);
  };
  const lineOf = (i: number): string => `reading,sensor=s${i % 50} value=${i}i ${begin + BigInt(i)}`;
  const writes = (of: RunningSink): number => of.log().match(/::lines\] Wrote batch of/g)?.length ?? 0;
  const arrived = async (): Promise<number> => (await countAndSum(world.server, "lines", "value")).count;
  const untilArrived = (points: number) =>
    until(`${points} points arrived`, async () => ((await arrived()) >= points ? true : undefined));

  before(async () => {
    sink = declared(
      sinkSettings({
        name: "lines",
        brokers: [world.kafka.broker],
        kafkaVersion: world.kafka.version,
        format: { kind: "influx", unit: "ns" },
        ...{ pointsPerMessage, undelivered: 4_000 },
      }),
    );
    await world.prepare(sink, partitions);
    running = await world.run(sink);
  });

  void test("while nothing is wrong", async () => {
    await sendUpTo(20_000);
    await untilArrived(20_000);
  });

  void test("while InfluxDB is away: Kafka is read until the buffer is full, and no further", async () => {
    await world.server.kill();
    await sendUpTo(50_000);
    // Each partition that has been read to its end keeps room for a message.
    const full = sink.buffer - partitions * pointsPerMessage;
    await untilSays(running, "a full buffer", (log) =>
      [...log.matchAll(/::lines\] Buffer fullness: (\d+) /g)].some(([, count]) => Number(count) >= full),
    );
    const { done } = await world.hands.offsets("lines", sink.group);
    assert.ok(done <= 20_000 / pointsPerMessage, `${done} messages count as written`);
    await world.server.revive();
    await untilArrived(50_000);
  });

  void test("while Kafka is killed and comes again", async () => {
    const before = writes(running);
    await sendUpTo(70_000);
    await untilSays(running, "another write", () => writes(running) > before);
    await world.kafka.kill();
    await world.kafka.revive();
    await sendUpTo(76_000);
    await untilArrived(76_000);
  });

  void test("while the sink is killed in the middle", async () => {
    const before = writes(running);
    const sending = sendUpTo(all);
    await untilSays(running, "another write", () => writes(running) > before);
    await running.kill();
    await sending;
    const { done, sent: messages } = await world.hands.offsets("lines", sink.group);
    assert.ok(done < messages, "nothing was left to do");
    running = await startSink(sink, world.server, "pod-2");
    await untilArrived(all);
    await untilRead(world, "lines", sink.group);
    await running.stop();
  });

  void test("none is lost, and none is there twice", async () => {
    assert.deepEqual(await countAndSum(world.server, "lines", "value"), {
      count: all,
      sum: (all * (all - 1)) / 2,
    });
  });
});

void describe("other formats", () => {
  const kafkaOf = () => ({ brokers: [world.kafka.broker], kafkaVersion: world.kafka.version });
  const count = 1_000;
  const begin = Date.UTC(2026, 0, 1);

  /** Sends messages, starts a sink, and waits until it has read them; gives the points that are there then. */
  const pass = async (
    settings: Omit<Parameters<typeof sinkSettings>[0], "brokers" | "kafkaVersion">,
    messages: readonly Message[],
  ) => {
    const sink = declared(sinkSettings({ ...kafkaOf(), ...settings }));
    await world.prepare(sink);
    await world.hands.send(sink.name, messages);
    const sentBy = Date.now();
    const running = await world.run(sink);
    await untilRead(world, sink.name, sink.group);
    const rows = await pointsOf(world.server, sink.store.bucket);
    await running.stop();
    return { rows, log: running.log(), sentBy };
  };

  void test("JSON: fields with their types, tags, and the time that a message says", async () => {
    const { rows } = await pass(
      {
        name: "transfers",
        format: {
          kind: "json",
          measurement: "transfer",
          fields: {
            seconds: { path: "took", type: "float" },
            bytes: { path: "object.size", type: "int" },
            ok: { path: "ok", type: "float" },
            note: { path: "note", type: "string", optional: true },
          },
          tags: { site: "site", cluster: "cluster" },
          timestamp: { path: "at", format: "unix_ms" },
        },
      },
      Array.from({ length: count }, (_, i) =>
        JSON.stringify({
          // The first gives a field its type in InfluxDB, which refuses all of another one.
          ...{ at: begin + i, took: i, object: { size: i }, ok: i === 0 ? true : 0.5 },
          ...{ site: "summit", cluster: "not-ours" },
          ...(i === 0 ? { note: "first" } : {}),
        }),
      ),
    );
    assert.equal(rows.length, count);
    assert.deepEqual(rows[0], {
      _time: new Date(begin).toISOString().replace(".000", ""),
      _measurement: "transfer",
      ...{ seconds: 0, bytes: 0, ok: 1, note: "first", site: "summit" },
      ...{ ...tags, exported_cluster: "not-ours" },
    });
    assert.equal(rows[1]?.["ok"], 0.5);
    assert.equal(new Set(rows.map(({ _time }) => _time)).size, count);
  });

  const schema = JSON.stringify({
    ...{ type: "record", namespace: "lsst.sal", name: "MTMount" },
    fields: [
      { name: "at", type: "long" },
      { name: "axis", type: "string" },
      { name: "angle", type: "double" },
      { name: "target", type: ["null", "double"] },
    ],
  });
  const records = Array.from({ length: count }, (_, i) =>
    avroRecord(["long", begin * 1_000 + i], ["string", "elevation"], ["double", i / 2], ["null"]),
  );
  const avro = {
    kind: "avro",
    ...{ tags: ["axis"], fields: [], timestamp: { field: "at", unit: "us" }, unions: "nullable" },
  } as const satisfies Partial<SinkFormat>;
  const expected = {
    _time: new Date(begin).toISOString().replace(".000", ""),
    ...{ _measurement: "lsst.sal.MTMount", axis: "elevation", angle: 0, at: begin * 1_000, ...tags },
  };

  void test("Avro, by a schema that all messages have", async () => {
    const { rows } = await pass({ name: "avro", format: { ...avro, schema: { text: schema } } }, records);
    assert.equal(rows.length, count);
    assert.deepEqual(rows[0], expected);
  });

  void test("Avro, by the schema that a registry has for the id of a message", async () => {
    const asked: string[] = [];
    const registry = await startEndpoint((path) => {
      asked.push(path);
      return path === "/schemas/ids/7" ? { schema } : undefined;
    });
    try {
      const { rows } = await pass(
        { name: "registered", format: { ...avro, schema: { registry: registry.url } } },
        records.map((record) => Buffer.concat([Uint8Array.of(0, 0, 0, 0, 7), record])),
      );
      assert.equal(rows.length, count);
      assert.deepEqual(rows[0], expected);
      assert.deepEqual(asked, ["/schemas/ids/7"]);
    } finally {
      await registry.stop();
    }
  });

  void test("Avro: a message without a value ends telegraf, which never gets past it", async () => {
    const sink = declared(
      sinkSettings({ ...kafkaOf(), name: "tombstone", format: { ...avro, schema: { text: schema } } }),
    );
    await world.prepare(sink);
    await world.hands.send(sink.name, [...records.slice(0, 1), null, ...records.slice(1, 2)]);
    const running = await world.run(sink);
    await untilSays(running, "why it ended", (log) => /panic: .*out of range/.test(log));
    assert.deepEqual(await world.hands.offsets(sink.name, sink.group), { sent: 3, done: 0 });
    await running.stop();
  });

  void test("the time of the record in Kafka, where a message says none", async () => {
    const before = Date.now();
    const { rows, sentBy } = await pass(
      {
        name: "timeless",
        times: "kafka",
        ...{ precision: "ms" },
        format: {
          kind: "json",
          ...{ measurement: "m", fields: { value: { path: "value", type: "int" } }, tags: {} },
        },
      },
      ['{"value": 1}'],
    );
    const [time] = rows.map(({ _time }) => Date.parse(String(_time)));
    assert.ok(time !== undefined && time >= before && time <= sentBy, String(time));
  });

  void test("a message that cannot be read is counted and alerted, and those after it are read", async () => {
    const { rows, log } = await pass({ name: "broken", format: { kind: "influx", unit: "ms" } }, [
      `m value=1i ${begin}`,
      "this is no line protocol",
      `m value=2i ${begin + 1}`,
    ]);
    assert.deepEqual(
      rows.map(({ value }) => value),
      [1, 2],
    );
    assert.match(log, /E! \[inputs\.kafka_consumer::broken\] Error in plugin: metric parse error/);
    const told = await until("it is counted", async () => {
      const rows = await queryRows(
        world.server,
        `from(bucket: "${healthBucket}") |> range(start: -1h)
        |> filter(fn: (r) => r._measurement == "internal_gather" and r._field == "errors" and r.sink == "broken" and r.input == "kafka_consumer" and r._value > 0)
        |> last() |> keep(columns: ["_value", "alias", "cluster", "host", "own__"])`,
      );
      return rows.length > 0 ? rows : undefined;
    });
    assert.deepEqual(told, [{ _value: 1, alias: "broken", cluster: tags.cluster, host: "pod-1" }]);

    const { model } = buildModel(serving(["telegraf"]));
    const tasks = model.tasks.filter(({ id }) => id === "sink-losing-messages");
    const { compiled, faults } = compileTasks(tasks, await loadTemplates());
    assert.deepEqual(faults, []);
    await makeBucket(world.server, multiapp);
    await queryRows(world.server, [...compiled.values()][0] ?? assert.fail("no such alert"));
    const findings = await queryRows(
      world.server,
      `from(bucket: "${multiapp}") |> range(start: -1h)
        |> filter(fn: (r) => r._measurement == "finding" and r._field == "text")
        // What other sinks met while Kafka was away is told as well.
        |> filter(fn: (r) => r.subject == "broken of pod-1")
        |> keep(columns: ["_value", "alert", "cluster", "subject"])`,
    );
    assert.deepEqual(findings, [
      {
        _value: "1 errors in 10m (above 0)",
        alert: "sink-losing-messages",
        cluster: tags.cluster,
        subject: "broken of pod-1",
      },
    ]);
  });
});
