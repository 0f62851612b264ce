/** What the rows of the alerts on Kafka do not show. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Point } from "../../model/alerts/samples/point.ts";
import { type AlertWorld, alertParts, alertWorld } from "../support/alerts.ts";

const parts = alertParts();

const soon = 1 / 60;

/** What is told of the points of some minutes, one run at their end. */
async function told(
  id: string,
  end: number,
  points: (minute: number) => readonly Point[],
): Promise<readonly string[]> {
  const place: AlertWorld = await alertWorld(parts, id);
  await place.writeAll(Array.from({ length: end }, (_, index) => [index + 1, points(index + 1)]));
  await place.find(end + soon);
  await place.deliver(end + 1);
  return place.messages().map(({ subject, text }) => `${subject}: ${text}`);
}

function jmx(fields: Point["fields"], tags: Point["tags"]): Point {
  return { measurement: "prometheus_kafka", tags: { cluster: "idfdev", ...tags }, fields };
}

const controllers = (...active: readonly number[]): readonly Point[] =>
  active.map((value, node) =>
    jmx(
      { kafka_controller_kafkacontroller_activecontrollercount: value },
      { pod_name: `controller-${node}` },
    ),
  );

describe("kafka", { concurrency: 3 }, () => {
  test("no controller and two controllers are told of; one that hands over to another is not", async () => {
    assert.deepEqual(await told("kafka-offline", 10, () => controllers(0, 0, 0)), [
      "controller: 0 active controllers for more than 6m (not 1)",
    ]);
    assert.deepEqual(await told("kafka-offline", 10, () => controllers(1, 0, 1)), [
      "controller: 2 active controllers for more than 6m (not 1)",
    ]);
    const handsOver = (minute: number): readonly Point[] =>
      minute < 7 ? controllers(1, 0, 0) : minute < 8 ? controllers(1, 1, 0) : controllers(0, 1, 0);
    assert.deepEqual(await told("kafka-offline", 10, handsOver), []);
    // The controller is gone with its node, and another one was elected.
    const dies = (minute: number): readonly Point[] =>
      minute < 8 ? controllers(1, 0, 0) : controllers(1, 1, 0).slice(1);
    assert.deepEqual(await told("kafka-offline", 10, dies), []);
  });

  test("a broker that is new has not lacked copies for the whole window", async () => {
    const point = jmx({ kafka_server_replicamanager_underreplicatedpartitions: 3 }, { pod_name: "broker-0" });
    assert.deepEqual(await told("kafka-under-replicated", 20, (minute) => (minute > 14 ? [point] : [])), []);
    assert.equal((await told("kafka-under-replicated", 20, () => [point])).length, 1);
  });

  test("a consumer that catches up is fine", async () => {
    const lag = (value: number): readonly Point[] => [
      {
        measurement: "prometheus_kafka_exporter",
        tags: { cluster: "idfdev", consumergroup: "g", topic: "t" },
        fields: { kafka_consumergroup_lag_sum: value },
      },
    ];
    assert.deepEqual(await told("kafka-lag", 20, (minute) => lag(90_000 - minute)), []);
    assert.equal((await told("kafka-lag", 20, (minute) => lag(90_000 + minute))).length, 1);
  });

  test("a connector has failed when its newest status says so, whichever series it stands in", async () => {
    const status = (value: string): Point =>
      jmx({ kafka_connect_connector_status: 1 }, { connector: "sink", status: value, pod_name: "connect-0" });
    assert.deepEqual(await told("kafka-connector-failed", 10, () => [status("failed")]), [
      "sink: it has failed as a whole for more than 6m",
    ]);
    assert.deepEqual(
      await told("kafka-connector-failed", 10, (minute) => [status(minute === 8 ? "running" : "failed")]),
      [],
    );
  });

  test("offsets of a topic that was made anew are no messages, and one that never had any is not expected to", async () => {
    const offset = (topic: string, value: number): Point => ({
      measurement: "prometheus_kafka_exporter",
      tags: { cluster: "idfdev", topic, partition: "0" },
      fields: { kafka_topic_partition_current_offset: value },
    });
    const points = (minute: number): readonly Point[] => [
      offset("empty", 5),
      offset("anew", minute < 20 ? 900 + minute : minute < 50 ? 919 : 0),
      offset("alive", minute),
    ];
    assert.deepEqual(await told("kafka-topic-silent", 60, points), [
      "anew: no message for 41 minutes (limit 30 minutes)",
    ]);
  });

  test("a certificate whose time was not read yet does not count, and one that expired is told of", async () => {
    const certificate = (value: number): readonly Point[] => [
      {
        measurement: "prometheus_strimzi",
        tags: { cluster: "idfdev", kafka_cluster: "k", type: "client-ca", resource_namespace: "n" },
        fields: { strimzi_certificate_expiration_timestamp_ms: value },
      },
    ];
    assert.deepEqual(await told("strimzi-cert-expiring", 5, () => certificate(0)), []);
    assert.match(
      (await told("strimzi-cert-expiring", 5, () => certificate(1e12)))[0] ?? "",
      /^n\/k\/client-ca: expired \d+ days ago$/,
    );
  });
});
