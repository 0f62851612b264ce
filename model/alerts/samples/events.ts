import type { Point } from "./point.ts";
import type { AlertSample } from "./sample.ts";

function workflowRun(conclusion: string): Point {
  return {
    measurement: "github_webhooks",
    tags: {
      cluster: "idfdev",
      event: "workflow_run",
      action: "completed",
      name: "periodic-ci",
      repository: "lsst/afw",
      conclusion,
    },
    fields: { run_attempt: 1n, run_time: 300n, head_branch: "main" },
  };
}

function secretRequest(operation: string, type: string, error?: string): Point {
  return {
    measurement: "vault_audit",
    tags: { cluster: "idfdev", operation, type, mount_type: "kv" },
    fields: { path: "secret/data/phalanx/portal", display_name: "token-somebody", error },
  };
}

export const eventSamples: readonly AlertSample[] = [
  {
    id: "package-tests-failed",
    kind: "event",
    subject: "lsst/afw/periodic-ci",
    application: "events",
    points: (like) => [workflowRun(like === "bad" ? "failure" : "success")],
    bad: { severity: "info", text: /^failure on branch main$/ },
  },
  {
    id: "validation-finding",
    kind: "state",
    subject: "dns/www.example.org",
    application: "events",
    takes: 60,
    points: (like) => [
      {
        measurement: "validation",
        tags: { cluster: "idfdev", check: "dns", item: "www.example.org" },
        fields: { findings: like === "bad" ? 1n : 0n, detail: "points to 192.0.2.7" },
      },
    ],
    bad: { severity: "warning", text: /^findings: 1; points to 192\.0\.2\.7$/ },
  },
  {
    id: "vault-secret-changed",
    kind: "event",
    subject: "secret/data/phalanx/portal",
    application: "events",
    points: (like) =>
      like === "bad"
        ? [secretRequest("update", "response"), secretRequest("update", "request")]
        : [
            secretRequest("read", "response"),
            secretRequest("update", "request"),
            secretRequest("create", "response", "1 error occurred: permission denied"),
          ],
    bad: { severity: "info", text: /^update by token-somebody$/ },
  },
  {
    id: "admin-action",
    kind: "event",
    subject: "portal",
    application: "portal",
    points: (like) => [
      {
        measurement: "cluster_event",
        tags: { cluster: "idfdev", app: "portal", user: "somebody" },
        fields: { phase: like === "bad" ? "Succeeded" : "Running", revision: "4f1c2ab" },
      },
    ],
    bad: { severity: "info", text: /^sync Succeeded, revision 4f1c2ab, by somebody$/ },
  },
];
