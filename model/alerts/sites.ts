/** Alerts on public sites and certificates. */
import type { AlertDefinition } from "./definition.ts";

export const siteAlerts: readonly AlertDefinition[] = [];
