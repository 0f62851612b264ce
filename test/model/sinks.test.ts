import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { KafkaSettings, SinkSettings, StrimziCluster } from "../../model/sink-settings.ts";
import { resourceName, sinksOf, storeOf } from "../../model/sinks.ts";

const cluster: StrimziCluster = {
  ...{ name: "summit", label: "sasquatch", namespace: "sasquatch", version: "4.2.0" },
  bootstrap: ["sasquatch-kafka-bootstrap.sasquatch:9093"],
  ...{ authentication: "scram", authorization: true, caSecret: "sasquatch-cluster-ca-cert" },
};

const sink = (changes: Partial<SinkSettings> = {}): SinkSettings => ({
  ...{ name: "data-transfers", cluster: "summit", brokers: [], authentication: { kind: "none" } },
  ...{ topics: ["transfers"], patterns: [], offset: "oldest", format: { kind: "influx", unit: "ns" } },
  ...{ times: "message", precision: "ns", undelivered: 1_000, pointsPerMessage: 10, replicas: 1 },
  ...changes,
});

const built = (...sinks: readonly SinkSettings[]) => builtWith({ clusters: [cluster], sinks });
const builtWith = (settings: KafkaSettings) =>
  sinksOf(settings, {
    source: { stack: "test", file: "Pulumi.test.yaml" },
    environment: "idfdev",
    layout: { kind: "applications" },
    retentionSeconds: 7 * 86_400,
  });
const brief = (...sinks: readonly SinkSettings[]): readonly string[] =>
  built(...sinks).faults.map(
    ({ where, found, mend }) => `${where.split("sinks.")[1] ?? ""} | ${found} | ${mend}`,
  );
const key = (name: string) => `monitoring:kafka.sinks.data-transfers.${name}`;
const set = (name: string, value: number | string) =>
  `pulumi config set --path ${key(name)} ${value} --stack test`;
const rm = (name: string) => `pulumi config rm --path ${key(name)} --stack test`;

describe("a Kafka sink", () => {
  it("is a bucket, a token of its own, and what its telegraf reads", () => {
    const { sinks, faults, findings } = built(sink());
    assert.deepEqual([faults, findings], [[], []]);
    const [{ store, ...spec } = assert.fail()] = sinks;
    assert.deepEqual(store, {
      bucket: "data_transfers",
      own: { retentionSeconds: 7 * 86_400, description: "Points of Kafka sink data-transfers" },
      token: {
        name: "sink-idfdev-data-transfers",
        description: "Kafka sink data-transfers of idfdev: write its points, and how it is",
        writes: ["data_transfers", "telegraf"],
      },
    });
    assert.deepEqual(spec.brokers, cluster.bootstrap);
    assert.equal(spec.kafkaVersion, "4.2.0");
    assert.equal(spec.group, "telegraf-idfdev-data-transfers");
    // A batch of messages that may be of one point each: more would wait for the next flush.
    assert.deepEqual([spec.buffer, spec.batch], [10_000, 500]);
    assert.equal(built(sink({ undelivered: 1 })).sinks[0]?.batch, 1);
    assert.equal(built(sink({ undelivered: 20_000 })).sinks[0]?.batch, 5_000);
    assert.deepEqual(spec.authentication, {
      ...{ kind: "scram", user: "telegraf-idfdev-data-transfers" },
      ...{ secret: "telegraf-idfdev-data-transfers", key: "password" },
    });
  });

  it("may read its topics as its group, and nothing else", () => {
    const [spec] = built(sink({ patterns: ["lsst\\.sal\\.MT.*"] })).sinks;
    assert.deepEqual(spec?.strimzi?.user?.reads, [
      { type: "topic", name: "transfers", patternType: "literal" },
      { type: "topic", name: "lsst.sal.MT", patternType: "prefix" },
      { type: "group", name: "telegraf-idfdev-data-transfers", patternType: "literal" },
    ]);
  });

  it("makes its topics if it is told so, under names that Kubernetes takes", () => {
    const declare = { partitions: 6, replicas: 3 };
    const [spec] = built(sink({ topics: ["lsst.dm", "MTMount_a"], declare })).sinks;
    assert.deepEqual(
      spec?.strimzi?.topics.map(({ name, resource }) => [name, resource]),
      [
        ["lsst.dm", "lsst.dm"],
        ["MTMount_a", resourceName("MTMount_a")],
      ],
    );
    assert.match(resourceName("MTMount_a"), /^mtmount-a-[0-9a-f]{8}$/);
    assert.notEqual(resourceName("MTMount_a"), resourceName("mtmount_a"));
    assert.deepEqual(built(sink()).sinks[0]?.strimzi?.topics, []);
  });

  it("has the bucket and token that the stack of its server makes for it, seen from there", () => {
    const [spec] = built(sink()).sinks;
    const layout = { kind: "applications" } as const;
    const seen = { name: "data-transfers", environment: "idfdev", retentionSeconds: 7 * 86_400, layout };
    assert.deepEqual(spec?.store, storeOf(seen));
  });

  it("of an application writes where its points are, and has no bucket", () => {
    const [spec] = built(sink({ home: "times-square" })).sinks;
    assert.deepEqual(
      [spec?.store.bucket, spec?.store.own, spec?.store.application, spec?.store.token.writes],
      ["times_square", undefined, undefined, ["times_square", "telegraf"]],
    );
    assert.deepEqual(brief(sink({ home: "portal", bucket: "b", retentionSeconds: 0 })), [
      `data-transfers.bucket | \`bucket\` beside \`home\` | ${rm("bucket")}`,
      `data-transfers.retention | \`retention\` beside \`home\` | ${rm("retention")}`,
    ]);
  });
});

