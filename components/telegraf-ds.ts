import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { hostEnvironment, hostMount, hostNetwork, podEnvironment } from "../telegraf/daemonset.ts";
import { type NodePod, socketDirectory } from "../telegraf/pod.ts";
import { agentContainer, agentFiles, agentRights, type AgentTarget, schedulingSpec } from "./agent.ts";
import { type Cluster, labelsOf, selectorOf } from "./cluster.ts";

export interface TelegrafDsArgs {
  readonly cluster: Cluster;
  readonly pod: NodePod;
  readonly target: AgentTarget;
}

/** What the kubelet is asked for. Each is a right of its own, so that `nodes/proxy`, which may run things, is not needed. */
const kubeletRules = [
  { apiGroups: [""], resources: ["nodes/metrics", "nodes/pods", "nodes/stats"], verbs: ["get"] },
];

/** Every node is watched, whatever keeps other pods away from it. */
const everywhere = { tolerations: [{ operator: "Exists" }] } as const;

/** telegraf-ds: one telegraf on every node. */
export class TelegrafDs extends pulumi.ComponentResource {
  constructor(name: string, args: TelegrafDsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("monitoring:index:TelegrafDs", name, {}, opts);
    const { cluster, pod, target } = args;
    const own = { parent: this };
    const labels = labelsOf("telegraf-ds", name);
    const metadata = { name, namespace: cluster.namespace, labels };

    const account = new kubernetes.core.v1.ServiceAccount(name, { metadata }, own);
    agentRights(
      `${name}-kubelet`,
      { cluster, labels, account: account.metadata.name, rules: kubeletRules },
      own,
    );
    const { mounts, environment } = agentFiles(name, { cluster, labels, config: pod.config, target }, own);
    const socket = pod.socket ? [{ name: "socket", mountPath: socketDirectory }] : [];
    const container = agentContainer(
      cluster,
      {
        resources: pod.resources,
        envFrom: environment,
        env: [
          ...Object.entries(podEnvironment).map(([variable, fieldPath]) => ({
            name: variable,
            valueFrom: { fieldRef: { fieldPath } },
          })),
          ...Object.entries(hostEnvironment).map(([variable, value]) => ({ name: variable, value })),
        ],
        volumeMounts: [
          ...mounts.volumeMounts,
          {
            name: "host",
            mountPath: hostMount.mountPath,
            readOnly: hostMount.readOnly,
            mountPropagation: hostMount.propagation,
          },
          ...socket,
        ],
      },
      // The socket's directory on the node is root's; without capabilities root can do no more than write there.
      pod.socket ? 0 : undefined,
    );
    new kubernetes.apps.v1.DaemonSet(
      name,
      {
        metadata,
        spec: {
          selector: { matchLabels: selectorOf(labels) },
          updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%" } },
          template: {
            metadata: { labels },
            spec: {
              ...cluster.podSpec,
              serviceAccountName: account.metadata.name,
              hostNetwork,
              dnsPolicy: "ClusterFirstWithHostNet",
              ...schedulingSpec({ ...everywhere, ...pod.scheduling }),
              containers: [container],
              volumes: [
                ...mounts.volumes,
                { name: "host", hostPath: { path: hostMount.hostPath } },
                ...(pod.socket
                  ? [{ name: "socket", hostPath: { path: socketDirectory, type: "DirectoryOrCreate" } }]
                  : []),
              ],
            },
          },
        },
      },
      own,
    );
    this.registerOutputs({});
  }
}
