import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { at, fluxWorld, type Sample, type Subject } from "../support/flux.ts";
import { startServer, type TestServer } from "../support/influxd.ts";

/** A container's state point as telegraf writes it; `undefined` takes a tag or field away. */
function sample(
  time: string,
  restarts: bigint,
  tags: Sample["tags"] = {},
  fields: Sample["fields"] = {},
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
      image: "ghcr.io/app",
      phase: "Running",
      state: "running",
      readiness: "ready",
      ...tags,
    },
    fields: { restarts_total: restarts, state_code: 0n, ...fields },
  };
}

const crashed: Sample["tags"] = { state: "waiting", readiness: "unready" };
const crashLoop: Sample["fields"] = { state_code: 2n, state_reason: "CrashLoopBackOff" };

/** Window of the run at 12:00:00: 2m30s of schedule and 1m of lateness, so from 11:56:30 on. */
const noon = "12:00:00";
const next = "12:02:30";

describe("pod-restarts", { concurrency: true }, () => {
  let server: TestServer | undefined;
  let world: { subject: () => Promise<Subject> };
  before(async () => {
    server = await startServer();
    world = await fluxWorld(server);
  });
  after(() => server?.stop());

  /** What is picked from samples by runs, in short: time of day and increase. */
  async function picked(samples: readonly Sample[], ...runs: readonly string[]): Promise<readonly string[]> {
    const subject = await world.subject();
    await subject.given(...samples);
    await subject.run("pod-restarts", ...runs);
    const rows = await subject.picked("pod_restarts");
    return rows.map(({ _time, value }) => `${String(_time).slice(11, 19)} +${value}`);
  }

  test("a restart is picked, with all that an alert has to say", async () => {
    const subject = await world.subject();
    await subject.given(
      sample("11:58:00", 3n),
      sample("11:59:00", 5n, crashed, crashLoop),
      sample("11:59:50", 5n),
    );
    await subject.run("pod-restarts", noon);
    assert.deepEqual(await subject.picked("pod_restarts"), [
      {
        _time: at("11:59:00"),
        cluster: "idfdev",
        namespace: "times-square",
        pod: "web-0",
        container: "app",
        value: 2,
        total: 5,
        reason: "CrashLoopBackOff",
        node: "node-1",
      },
    ]);
  });

  test("a count that stays is none, though its series forks with every change of state", async () => {
    const changes = [
      sample("11:57:00", 3n),
      sample("11:58:00", 3n, crashed, crashLoop),
      sample("11:59:00", 3n),
    ];
    assert.deepEqual(await picked(changes, noon), []);
  });

  test("a count that falls is a pod made anew; what it counts from there is a restart", async () => {
    const reset = [sample("11:57:00", 7n), sample("11:58:00", 0n), sample("11:59:00", 1n)];
    assert.deepEqual(await picked(reset, noon), ["11:59:00 +1"]);
  });

  test("a pod made anew that has counted already is as new as any", async () => {
    assert.deepEqual(await picked([sample("11:57:00", 7n), sample("11:58:00", 2n)], noon), []);
  });

  test("the first sample of a container is none, whatever it has counted", async () => {
    assert.deepEqual(await picked([sample("11:58:00", 4n), sample("11:59:00", 4n)], noon), []);
  });

  test("a restart between the last sample before a window and the first in it is picked", async () => {
    assert.deepEqual(await picked([sample("11:56:00", 3n), sample("11:57:00", 4n)], noon), ["11:57:00 +1"]);
  });

  test("a restart during an outage of the agent is picked by the first sample after it", async () => {
    assert.deepEqual(await picked([sample("11:45:00", 3n), sample("11:57:00", 4n)], noon), ["11:57:00 +1"]);
  });

  test("a sample at the very tick belongs to the next run, and is not lost", async () => {
    const atTick = [sample("11:59:00", 3n), sample(noon, 4n)];
    assert.deepEqual(await picked(atTick, noon), []);
    assert.deepEqual(await picked(atTick, noon, next), ["12:00:00 +1"]);
  });

  test("a sample that came a minute late is picked by the next run", async () => {
    const subject = await world.subject();
    await subject.given(sample("11:58:00", 3n));
    await subject.run("pod-restarts", noon);
    await subject.given(sample("11:59:05", 4n));
    await subject.run("pod-restarts", next);
    assert.equal((await subject.picked("pod_restarts")).length, 1);
  });

  test("runs over the same samples, in whatever order, leave the points as they are", async () => {
    const restarts = [sample("11:58:00", 3n), sample("11:59:10", 4n), sample("12:00:10", 6n)];
    const once = ["11:59:10 +1", "12:00:10 +2"];
    assert.deepEqual(await picked(restarts, noon, next), once);
    assert.deepEqual(await picked(restarts, noon, next, next, noon), once);
  });

  test("equal names in other clusters, namespaces, pods and containers are others", async () => {
    const others = [
      { cluster: "summit" },
      { namespace: "tap" },
      { pod_name: "web-1" },
      { container_name: "sidecar" },
    ];
    const samples = others.flatMap((tags, index) => [
      sample("11:58:00", BigInt(10 * index + 10), tags),
      sample("11:59:00", BigInt(10 * index + 10), tags),
    ]);
    assert.deepEqual(await picked([sample("11:57:00", 1n), ...samples, sample("11:59:30", 2n)], noon), [
      "11:59:30 +1",
    ]);
  });

  test("tags and fields that are missing do no harm", async () => {
    const bare = {
      cluster: undefined,
      namespace: undefined,
      node_name: undefined,
      state: undefined,
      phase: undefined,
    };
    const other = { cluster: undefined, pod_name: "web-1" };
    const subject = await world.subject();
    await subject.given(
      sample("11:58:00", 1n, bare),
      sample("11:59:00", 2n, bare),
      sample("11:58:00", 1n, other),
      sample("11:59:00", 2n, other, crashLoop),
      sample("11:59:00", 0n, { pod_name: "web-2" }, { restarts_total: undefined, state_reason: "Error" }),
    );
    await subject.run("pod-restarts", noon);
    const rows = await subject.picked("pod_restarts");
    assert.deepEqual(
      rows.map(({ pod, namespace, reason }) => ({ pod, namespace, reason })),
      [
        { pod: "web-0", namespace: undefined, reason: "" },
        { pod: "web-1", namespace: "times-square", reason: "CrashLoopBackOff" },
      ],
    );
  });

  test("a bucket without such samples does no harm", async () => {
    assert.deepEqual(await picked([sample("10:00:00", 1n)], noon), []);
    const usage: Sample = { ...sample("11:59:00", 0n), fields: { memory_working_set_bytes: 5n } };
    const condition: Sample = {
      ...sample("11:58:00", 0n, { condition: "Ready", status: "True" }),
      fields: { status_condition: 1n, ready: 1n },
    };
    assert.deepEqual(await picked([usage, condition], noon), []);
  });

  test("over any history, the runs together pick every restart, once", async () => {
    const [histories] = fc.sample(fc.array(history, { minLength: 12, maxLength: 12 }), { numRuns: 1 });
    assert(histories !== undefined);
    const subject = await world.subject();
    const samples = histories.flatMap((steps, index) => {
      const pod = `web-${index}`;
      return steps.map(({ second, total, state }) =>
        sample(clock(second), BigInt(total), { pod_name: pod, state }),
      );
    });
    await subject.given(...samples);
    await Promise.all(ticks.map((tick) => subject.run("pod-restarts", clock(tick))));

    const expected = histories.flatMap((steps, index) =>
      steps.flatMap(({ second, total }, step) => {
        const increase = total - (steps[step - 1]?.total ?? total);
        return increase > 0 ? `${at(clock(second))} web-${index} +${increase}` : [];
      }),
    );
    const rows = await subject.picked("pod_restarts");
    const found = rows.map(({ _time, pod, value }) => `${_time} ${pod} +${value}`);
    assert.deepEqual(found.sort(), expected.sort(), `histories: ${JSON.stringify(histories)}`);
  });
});

/** Ticks of half an hour, and the one that sees its end. */
const ticks = Array.from({ length: 13 }, (_, index) => (index + 1) * 150);

/** Samples of a container over half an hour: every one to three minutes, its count growing, staying or starting anew. */
const history = fc
  .array(
    fc.record({
      pause: fc.integer({ min: 60, max: 180 }),
      change: fc.constantFrom(0, 0, 0, 1, 1, 2, 5, "anew" as const, "anew, and restarted" as const),
      state: fc.constantFrom("running", "waiting", "terminated"),
    }),
    { minLength: 8, maxLength: 28 },
  )
  .map((steps) => {
    let second = 0;
    let total = 0;
    const samples = steps.map(({ pause, change, state }) => {
      second += pause;
      total = typeof change === "number" ? total + change : change === "anew" ? 0 : 1;
      return { second, total, state };
    });
    return samples.filter((taken) => taken.second < 1800);
  });

/** Time of day of a second after noon. */
function clock(second: number): string {
  return new Date((12 * 3600 + second) * 1000).toISOString().slice(11, 19);
}
