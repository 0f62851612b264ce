/** Values of the chart influxdb2: what its templates make of them, and what they get wrong, is told in docs/server.md. */
import type { Image } from "../../model/cluster.ts";
import { influxdEnvironment, influxdSettings } from "../../model/releases/influxd.ts";
import { adminUser, initialBucket, type InfluxdbRelease } from "../../model/releases.ts";
import { ingressValues } from "../objects/ingress.ts";

/** Port of the container. */
export const influxdbPort = 8086;

/** User and group of the image. */
const imageUser = 1000;

/** Longest time that a server may take to open its shards, in seconds. */
const startSeconds = 1_200;

/** How long the release is waited for, in seconds: pulling the image and binding the volume come before the start. */
export const influxdbTimeout = startSeconds + 600;

export interface InfluxdbValuesArgs {
  readonly release: InfluxdbRelease;
  /** Name of the organization. */
  readonly org: string;
  /** Secret with `admin-password` and `admin-token`. */
  readonly adminSecret: string;
  /** Claim of the volume. */
  readonly claim: string;
  /** As the cluster gets it. */
  readonly image: Image;
  /** Secrets with which it is fetched, by name. @default none */
  readonly pullSecrets?: readonly string[] | undefined;
}

/** Labels by which the chart selects its pod. */
export function influxdbPods({ name }: Pick<InfluxdbRelease, "name">): Readonly<Record<string, string>> {
  return { "app.kubernetes.io/name": "influxdb2", "app.kubernetes.io/instance": name };
}

/** The values, without anything secret. */
export function influxdbValues(args: InfluxdbValuesArgs) {
  const { release, org, adminSecret, claim, image, pullSecrets } = args;
  const { name, ingress, resources, scheduling, settings } = release;
  return {
    // Else the names of the objects, also of the volume, would follow from the name of the chart as well.
    fullnameOverride: name,
    image: {
      ...image,
      pullPolicy: "IfNotPresent",
      // The templates put no quotes around names.
      ...(pullSecrets === undefined
        ? {}
        : { pullSecrets: pullSecrets.map((secret) => JSON.stringify(secret)) }),
    },
    adminUser: {
      // Nor around these: a name such as `123` would become a number.
      organization: JSON.stringify(org),
      bucket: JSON.stringify(initialBucket),
      user: JSON.stringify(adminUser),
      retention_policy: "1h",
      existingSecret: adminSecret,
    },
    // The claim is declared beside the release: then its growth shows in a preview, and `retain` can be told.
    persistence: { enabled: true, useExisting: true, name: claim },
    // A list, beside the variables of the chart itself, none of which may come twice.
    env: influxdEnvironment(influxdSettings(settings, resources)),
    // A script that fails empties the volume.
    initScripts: { enabled: false },
    // One replica and a budget of one: no node with it could be drained.
    pdb: { create: false },
    // Its name in the probes is fixed, whatever is said here.
    service: { type: "ClusterIP", port: 80, targetPort: influxdbPort, portName: "http" },
    serviceAccount: { create: true },
    securityContext: {
      runAsNonRoot: true,
      runAsUser: imageUser,
      // Also the group of the volume.
      runAsGroup: imageUser,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
      seccompProfile: { type: "RuntimeDefault" },
    },
    // What the first start writes beside its data.
    volumes: writable.map(([volume]) => ({ name: volume, emptyDir: {} })),
    mountPoints: writable.map(([volume, mountPath]) => ({ name: volume, mountPath })),
    // Zero counts as unset in the templates. The first start, and the opening of many shards, take their time.
    startupProbe: {
      enabled: true,
      initialDelaySeconds: 1,
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: startSeconds / 10,
    },
    livenessProbe: { periodSeconds: 10, timeoutSeconds: 10, failureThreshold: 12 },
    readinessProbe: { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
    resources,
    nodeSelector: { ...scheduling.nodeSelector },
    tolerations: [...(scheduling.tolerations ?? [])],
    podLabels: { "app.kubernetes.io/part-of": "monitoring" },
    ingress: ingressValues(ingress, { name, path: "" }),
  };
}

const writable = [
  ["config", "/etc/influxdb2"],
  ["tmp", "/tmp"],
] as const;
