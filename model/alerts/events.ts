/** Alerts on things that happened: webhooks, audits, scripts. */
import { type AlertDefinition, day, minute } from "./definition.ts";

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
    advice:
      "The workflow's page in the repository shows the failed step; a new version of a dependency is the usual cause.",
  },
  {
    id: "validation-finding",
    title: "A validation found something",
    kind: "state",
    home: "events",
    severities: ["warning"],
    everySeconds: 15 * minute,
    latenessSeconds: 10 * minute,
    windowSeconds: day + day / 4,
    limits: {
      warning: { unit: "count", value: 0, doc: "Findings of an item above which it is a warning." },
    },
    advice:
      "The check's script says what its findings mean; run it by hand for the item. It has to print also items without findings, else a finding that is mended holds until it is a day old.",
  },
  {
    id: "vault-secret-changed",
    title: "A secret in Vault was changed",
    kind: "event",
    home: "events",
    severities: ["info"],
    everySeconds: 5 * minute,
    latenessSeconds: 2 * minute,
    windowSeconds: 10 * minute,
    limits: {},
    advice:
      "When nobody knows of the change, the versions of the secret (`vault kv metadata get`) and Vault's audit log tell more; an older version can be brought back with `vault kv rollback`.",
  },
  {
    id: "admin-action",
    title: "Somebody changed the cluster through Argo CD",
    kind: "event",
    home: "events",
    severities: ["info"],
    everySeconds: 5 * minute,
    latenessSeconds: 2 * minute,
    windowSeconds: 10 * minute,
    limits: {},
    advice:
      "For information. Routes choose the clusters that are told of: production alone, for example. The application's history in Argo CD shows what the sync changed.",
  },
];
