import type { Point } from "../../support/alerts.ts";
import type { AlertRow } from "../row.ts";

/** A container's state point as telegraf writes it. */
function container(fields: Point["fields"], tags: Point["tags"] = {}): Point {
  return {
    measurement: "kubernetes_pod_container",
    tags: {
      cluster: "idfdev",
      namespace: "portal",
      pod_name: "web-0",
      container_name: "app",
      node_name: "node-1",
      phase: "Running",
      state: "running",
      readiness: "ready",
      ...tags,
    },
    fields,
  };
}

export const podRows: readonly AlertRow[] = [
  {
    id: "pod-restarts",
    kind: "state",
    subject: "portal/web-0/app",
    application: "portal",
    points: (_like, { index, spent }) => [
      // One restart in 14 minutes is one within each window; one in five are three.
      container({ restarts_total: BigInt(Math.floor(spent.bad / 14) + Math.floor(spent.worse / 4)) }, index % 2 ? {} : { phase: "Pending" }),
    ],
    bad: { severity: "warning", text: /^restarted 1 times in 15m$/ },
    worse: { severity: "critical", text: /^restarted [34] times in 15m$/ },
  },
];
