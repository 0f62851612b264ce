import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { SinkSpec } from "../../model/sinks.ts";
import type { TelegrafConfig } from "../../telegraf/config.ts";
import { kafkaPasswordVariable, podVariable, sinkPaths } from "../../telegraf/sink.ts";
import {
  agentContainer,
  agentFiles,
  type AgentTarget,
  type Mounts,
  schedulingSpec,
  writable,
} from "../agent.ts";
import { labelsOf, type Place, selectorOf } from "../cluster.ts";
import { kafkaTopics, kafkaUser } from "./strimzi.ts";

export interface KafkaSinkArgs {
  /** Its namespace is that of the Kafka, where Strimzi runs it: pods mount Secrets of their own namespace only. */
  readonly cluster: Place;
  readonly sink: SinkSpec;
  /** Of `sinkConfig`. */
  readonly config: TelegrafConfig;
  /** Where it writes. The bucket of the sink is there once the token is known. */
  readonly target: AgentTarget;
}

/** A Kafka sink: one telegraf, with its topics and its user where Strimzi runs the Kafka. */
export class KafkaSink extends pulumi.ComponentResource {
  constructor(name: string, args: KafkaSinkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("monitoring:index:KafkaSink", name, {}, opts);
    const { cluster, sink, config, target } = args;
    const { strimzi } = sink;
    const own = { parent: this };
    const labels = labelsOf("kafka-sink", name);
    const metadata = { name, namespace: cluster.namespace, labels };

    const declared =
      strimzi === undefined
        ? []
        : [
            ...kafkaTopics(name, { cluster, strimzi, labels }, own),
            ...kafkaUser(name, { cluster, strimzi, labels }, own),
          ];
    const files = agentFiles(name, { cluster, labels, config, target }, own);
    const mounts = [files.mounts, ...secretMounts(sink)];
    const container = agentContainer(cluster, {
      resources: sink.resources,
      envFrom: files.environment,
      env: environment(sink),
      volumeMounts: mounts.flatMap(({ volumeMounts }) => volumeMounts),
    });
    new kubernetes.apps.v1.Deployment(
      name,
      {
        metadata,
        spec: {
          replicas: sink.replicas,
          // A configuration that telegraf does not take ends it at once: what runs stays until the new one has not.
          minReadySeconds: 10,
          strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
          selector: { matchLabels: selectorOf(labels) },
          template: {
            metadata: { labels },
            spec: {
              ...cluster.podSpec,
              automountServiceAccountToken: false,
              ...schedulingSpec(sink.scheduling),
              // It writes what it holds before it ends; what it cannot write comes again from Kafka.
              terminationGracePeriodSeconds: 30,
              securityContext: writable,
              containers: [container],
              volumes: mounts.flatMap(({ volumes }) => volumes),
            },
          },
        },
      },
      // Strimzi makes the Secret of a user before it says that the user is ready.
      { ...own, dependsOn: declared },
    );
    this.registerOutputs({});
  }
}

function environment({ authentication }: SinkSpec): kubernetes.types.input.core.v1.EnvVar[] {
  const pod = { name: podVariable, valueFrom: { fieldRef: { fieldPath: "metadata.name" } } };
  if (authentication.kind !== "scram") return [pod];
  const { secret, key } = authentication;
  return [pod, { name: kafkaPasswordVariable, valueFrom: { secretKeyRef: { name: secret, key } } }];
}

/** What TLS needs. A certificate that Strimzi renews is read at the next start, and the old one holds until then. */
function secretMounts({ authentication, caSecret }: SinkSpec): readonly Mounts[] {
  const mount = (name: string, secretName: string, mountPath: string, keys: readonly string[]): Mounts => ({
    volumes: [{ name, secret: { secretName, items: keys.map((key) => ({ key, path: key })) } }],
    volumeMounts: [{ name, mountPath, readOnly: true }],
  });
  return [
    ...(caSecret === undefined ? [] : [mount("kafka-ca", caSecret, sinkPaths.ca, ["ca.crt"])]),
    ...(authentication.kind === "tls"
      ? [mount("kafka-user", authentication.secret, sinkPaths.user, ["user.crt", "user.key"])]
      : []),
  ];
}
