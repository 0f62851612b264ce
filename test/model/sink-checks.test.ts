/** What is told of how a sink reads messages, and of its container. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Resources } from "../../model/cluster.ts";
import type { SinkFormat, SinkSettings } from "../../model/sink-settings.ts";
import { sinksOf } from "../../model/sinks.ts";
import { sinkSettings } from "../pipelines/support/sinks.ts";

const built = (settings: Partial<SinkSettings>) =>
  sinksOf(
    {
      clusters: [],
      sinks: [sinkSettings({ name: "s", format: { kind: "influx", unit: "ns" }, ...settings })],
    },
    {
      source: { stack: "test", file: "Pulumi.test.yaml" },
      environment: "idfdev",
      layout: { kind: "applications" },
      retentionSeconds: 0,
    },
  );
const key = (path: string) => `monitoring:kafka.sinks.s.${path}`;
const set = (path: string, value: number | string) =>
  `pulumi config set --path ${key(path)} ${value} --stack test`;
const rm = (path: string) => `pulumi config rm --path ${key(path)} --stack test`;
const brief = (settings: Partial<SinkSettings>) =>
  built(settings).faults.map(
    ({ where, found, mend }) => `${where.split("sinks.s.")[1] ?? ""} | ${found} | ${mend}`,
  );

type Json = Extract<SinkFormat, { kind: "json" }>;
const json: Json = { kind: "json", measurement: "m", fields: {}, tags: {} };
const timed: Json = { ...json, timestamp: { path: "at", format: "unix" } };

describe("the time of points", () => {
  it("is that of lines, whatever else is asked for", () => {
    for (const times of ["kafka", "arrival"] as const) {
      assert.deepEqual(brief({ times }), [`times | \`${times}\`, with \`format: influx\` | ${rm("times")}`]);
      assert.deepEqual(built({ times }).findings, []);
    }
  });

  it("must be said by messages in JSON, or somebody must have asked for another", () => {
    assert.deepEqual(brief({ format: json }), [
      `json | no timestamp | name it in \`json.timestamp\`; only if no message says it, ${set("times", "kafka")}, by which messages of one series and millisecond, or batch, are one point`,
    ]);
    assert.deepEqual(brief({ format: timed, times: "kafka" }), [
      `json | a timestamp, with \`times: kafka\` | ${set("times", "message")}`,
    ]);
    assert.deepEqual(brief({ format: timed }), []);
    assert.deepEqual(brief({ format: json, times: "kafka" }), []);
  });

  it("of Kafka or of arrival is a finding, and so are patterns, which are looked up once", () => {
    const told = (settings: Partial<SinkSettings>) => {
      const { faults, findings, sinks } = built(settings);
      assert.deepEqual([faults, sinks.length], [[], 1]);
      return findings.map(({ check, of, where, mend }) => [check, of, where, mend]);
    };
    const at = (path: string) => `Pulumi.test.yaml: ${key(path)}`;
    const mend = `name the time that messages say in \`json.timestamp\`, and ${rm("times")}`;
    const list = "list them in `topics`";
    assert.deepEqual(told({ patterns: ["lsst.*"] }), [["pattern", "s", at("patterns"), list]]);
    assert.deepEqual(told({ format: json, times: "arrival" }), [["arrival", "s", at("times"), mend]]);
    assert.deepEqual(told({ format: json, times: "kafka" }), [["kafka-time", "s", at("times"), mend]]);
    assert.deepEqual(told({ format: timed }), []);
    const [finding] = built({ format: json, times: "kafka" }).findings;
    assert.match(finding?.expected ?? "", /millisecond.*LogAppendTime/);
  });
});

describe("paths in JSON", () => {
  const many = ["r.#.v", "#.v", "r|#.v", 'r.#(n=="b")#.v', "r.#(v>1)#", "r.#(v>1)#w", "[a,b]", "r.{a,b}"];
  const one = ["v", "r.#", 'r.#(n=="b").v', "a\\#b", "a#b", "r.0.v", "a\\.[b"];
  const field = (path: string) => ({ v: { path, type: "int" as const } });

  it("of many values are told, of fields, tags and the time", () => {
    assert.deepEqual(
      many.filter((path) => brief({ format: { ...timed, fields: field(path) } }).length !== 1),
      [],
    );
    const [path = ""] = many;
    const timestamp = { path, format: "unix" } as const;
    assert.deepEqual(
      built({ format: { ...json, fields: field(path), tags: { t: path }, timestamp } }).faults.map(
        ({ where, found }) => `${where.split("sinks.s.")[1] ?? ""} | ${found}`,
      ),
      ["fields.v.path", "tags.t", "timestamp.path"].map(
        (place) => `json.${place} | path ${JSON.stringify(path)}, of many values`,
      ),
    );
  });

  it("of one value are not", () => {
    assert.deepEqual(
      one.filter((path) => brief({ format: { ...timed, fields: field(path) } }).length > 0),
      [],
    );
  });
});

describe("an Avro schema in the stack file", () => {
  type Avro = Extract<SinkFormat, { kind: "avro" }>;
  const at = { name: "at", type: "long" };
  const avro = (fields: readonly object[] | string, own: Partial<Avro> = {}): Partial<SinkSettings> => ({
    format: {
      ...{ kind: "avro", tags: [], fields: [], unions: "nullable", timestamp: { field: "at", unit: "s" } },
      schema: {
        text: typeof fields === "string" ? fields : JSON.stringify({ type: "record", name: "r", fields }),
      },
      ...own,
    },
  });
  const logical = (type: string, logicalType: string) => ({ type, logicalType });

  it("must be that of a record", () => {
    const mended = (found: string) => [`avro.schema | ${found} | correct it`];
    assert.deepEqual(brief(avro("{")), mended("a text that is no JSON"));
    assert.deepEqual(brief(avro('"long"')), mended("a schema that is no record with a name"));
    assert.deepEqual(
      brief(avro('{"type": "record", "fields": []}')),
      mended("a schema that is no record with a name"),
    );
    assert.deepEqual(brief(avro('{"type": "record", "name": "r"}')), mended("a record without `fields`"));
    assert.deepEqual(brief(avro([at, {}])), mended("a field without `name` or `type`"));
    assert.deepEqual(brief(avro([at, { name: "v", type: ["null", "double"] }])), []);
    assert.deepEqual(brief(avro([{ name: "at", type: { type: "long" } }])), []);
  });

  it("has the time, the tags and the fields that are named", () => {
    const fields = [at, { name: "axis", type: "string" }, { name: "angle", type: "double" }];
    const timestamp = { field: "att", unit: "s" } as const;
    assert.deepEqual(brief(avro(fields, { timestamp, tags: ["axsi"], fields: ["angle", "speed"] })), [
      `avro.timestamp.field | \`att\`, which the schema does not have | ${set("avro.timestamp.field", "at")}`,
      `avro.tags[0] | \`axsi\`, which the schema does not have | pulumi config set --path '${key("avro.tags[0]")}' axis --stack test`,
      `avro.fields[1] | \`speed\`, which the schema does not have | pulumi config rm --path '${key("avro.fields[1]")}' --stack test`,
    ]);
    assert.deepEqual(brief(avro(fields, { tags: ["axis"], fields: ["angle"] })), []);
  });

  it("has a time that is a plain number", () => {
    const value = { name: "sent", type: "double" };
    const place = "avro.timestamp.field";
    const name = `name a number that says the time: ${set(place, "sent")}`;
    const time = (type: unknown, more: object = {}) => brief(avro([{ name: "at", type, ...more }, value]));
    assert.deepEqual(time(["null", "long"]), [`${place} | field \`at\`, a union | ${name}`]);
    assert.deepEqual(time("string"), [`${place} | field \`at\`, which is no number | ${name}`]);
    const outOf = (type: string, unit: string) => [
      `${place} | field \`at\`, of logical type \`${type}\` | take its \`logicalType\` out of \`schema\`, which leaves a number, and ${set("avro.timestamp.unit", unit)}`,
    ];
    assert.deepEqual(time(logical("long", "timestamp-millis")), outOf("timestamp-millis", "ms"));
    assert.deepEqual(time("long", { logicalType: "timestamp-micros" }), outOf("timestamp-micros", "us"));
    assert.deepEqual(time(logical("int", "date")), [
      `${place} | field \`at\`, of logical type \`date\` | ${name}`,
    ]);
    // telegraf does not know this one, and takes the number.
    assert.deepEqual(time(logical("long", "timestamp-nanos")), []);
  });

  it("has no field of which nothing would be kept", () => {
    const lost = (type: unknown) => [at, { name: "seen", type }, { name: "v", type: "double" }];
    const millis = logical("long", "timestamp-millis");
    const told = [
      "avro.schema | field `seen`, of logical type `timestamp-millis` | take the `logicalType` out of `schema`, which leaves a value of type `long`, or list the other fields in `fields`",
    ];
    assert.deepEqual(brief(avro(lost(millis))), told);
    assert.deepEqual(brief(avro(lost(["null", millis]))), told);
    assert.equal(brief(avro(lost({ type: "array", items: millis }))).length, 1);
    assert.deepEqual(brief(avro(lost(millis), { fields: ["v"] })), []);
    assert.deepEqual(brief(avro(lost(millis), { tags: ["seen"] })), []);
    assert.deepEqual(brief(avro(lost(logical("string", "uuid")))), []);
  });

  it("has no field with values of its own, of which telegraf keeps one by chance", () => {
    const inner = {
      type: "record",
      name: "q",
      fields: [
        { name: "a", type: "double" },
        { name: "b", type: "double" },
      ],
    };
    const told = `avro.schema | field \`o\`, which holds values of its own | ${set("avro.unions", "flatten")}, or list the other fields in \`fields\``;
    for (const type of [inner, { type: "map", values: "double" }, ["null", inner]]) {
      const fields = [at, { name: "o", type }];
      assert.deepEqual(brief(avro(fields)), [told]);
      assert.deepEqual(brief(avro(fields, { unions: "flatten" })), []);
    }
    assert.deepEqual(brief(avro([at, { name: "o", type: { type: "array", items: inner } }])), []);
  });
});

describe("the container of a sink", () => {
  const limited = (memory: string): Resources => ({ limits: { memory } });

  it("has amounts as usual where nothing is said", () => {
    const resources = (given?: Resources) =>
      built(given === undefined ? {} : { resources: given }).sinks[0]?.resources;
    const usual = { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "1Gi" } };
    assert.deepEqual(resources(), usual);
    assert.deepEqual(resources({ limits: { cpu: "2" } }), { ...usual, limits: { cpu: "2", memory: "1Gi" } });
    assert.deepEqual(resources(limited("2Gi")), { ...usual, limits: { memory: "2Gi" } });
  });

  it("may have what it asks for", () => {
    assert.deepEqual(brief({ resources: { requests: { memory: "2Gi" } } }), [
      `resources.limits.memory | \`1Gi\`, less than the \`2Gi\` that are asked for | ${set("resources.limits.memory", "2Gi")}`,
    ]);
  });

  it("has room for the points that may wait", () => {
    const full = { undelivered: 10_000, pointsPerMessage: 100 };
    const raised = set("resources.limits.memory", "1920Mi");
    assert.deepEqual(brief(full), [
      `undelivered | 1000000 points that may wait in memory, about 1270Mi | ${set("undelivered", 5_647)}, or ${raised}`,
    ]);
    assert.deepEqual(brief({ ...full, undelivered: 5_647 }), []);
    assert.deepEqual(brief({ ...full, resources: limited("1920Mi") }), []);
    assert.deepEqual(brief({ buffer: 1_000_000 }), [
      `buffer | 1000000 points that may wait in memory, about 1270Mi | ${set("buffer", 564_702)}, or ${raised}`,
    ]);
    // Nothing to lower: one message is too much.
    assert.deepEqual(brief({ undelivered: 1, pointsPerMessage: 1_000_000 }), [
      `undelivered | 1000000 points that may wait in memory, about 1270Mi | ${raised}`,
    ]);
  });
});
