/**
 * Defects of the system that this one replaces, each with a test that we do not share it: section 8 of the reference on
 * metrics. Those of the configuration of telegraf are tried where that is made.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { alerts } from "../../model/alerts/catalogue.ts";
import { shapes } from "../../model/collectors/shapes.ts";
import { isOfNoApplication } from "../../model/buckets.ts";
import { buildModel } from "../../model/model.ts";
import type { ModelSettings } from "../../model/settings.ts";
import { checkInputs } from "../../model/wiring/inputs.ts";
import type { Point } from "../../model/alerts/samples/point.ts";
import { type AlertWorld, alertParts, alertWorld } from "../support/alerts.ts";
import { api, queryRows } from "../support/influxd.ts";
import { serving } from "../support/model.ts";

const parts = alertParts();

const world = (id: string, change?: (settings: ModelSettings) => ModelSettings): Promise<AlertWorld> =>
  alertWorld(parts, id, change);

/** A container's point, with the tags that telegraf gives it. */
function container(fields: Point["fields"], tags: Point["tags"] = {}): Point {
  return {
    measurement: "kubernetes_pod_container",
    tags: { cluster: "idfdev", namespace: "portal", pod_name: "web-0", container_name: "app", ...tags },
    fields,
  };
}

/** Writes a container's points, one a minute. */
async function minutes(
  place: AlertWorld,
  from: number,
  to: number,
  point: (minute: number) => Point,
): Promise<void> {
  await place.writeAll(
    Array.from({ length: to - from + 1 }, (_, index) => [from + index, [point(from + index)]]),
  );
}

/** A container that restarts once at minute 10; tags as given. */
async function restarted(place: AlertWorld, tags: Point["tags"] = {}): Promise<void> {
  await minutes(place, 1, 12, (minute) => container({ restarts_total: minute < 10 ? 0n : 1n }, tags));
}

const soon = 1 / 60;

/** Runs the alert and the delivery. */
async function run(place: AlertWorld, minute: number): Promise<void> {
  await place.find(minute + soon);
  await place.deliver(minute + 1);
}

/** Keys of all tags in a bucket. */
async function tagKeys(place: AlertWorld, bucket: string): Promise<readonly unknown[]> {
  const found = await queryRows(
    place.server,
    `import "influxdata/influxdb/schema"
      schema.tagKeys(bucket: ${JSON.stringify(bucket)}, start: 0) |> sort()`,
  );
  return found.map(({ _value }) => _value).filter((name) => !String(name).startsWith("_"));
}

/** A channel of a kind with the URL of the receiver as its secret. */
const through =
  (kind: "slack" | "webhook") =>
  (settings: ModelSettings): ModelSettings => ({
    ...settings,
    alerts: {
      ...settings.alerts,
      channels: settings.alerts.channels.map((channel) => ({ ...channel, kind })),
    },
  });

describe(
  "prometheus_config: the key of a component becomes the measurement, another one in each environment",
  { concurrency: 4 },
  () => {
    test("what an alert reads has one name, that of its collector", () => {
      const names = [...new Set(alerts.map(({ home }) => home))].filter(
        (home) => home !== "*" && !isOfNoApplication(home),
      );
      const { model } = buildModel(serving(["portal", ...names]));
      assert.deepEqual(checkInputs(model, parts.templates.byFile), []);
      const others = shapes.filter(({ measurement }) => measurement !== "prometheus_influxdb2");
      const findings = checkInputs(model, parts.templates.byFile, others);
      assert(findings.some(({ of }) => of === "task-late"));
      assert(findings.every(({ found }) => found.includes("prometheus_influxdb2")));
    });
  },
);

describe("templates", { concurrency: 2 }, () => {
  test("restart: the message reads a column that is not there yet, and fails when there is something to say", async () => {
    const place = await world("pod-restarts");
    await restarted(place, { namespace: undefined, container_name: undefined });
    await run(place, 15);
    const [message] = place.messages();
    assert(message !== undefined);
    assert.equal(message.application, "portal");
    assert.match(message.text, /^restarted 1 times/);
    assert.doesNotMatch(JSON.stringify(message), /null/);
  });

  test("memory: the message reads a value that the pivot took away", async () => {
    const place = await world("memory-near-limit");
    await minutes(place, 1, 20, () =>
      container({
        memory_working_set_bytes: 920n * 1024n ** 2n,
        resource_limits_memory_bytes: 1000n * 1024n ** 2n,
      }),
    );
    await run(place, 20);
    assert.match(place.messages()[0]?.text ?? "nothing", /92(?:\.0)?%/);
  });

  test("cpu: one hour is looked at every few minutes, and each breach is told again in each run", async () => {
    const place = await world("cpu-near-limit");
    const busy = container({ cpu_usage_nanocores: 950_000_000n, resource_limits_millicpu_units: 1000n });
    await minutes(place, 1, 60, () => busy);
    for (let minute = 20; minute <= 60; minute += 5) await run(place, minute);
    assert.equal(place.messages().length, 1);
  });

  test("state: containers that are being created, and pending pods, are never told of", async () => {
    const creating = await world("pod-not-running");
    await minutes(creating, 1, 40, () =>
      container(
        { state_code: 2n, state_reason: "ContainerCreating" },
        { phase: "Pending", state: "waiting" },
      ),
    );
    await run(creating, 10);
    assert.deepEqual(creating.messages(), []);
    await run(creating, 40);
    assert.match(creating.messages()[0]?.text ?? "nothing", /ContainerCreating/);

    const pending = await world("pod-pending-long");
    await minutes(pending, 1, 40, () =>
      container({ state_code: 3n }, { phase: "Pending", state: "unknown" }),
    );
    await run(pending, 40);
    assert.match(pending.messages()[0]?.text ?? "nothing", /pending/);
  });

  test("the column is application in one and application_name in another", async () => {
    for (const [file, { source, tail }] of parts.templates.byFile) {
      assert.doesNotMatch(source.text + tail, /application_name/, file);
    }
    const place = await world("pod-restarts");
    await restarted(place);
    await run(place, 15);
    const found = await place.rows("multiapp_", "finding");
    assert.deepEqual(
      found.map(({ application }) => application),
      ["portal"],
    );
    assert.deepEqual(
      place.messages().map(({ application }) => application),
      ["portal"],
    );
  });
});

