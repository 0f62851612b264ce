/** Alerts on this system itself: InfluxDB, telegraf, tasks, delivery. */
import type { AlertDefinition } from "./definition.ts";

export const monitoringAlerts: readonly AlertDefinition[] = [];
