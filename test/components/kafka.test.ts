/** What the component of a Kafka sink declares. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { Cluster } from "../../components/cluster.ts";
import { KafkaSink } from "../../components/kafka/sink.ts";
import type { SinkSettings, StrimziCluster } from "../../model/sink-settings.ts";
import { sinksOf } from "../../model/sinks.ts";
import { sinkConfig } from "../../telegraf/sink.ts";
import { at, get, recorded } from "./recorded.ts";
import { clusterSettings } from "./releases.ts";
import { sinkSettings, tags } from "../pipelines/support/sinks.ts";

const kafka: StrimziCluster = {
  ...{ name: "summit", label: "sasquatch", namespace: "sasquatch", version: "4.2.0" },
  bootstrap: ["sasquatch-kafka-bootstrap.sasquatch:9093"],
  ...{ authentication: "scram", authorization: true, caSecret: "sasquatch-cluster-ca-cert" },
};

/** What is declared of a sink on that cluster, or of one on brokers of somebody else. */
async function declared(
  changes: Partial<SinkSettings> = {},
  { strimzi = kafka }: { readonly strimzi?: StrimziCluster | null } = {},
) {
  const { kafkaVersion: _, ...asked } = sinkSettings({
    ...{ name: "transfers", topics: ["transfers", "MTMount_a"], format: { kind: "influx", unit: "ns" } },
    ...changes,
  });
  const settings: SinkSettings =
    strimzi === null ? { ...asked, kafkaVersion: "4.1.0" } : { ...asked, brokers: [], cluster: strimzi.name };
  const { sinks, faults } = sinksOf(
    { clusters: strimzi === null ? [] : [strimzi], sinks: [settings] },
    {
      ...{ source: { stack: "test", file: "Pulumi.test.yaml" }, environment: "idfdev" },
      ...{ layout: { kind: "applications" }, retentionSeconds: 0 },
    },
  );
  assert.deepEqual(faults, []);
  const [sink = assert.fail()] = sinks;
  const influxdb = { url: "${INFLUX_URL}", organization: "${INFLUX_ORG}" };
  const { config } = sinkConfig({ sink, tags, influxdb, where: "sink" });
  return recorded((options) => {
    const cluster = new Cluster("cluster", {
      ...clusterSettings,
      createNamespace: false,
      namespace: "sasquatch",
    });
    const target = { url: "http://influxdb:8086", org: "square", token: pulumi.secret("token-of-the-sink") };
    new KafkaSink(
      "sink-transfers",
      { cluster, sink, config, target },
      { ...cluster.options(cluster), ...options },
    );
  });
}

const container = ["spec", "template", "spec", "containers", 0] as const;
const declare = { partitions: 6, replicas: 3, retentionSeconds: 86_400 };

