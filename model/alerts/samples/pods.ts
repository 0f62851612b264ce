import type { Point } from "./point.ts";
import type { AlertSample, Like } from "./sample.ts";

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

const gibibyte = 1_073_741_824;
const mebibyte = 1_048_576;

/** Use and limit of a container: from two plugins, whose other tags and instants differ. */
function usage(use: Point["fields"], limit: Point["fields"], index: number): readonly Point[] {
  const { tags } = container({});
  const used: Point = {
    measurement: "kubernetes_pod_container",
    tags: { ...tags, phase: undefined, state: undefined, readiness: undefined, image: "ghcr.io/app:1" },
    fields: use,
  };
  return index % 2 === 0 ? [used] : [used, container({ ...limit, state_code: 0n })];
}

function of(share: Readonly<Record<Like, number>>, like: Like, whole: number): bigint {
  return BigInt(Math.round((whole * share[like]) / 100));
}

/** Minutes of five in which a container does not run, the newest sample of a run among them. */
const waiting: Readonly<Record<Like, readonly number[]>> = { fine: [0, 4], bad: [0, 3, 4], worse: [0, 3, 4] };

export const podSamples: readonly AlertSample[] = [
  {
    id: "pod-not-running",
    kind: "state",
    subject: "portal/web-0/app",
    application: "portal",
    points: (like, { index }) => [
      waiting[like].includes(index % 5)
        ? container(
            { state_code: 2n, state_reason: "CrashLoopBackOff" },
            { state: "waiting", readiness: "unready" },
          )
        : container({ state_code: 0n }),
    ],
    bad: {
      severity: "warning",
      text: /^waiting \(CrashLoopBackOff\), not running in \d+(\.\d)?% of 10m \(50% or more\)$/,
    },
  },
  {
    id: "pod-pending-long",
    kind: "state",
    subject: "portal/web-0",
    application: "portal",
    points: (like, { index }) => [
      like === "fine" && index % 19 === 0
        ? container({ state_code: 0n })
        : container(
            { state_code: 3n, phase_reason: "Unschedulable" },
            { phase: "Pending", state: "unknown", readiness: "unready", node_name: undefined },
          ),
    ],
    bad: { severity: "warning", text: /^pending for more than 20m, on no node: Unschedulable$/ },
  },
  {
    id: "pod-restarts",
    kind: "state",
    subject: "portal/web-0/app",
    application: "portal",
    points: (_like, { index, spent }) => [
      // One restart in 14 minutes is one within each window; one in five are three.
      container(
        { restarts_total: BigInt(Math.floor(spent.bad / 14) + Math.floor(spent.worse / 4)) },
        index % 2 ? {} : { phase: "Pending" },
      ),
    ],
    bad: { severity: "warning", text: /^restarted 1 times in 15m$/ },
    worse: { severity: "critical", text: /^restarted [34] times in 15m$/ },
  },
  {
    id: "cpu-near-limit",
    kind: "state",
    subject: "portal/web-0/app",
    application: "portal",
    points: (like, { index }) =>
      usage(
        // Between 80 and 100 percent by turns; a container without statistics comes as 0 now and then.
        {
          cpu_usage_nanocores:
            index % 7 === 0
              ? 0n
              : of({ fine: 89.8, bad: 90.2, worse: 99 }, like, 2e9) +
                (index % 7 === 1 ? -1n : index % 7 === 2 ? 1n : 0n) * 200_000_000n,
        },
        { resource_limits_millicpu_units: 2_000n },
        index,
      ),
    bad: {
      severity: "warning",
      text: /^CPU at 9\d(\.\d)?% of its limit of 2 cores on average over 15m \(above 90%\)$/,
    },
  },
  {
    id: "memory-near-limit",
    kind: "state",
    subject: "portal/web-0/app",
    application: "portal",
    points: (like, { index }) =>
      usage(
        {
          memory_working_set_bytes:
            index % 7 === 0
              ? 0n
              : // Fine is what goes below the limit once in a while.
                like === "fine" && index % 8 !== 0
                ? of({ fine: 99, bad: 0, worse: 0 }, like, 2 * gibibyte)
                : of({ fine: 89.9, bad: 90.1, worse: 95.1 }, like, 2 * gibibyte),
          memory_usage_bytes: BigInt(2 * gibibyte),
        },
        { resource_limits_memory_bytes: BigInt(2 * gibibyte) },
        index,
      ),
    bad: {
      severity: "warning",
      text: /^memory at 90\.1% or more of its limit of 2 GiB for 10m \(above 90%\)$/,
    },
    worse: {
      severity: "critical",
      text: /^memory at 95\.1% or more of its limit of 2 GiB for 10m \(above 95%\)$/,
    },
  },
  {
    id: "volume-filling",
    kind: "state",
    subject: "portal/web-0/data",
    application: "portal",
    points: (like) => {
      const volume = (name: string, capacity: number, share: Readonly<Record<Like, number>>): Point => ({
        measurement: "kubernetes_pod_volume",
        tags: {
          cluster: "idfdev",
          namespace: "portal",
          pod_name: "web-0",
          node_name: "node-1",
          volume_name: name,
        },
        fields: { used_bytes: of(share, like, capacity), capacity_bytes: BigInt(capacity) },
      });
      return [
        volume("data", gibibyte + mebibyte, { fine: 84.9, bad: 85.1, worse: 95.1 }),
        volume("token", gibibyte, { fine: 100, bad: 100, worse: 100 }),
      ];
    },
    bad: { severity: "warning", text: /^volume filled to 85\.1% of 1 GiB \(above 85% for 15m\)$/ },
    worse: { severity: "critical", text: /^volume filled to 95\.1% of 1 GiB \(above 95% for 15m\)$/ },
  },
  {
    id: "workload-degraded",
    kind: "state",
    subject: "portal/statefulset/db",
    application: "portal",
    points: (like, { index }) => {
      const workload = (kind: string, name: string, fields: Point["fields"]): Point => ({
        measurement: `kubernetes_${kind}`,
        tags: { cluster: "idfdev", namespace: "portal", [`${kind}_name`]: name },
        fields,
      });
      // Each is whole once in a while, and the stateful set no longer when it is bad.
      const lacks = index % 14 === 0 ? 0n : 1n;
      return [
        workload("deployment", "web", { replicas_available: 2n, replicas_unavailable: lacks }),
        workload("statefulset", "db", {
          spec_replicas: 3n,
          replicas_ready: like === "fine" ? 3n - lacks : 2n,
        }),
        workload("daemonset", "agent", { desired_number_scheduled: 5n, number_unavailable: lacks }),
      ];
    },
    bad: { severity: "warning", text: /^1 of 3 replicas not ready \(more than 0 missing for 15m\)$/ },
  },
];
