import type { Point } from "./point.ts";
import type { AlertSample } from "./sample.ts";

/** A metric as inputs.prometheus writes it with metric_version 2. */
function metric(exporter: string, name: string, value: number, tags: Point["tags"]): Point {
  return {
    measurement: `prometheus_${exporter}`,
    tags: { cluster: "idfdev", url: `http://${exporter}.example.org/metrics`, ...tags },
    fields: { [name]: value },
  };
}

/** What kube-state-metrics says of a Job of a CronJob. */
function job(name: string, start: number, failed: boolean): readonly Point[] {
  const of = { namespace: "times-square", job_name: name };
  return [
    metric("ksm", "kube_job_status_start_time", start, of),
    metric("ksm", "kube_job_owner", 1, {
      ...of,
      owner_kind: "CronJob",
      owner_name: "sync",
      owner_is_controller: "true",
    }),
    metric("ksm", failed ? "kube_job_failed" : "kube_job_complete", 1, { ...of, condition: "true" }),
    metric("ksm", failed ? "kube_job_failed" : "kube_job_complete", 0, { ...of, condition: "false" }),
  ];
}

const container = { namespace: "times-square", pod: "worker-0", container: "app", uid: "12ab" } as const;

export const kubernetesSamples: readonly AlertSample[] = [
  {
    id: "job-failed",
    kind: "state",
    subject: "times-square/sync-101",
    repeats: false,
    application: "times-square",
    points: (like) => [
      ...job("sync-101", 1_579_000_000, true),
      // One that began a second later than the one that failed, or as late.
      ...job("sync-102", like === "fine" ? 1_579_000_001 : 1_579_000_000, false),
    ],
    bad: {
      severity: "warning",
      text: /^failed, begun 2020-01-14T11:06:40\.000000000Z for CronJob\/sync, and none has succeeded since$/,
    },
  },
  {
    id: "oom-killed",
    kind: "state",
    subject: "times-square/worker-0/app",
    application: "times-square",
    points: (like, { seconds }) => [
      metric("ksm", "kube_pod_container_status_last_terminated_reason", 1, {
        ...container,
        reason: "OOMKilled",
      }),
      // Killed just now, or eleven minutes before now.
      metric(
        "ksm",
        "kube_pod_container_status_last_terminated_timestamp",
        like === "fine" ? seconds - 11 * 60 : seconds,
        container,
      ),
      metric("ksm", "kube_pod_container_resource_limits", 2 ** 31, {
        ...container,
        resource: "memory",
        unit: "byte",
      }),
      metric("ksm", "kube_pod_container_resource_limits", 2, { ...container, resource: "cpu", unit: "core" }),
    ],
    bad: { severity: "warning", text: /^killed for want of memory within 10m; its limit is 2 GiB$/ },
  },
  {
    id: "apiserver-errors",
    kind: "state",
    subject: "5xx",
    application: "kubernetes",
    points: (_like, { spent }) => {
      const request = {
        verb: "LIST",
        resource: "pods",
        scope: "cluster",
        component: "apiserver",
        version: "v1",
      };
      const count = (code: string, value: number): Point =>
        metric("apiserver", "apiserver_request_total", 7_000 + value, { ...request, code });
      // Exactly one in a hundred is no finding.
      const failed = spent.fine + 2 * spent.bad;
      return [count("200", 99 * spent.fine + 98 * spent.bad), count("503", failed), count("429", 0)];
    },
    bad: {
      severity: "warning",
      text: /^(1\.\d|2)% of \d+ requests in 10m answered with 5xx \(above 1%\), most of them LIST pods$/,
    },
  },
];
