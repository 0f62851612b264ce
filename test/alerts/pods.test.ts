/** What the row of a pod alert cannot show: which states are bad, and which restarts are none. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Point } from "../../model/alerts/samples/point.ts";
import { finder, type Found } from "./found.ts";

const find = finder();

interface Sample {
  readonly pod: string;
  readonly phase?: string;
  readonly state?: keyof typeof codes;
  readonly reason?: string;
  readonly phaseReason?: string;
  readonly restarts?: number;
  readonly tags?: Point["tags"];
}

const codes = { running: 0n, terminated: 1n, waiting: 2n, unknown: 3n } as const;

/** A container's state point as telegraf writes it: an empty reason is no field. */
function point({
  pod,
  phase = "Running",
  state = "running",
  reason,
  phaseReason,
  restarts = 0,
  tags,
}: Sample): Point {
  return {
    measurement: "kubernetes_pod_container",
    tags: {
      cluster: "idfdev",
      namespace: "portal",
      pod_name: pod,
      container_name: "app",
      node_name: "node-1",
      readiness: state === "running" ? "ready" : "unready",
      phase,
      state,
      ...tags,
    },
    fields: {
      state_code: codes[state],
      state_reason: reason,
      phase_reason: phaseReason,
      restarts_total: BigInt(restarts),
    },
  };
}

/** What an alert finds at a minute, of samples of each minute from the first on. */
function found(id: string, samples: (minute: number) => readonly Sample[], at: number): Promise<Found> {
  return find(id, (minute) => samples(minute).map(point), at);
}

describe("pod-not-running", { concurrency: 4 }, () => {
  const always = (...samples: readonly Sample[]) => found("pod-not-running", () => samples, 16);

  test("an evicted pod is found, with the reason of its phase before that of its container", async () => {
    const texts = await always(
      { pod: "gone", state: "unknown", phase: "Failed", phaseReason: "Evicted" },
      { pod: "ended", state: "terminated", reason: "Error", phase: "Failed", phaseReason: "Evicted" },
    );
    assert.deepEqual(Object.keys(texts).sort(), ["portal/ended/app", "portal/gone/app"]);
    for (const text of Object.values(texts)) assert.match(text, /^failed \(Evicted\)/);
  });

  test("every container of a failed pod is found, whatever its state", async () => {
    const texts = await always({ pod: "web-0", phase: "Failed" });
    assert.match(texts["portal/web-0/app"] ?? "", /^failed \(no reason given\)/);
  });

  test("a completed container is fine when its pod succeeded, and only then", async () => {
    const texts = await always(
      { pod: "job", state: "terminated", reason: "Completed", phase: "Succeeded" },
      { pod: "web-0", state: "terminated", reason: "Completed" },
      { pod: "web-1", state: "terminated", reason: "Error", phase: "Succeeded" },
      { pod: "web-2", state: "terminated", reason: "OOMKilled" },
      { pod: "web-3" },
    );
    assert.deepEqual(Object.keys(texts).sort(), ["portal/web-0/app", "portal/web-1/app", "portal/web-2/app"]);
  });

  test("a container that is being created has more time than one that waits for something else", async () => {
    const samples =
      (since: number) =>
      (minute: number): readonly Sample[] =>
        minute < since
          ? []
          : ["ContainerCreating", "PodInitializing", "ErrImagePull"].map((reason) => ({
              pod: reason.toLowerCase(),
              state: "waiting",
              phase: "Pending",
              reason,
            }));
    for (const [minute, count] of [
      [29, 0],
      [30, 1],
      [34, 1],
      [35, 3],
    ] as const) {
      assert.equal(
        Object.keys(await found("pod-not-running", samples(20), minute)).length,
        count,
        `at ${minute}`,
      );
    }
  });

  test("neither a pod that is replaced is found, nor the new one at its first bad sample, nor one that is mended", async () => {
    const samples = (minute: number): readonly Sample[] => [
      ...(minute < 14 ? [{ pod: "old" }] : minute < 16 ? [{ pod: "old", state: "terminated" as const }] : []),
      { pod: "mended", ...(minute < 16 && { state: "waiting" as const, reason: "CrashLoopBackOff" }) },
      ...(minute < 15 ? [] : [{ pod: "new", state: "waiting" as const, reason: "CrashLoopBackOff" }]),
    ];
    assert.deepEqual(await found("pod-not-running", samples, 16), {});
  });

  test("states that change are one container", async () => {
    const samples = (minute: number): readonly Sample[] => [
      minute % 2 === 0
        ? { pod: "web-0", state: "waiting", reason: "CrashLoopBackOff" }
        : { pod: "web-0", state: "terminated", reason: "Error" },
    ];
    assert.deepEqual(Object.keys(await found("pod-not-running", samples, 15)), ["portal/web-0/app"]);
  });
});

describe("pod-pending-long", { concurrency: 4 }, () => {
  test("a pod on a node that cannot start is found with the reason of its container", async () => {
    const waits: Sample = { pod: "web-0", phase: "Pending", state: "waiting", reason: "ImagePullBackOff" };
    assert.deepEqual(await found("pod-pending-long", () => [waits], 21), {
      "portal/web-0": "pending for more than 20m, on node node-1: ImagePullBackOff",
    });
  });

  test("a pod that is new, or gone, is not found", async () => {
    const waits: Sample = { pod: "web-0", phase: "Pending", state: "waiting" };
    assert.deepEqual(await found("pod-pending-long", (minute) => (minute < 10 ? [] : [waits]), 25), {});
    assert.deepEqual(await found("pod-pending-long", (minute) => (minute > 25 ? [] : [waits]), 30), {});
  });
});

describe("pod-restarts", { concurrency: 4 }, () => {
  /** Restarts that are found at the half hour, of counts by minute. */
  const restarts = async (
    ...counts: readonly (readonly [minute: number, count: number, tags?: Point["tags"]])[]
  ) => {
    const samples = (minute: number): readonly Sample[] =>
      counts
        .filter(([at]) => at === minute)
        .map(([, count, tags]) => ({ pod: "web-0", restarts: count, ...(tags && { tags }) }));
    return Object.entries(await found("pod-restarts", samples, 30)).map(
      ([subject, text]) => `${subject} ${text.replace(/ times.*/, "")}`,
    );
  };

  test("a count that stays is none, though its series forks with every change of state", async () => {
    assert.deepEqual(
      await restarts([18, 3], [22, 3, { state: "waiting", readiness: "unready" }], [28, 3]),
      [],
    );
  });

  test("a count that falls is a pod made anew; what it counts from there is a restart", async () => {
    assert.deepEqual(await restarts([17, 7], [20, 2]), []);
    assert.deepEqual(await restarts([17, 7], [20, 0], [21, 1]), ["portal/web-0/app restarted 1"]);
  });

  test("the first count of a container is none", async () => {
    assert.deepEqual(await restarts([18, 4], [29, 4]), []);
  });

  test("a restart between the last sample before the window and the first in it is found", async () => {
    assert.deepEqual(await restarts([5, 3], [16, 5]), ["portal/web-0/app restarted 2"]);
  });

  test("equal names in other clusters, namespaces, pods and containers are others", async () => {
    const others = [
      { cluster: "summit" },
      { namespace: "tap" },
      { pod_name: "web-1" },
      { container_name: "sidecar" },
    ];
    const counts = others.map((tags, index) => [20 + index, 10 * index + 10, tags] as const);
    assert.deepEqual(await restarts([18, 1], ...counts, [28, 2]), ["portal/web-0/app restarted 1"]);
  });
});
