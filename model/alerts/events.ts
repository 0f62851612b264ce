/** Alerts on things that happened: webhooks, audits, scripts. */
import { type AlertDefinition, minute } from "./definition.ts";

export const eventAlerts: readonly AlertDefinition[] = [
  {
    id: "package-tests-failed",
    title: "A workflow of a repository failed",
    kind: "event",
    home: "events",
    severities: ["info"],
    everySeconds: 5 * minute,
    latenessSeconds: 2 * minute,
    windowSeconds: 10 * minute,
    limits: {},
    advice: "The workflow's page in the repository shows the failed step; a new version of a dependency is the usual cause.",
  },
];
