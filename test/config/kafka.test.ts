import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { load } from "js-yaml";
import { readPartially } from "../../config/partial.ts";
import { kafkaSettings } from "../../config/sinks.ts";
import type { Fault } from "../../model/faults.ts";
import { readStack } from "../support/configuration.ts";
import { file, rm, set } from "../support/faults.ts";

const source = { stack: "test", file };

const cluster = "{bootstrap: ['sasquatch:9093'], version: 4.2.0, namespace: sasquatch}";

/** Settings of a stack file with one cluster and one sink, and their faults. */
function read(sink: string, summit = cluster) {
  const values: unknown = load(`{clusters: {summit: ${summit}}, sinks: {transfers: ${sink}}}`);
  const partial = readPartially({ kafka: values }, source);
  const { kafka, faults } = kafkaSettings(partial.configuration.kafka, { source, partial });
  return { kafka, faults: [...partial.faults, ...faults] };
}

const key = (path: string) => `monitoring:kafka.${path}`;

const tells = (title: string, sink: string, faults: readonly Fault[], mended: string): void => {
  it(`${title} is told, whole and alone`, () => {
    assert.deepEqual(read(sink).faults, faults);
    assert.deepEqual(read(mended).faults, []);
  });
};

const good = "cluster: summit, topics: [transfers]";
const json = "format: json, json: {measurement: m, fields: {value: {type: float}}}";

describe("settings of a Kafka cluster", () => {
  it("have defaults for what it need not say", () => {
    const { kafka, faults } = read(`{${good}, ${json}, times: kafka}`);
    assert.deepEqual(faults, []);
    assert.deepEqual(kafka.clusters, [
      {
        ...{ name: "summit", label: "summit", namespace: "sasquatch", version: "4.2.0" },
        ...{ bootstrap: ["sasquatch:9093"], authentication: "scram", authorization: true },
        caSecret: "summit-cluster-ca-cert",
      },
    ]);
  });

  it("must be whole", () => {
    assert.deepEqual(read(`{${good}, ${json}, times: kafka}`, "{tls: false}").faults, [
      {
        where: `${file}: ${key("clusters.summit.bootstrap")}`,
        found: "nothing",
        expected: "a list of at least one address, each once",
        mend: set(`'${key("clusters.summit.bootstrap[0]")}'`, "kafka.example.org:9093"),
      },
      {
        where: `${file}: ${key("clusters.summit.version")}`,
        found: "nothing",
        expected: "a version such as `4.1.0`",
        mend: set(key("clusters.summit.version"), "4.1.0"),
      },
      {
        where: `${file}: ${key("clusters.summit.namespace")}`,
        found: "nothing",
        expected: read("{}", "{namespace: A_B}").faults[0]?.expected ?? "",
        mend: set(key("clusters.summit.namespace"), "sasquatch"),
      },
    ]);
  });

  for (const [title, given] of [
    ["lacks something", "{bootstrap: ['sasquatch:9093'], namespace: sasquatch}"],
    ["is wrong in a part", "{bootstrap: [sasquatch], version: 4.2.0, namespace: sasquatch}"],
    ["is wrong as a whole", "7"],
  ] as const) {
    it(`are told once where a cluster ${title}, and not again for each of its sinks`, (t) => {
      const sink = (of: string, more = "") =>
        `{cluster: ${of}, topics: [a], format: influx, pointsPerMessage: 1${more}}`;
      const sinks = `{a: ${sink("summit")}, b: ${sink("summit", ", batch: 20000")}, c: ${sink("base")}}`;
      const { faults, model } = readStack(t, {
        keys: {
          environments: "[{name: idfdev, applications: [portal, telegraf]}]",
          kubernetes: "{context: test}",
          kafka: `{clusters: {summit: ${given}}, sinks: ${sinks}}`,
        },
      });
      const [first = "", ...others] = faults.map(({ where }) => where);
      assert.match(first, /^Pulumi\.test\.yaml: monitoring:kafka\.clusters\.summit/);
      // What else is wrong with a sink of it is told all the same.
      assert.deepEqual(
        others,
        ["sinks.b.batch", "sinks.c.cluster"].map((path) => `${file}: ${key(path)}`),
      );
      assert.deepEqual(model.sinks, []);
    });
  }
});

