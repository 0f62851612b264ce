import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
  bufferDirectory,
  credentialsDirectory,
  credentialVariable,
  scriptsDirectory,
  type TelegrafPod,
} from "../telegraf/pod.ts";
import {
  agentContainer,
  agentFiles,
  agentRights,
  type AgentTarget,
  type Mounts,
  schedulingSpec,
  writable,
} from "./agent.ts";
import { type Cluster, labelsOf, selectorOf } from "./cluster.ts";
import { claimSpec, unbound } from "./objects/claim.ts";

export interface TelegrafArgs {
  readonly cluster: Cluster;
  readonly pod: TelegrafPod;
  readonly target: AgentTarget;
}

/** Objects of the cluster that its inventory asks for. */
const inventoryRules = [
  {
    apiGroups: [""],
    resources: ["nodes", "pods", "persistentvolumeclaims"],
    verbs: ["get", "list", "watch"],
  },
  {
    apiGroups: ["apps"],
    resources: ["daemonsets", "deployments", "statefulsets"],
    verbs: ["get", "list", "watch"],
  },
];

const apiServerRules = [{ nonResourceURLs: ["/metrics"], verbs: ["get"] }];

const watchRules = [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] }];

/** The one telegraf of a cluster. */
export class Telegraf extends pulumi.ComponentResource {
  constructor(name: string, args: TelegrafArgs, opts?: pulumi.ComponentResourceOptions) {
    super("monitoring:index:Telegraf", name, {}, opts);
    const { cluster, pod, target } = args;
    const own = { parent: this };
    const labels = labelsOf("telegraf", name);
    const metadata = { name, namespace: cluster.namespace, labels };

    const account = new kubernetes.core.v1.ServiceAccount(name, { metadata }, own);
    const rights = { cluster, labels, account: account.metadata.name };
    if (pod.inventory) agentRights(`${name}-inventory`, { ...rights, rules: inventoryRules }, own);
    if (pod.apiServer) agentRights(`${name}-apiserver`, { ...rights, rules: apiServerRules }, own);
    for (const namespace of pod.watches) {
      agentRights(`${name}-watch-${namespace}`, { ...rights, rules: watchRules, namespace }, own);
    }

    const files = agentFiles(name, { cluster, labels, config: pod.config, target }, own);
    const mounts = [files.mounts, this.credentials(pod), this.scripts(name, args), this.disk(name, args)];
    const container = agentContainer(cluster, {
      resources: pod.resources,
      envFrom: files.environment,
      env: Object.entries(pod.environment).map(([credential, { secret, key }]) => ({
        name: credentialVariable(credential),
        valueFrom: { secretKeyRef: { name: secret, key } },
      })),
      ports: pod.ports.map((port) => ({ name: portName(port), containerPort: port })),
      volumeMounts: mounts.flatMap(({ volumeMounts }) => volumeMounts),
    });
    const selector = selectorOf(labels);
    new kubernetes.apps.v1.Deployment(
      name,
      {
        metadata,
        spec: {
          replicas: 1,
          // Two of them would count everything twice, and one volume is not for two.
          strategy: { type: "Recreate" },
          selector: { matchLabels: selector },
          template: {
            metadata: { labels },
            spec: {
              ...cluster.podSpec,
              serviceAccountName: account.metadata.name,
              // Only who asks the API server needs to be somebody.
              automountServiceAccountToken: pod.inventory || pod.apiServer || pod.watches.length > 0,
              ...schedulingSpec(pod.scheduling),
              securityContext: { ...writable, ...lowPorts(pod.ports) },
              containers: [container],
              volumes: mounts.flatMap(({ volumes }) => volumes),
            },
          },
        },
      },
      own,
    );
    if (pod.ports.length > 0) {
      const spec = {
        selector,
        ports: pod.ports.map((port) => ({ name: portName(port), port, targetPort: port })),
      };
      new kubernetes.core.v1.Service(name, { metadata, spec }, own);
    }
    this.registerOutputs({});
  }

  /** Files of credentials. A Secret that changes is seen without a restart: they are read at each use. */
  private credentials({ files }: TelegrafPod): Mounts {
    const wanted = Object.entries(files);
    if (wanted.length === 0) return { volumes: [], volumeMounts: [] };
    const sources = wanted.map(([path, { secret, key }]) => ({
      secret: { name: secret, items: [{ key, path }] },
    }));
    return {
      volumes: [{ name: "credentials", projected: { sources } }],
      volumeMounts: [{ name: "credentials", mountPath: credentialsDirectory, readOnly: true }],
    };
  }

  private scripts(name: string, { cluster, pod }: TelegrafArgs): Mounts {
    if (Object.keys(pod.scripts).length === 0) return { volumes: [], volumeMounts: [] };
    const map = new kubernetes.core.v1.ConfigMap(
      `${name}-scripts`,
      {
        metadata: { namespace: cluster.namespace, labels: labelsOf("telegraf", name) },
        immutable: true,
        data: { ...pod.scripts },
      },
      { parent: this },
    );
    return {
      volumes: [{ name: "scripts", configMap: { name: map.metadata.name, defaultMode: 0o555 } }],
      volumeMounts: [{ name: "scripts", mountPath: scriptsDirectory, readOnly: true }],
    };
  }

  /** What keeps points over a restart. */
  private disk(name: string, { cluster, pod }: TelegrafArgs): Mounts {
    if (pod.disk === undefined) return { volumes: [], volumeMounts: [] };
    const { size, storageClass } = pod.disk;
    const claim = new kubernetes.core.v1.PersistentVolumeClaim(
      `${name}-buffer`,
      {
        metadata: {
          name: `${name}-buffer`,
          namespace: cluster.namespace,
          labels: labelsOf("telegraf", name),
          annotations: unbound,
        },
        spec: claimSpec(size, storageClass),
      },
      { parent: this },
    );
    return {
      volumes: [{ name: "buffer", persistentVolumeClaim: { claimName: claim.metadata.name } }],
      volumeMounts: [{ name: "buffer", mountPath: bufferDirectory }],
    };
  }
}

/** Lets nobody listen at ports that are root's otherwise: some runtimes allow it, others do not. */
function lowPorts(ports: readonly number[]) {
  if (ports.every((port) => port >= 1_024)) return {};
  return { sysctls: [{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }] };
}

/** By its number, which no other has: names of ports have 15 letters at most, and cut names of listeners can be alike. */
function portName(port: number): string {
  return `p${port}`;
}
