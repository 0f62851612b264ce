import type { Point } from "./point.ts";
import type { AlertSample } from "./sample.ts";

/** What a pod of Kafka or Connect says of itself. */
function jmx(fields: Point["fields"], tags: Point["tags"] = {}): Point {
  return {
    measurement: "prometheus_kafka",
    tags: { cluster: "idfdev", pod_name: "sasquatch-kafka-0", url: "http://10.0.0.1:9404/metrics", ...tags },
    fields,
  };
}

function exporter(fields: Point["fields"], tags: Point["tags"]): Point {
  return {
    measurement: "prometheus_kafka_exporter",
    tags: { cluster: "idfdev", url: "http://exporter:9404/metrics", ...tags },
    fields,
  };
}

const month = 30 * 86_400;

export const kafkaSamples: readonly AlertSample[] = [
  {
    id: "kafka-under-replicated",
    kind: "state",
    subject: "sasquatch-kafka-0",
    application: "sasquatch",
    points: (like, { index }) => [
      jmx(
        {
          kafka_server_replicamanager_underreplicatedpartitions: like === "fine" ? 0 : 1,
          kafka_server_replicamanager_underminisrpartitioncount: like === "worse" ? 1 : 0,
        },
        // A pod that starts anew has another address.
        { url: `http://10.0.0.${index % 2}:9404/metrics` },
      ),
    ],
    bad: { severity: "warning", text: /^1 partitions with a copy behind for more than 10m \(above 0\)$/ },
    worse: {
      severity: "critical",
      text: /^1 partitions with fewer copies than writers need for more than 10m \(above 0\)$/,
    },
  },
  {
    id: "kafka-offline",
    kind: "state",
    subject: "partitions",
    application: "sasquatch",
    points: (like) => [
      jmx({
        kafka_controller_kafkacontroller_offlinepartitionscount: like === "fine" ? 0 : 1,
        kafka_controller_kafkacontroller_activecontrollercount: 1,
      }),
      jmx(
        {
          kafka_controller_kafkacontroller_offlinepartitionscount: 0,
          kafka_controller_kafkacontroller_activecontrollercount: 0,
        },
        { pod_name: "sasquatch-kafka-1" },
      ),
    ],
    bad: { severity: "critical", text: /^1 partitions without a leader for more than 6m \(above 0\)$/ },
  },
  {
    id: "kafka-lag",
    kind: "state",
    subject: "connect-efd/lsst.sal",
    application: "sasquatch",
    points: (like, { index }) => [
      exporter(
        { kafka_consumergroup_lag_sum: like === "fine" ? 10_000 - 1 / index : 10_000 + index },
        { consumergroup: "connect-efd", topic: "lsst.sal" },
      ),
    ],
    bad: { severity: "warning", text: /^1[01]\d\d\d messages behind and rising over 15m \(above 10000\)$/ },
  },
  {
    id: "kafka-topic-silent",
    kind: "state",
    subject: "lsst.sal",
    application: "sasquatch",
    // A message each half hour.
    points: (_like, { spent }) =>
      ["0", "1"].map((partition) =>
        exporter(
          {
            kafka_topic_partition_current_offset:
              partition === "0" ? 7 : 1 + Math.floor((spent.fine + 28) / 30),
          },
          { topic: "lsst.sal", partition },
        ),
      ),
    bad: { severity: "warning", text: /^no message for \d+ (?:minutes|hours) \(limit 30 minutes\)$/ },
  },
  {
    id: "kafka-connector-failed",
    kind: "state",
    subject: "influxdb-sink",
    application: "sasquatch",
    points: (like) => [
      jmx(
        { kafka_connect_worker_connector_failed_task_count: like === "fine" ? 0 : 1 },
        { connector: "influxdb-sink" },
      ),
      jmx({ kafka_connect_connector_status: 1 }, { connector: "influxdb-sink", status: "running" }),
    ],
    bad: { severity: "warning", text: /^1 of its tasks have failed for more than 6m \(above 0\)$/ },
  },
  {
    id: "strimzi-cert-expiring",
    kind: "state",
    subject: "sasquatch/kafka-1/cluster-ca",
    application: "strimzi",
    points: (like, { seconds }) => [
      {
        measurement: "prometheus_strimzi",
        tags: {
          cluster: "idfdev",
          kafka_cluster: "kafka-1",
          type: "cluster-ca",
          resource_namespace: "sasquatch",
          url: "http://strimzi:8080/metrics",
        },
        // A run looks a second after the newest sample.
        fields: {
          strimzi_certificate_expiration_timestamp_ms: (seconds + month + (like === "fine" ? 2 : 0)) * 1000,
        },
      },
    ],
    bad: { severity: "warning", text: /^expires in 29 days \(below 30 days\)$/ },
  },
];
