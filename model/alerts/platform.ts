/** Alerts on Argo CD, cert-manager, Vault, Nublado's pre-puller and ingress. */
import type { AlertDefinition } from "./definition.ts";

export const platformAlerts: readonly AlertDefinition[] = [];
