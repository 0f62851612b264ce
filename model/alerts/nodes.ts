/** Alerts on the nodes of clusters. */
import { type AlertDefinition, minute } from "./definition.ts";

/** How far back a sample may be, before a window that a state has to last for and before the tick: there is one every one to two minutes. */
const slack = { seconds: 3 * minute };

const common = {
  kind: "state",
  home: "telegraf-ds",
  severities: ["warning"],
  everySeconds: 5 * minute,
  latenessSeconds: minute,
  params: { slack },
} as const;

export const nodeAlerts: readonly AlertDefinition[] = [
  {
    ...common,
    id: "node-disk",
    title: "A disk of a node fills",
    severities: ["warning", "critical"],
    windowSeconds: 10 * minute,
    worse: "above",
    limits: {
      warning: {
        unit: "percent",
        value: 85,
        doc: "Space or inodes used over the whole window, above which it is a warning.",
      },
      critical: { unit: "percent", value: 95, doc: "The same, above which it is critical." },
    },
    advice:
      "The kubelet evicts pods when little is left. Images, logs and emptyDir volumes are the usual cause: `crictl rmi --prune` on the node, and `du` in `/var/log/pods` and `/var/lib/kubelet/pods`.",
  },
  {
    ...common,
    id: "node-pressure",
    title: "A node is short of memory or CPU",
    windowSeconds: 15 * minute,
    limits: {
      available: {
        unit: "percent",
        value: 5,
        doc: "Memory available over the whole window, below which it is a warning.",
      },
      load: {
        unit: "count",
        value: 2,
        doc: "Load of 5 minutes for each CPU over the whole window, above which it is a warning.",
      },
    },
    advice:
      "`kubectl top pod -A --sort-by=memory` (or `cpu`), among the pods of the node, shows what uses most. Give it limits, or move it: `kubectl cordon` keeps new pods away meanwhile.",
  },
  {
    ...common,
    id: "node-not-ready",
    title: "A node is not ready",
    severities: ["critical"],
    // Five minutes, and the lateness of the points.
    windowSeconds: 6 * minute,
    limits: {},
    advice:
      "`kubectl describe node` shows the conditions; when the status is unknown, look at the machine: its console, its network, and the kubelet's log (`journalctl -u kubelet`).",
  },
];
