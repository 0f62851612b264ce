/** Alerts on the pods of each application, as telegraf-ds and telegraf see them. */
import { type AlertDefinition, minute } from "./definition.ts";

const gibibyte = 1_073_741_824;

/**
 * How far back a sample may be, before a window that a state has to last for and before the tick: agents sample every one to
 * two minutes.
 */
const slack = { seconds: 3 * minute };

/** What most of them have in common. */
const common = {
  kind: "state",
  home: "*",
  severities: ["warning"],
  everySeconds: 5 * minute,
  latenessSeconds: minute,
} as const;

export const podAlerts: readonly AlertDefinition[] = [
  {
    ...common,
    id: "pod-not-running",
    title: "A container does not run",
    windowSeconds: 10 * minute,
    limits: {
      share: {
        unit: "percent",
        value: 50,
        doc: "Share of the window's samples in which the container did not run, from which it is a warning.",
      },
    },
    params: { creating: { seconds: 15 * minute }, slack },
    advice:
      "`kubectl describe pod` shows why it waits, e.g. for an image or a secret; `kubectl logs --previous` shows why it ended. An evicted or failed pod stays until it is deleted: `kubectl delete pod`.",
  },
  {
    ...common,
    id: "pod-pending-long",
    title: "A pod is not scheduled, or does not start",
    windowSeconds: 20 * minute,
    limits: {},
    params: { slack },
    advice:
      "The events in `kubectl describe pod` show what it waits for. Without a node it is room, a node selector, a taint or a volume; on a node it is an image, a volume or a secret.",
  },
  {
    id: "pod-restarts",
    title: "A container restarts",
    kind: "state",
    home: "*",
    severities: ["warning", "critical"],
    everySeconds: 5 * minute,
    latenessSeconds: minute,
    windowSeconds: 15 * minute,
    worse: "above",
    limits: {
      warning: { unit: "count", value: 1, doc: "Restarts within the window from which it is a warning." },
      critical: { unit: "count", value: 3, doc: "Restarts within the window from which it is critical." },
    },
    // Agents sample every one to two minutes. This bridges an outage of some samples, so that a restart in it shows.
    params: { lookback: { seconds: 15 * minute } },
    advice:
      "`kubectl logs --previous` of the container shows why it ended; `kubectl describe pod` shows failed probes and memory limits.",
  },
  {
    ...common,
    id: "cpu-near-limit",
    title: "A container uses nearly all of its CPU",
    windowSeconds: 15 * minute,
    limits: {
      warning: {
        unit: "percent",
        value: 90,
        doc: "Mean use over the window, as a share of the container's limit, above which it is a warning.",
      },
    },
    params: { slack },
    advice:
      "It is throttled, or soon will be. `kubectl top pod --containers` shows the use now; what it works on shows in its log. Raise `resources.limits.cpu` in the chart's values, or add replicas.",
  },
  {
    ...common,
    id: "memory-near-limit",
    title: "A container uses nearly all of its memory",
    severities: ["warning", "critical"],
    windowSeconds: 10 * minute,
    worse: "above",
    limits: {
      warning: {
        unit: "percent",
        value: 90,
        doc: "Working set over the whole window, as a share of the container's limit, above which it is a warning.",
      },
      critical: { unit: "percent", value: 95, doc: "The same, above which it is critical." },
    },
    params: { slack },
    advice:
      "At its limit it is killed. A use that only grows is a leak, and a restart gives time; else raise `resources.limits.memory` in the chart's values.",
  },
  {
    ...common,
    id: "volume-filling",
    title: "A volume fills",
    severities: ["warning", "critical"],
    windowSeconds: 15 * minute,
    worse: "above",
    limits: {
      warning: {
        unit: "percent",
        value: 85,
        doc: "Part of the capacity that is used over the whole window, above which it is a warning.",
      },
      critical: { unit: "percent", value: 95, doc: "The same, above which it is critical." },
      capacity: {
        unit: "bytes",
        value: gibibyte,
        doc: "Volumes of this capacity or less are not looked at.",
      },
    },
    params: { slack },
    advice:
      "`kubectl describe pod` shows the claim behind the volume. Delete what is not needed (`du` in the container shows where it is), or enlarge the claim if its storage class allows it.",
  },
  {
    ...common,
    id: "workload-degraded",
    title: "A workload lacks replicas",
    windowSeconds: 15 * minute,
    limits: {
      warning: {
        unit: "count",
        value: 0,
        doc: "Replicas missing over the whole window, above which it is a warning.",
      },
    },
    params: { slack },
    advice:
      "`kubectl rollout status` and `kubectl describe` of the workload show which pods are missing, and the events of these pods why: no room, a failing probe, an image that cannot be pulled.",
  },
];
