/** Alerts on the applications' own events and metrics: spawns, synthetic tests, logins, queries, queues. */
import type { AlertDefinition } from "./definition.ts";

export const serviceAlerts: readonly AlertDefinition[] = [];