describe("the component of a Kafka sink", () => {
  it("makes topics and a user that Strimzi has to be ready with, before the telegraf", async () => {
    const all = await declared({ declare });
    const names = ["sink-transfers-topic-transfers", "sink-transfers-topic-MTMount_a", "sink-transfers-user"];
    assert.deepEqual(get(all, "sink-transfers").after, names);
    for (const name of names) {
      const { inputs } = get(all, name);
      assert.equal(inputs["apiVersion"], "kafka.strimzi.io/v1");
      assert.equal(at(inputs, "metadata", "namespace"), "sasquatch");
      assert.equal(at(inputs, "metadata", "labels", "strimzi.io/cluster"), "sasquatch");
      assert.equal(at(inputs, "metadata", "annotations", "pulumi.com/waitFor"), "condition=Ready");
    }
    const topic = get(all, "sink-transfers-topic-MTMount_a");
    assert.deepEqual(topic.inputs["spec"], {
      ...{ topicName: "MTMount_a", partitions: 6, replicas: 3 },
      config: { "retention.ms": 86_400_000 },
    });
    assert.match(String(at(topic.inputs, "metadata", "name")), /^mtmount-a-/);
    assert.deepEqual([topic.retained, get(all, "sink-transfers-user").retained], [true, false]);
  });

  it("gives the user the rights that it needs, and no other", async () => {
    const { inputs } = get(await declared(), "sink-transfers-user");
    const topic = (name: string) => ({
      resource: { type: "topic", name, patternType: "literal" },
      operations: ["Read", "Describe"],
    });
    assert.deepEqual(inputs["spec"], {
      authentication: { type: "scram-sha-512" },
      authorization: {
        type: "simple",
        acls: [
          topic("transfers"),
          topic("MTMount_a"),
          {
            resource: { type: "group", name: "telegraf-idfdev-transfers", patternType: "literal" },
            operations: ["Read"],
          },
        ],
      },
    });
    const unchecked = { strimzi: { ...kafka, authorization: false } };
    const plain = get(await declared({}, unchecked), "sink-transfers-user");
    assert.deepEqual(plain.inputs["spec"], { authentication: { type: "scram-sha-512" } });
  });

  it("takes the password from Strimzi's Secret and the token from its own, and shows neither", async () => {
    const all = await declared();
    const { inputs } = get(all, "sink-transfers");
    assert.deepEqual(at(inputs, ...container, "env", 1), {
      name: "KAFKA_PASSWORD",
      valueFrom: { secretKeyRef: { name: "telegraf-idfdev-transfers", key: "password" } },
    });
    for (const [name, { inputs: given }] of all) {
      const plain = JSON.stringify(given, (key, value: unknown) => (key === "secret" ? undefined : value));
      assert.doesNotMatch(plain, /token-of-the-sink/, name);
    }
    assert.match(JSON.stringify(get(all, "sink-transfers-config").inputs), /kafka_version = \\"4\.2\.0\\"/);
  });

  it("mounts what TLS needs", async () => {
    const tls: StrimziCluster = { ...kafka, authentication: "tls" };
    const { inputs } = get(await declared({}, { strimzi: tls }), "sink-transfers");
    const mounts = at(inputs, ...container, "volumeMounts");
    assert.ok(Array.isArray(mounts));
    assert.deepEqual(
      mounts.map((mount: unknown) => [at(mount, "name"), at(mount, "mountPath"), at(mount, "readOnly")]),
      [
        ["config", "/etc/telegraf", true],
        ["kafka-ca", "/etc/kafka/ca", true],
        ["kafka-user", "/etc/kafka/user", true],
      ],
    );
    assert.deepEqual(at(inputs, "spec", "template", "spec", "volumes", 2), {
      name: "kafka-user",
      secret: {
        secretName: "telegraf-idfdev-transfers",
        items: ["user.crt", "user.key"].map((key) => ({ key, path: key })),
      },
    });
  });

  it("makes nothing in a Kafka of somebody else, and needs no user where it is open", async () => {
    const kinds = (all: Awaited<ReturnType<typeof declared>>) =>
      [...all.values()]
        .map(({ type }) => type.split(":").at(-1))
        .filter((kind) => /^Kafka|Deployment/.test(kind ?? ""));
    assert.deepEqual(kinds(await declared({}, { strimzi: null })), ["Deployment"]);
    assert.deepEqual(kinds(await declared({}, { strimzi: { ...kafka, authentication: "none" } })), [
      "Deployment",
    ]);
    assert.deepEqual(kinds(await declared()), ["KafkaUser", "Deployment"]);
  });

  it("asks for what its stack file says, and for what is usual in what that leaves out", async () => {
    const usual = get(await declared(), "sink-transfers").inputs;
    assert.deepEqual(at(usual, ...container, "resources"), {
      requests: { cpu: "100m", memory: "256Mi" },
      limits: { memory: "1Gi" },
    });
    const settings = { resources: { limits: { memory: "2Gi" } }, scheduling: { priorityClass: "high" } };
    const { inputs } = get(await declared(settings), "sink-transfers");
    assert.equal(at(inputs, ...container, "resources", "limits", "memory"), "2Gi");
    assert.equal(at(inputs, ...container, "resources", "requests", "memory"), "256Mi");
    assert.equal(at(inputs, "spec", "template", "spec", "priorityClassName"), "high");
  });

  it("keeps what runs until the new one has lasted, and runs as nobody", async () => {
    const { inputs } = get(await declared({ replicas: 2 }), "sink-transfers");
    assert.equal(at(inputs, "spec", "replicas"), 2);
    assert.equal(at(inputs, "spec", "minReadySeconds"), 10);
    assert.deepEqual(at(inputs, "spec", "strategy", "rollingUpdate"), { maxSurge: 1, maxUnavailable: 0 });
    assert.equal(at(inputs, "spec", "template", "spec", "automountServiceAccountToken"), false);
    assert.equal(at(inputs, ...container, "securityContext", "runAsNonRoot"), true);
    assert.equal(at(inputs, ...container, "securityContext", "readOnlyRootFilesystem"), true);
  });
});
