/** Alerts on Kafka and Strimzi. */
import type { AlertDefinition } from "./definition.ts";

export const kafkaAlerts: readonly AlertDefinition[] = [];