describe("what would lose points in silence is a fault", () => {
  it("a buffer that does not hold what may wait", () => {
    assert.deepEqual(brief(sink({ buffer: 9_999 })), [
      `data-transfers.buffer | 9999 points, fewer than 1000 messages of 10 | ${set("buffer", 10_000)}, or lower \`undelivered\``,
    ]);
    assert.deepEqual(brief(sink({ buffer: 10_000 })), []);
  });

  it("a batch that is never full", () => {
    assert.deepEqual(brief(sink({ batch: 1_001 })), [
      `data-transfers.batch | 1001 points, more than the 1000 messages that are ever read at once | ${set("batch", 1_000)}, or raise \`undelivered\``,
    ]);
    assert.deepEqual(brief(sink({ batch: 1_000 })), []);
  });

  it("brokers without a version, and no brokers", () => {
    const { cluster: _, ...alone } = sink();
    assert.deepEqual(brief({ ...alone, brokers: ["a:9092"] }), [
      `data-transfers.kafkaVersion | nothing | ${set("kafkaVersion", "4.1.0")}`,
    ]);
    assert.deepEqual(brief(alone), [`data-transfers.cluster | nothing | ${set("cluster", "summit")}`]);
    assert.deepEqual(brief({ ...alone, brokers: ["a:9092"], kafkaVersion: "4.1.0" }), []);
  });

  it("a cluster that is not there, or is told twice", () => {
    assert.deepEqual(brief(sink({ cluster: "sumit" })), [
      `data-transfers.cluster | \`sumit\`, which monitoring:kafka.clusters does not have | ${set("cluster", "summit")}`,
    ]);
    assert.deepEqual(brief(sink({ brokers: ["a:9092"] })), [
      `data-transfers.brokers | \`brokers\` beside \`cluster\` | ${rm("brokers")}`,
    ]);
  });

  it("no topic, patterns that are none, and a pattern that would need a user who may read all", () => {
    const topics = `pulumi config set --path 'monitoring:kafka.sinks.data-transfers.topics[0]' '<topic>' --stack test`;
    assert.deepEqual(brief(sink({ topics: [] })), [`data-transfers.topics | nothing | ${topics}`]);
    const mend = "correct it; it need not be anchored";
    assert.deepEqual(brief(sink({ patterns: ["a$"] })), [`data-transfers.patterns | "a$" | ${mend}`]);
    assert.deepEqual(brief(sink({ patterns: ["a("] })), [`data-transfers.patterns | "a(" | ${mend}`]);
    const written = "write the beginning out, or list the topics in `topics`";
    assert.deepEqual(brief(sink({ patterns: [".*"] })), [
      `data-transfers.patterns | ".*", which may match any topic | ${written}`,
    ]);
    const open = { ...cluster, authorization: false };
    assert.deepEqual(builtWith({ clusters: [open], sinks: [sink({ patterns: [".*"] })] }).faults, []);
  });

  it("more pods than partitions", () => {
    const declare = { partitions: 2, replicas: 3 };
    assert.deepEqual(brief(sink({ declare, replicas: 3 })), [
      `data-transfers.replicas | 3 | ${set("replicas", 2)}`,
    ]);
    assert.deepEqual(brief(sink({ declare, replicas: 2 })), []);
  });

  it("what two sinks have in common: a bucket, a group, a topic that both make", () => {
    const declare = { partitions: 2, replicas: 3 };
    const other = sink({ name: "other", bucket: "data_transfers", group: "g", declare });
    assert.deepEqual(brief(other, sink({ group: "g", declare })), [
      `data-transfers.group | group \`g\`, which is also that of sink \`other\` | ${rm("group")}`,
      `data-transfers.bucket | bucket \`data_transfers\`, which is also that of sink \`other\` | ${set("bucket", "data_transfers_2")}`,
      `data-transfers.declare | topic \`transfers\`, which sink \`other\` makes as well | ${rm("declare")}`,
    ]);
    assert.deepEqual(brief(sink({ name: "other" }), sink()), []);
  });

  it("a group that another sink has of itself, wherever it stands", () => {
    const fault = `data-transfers.group | group \`telegraf-idfdev-other\`, which is also that of sink \`other\` | ${rm("group")}`;
    const named = sink({ group: "telegraf-idfdev-other" });
    assert.deepEqual(brief(sink({ name: "other" }), named), [fault]);
    assert.deepEqual(brief(named, sink({ name: "other" })), [fault]);
    assert.deepEqual(brief(sink({ name: "other", group: "g" }), named), []);
  });

  it("certificates without TLS", () => {
    const { caSecret: _, ...open } = cluster;
    const faults = (clusters: readonly StrimziCluster[]) => builtWith({ clusters, sinks: [] }).faults;
    assert.deepEqual(
      faults([{ ...open, authentication: "tls" }]).map(({ where, found, mend }) => [where, found, mend]),
      [
        [
          "Pulumi.test.yaml: monitoring:kafka.clusters.summit.tls",
          "`tls: false`, with `authentication: tls`",
          "pulumi config rm --path monitoring:kafka.clusters.summit.tls --stack test",
        ],
      ],
    );
    assert.deepEqual(faults([open, { ...cluster, authentication: "tls" }]), []);
  });

  it("leaves a sink with a fault out, and the others in", () => {
    const { sinks } = built(sink({ name: "bad", topics: [] }), sink());
    assert.deepEqual(
      sinks.map(({ name }) => name),
      ["data-transfers"],
    );
  });
});
