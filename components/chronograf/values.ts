/** Values of the chart chronograf: what its templates make of them, and what they get wrong, is told in docs/server.md. */
import type { Image, ResourceAmounts } from "../../model/cluster.ts";
import { type ChronografRelease, chronografName } from "../../model/releases.ts";
import { ingressValues } from "../objects/ingress.ts";

/** Port of the container. */
export const chronografPort = 8888;

/** How long the release is waited for, in seconds. */
export const chronografTimeout = 900;

/** Where files of dashboards and organizations are found. */
const resourcesPath = "/etc/chronograf/resources";

/** Where certificates of private authorities are found. */
const authoritiesPath = "/etc/chronograf/authorities";

/** Where the image has those that are well known. */
const imageAuthorities = "/etc/ssl/certs";

export interface ChronografValuesArgs {
  readonly release: ChronografRelease;
  /** Secret whose keys are its variables. Another content has another name: the pod reads it only when it starts. */
  readonly environmentSecret: string;
  /** ConfigMap with the files; undefined where there are none. */
  readonly files: string | undefined;
  /** ConfigMap with certificates of private authorities; undefined where there are none. As of the Secret, its name follows its content. */
  readonly authorities: string | undefined;
  /** As the cluster gets it. */
  readonly image: Image;
}

/** Labels by which the chart selects its pod. */
export function chronografPods({ name }: Pick<ChronografRelease, "name">): Readonly<Record<string, string>> {
  return { "app.kubernetes.io/name": "chronograf", "app.kubernetes.io/instance": name };
}

/** The values, without anything secret. */
export function chronografValues(args: ChronografValuesArgs) {
  const { release, environmentSecret, files, authorities, image } = args;
  const { ingress, path, resources, scheduling, storage } = release;
  const mounts = [
    { name: "resources", from: files, mountPath: resourcesPath },
    { name: "authorities", from: authorities, mountPath: authoritiesPath },
  ].flatMap(({ from, ...mount }) => (from === undefined ? [] : [{ ...mount, from }]));
  return {
    image: { ...image, pullPolicy: "IfNotPresent" },
    // The chart's own block overrides good defaults with empty texts, and takes no secret that is there.
    oauth: { enabled: false },
    // Texts without quotes: the templates put them between quotes as they are. What a user wrote is in the secret.
    env: {
      ...(path === "" ? {} : { BASE_PATH: path }),
      RESOURCES_PATH: resourcesPath,
      HOST_PAGE_DISABLED: "true",
      REPORTING_DISABLED: "true",
      // The image gives up root and cannot write a fresh volume then; the chart has no group for volumes.
      CHRONOGRAF_AS_ROOT: "true",
      // Its own option for this, of the login alone, is not asked when keys and users are fetched.
      ...(authorities === undefined ? {} : { SSL_CERT_DIR: `${imageAuthorities}:${authoritiesPath}` }),
    },
    envFromSecret: environmentSecret,
    // The old pod holds the volume until it is gone.
    updateStrategy: { type: "Recreate" },
    // A later change of it would ask for another selector, which Kubernetes refuses.
    legacyLabels: true,
    persistence: {
      enabled: true,
      size: storage.size,
      accessMode: "ReadWriteOnce",
      ...(storage.class === undefined ? {} : { storageClass: storage.class }),
      keepPvc: storage.retain,
    },
    service: { replicas: 1, type: "ClusterIP" },
    startupProbe: { enabled: true, initialDelaySeconds: 5 },
    volumes: mounts.map(({ name, from }) => ({ name, configMap: { name: from } })),
    volumeMounts: mounts.map(({ name, mountPath }) => ({ name, mountPath })),
    resources: { requests: amounts(resources.requests), limits: amounts(resources.limits) },
    nodeSelector: { ...scheduling.nodeSelector },
    tolerations: [...(scheduling.tolerations ?? [])],
    ingress: ingressValues(ingress, { name: chronografName(release), path }),
  };
}

/** What is absent here would be there all the same: the chart has amounts of its own, and only null takes one away. */
function amounts({ cpu = null, memory = null }: Partial<Record<keyof ResourceAmounts, string | null>> = {}) {
  return { cpu, memory };
}