describe("settings of a Kafka sink", () => {
  it("have defaults for what it need not say", () => {
    const { kafka, faults } = read(`{${good}, format: influx, pointsPerMessage: 1}`);
    assert.deepEqual(faults, []);
    assert.deepEqual(kafka.sinks, [
      {
        ...{ name: "transfers", cluster: "summit", brokers: [], authentication: { kind: "none" } },
        ...{ topics: ["transfers"], patterns: [], offset: "oldest", times: "message", precision: "ns" },
        ...{ format: { kind: "influx", unit: "ns" }, undelivered: 10_000, pointsPerMessage: 1, replicas: 1 },
      },
    ]);
  });

  it("say everything that they can", () => {
    const { kafka, faults } = read(`{
      brokers: ['a:9092', 'b:9092'], kafkaVersion: 4.1.0, caSecret: kafka-ca,
      authentication: {kind: scram, user: telegraf, secret: kafka-telegraf},
      topics: [a], patterns: ['b\\..*'], group: g, offset: newest, times: message, precision: ms,
      declare: {partitions: 6, retention: 2d}, undelivered: "500", pointsPerMessage: 2, buffer: 2000, batch: 100,
      maxMessageBytes: 1000000, replicas: 2, bucket: b, retention: 30d, format: avro,
      resources: {limits: {memory: 2Gi}}, scheduling: {nodeSelector: {disk: fast}, priorityClass: high},
      avro: {registry: {url: 'http://registry:8081'}, measurement: m, tags: [t], fields: [f],
             timestamp: {field: at, unit: us}, unions: flatten}}`);
    assert.deepEqual(faults, []);
    assert.deepEqual(kafka.sinks, [
      {
        ...{ name: "transfers", brokers: ["a:9092", "b:9092"], kafkaVersion: "4.1.0", caSecret: "kafka-ca" },
        authentication: { kind: "scram", user: "telegraf", secret: "kafka-telegraf", key: "password" },
        ...{
          topics: ["a"],
          patterns: ["b\\..*"],
          group: "g",
          offset: "newest",
          times: "message",
          precision: "ms",
        },
        declare: { partitions: 6, replicas: 3, retentionSeconds: 172_800 },
        ...{ undelivered: 500, pointsPerMessage: 2, buffer: 2000, batch: 100, maxMessageBytes: 1_000_000 },
        ...{ replicas: 2, bucket: "b", retentionSeconds: 30 * 86_400 },
        resources: { limits: { memory: "2Gi" } },
        scheduling: { nodeSelector: { disk: "fast" }, priorityClass: "high" },
        format: {
          ...{ kind: "avro", schema: { registry: "http://registry:8081" }, measurement: "m", tags: ["t"] },
          ...{ fields: ["f"], timestamp: { field: "at", unit: "us" }, unions: "flatten" },
        },
      },
    ]);
  });

  tells(
    "line protocol without the points of a message",
    `{${good}, format: influx}`,
    [
      {
        where: `${file}: ${key("sinks.transfers.pointsPerMessage")}`,
        found: "nothing",
        expected: "a whole number of 1 or more",
        mend: set(key("sinks.transfers.pointsPerMessage"), "10"),
      },
    ],
    `{${good}, format: influx, pointsPerMessage: 10}`,
  );
  tells(
    "a sink without a format",
    `{${good}}`,
    [
      {
        where: `${file}: ${key("sinks.transfers.format")}`,
        found: "nothing",
        expected: "`influx`, `json` or `avro`",
        mend: set(key("sinks.transfers.format"), "json"),
      },
    ],
    `{${good}, ${json}, times: kafka}`,
  );
  tells(
    "a field without a type",
    `{${good}, format: json, json: {measurement: m, fields: {value: {}}}}`,
    [
      {
        where: `${file}: ${key("sinks.transfers.json.fields.value.type")}`,
        found: "nothing",
        expected: "one of `int`, `float`, `string`, `bool`",
        mend: set(key("sinks.transfers.json.fields.value.type"), "float"),
      },
    ],
    `{${good}, ${json}, times: kafka}`,
  );
  tells(
    "memory that is no quantity",
    `{${good}, ${json}, resources: {limits: {memory: 2 GB}}}`,
    [
      {
        where: `${file}: ${key("sinks.transfers.resources.limits.memory")}`,
        found: '"2 GB"',
        expected: "a quantity of Kubernetes such as `500m`, `2`, `1Gi` or `20Gi`",
        mend: set(key("sinks.transfers.resources.limits.memory"), "1Gi"),
      },
    ],
    `{${good}, ${json}, resources: {limits: {memory: 2Gi}}}`,
  );
  tells(
    "settings of another format",
    `{${good}, ${json}, avro: {schema: '{}'}}`,
    [
      {
        where: `${file}: ${key("sinks.transfers.avro")}`,
        found: "`avro` with `format: json`",
        expected: "nothing of another format",
        mend: rm(key("sinks.transfers.avro")),
      },
    ],
    `{${good}, ${json}}`,
  );
  tells(
    "Avro with registry and schema",
    `{${good}, format: avro, avro: {registry: {url: 'http://r'}, schema: '{}'}}`,
    [
      {
        where: `${file}: ${key("sinks.transfers.avro")}`,
        found: "`registry` and `schema`",
        expected: "one of the two",
        mend: rm(key("sinks.transfers.avro.schema")),
      },
    ],
    `{${good}, format: avro, avro: {schema: '{}'}}`,
  );
  tells(
    "SCRAM without a user",
    `{brokers: ['a:1'], kafkaVersion: 4.1.0, topics: [a], ${json}, authentication: {kind: scram, secret: s}}`,
    [
      {
        where: `${file}: ${key("sinks.transfers.authentication.user")}`,
        found: "nothing",
        expected: "the name of a user",
        mend: set(key("sinks.transfers.authentication.user"), "telegraf"),
      },
    ],
    `{brokers: ['a:1'], kafkaVersion: 4.1.0, topics: [a], ${json}, authentication: {kind: tls, secret: s}}`,
  );

  it("never show the password of a registry", () => {
    const [fault, ...others] = read(
      `{${good}, format: avro, avro: {registry: {url: 'http://user:geheim@registry'}}}`,
    ).faults;
    assert.deepEqual(others, []);
    assert.equal(fault?.where, `${file}: ${key("sinks.transfers.avro.registry.url")}`);
    assert.doesNotMatch(JSON.stringify(fault), /geheim/);
  });

  it("leave a sink out that lacks something", () => {
    assert.deepEqual(read(`{${good}}`).kafka.sinks, []);
  });
});
