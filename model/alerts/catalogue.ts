/** Every alert there is. */
import type { AlertDefinition } from "./definition.ts";
import { eventAlerts } from "./events.ts";
import { kafkaAlerts } from "./kafka.ts";
import { kubernetesAlerts } from "./kubernetes.ts";
import { monitoringAlerts } from "./monitoring.ts";
import { nodeAlerts } from "./nodes.ts";
import { platformAlerts } from "./platform.ts";
import { podAlerts } from "./pods.ts";
import { serviceAlerts } from "./services.ts";
import { siteAlerts } from "./sites.ts";

export const alerts: readonly AlertDefinition[] = [
  ...podAlerts,
  ...nodeAlerts,
  ...kubernetesAlerts,
  ...siteAlerts,
  ...platformAlerts,
  ...eventAlerts,
  ...serviceAlerts,
  ...kafkaAlerts,
  ...monitoringAlerts,
];

/** Ids of the catalogue. */
export const alertIds: readonly string[] = alerts.map(({ id }) => id);
