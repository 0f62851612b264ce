/** What every agent has on a cluster: its configuration, what opens the server, and a container that can do little. */
import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { renderConfig, type TelegrafConfig } from "../telegraf/config.ts";
import { targetVariables } from "../telegraf/pod.ts";
import type { Resources, Scheduling } from "../model/cluster.ts";
import { images } from "../versions.ts";
import type { Labels, Place } from "./cluster.ts";

type Container = kubernetes.types.input.core.v1.Container;
type PodSpec = kubernetes.types.input.core.v1.PodSpec;

/** Volumes of a pod, and where its container sees them. */
export interface Mounts {
  readonly volumes: kubernetes.types.input.core.v1.Volume[];
  readonly volumeMounts: kubernetes.types.input.core.v1.VolumeMount[];
}

/** Where agents write. */
export interface AgentTarget {
  readonly url: pulumi.Input<string>;
  readonly org: pulumi.Input<string>;
  /** A token that writes their buckets and nothing else; secret. */
  readonly token: pulumi.Input<string>;
  /** Certificates of the authority that signed the server's, PEM. @default those of the image */
  readonly authority?: string;
}

export interface AgentArgs {
  readonly cluster: Place;
  readonly labels: Labels;
  readonly config: TelegrafConfig;
  readonly target: AgentTarget;
}

const configDirectory = "/etc/telegraf";

/** What an agent reads: a ConfigMap, a Secret, and the part of its pod that mounts them. */
export interface AgentFiles {
  readonly mounts: Mounts;
  readonly environment: kubernetes.types.input.core.v1.EnvFromSource[];
}

/**
 * Declares what an agent reads. Both objects never change: another content is another object under another name, so that
 * the pods roll, and what still runs keeps what it started with.
 */
export function agentFiles(name: string, args: AgentArgs, opts: pulumi.CustomResourceOptions): AgentFiles {
  const { cluster, labels, config, target } = args;
  const metadata = { namespace: cluster.namespace, labels };
  const authority = target.authority === undefined ? {} : { "ca.crt": target.authority };
  const map = new kubernetes.core.v1.ConfigMap(
    `${name}-config`,
    { metadata, immutable: true, data: { "telegraf.conf": renderConfig(config), ...authority } },
    opts,
  );
  const secret = new kubernetes.core.v1.Secret(
    `${name}-target`,
    {
      metadata,
      immutable: true,
      stringData: {
        [targetVariables.url]: target.url,
        [targetVariables.organization]: target.org,
        [targetVariables.token]: target.token,
      },
    },
    opts,
  );
  const items = [
    { key: "telegraf.conf", path: "telegraf.conf" },
    ...(target.authority === undefined ? [] : [{ key: "ca.crt", path: "server/ca.crt" }]),
  ];
  return {
    mounts: {
      volumes: [{ name: "config", configMap: { name: map.metadata.name, items } }],
      volumeMounts: [{ name: "config", mountPath: configDirectory, readOnly: true }],
    },
    environment: [{ secretRef: { name: secret.metadata.name } }],
  };
}

/** A user that owns nothing. */
const nobody = 65_534;

/** Lets that user write the volumes of its pod. */
export const writable = { fsGroup: nobody } as const;

type ContainerParts = Pick<Container, "env" | "envFrom" | "ports" | "volumeMounts"> & {
  readonly resources: Resources;
};

/**
 * The container of an agent. It ends when it cannot go on, so that it needs no probe. The image's own entry point is
 * passed by: it would ask for capabilities.
 */
export function agentContainer(
  cluster: Place,
  { resources, ...given }: ContainerParts,
  user: number = nobody,
): Container {
  return {
    name: "telegraf",
    image: cluster.image(images.telegraf),
    resources: { ...resources },
    command: ["telegraf", "--config", `${configDirectory}/telegraf.conf`, "--strict-env-handling"],
    ...given,
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: user !== 0,
      runAsUser: user,
      runAsGroup: user,
      seccompProfile: { type: "RuntimeDefault" },
    },
  };
}

/** Where pods run, in Kubernetes' words. */
export function schedulingSpec({ nodeSelector, tolerations, priorityClass }: Scheduling = {}): Pick<
  PodSpec,
  "nodeSelector" | "tolerations" | "priorityClassName"
> {
  return {
    ...(nodeSelector === undefined ? {} : { nodeSelector: { ...nodeSelector } }),
    ...(tolerations === undefined
      ? {}
      : { tolerations: tolerations.map((toleration) => ({ ...toleration })) }),
    ...(priorityClass === undefined ? {} : { priorityClassName: priorityClass }),
  };
}

export interface RightsArgs {
  readonly cluster: Place;
  readonly labels: Labels;
  /** Name of the service account that gets the rights. */
  readonly account: pulumi.Input<string>;
  readonly rules: kubernetes.types.input.rbac.v1.PolicyRule[];
  /** @default the whole cluster */
  readonly namespace?: string;
}

/** Declares rights for a service account, in one namespace or on the whole cluster. */
export function agentRights(name: string, args: RightsArgs, opts: pulumi.CustomResourceOptions): void {
  const { cluster, labels, account, rules, namespace } = args;
  const subjects = [{ kind: "ServiceAccount", name: account, namespace: cluster.namespace }];
  const apiGroup = "rbac.authorization.k8s.io";
  if (namespace === undefined) {
    const role = new kubernetes.rbac.v1.ClusterRole(name, { metadata: { labels }, rules }, opts);
    const roleRef = { apiGroup, kind: "ClusterRole", name: role.metadata.name };
    new kubernetes.rbac.v1.ClusterRoleBinding(name, { metadata: { labels }, roleRef, subjects }, opts);
    return;
  }
  const metadata = { namespace, labels };
  const role = new kubernetes.rbac.v1.Role(name, { metadata, rules }, opts);
  const roleRef = { apiGroup, kind: "Role", name: role.metadata.name };
  new kubernetes.rbac.v1.RoleBinding(name, { metadata, roleRef, subjects }, opts);
}
