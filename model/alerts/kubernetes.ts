/** Alerts on what Kubernetes runs: Jobs, OOM kills, the API server. */
import { type AlertDefinition, hour, minute } from "./definition.ts";

const common = {
  kind: "state",
  home: "kubernetes",
  severities: ["warning"],
  everySeconds: 5 * minute,
  latenessSeconds: minute,
} as const;

export const kubernetesAlerts: readonly AlertDefinition[] = [
  {
    ...common,
    id: "job-failed",
    title: "A Job failed",
    windowSeconds: 30 * minute,
    // A failed Job stays for days.
    repeats: false,
    limits: {},
    params: { together: { seconds: 10 } },
    advice:
      "`kubectl logs job/<name>` and `kubectl describe job` show why it failed. A later Job of the same owner that succeeds ends the alert; of a CronJob `kubectl create job --from=cronjob/<name>` makes one (give it the CronJob as owner, or a name that begins like it). Where the failure is of no account, delete the failed Job.",
  },
  {
    ...common,
    id: "oom-killed",
    title: "A container was killed for want of memory",
    windowSeconds: 10 * minute,
    // One that is killed again and again is one matter.
    resolveSeconds: hour,
    limits: {},
    params: { lookback: { seconds: 10 * minute } },
    advice:
      "It reached its memory limit, or its node ran out. Look at its working set before the kill; raise `resources.limits.memory` in the chart's values, or mend what uses so much. In a lab it is the user's notebook: a larger lab size helps.",
  },
  {
    ...common,
    id: "apiserver-errors",
    title: "The Kubernetes API server fails requests",
    windowSeconds: 10 * minute,
    limits: {
      share: {
        unit: "percent",
        value: 1,
        doc: "Share of the window's requests that were answered with 5xx, above which it is a warning.",
      },
      requests: {
        unit: "count",
        value: 20,
        doc: "As many requests in the window, or fewer, are too few for a share.",
      },
      throttled: {
        unit: "count",
        value: 0,
        doc: "Requests of the window that were answered with 429, above which it is a warning.",
      },
    },
    params: { lookback: { seconds: 5 * minute } },
    advice:
      "`kubectl get --raw '/readyz?verbose'` shows which part fails; etcd is the usual cause of 5xx, and so is a webhook of the resource that is named. 429 means that one client asks too much: `kubectl get --raw /debug/api_priority_and_fairness/dump_priority_levels` shows which flow waits.",
  },
];
