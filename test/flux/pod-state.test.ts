import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { at, fluxWorld, type Sample, type Subject } from "../support/flux.ts";
import { startServer, type TestServer } from "../support/influxd.ts";

const codes = { running: 0n, terminated: 1n, waiting: 2n, unknown: 3n } as const;

/** A container's state point as telegraf writes it: an empty reason is no field. */
function sample(
  time: string,
  state: keyof typeof codes,
  { reason, phase = "Running", phaseReason }: { reason?: string; phase?: string; phaseReason?: string } = {},
  tags: Sample["tags"] = {},
): Sample {
  return {
    at: time,
    measurement: "kubernetes_pod_container",
    tags: {
      cluster: "idfdev",
      namespace: "times-square",
      pod_name: "web-0",
      container_name: "app",
      node_name: "node-1",
      readiness: state === "running" ? "ready" : "unready",
      phase,
      state,
      ...tags,
    },
    fields: { state_code: codes[state], restarts_total: 0n, state_reason: reason, phase_reason: phaseReason },
  };
}

const noon = "12:00:00";
const next = "12:02:30";

describe("pod-state", { concurrency: true }, () => {
  let server: TestServer | undefined;
  let world: { subject: () => Promise<Subject> };
  before(async () => {
    server = await startServer();
    world = await fluxWorld(server);
  });
  after(() => server?.stop());

  /** What is picked from samples by runs, in short: time of day, state and reason. */
  async function picked(samples: readonly Sample[], ...runs: readonly string[]): Promise<readonly string[]> {
    const subject = await world.subject();
    await subject.given(...samples);
    await subject.run("pod-state", ...runs);
    const rows = await subject.picked("pod_state");
    return rows.map(
      ({ _time, state, reason }) => `${String(_time).slice(11, 19)} ${state} ${reason === "" ? "-" : reason}`,
    );
  }

  test("a waiting container is picked, with all that an alert has to say", async () => {
    const subject = await world.subject();
    await subject.given(
      sample("11:58:00", "running"),
      sample("11:59:00", "waiting", { reason: "CrashLoopBackOff" }),
    );
    await subject.run("pod-state", noon);
    assert.deepEqual(await subject.picked("pod_state"), [
      {
        _time: at("11:59:00"),
        cluster: "idfdev",
        namespace: "times-square",
        pod: "web-0",
        container: "app",
        value: 2,
        reason: "CrashLoopBackOff",
        phase: "Running",
        state: "waiting",
        node: "node-1",
      },
    ]);
  });

  test("a running container is not picked", async () => {
    assert.deepEqual(await picked([sample("11:58:00", "running"), sample("11:59:00", "running")], noon), []);
  });

  test("a completed container is not picked when its pod succeeded: a finished Job", async () => {
    const job = { reason: "Completed", phase: "Succeeded" };
    assert.deepEqual(await picked([sample("11:59:00", "terminated", job)], noon), []);
  });

  test("a completed container of a pod that goes on is picked", async () => {
    const ended = [sample("11:59:00", "terminated", { reason: "Completed" })];
    assert.deepEqual(await picked(ended, noon), ["11:59:00 terminated Completed"]);
  });

  test("a container that ended otherwise is picked, also in a pod that succeeded", async () => {
    const ended = [
      sample("11:58:00", "terminated", { reason: "OOMKilled" }),
      sample("11:59:00", "terminated", { reason: "Error", phase: "Succeeded" }),
    ];
    assert.deepEqual(await picked(ended, noon), [
      "11:58:00 terminated OOMKilled",
      "11:59:00 terminated Error",
    ]);
  });

  test("an evicted pod is picked: unknown, without a container state", async () => {
    const evicted = sample("11:59:00", "unknown", { phase: "Failed", phaseReason: "Evicted" });
    assert.deepEqual(await picked([evicted], noon), ["11:59:00 unknown Evicted"]);
  });

  test("the reason of the pod's phase goes before that of the container", async () => {
    const evicted = sample("11:59:00", "terminated", {
      reason: "Error",
      phase: "Failed",
      phaseReason: "Evicted",
    });
    assert.deepEqual(await picked([evicted], noon), ["11:59:00 terminated Evicted"]);
  });

  test("every container of a failed pod is picked, whatever its state", async () => {
    assert.deepEqual(await picked([sample("11:59:00", "running", { phase: "Failed" })], noon), [
      "11:59:00 running -",
    ]);
  });

  test("a container that is being created is picked for as long as it lasts", async () => {
    const creating = { reason: "ContainerCreating", phase: "Pending" };
    const samples = [
      sample("11:57:00", "waiting", creating),
      sample("11:58:00", "waiting", creating),
      sample("11:59:00", "running"),
    ];
    assert.deepEqual(await picked(samples, noon), [
      "11:57:00 waiting ContainerCreating",
      "11:58:00 waiting ContainerCreating",
    ]);
  });

  test("a sample at the very tick belongs to the next run, and is not lost", async () => {
    const samples = [sample(noon, "waiting", { reason: "ErrImagePull" })];
    assert.deepEqual(await picked(samples, noon), []);
    assert.deepEqual(await picked(samples, noon, next), ["12:00:00 waiting ErrImagePull"]);
  });

  test("a sample that came a minute late is picked by the next run", async () => {
    const subject = await world.subject();
    await subject.run("pod-state", noon);
    await subject.given(sample("11:59:05", "waiting"));
    await subject.run("pod-state", next);
    assert.equal((await subject.picked("pod_state")).length, 1);
  });

  test("runs over the same samples leave the points as they are", async () => {
    const waiting = { reason: "CrashLoopBackOff" };
    const samples = [
      sample("11:59:10", "waiting", waiting),
      sample("12:00:10", "waiting", waiting),
      sample("11:59:10", "waiting", waiting, { pod_name: "web-1" }),
    ];
    const once = ["11:59:10", "11:59:10", "12:00:10"].map((time) => `${time} waiting CrashLoopBackOff`);
    assert.deepEqual(await picked(samples, noon, next), once);
    assert.deepEqual(await picked(samples, noon, next, next, noon), once);
  });

  test("tags and fields that are missing do no harm", async () => {
    const bare = {
      cluster: undefined,
      namespace: undefined,
      node_name: undefined,
      phase: undefined,
      state: undefined,
    };
    const samples = [
      sample("11:58:00", "waiting", {}, bare),
      sample("11:59:00", "waiting", { reason: "CrashLoopBackOff" }, { cluster: undefined }),
      {
        ...sample("11:59:00", "waiting", { phase: "Failed" }, { pod_name: "web-1" }),
        fields: { state_reason: "Error" },
      },
    ];
    assert.deepEqual(await picked(samples, noon), ["11:58:00  -", "11:59:00 waiting CrashLoopBackOff"]);
  });

  test("a bucket without such samples does no harm", async () => {
    assert.deepEqual(await picked([sample("10:00:00", "waiting")], noon), []);
    const usage: Sample = { ...sample("11:59:00", "waiting"), fields: { memory_working_set_bytes: 5n } };
    assert.deepEqual(await picked([usage], noon), []);
  });
});
