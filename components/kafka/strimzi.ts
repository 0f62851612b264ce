/** What Strimzi makes in a Kafka that it runs: topics, and a user that may read them. */
import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { StrimziSpec } from "../../model/sinks.ts";
import type { Labels, Place } from "../cluster.ts";

const apiVersion = "kafka.strimzi.io/v1";

/** Waits until Strimzi says that it is done with what was asked for. */
const ready = { "pulumi.com/waitFor": "condition=Ready" } as const;

export interface StrimziArgs {
  readonly cluster: Place;
  readonly strimzi: StrimziSpec;
  readonly labels: Labels;
}

/** Declares the topics of a sink. They stay when the sink goes: with a topic its messages are gone. */
export function kafkaTopics(
  name: string,
  { cluster, strimzi, labels }: StrimziArgs,
  opts: pulumi.CustomResourceOptions,
): readonly pulumi.Resource[] {
  return strimzi.topics.map(({ name: topicName, resource, partitions, replicas, retentionSeconds }) => {
    const retention =
      retentionSeconds === undefined
        ? {}
        : { config: { "retention.ms": retentionMilliseconds(retentionSeconds) } };
    return new kubernetes.apiextensions.CustomResource(
      `${name}-topic-${topicName}`,
      {
        apiVersion,
        kind: "KafkaTopic",
        metadata: metadata(resource, cluster, strimzi, labels),
        spec: { topicName, partitions, replicas, ...retention },
      },
      cluster.staying(opts),
    );
  });
}

/** As Kafka counts it: -1 for ever. */
function retentionMilliseconds(seconds: number): number {
  return seconds === 0 ? -1 : seconds * 1_000;
}

/** Declares the user of a sink, if the listener asks for one: it reads its topics as its group, and nothing else. */
export function kafkaUser(
  name: string,
  { cluster, strimzi, labels }: StrimziArgs,
  opts: pulumi.CustomResourceOptions,
): readonly pulumi.Resource[] {
  const { user } = strimzi;
  if (user === undefined) return [];
  const types = { scram: "scram-sha-512", tls: "tls" } as const;
  const operations = { topic: ["Read", "Describe"], group: ["Read"] } as const;
  const acls = user.reads.map(({ type, name: of, patternType }) => ({
    resource: { type, name: of, patternType },
    operations: [...operations[type]],
  }));
  return [
    new kubernetes.apiextensions.CustomResource(
      `${name}-user`,
      {
        apiVersion,
        kind: "KafkaUser",
        metadata: metadata(user.name, cluster, strimzi, labels),
        spec: {
          authentication: { type: types[user.authentication] },
          ...(acls.length === 0 ? {} : { authorization: { type: "simple", acls } }),
        },
      },
      opts,
    ),
  ];
}

function metadata(name: string, { namespace }: Place, { label }: StrimziSpec, labels: Labels) {
  return { name, namespace, labels: { ...labels, "strimzi.io/cluster": label }, annotations: ready };
}
