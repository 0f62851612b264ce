/** Argo CD, cert-manager, Vault, Nublado's pre-puller and ingress. */
import type { Shape } from "./shape.ts";

export const platformShapes: readonly Shape[] = [];
