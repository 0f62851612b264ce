/** Volumes that outlive what uses them. */
import type * as kubernetes from "@pulumi/kubernetes";

/** A claim to a volume that one pod writes. */
export function claimSpec(
  size: string,
  storageClass: string | undefined,
): kubernetes.types.input.core.v1.PersistentVolumeClaimSpec {
  return {
    accessModes: ["ReadWriteOnce"],
    resources: { requests: { storage: size } },
    ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
  };
}

/** Many classes bind a volume only when a pod asks for it, which comes later: waiting for it would never end. */
export const unbound = { "pulumi.com/skipAwait": "true" } as const;