describe("Slack templates", { concurrency: 2 }, () => {
  test("the key is the whole message with its time and value, so that each sample is new", async () => {
    const place = await world("pod-restarts", through("slack"));
    await minutes(place, 1, 40, (minute) =>
      container({ restarts_total: minute < 10 ? 0n : BigInt(Math.floor(minute / 10)) }),
    );
    const texts = new Set<string>();
    for (let minute = 15; minute <= 40; minute += 5) {
      await run(place, minute);
      for (const { text, value } of await place.rows("multiapp_", "finding")) texts.add(`${text} ${value}`);
    }
    assert(texts.size > 1, "the value has to change for this test");
    assert.equal(parts.receiver.take(`/${place.server.org}`).length, 1);
  });

  test("every text becomes a tag, so that messages are series without end", async () => {
    const place = await world("pod-restarts", through("slack"));
    await restarted(place);
    parts.receiver.answer(`/${place.server.org}`, 500);
    await run(place, 15);
    assert.equal((await place.rows("alerted_", "alert")).length, 1);
    assert.deepEqual(await tagKeys(place, "multiapp_"), [
      "alert",
      "application",
      "cluster",
      "source",
      "subject",
    ]);
    assert.deepEqual(await tagKeys(place, "alerted_"), [
      "alert",
      "application",
      "channel",
      "cluster",
      "subject",
    ]);
  });

  test("a post that failed is marked as sent", async () => {
    const place = await world("pod-restarts", through("slack"));
    const path = `/${place.server.org}`;
    await restarted(place);
    parts.receiver.answer(path, 500);
    await run(place, 15);
    assert.equal(parts.receiver.take(path).length, 1);
    const [failed] = await place.rows("alerted_", "alert");
    assert.deepEqual(
      { level: failed?.["level"], sent: failed?.["sent"], failures: failed?.["failures"] },
      { level: 0, sent: 0, failures: 1 },
    );
    parts.receiver.answer(path, 200);
    await place.deliver(17);
    assert.equal(parts.receiver.take(path).length, 1);
    await place.deliver(18);
    assert.equal(parts.receiver.take(path).length, 0);
  });

  test("each has a cluster of its own for points that lack one", async () => {
    for (const [file, { source }] of parts.templates.byFile)
      assert.doesNotMatch(source.text, /roundtable/, file);
    const place = await world("pod-restarts");
    await restarted(place, { cluster: undefined });
    await restarted(place, { cluster: "roundtable.lsst.cloud" });
    await run(place, 15);
    assert.deepEqual(
      place
        .messages()
        .map(({ cluster }) => cluster)
        .sort(),
      ["", "roundtable.lsst.cloud"],
    );
  });

  test("webhook URLs stand in a bucket for all to read", async () => {
    const { model } = buildModel(serving(["portal"]));
    assert(!model.buckets.some(({ name }) => name.startsWith("webhook")));
    const place = await world("pod-restarts", through("slack"));
    await restarted(place);
    parts.receiver.answer(`/${place.server.org}`, 500);
    await run(place, 15);
    // The error of a receiver that is not there quotes its address.
    const secret = "http://127.0.0.1:1/T0000/B0000";
    await api(parts.server, "PATCH", `/api/v2/orgs/${place.server.orgId}/secrets`, {
      json: { "ops-url": secret },
    });
    await place.deliver(17);
    const [mark] = await place.rows("alerted_", "alert");
    assert.equal(mark?.["failures"], 2);
    for (const bucket of ["multiapp_", "alerted_", "portal"]) {
      const rows = await queryRows(place.server, `from(bucket: "${bucket}") |> range(start: 0)`);
      assert.doesNotMatch(JSON.stringify(rows), /http:|T0000|ops-url/, bucket);
    }
    for (const script of place.scripts.values()) assert.doesNotMatch(script, /127\.0\.0\.1|T0000/);
  });
});

describe("alerted_: what was sent is forgotten after an hour", { concurrency: 4 }, () => {
  test("it is kept for a week at least, whatever the other internal bucket keeps", () => {
    const { model } = buildModel(serving(["portal"]));
    const retention = (name: string): number | undefined =>
      model.buckets.find((bucket) => bucket.name === name)?.retentionSeconds;
    assert.equal(retention("multiapp_"), 3_600);
    assert.equal(retention("alerted_"), 7 * 86_400);
  });

  test("what lasts is not told every hour", async () => {
    const place = await world("pod-not-running");
    await minutes(place, 1, 360, () =>
      container({ state_code: 2n, state_reason: "CrashLoopBackOff" }, { phase: "Running" }),
    );
    for (let minute = 30; minute <= 360; minute += 15) await run(place, minute);
    assert.equal(place.messages().length, 1);
  });
});
