/**
 * Which changes need another object, because the server refuses them. The same list as the official plugin's.
 * Source: pulumi-kubernetes, provider/pkg/provider/diff.go.
 */
import type { Plain } from "../service/properties.ts";
import { kindIn } from "./objects.ts";

/** What the provider's configuration says of changes. Both are off unless asked for, as with the official plugin. */
export interface Mutability {
  /** Whether data of a ConfigMap may change in place. */
  readonly configMaps: boolean;
  /** Whether data of a Secret may change in place. */
  readonly secrets: boolean;
}

const SELECTOR = ["spec.selector"];
const BY_KIND: Readonly<Record<string, readonly string[]>> = {
  "apps/v1 Deployment": SELECTOR,
  "apps/v1 DaemonSet": SELECTOR,
  "apps/v1 StatefulSet": [
    ...SELECTOR,
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
  "batch/v1 Job": [...SELECTOR, "spec.completions", "spec.parallelism", "spec.template"],
  "rbac.authorization.k8s.io/v1 RoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/v1 ClusterRoleBinding": ["roleRef"],
  "storage.k8s.io/v1 StorageClass": ["parameters", "provisioner"],
  "v1 PersistentVolumeClaim": [...SELECTOR, "spec.accessModes", "spec.storageClassName", "spec.volumeName"],
  "v1 ResourceQuota": ["spec.scopes"],
  "v1 Secret": ["type"],
  "v1 Service": ["spec.clusterIP"],
};

/** Whether a change at these names, e.g. `spec`, `selector`, needs another object. */
export function replacing(
  object: Plain,
  { configMaps, secrets }: Mutability,
): (names: readonly string[]) => boolean {
  const { apiVersion, kind: name } = kindIn(object);
  const kind = `${apiVersion} ${name}`;
  const isFixed = object["immutable"] === true;
  const places = ["metadata.name", "metadata.namespace", ...(BY_KIND[kind] ?? [])];
  if (kind === "v1 Secret" && (!secrets || isFixed)) places.push("data", "stringData");
  if (kind === "v1 ConfigMap" && (!configMaps || isFixed)) places.push("data", "binaryData");
  return (names) => {
    const path = `${names.join(".")}.`;
    return places.some((place) => path.startsWith(`${place}.`));
  };
}
