/** Alerts on the nodes of clusters. */
import type { AlertDefinition } from "./definition.ts";

export const nodeAlerts: readonly AlertDefinition[] = [];
