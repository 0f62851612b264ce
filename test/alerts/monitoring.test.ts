/** What the rows of the alerts on this system itself do not show. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Point } from "../../model/alerts/samples/point.ts";
import { type AlertWorld, alertParts, alertWorld, instant } from "../support/alerts.ts";
import { api } from "../support/influxd.ts";

const parts = alertParts();

const soon = 1 / 60;
const day = 24 * 60;
const world = (id: string): Promise<AlertWorld> => alertWorld(parts, id);

async function write(
  place: AlertWorld,
  from: number,
  to: number,
  points: (minute: number) => readonly Point[],
): Promise<void> {
  await place.writeAll(
    Array.from({ length: to - from + 1 }, (_, index) => [from + index, points(from + index)]),
  );
}

/** One run; what is told then. */
async function run(place: AlertWorld, minute: number): Promise<readonly string[]> {
  await place.find(minute + soon);
  await place.deliver(minute + 1);
  return place.messages().map(({ severity, subject, text }) => `${severity} ${subject}: ${text}`);
}

/** What is told of the points of some minutes, one run at their end. */
async function told(
  id: string,
  end: number,
  points: (minute: number) => readonly Point[],
): Promise<readonly string[]> {
  const place = await world(id);
  await write(place, 1, end, points);
  return run(place, end);
}

function internal(measurement: string, fields: Point["fields"], tags: Point["tags"]): Point {
  return { measurement, tags: { cluster: "idfdev", ...tags }, fields };
}

function influxd(fields: Point["fields"], tags: Point["tags"]): Point {
  return {
    measurement: "prometheus_influxdb2",
    tags: { cluster: "idfdev", url: "http://influxdb:8086", ...tags },
    fields,
  };
}

/** What the delivery remembers. `at`: minute of its mark; `sent`: minute of the last success, 0 for none. */
function mark(measurement: "alert" | "event", subject: string, failures: bigint, sent = 0): Point {
  return {
    measurement,
    tags: { channel: "mail", alert: "x", cluster: "idfdev", application: "portal", subject },
    fields: {
      sent: sent === 0 ? 0n : BigInt(Date.parse(instant(sent))) * 1_000_000n,
      failures,
      error: failures > 0n ? "no answer" : "",
    },
  };
}

describe("agents", { concurrency: 2 }, () => {
  test("a cluster whose nodes go on is told of when its telegraf is gone, and not when a node is", async () => {
    const gathered = (host?: string) =>
      internal("internal_agent", { metrics_gathered: 100n }, host === undefined ? {} : { host });
    assert.deepEqual(
      await told("cluster-silent", 60, (minute) => [
        gathered("node-1"),
        ...(minute < 30 ? [gathered("node-2")] : []),
        ...(minute < 40 ? [gathered()] : []),
      ]),
      [
        "critical idfdev telegraf: no points for 21 minutes (limit 10 minutes), the last at 2020-01-15T00:39:00.000000000Z",
      ],
    );
  });

  test("a target that is new was not down for the whole window", async () => {
    const target = (value: bigint): Point =>
      internal("internal_prometheus", { connection_status: value }, { url: "u" });
    assert.deepEqual(await told("scrape-down", 20, (minute) => (minute > 14 ? [target(0n)] : [])), []);
    assert.deepEqual(await told("scrape-down", 20, () => [target(0n)]), [
      "warning u: no connection for more than 10m",
    ]);
  });

  test("an agent that begins anew loses nothing, and one whose buffer stays full does", async () => {
    const output = (dropped: bigint, size: bigint): readonly Point[] => [
      internal(
        "internal_write",
        {
          metrics_dropped: dropped,
          metrics_rejected: 0n,
          write_errors: 0n,
          buffer_size: size,
          buffer_limit: 100n,
        },
        { output: "kafka", host: "n" },
      ),
    ];
    assert.deepEqual(
      await told("telegraf-losing-data", 20, (minute) => output(minute < 15 ? 90n : 0n, 80n)),
      [],
    );
    assert.deepEqual(
      await told("telegraf-losing-data", 20, (minute) => output(0n, minute === 15 ? 80n : 81n)),
      [],
    );
    assert.deepEqual(await told("telegraf-losing-data", 20, () => output(0n, 81n)), [
      "warning kafka of n: buffer 81% full, for more than 10m (above 80%)",
    ]);
  });

  test("of two clusters the silent one is told of, comes back, and when it is taken away is not called well", async () => {
    const agent = (cluster: string): Point =>
      internal("internal_agent", { metrics_gathered: 1n }, { cluster });
    const place = await world("cluster-silent");
    await write(place, 1, 30, (minute) => (minute <= 15 ? [agent("one"), agent("two")] : [agent("two")]));
    assert.deepEqual(await run(place, 20), []);
    assert.match(
      (await run(place, 30)).join(),
      /^critical one: no points for 15 minutes \(limit 10 minutes\), the last at 2020-01-15T00:15:00/,
    );
    await write(place, 31, 60, () => [agent("one"), agent("two")]);
    assert.deepEqual(await run(place, 35), []);
    assert.match((await run(place, 50)).join(), /^resolved one/);
    await write(place, 61, 90, () => [agent("two")]);
    assert.match((await run(place, 90)).join(), /^critical one/);
    await write(place, 2 * day, 2 * day + 30, () => [agent("two")]);
    assert.deepEqual(await run(place, 2 * day + 15), []);
    assert.deepEqual(await run(place, 2 * day + 30), []);
  });
});

