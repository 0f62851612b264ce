/** Alerts on what Kubernetes runs: Jobs, OOM kills, the API server. */
import type { AlertDefinition } from "./definition.ts";

export const kubernetesAlerts: readonly AlertDefinition[] = [];
