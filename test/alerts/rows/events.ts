import type { Point } from "../../support/alerts.ts";
import type { AlertRow } from "../row.ts";

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

export const eventRows: readonly AlertRow[] = [
  {
    id: "package-tests-failed",
    kind: "event",
    subject: "lsst/afw/periodic-ci",
    application: "events",
    points: (like) => [workflowRun(like === "bad" ? "failure" : "success")],
    bad: { severity: "info", text: /^failure on branch main$/ },
  },
];