describe("InfluxDB", { concurrency: 2 }, () => {
  test("a server that begins anew has no errors", async () => {
    const errors = (value: number): readonly Point[] => [
      influxd({ storage_writer_err_points_sum: value }, { path: "p" }),
    ];
    assert.deepEqual(await told("influx-write-errors", 20, (minute) => errors(minute < 15 ? 50 : 0)), []);
  });

  test("a queue of runs that fills is told of", async () => {
    const queue = (value: number): readonly Point[] => [
      influxd({ task_executor_promise_queue_usage: value }, {}),
    ];
    assert.deepEqual(await told("task-late", 20, () => queue(0.81)), [
      "warning queue: queue of runs 81% full, for more than 15m (above 80%)",
    ]);
    assert.deepEqual(await told("task-late", 20, (minute) => queue(minute === 12 ? 0.8 : 0.9)), []);
  });

  test("a bucket with too many series is told of by its name", async () => {
    const place = await world("influx-storage");
    const found = await api(parts.server, "GET", `/api/v2/buckets?orgID=${place.server.orgId}&name=portal`);
    const { id } = (JSON.parse(found) as { buckets: [{ id: string }] }).buckets[0];
    await write(place, 1, 15, () => [influxd({ storage_bucket_series_num: 1_000_001 }, { bucket: id })]);
    assert.deepEqual(await run(place, 15), ["warning bucket portal: 1000001 series (above 1000000)"]);
  });

  test("a task that runs hourly is not well until it has succeeded", async () => {
    const place = await world("task-failing");
    const { orgId } = place.server;
    const found = await api(parts.server, "GET", `/api/v2/buckets?orgID=${orgId}&name=_tasks`);
    const { id } = (JSON.parse(found) as { buckets: [{ id: string }] }).buckets[0];
    // Points of the tests are older than three days, which InfluxDB keeps these.
    const forever = { retentionRules: [{ type: "expire", everySeconds: 0 }] };
    await api(parts.server, "PATCH", `/api/v2/buckets/${id}`, { json: forever });
    const ran = (status: string): Point => ({
      measurement: "runs",
      tags: { taskID: "1", status },
      fields: { name: "hourly" },
    });
    await place.write([ran("failed")], 60);
    assert.match(
      (await run(place, 60)).join(),
      /^warning hourly: 1 runs failed in 15m, the last 1 in a row$/,
    );
    for (const minute of [90, 105, 115]) assert.deepEqual(await run(place, minute), []);
    await place.write([ran("success")], 120);
    const later: string[] = [];
    for (const minute of [120, 125, 130, 135, 140]) later.push(...(await run(place, minute)));
    assert.match(later.join("\n"), /^resolved hourly[^\n]*$/);
  });
});

describe("the path of the alerts", { concurrency: 2 }, () => {
  test("a channel is well when it took something since, also in the run in which another message failed first", async () => {
    const broken = async (
      ...points: readonly (readonly [minute: number, point: Point])[]
    ): Promise<readonly string[]> => {
      const place = await world("alert-path-broken");
      await place.writeAll(points.map(([minute, point]) => [minute, [point]]));
      return run(place, 60);
    };
    const told = /^critical mail: nothing was delivered for \d+ minutes \(limit 15 minutes\): no answer$/;
    assert.match((await broken([40, mark("alert", "a", 9n)])).join(), told);
    assert.deepEqual(await broken([50, mark("alert", "a", 9n)]), []);
    assert.deepEqual(await broken([30, mark("alert", "a", 9n)], [35, mark("alert", "b", 0n, 35)]), []);
    assert.match((await broken([30, mark("alert", "a", 9n)], [30, mark("alert", "b", 0n, 30)])).join(), told);
    // What was given up before does not hide what fails now.
    const now = [
      [10, mark("alert", "a", 9n)],
      [20, mark("alert", "b", 0n, 20)],
      [40, mark("alert", "c", 9n)],
    ] as const;
    assert.match((await broken(...now)).join(), /for 20 minutes/);
    // An event is remembered at its own time; its attempts tell for how long it has failed.
    assert.deepEqual(await broken([10, mark("event", "a", 14n)]), []);
    assert.match((await broken([10, mark("event", "a", 15n)])).join(), told);
  });

  test("a heartbeat that nobody answers, or that stops, is told of after a day; one that never was is not", async () => {
    const beat = (status: bigint): Point => ({ measurement: "heartbeat", tags: {}, fields: { status } });
    const place = await world("alert-path-broken");
    assert.deepEqual(await run(place, 10), []);
    await write(place, 11, 20, () => [beat(200n)]);
    await write(place, 21, day + 30, (minute) => (minute % 30 === 0 ? [beat(500n)] : []));
    assert.deepEqual(await run(place, day + 15), []);
    assert.match(
      (await run(place, day + 30)).join(),
      /^critical heartbeat: no heartbeat was answered for 24 hours or more \(limit 24 hours\), the last answer is 500$/,
    );
    const stopped = await world("alert-path-broken");
    await write(stopped, 11, 20, () => [beat(204n)]);
    assert.match((await run(stopped, day + 30)).join(), /^critical heartbeat/);
  });
});
