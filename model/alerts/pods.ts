/** Alerts on the pods of each application, as telegraf-ds and telegraf see them. */
import { type AlertDefinition, minute } from "./definition.ts";

export const podAlerts: readonly AlertDefinition[] = [
  {
    id: "pod-restarts",
    title: "A container restarts",
    kind: "state",
    home: "*",
    severities: ["warning", "critical"],
    everySeconds: 5 * minute,
    latenessSeconds: minute,
    windowSeconds: 15 * minute,
    limits: {
      warning: { unit: "count", value: 1, doc: "Restarts within the window from which it is a warning." },
      critical: { unit: "count", value: 3, doc: "Restarts within the window from which it is critical." },
    },
    // Agents sample every one to two minutes. This bridges an outage of some samples, so that a restart in it shows.
    params: { lookback: { seconds: 15 * minute } },
    advice:
      "`kubectl logs --previous` of the container shows why it ended; `kubectl describe pod` shows failed probes and memory limits.",
  },
];
