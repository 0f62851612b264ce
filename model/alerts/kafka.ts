/** Alerts on Kafka and Strimzi. */
import { type AlertDefinition, day, hour, minute } from "./definition.ts";

/** What all of them have in common. */
const usual = {
  kind: "state",
  home: "sasquatch",
  everySeconds: 5 * minute,
  latenessSeconds: minute,
} as const;
/** Agents sample every one to two minutes: how far samples may be from the ends of a window that they go over. */
const slack = { seconds: 3 * minute };

export const kafkaAlerts: readonly AlertDefinition[] = [
  {
    ...usual,
    id: "kafka-under-replicated",
    title: "Partitions of Kafka lack copies",
    severities: ["warning", "critical"],
    windowSeconds: 10 * minute,
    limits: {
      warning: {
        unit: "count",
        value: 0,
        doc: "Partitions of a broker with a copy behind, above which it is a warning.",
      },
      critical: {
        unit: "count",
        value: 0,
        doc: "Partitions of a broker with fewer copies than writers need, above which it is critical: writing to them fails.",
      },
    },
    params: { slack },
    advice:
      "Another broker is down, starting, or too slow to follow: look at the pods of the Kafka cluster, their volumes and the network between their nodes. It mends itself when the broker is back and has caught up.",
  },
  {
    ...usual,
    id: "kafka-offline",
    title: "Kafka does not serve partitions, or has no controller",
    severities: ["critical"],
    windowSeconds: 6 * minute,
    limits: {
      critical: { unit: "count", value: 0, doc: "Partitions without a leader above which it is critical." },
      controllers: { unit: "count", value: 1, doc: "Active controllers that there have to be." },
    },
    params: { slack },
    advice:
      "All brokers that hold the partitions, or most of the controllers, are down: `kubectl get pods` of the Kafka cluster, then the log of those that do not start; a full volume is the usual cause.",
  },
  {
    ...usual,
    id: "kafka-lag",
    title: "A consumer of Kafka falls behind",
    severities: ["warning"],
    windowSeconds: 15 * minute,
    limits: {
      warning: {
        unit: "count",
        value: 10_000,
        doc: "Messages behind, above which it is a warning while they rise.",
      },
    },
    params: { slack },
    advice:
      "Look at the consumer: is it running, and is what it writes to slow? More partitions and more instances share the work. Delete a group that nobody uses any more with `kafka-consumer-groups.sh --delete`.",
  },
  {
    ...usual,
    id: "kafka-topic-silent",
    title: "Nothing is written to a topic of Kafka",
    severities: ["warning"],
    // It reads the offsets of more than a day.
    everySeconds: 15 * minute,
    windowSeconds: 30 * minute,
    limits: {
      warning: {
        unit: "duration",
        value: 30 * minute,
        doc: "Time without a message above which it is a warning.",
      },
    },
    // More than a day, so that a silent topic is told of again after a day before it is no longer expected to have messages.
    params: { topics: [], lookback: { seconds: day + 2 * hour }, slack },
    advice:
      "Look at what writes to the topic: is it running, and does its log show that Kafka refuses it? A topic that is silent for more than a day is no longer looked at.",
  },
  {
    ...usual,
    id: "kafka-connector-failed",
    title: "A connector of Kafka Connect failed",
    severities: ["warning"],
    windowSeconds: 6 * minute,
    limits: {
      warning: { unit: "count", value: 0, doc: "Failed tasks of a connector above which it is a warning." },
    },
    params: { slack },
    advice:
      "`kubectl describe kafkaconnector` shows the error of the task. After mending its cause, annotate the KafkaConnector with `strimzi.io/restart=true`, or give it `autoRestart`.",
  },
  {
    ...usual,
    id: "strimzi-cert-expiring",
    title: "A certificate authority of Strimzi expires soon",
    home: "strimzi",
    severities: ["warning"],
    everySeconds: 15 * minute,
    windowSeconds: 20 * minute,
    limits: {
      warning: { unit: "duration", value: 30 * day, doc: "Time to expiry below which it is a warning." },
    },
    advice:
      "Strimzi renews its authorities by itself within their `renewalDays`, in a maintenance window if there is one: look at the log of the cluster operator for why it does not. An authority of your own has to be renewed by hand in its Secret.",
  },
];
