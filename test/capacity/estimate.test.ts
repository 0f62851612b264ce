/**
 * What a real InfluxDB keeps on disk, held against the figures of model/capacity/storage.ts: a day of points as agents
 * write them, a sample a minute and some seconds, of values that stay, count, and change at random.
 */
import assert from "node:assert/strict";
import { lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { z } from "zod";
import { compileTasks, loadTemplates } from "../../flux/index.ts";
import { capacityDefaults } from "../../model/capacity/settings.ts";
import {
  bytesPerBucket,
  bytesPerLogged,
  bytesPerShard,
  shardSeconds,
  storedBytes,
} from "../../model/capacity/storage.ts";
import { runBytesPerValue, runsBucket, runValues } from "../../model/capacity/tasks.ts";
import { buildModel } from "../../model/model.ts";
import { enginePath, type Influxd, startInfluxd } from "../../tools/local/influxd.ts";
import { ensure } from "../../tools/toolchain/index.ts";
import { influxd } from "../../tools/toolchain/parts.ts";
import { api, makeBucket, queryRows, type TestServer, writeLines } from "../support/influxd.ts";
import { serving } from "../support/model.ts";
import { until } from "../support/until.ts";

const day = 86_400;
const week = 7 * day;
const series = 40;
const samples = 1_440;
const runs = 60;

/** Numbers from 0 to 1, all 53 bits of them, the same at every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  const word = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return () => (word() * 2 ** 21 + (word() >>> 11)) / 2 ** 53;
}
const random = randomNumbers(1);

/** A series, as the value that follows another. */
type Value = (before: number, series: number) => number;

const constant: Value = (_, series) => 1_024 * series;
const counter: Value = (last) => last + Math.floor(random() * 50);
const noisy: Value = () => random() * 100;

/** Of each kind of value, what is on disk must be this much of what is estimated, but for what an empty bucket takes. */
const kinds = {
  constant: { of: () => constant, least: 1 / 3, most: 0.8 },
  counter: { of: () => counter, least: 0.7, most: 1.4 },
  noisy: { of: () => noisy, least: 2, most: 3.5 },
  mixture: {
    of: (series: number) => (series % 20 < 12 ? constant : series % 20 < 17 ? counter : noisy),
    least: 0.8,
    most: 1.2,
  },
} as const satisfies Record<string, { of: (series: number) => Value; least: number; most: number }>;

/** Samples of so many series, in requests of at least so many lines. */
function* requests(
  of: (series: number) => Value,
  { begin, series: count, samples, lines: least }: Record<"begin" | "series" | "samples" | "lines", number>,
): Generator<readonly string[]> {
  const values = Array.from({ length: count }, (_, series) => 1_000 * series);
  let lines: string[] = [];
  for (let sample = 0; sample < samples; sample++) {
    // Agents wait a random part of a tenth of the interval.
    const time = begin + 60 * sample + Math.floor(random() * 7);
    for (const [series, last] of values.entries()) {
      const value = of(series)(last, series);
      values[series] = value;
      const node = `node_name=gke-science-platform-node-${series % 7}`;
      const pod = `pod_name=times-square-worker-${series}-7f5c9d6b8-x2x4z,container_name=worker`;
      lines.push(
        `kubernetes_pod_container,cluster=idfdev,environment=data-dev.lsst.cloud,host=gke-science-platform-node-${series % 7},namespace=times-square,${node},${pod} memory_working_set_bytes=${value} ${time}`,
      );
    }
    if (lines.length < least && sample < samples - 1) continue;
    yield lines;
    lines = [];
  }
}

/** Bytes that a directory takes, with what is in it, of files that `only` takes. */
function bytesIn(directory: string, only = (_: string): boolean => true): number {
  return readdirSync(directory, { withFileTypes: true })
    .map(({ name }) => join(directory, name))
    .map((path) => {
      // The server removes files while it is looked at.
      const entry = lstatSync(path, { throwIfNoEntry: false });
      if (entry === undefined) return 0;
      const own = only(path) ? entry.blocks * 512 : 0;
      return entry.isDirectory() ? own + bytesIn(path, only) : own;
    })
    .reduce((total, bytes) => total + bytes, 0);
}

describe("what InfluxDB keeps on disk", () => {
  const directory = mkdtempSync(join(tmpdir(), "capacity-"));
  const ids = new Map<string, string>();
  let loggedBytes = 0;
  let process: Influxd;
  let server: TestServer;

  const start = async (...extraArgs: string[]): Promise<void> => {
    const { path: binary } = await ensure(influxd);
    process = await startInfluxd({ binary, directory, logFile: join(directory, "influxd.log"), extraArgs });
  };
  const pathOf = (kind: "data" | "wal", bucket: string): string =>
    join(enginePath(directory), kind, ids.get(bucket) ?? assert.fail(`no bucket ${bucket}`));
  const bucketOf = async (name: string, everySeconds: number): Promise<number> => {
    const made = await api(server, "POST", "/api/v2/buckets", {
      json: { orgID: server.orgId, name, retentionRules: [{ type: "expire", everySeconds }] },
    });
    const { id, retentionRules } = z
      .object({
        id: z.string(),
        retentionRules: z.tuple([z.object({ shardGroupDurationSeconds: z.number() })]),
      })
      .parse(JSON.parse(made));
    ids.set(name, id);
    return retentionRules[0].shardGroupDurationSeconds;
  };

  before(async () => {
    await start();
    const token = "operator-token-of-a-test";
    const setup = { username: "tester", password: "password-of-a-test", org: "test", bucket: "setup", token };
    const made = await api({ url: process.url, token }, "POST", "/api/v2/setup", { json: setup });
    const { org } = z.object({ org: z.object({ id: z.string() }) }).parse(JSON.parse(made));
    server = {
      url: process.url,
      token,
      org: "test",
      orgId: org.id,
      becomes: () => assert.fail("has settings of its own"),
      stop: () => process.stop(),
    };
    // A whole day, so that it is one shard.
    const begin = (Math.floor(Date.now() / 1000 / day) - 2) * day;
    for (const [kind, { of }] of Object.entries(kinds)) {
      await bucketOf(kind, week);
      for (const lines of requests(of, { begin, series, samples, lines: 2_000 })) {
        await writeLines(server, kind, lines);
      }
    }
    await bucketOf("hot", week);
    for (const lines of requests(kinds.mixture.of, { begin, series: 200, samples: 100, lines: 0 })) {
      await writeLines(server, "hot", lines);
    }
    loggedBytes = bytesIn(pathOf("wal", "hot"));
    await bucketOf("empty", week);
    await writeLines(server, "empty", [`nothing value=0 ${begin}`]);
    await runTask(server);
    const found = await api(server, "GET", `/api/v2/buckets?name=${runsBucket.name}`);
    const { buckets } = z
      .object({ buckets: z.tuple([z.object({ id: z.string() })]) })
      .parse(JSON.parse(found));
    ids.set(runsBucket.name, buckets[0].id);

    await process.stop();
    await start(
      "--storage-cache-snapshot-write-cold-duration=1s",
      "--storage-compact-full-write-cold-duration=1s",
    );
    await until("everything is in files", () => {
      const left = [...ids.keys()].map((bucket) =>
        bytesIn(pathOf("wal", bucket), (path) => path.endsWith(".wal")),
      );
      return Promise.resolve(left.every((bytes) => bytes === 0) ? true : undefined);
    });
    await process.stop();
  });
  after(async () => {
    await process.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const values = series * samples;
  const { bytesPerValue } = capacityDefaults;

  for (const [kind, { least, most }] of Object.entries(kinds)) {
    it(`of ${kind} values is ${least.toFixed(2)} to ${most.toFixed(2)} times what is estimated`, (t) => {
      const real = bytesIn(pathOf("data", kind)) - bytesIn(pathOf("data", "empty"));
      const stored = { values, series, shards: 1, logged: 0, bytesPerValue };
      const estimated = storedBytes(stored) - storedBytes({ ...stored, values: 0, series: 0 });
      const inFiles = bytesIn(pathOf("data", kind), (path) => path.endsWith(".tsm"));
      t.diagnostic(
        `${kind}: ${real} bytes, estimated ${estimated}: ${(real / estimated).toFixed(2)}; in files ${(inFiles / values).toFixed(2)} a value`,
      );
      assert.ok(real / estimated >= least && real / estimated <= most, String(real / estimated));
    });
  }

  it("of values that are in no file yet is about what is estimated", (t) => {
    const perValue = loggedBytes / (200 * 100);
    t.diagnostic(`in the log: ${perValue.toFixed(1)} bytes a value`);
    assert.ok(perValue > bytesPerLogged * 0.7 && perValue < bytesPerLogged * 1.1, String(perValue));
  });

  it("of a bucket with next to nothing in it is not more than estimated", (t) => {
    const real = bytesIn(pathOf("data", "empty"));
    t.diagnostic(`empty: ${real} bytes`);
    // Less where directories take no space of their own.
    assert.ok(real <= bytesPerBucket + bytesPerShard, String(real));
  });

  it("of a run of a task is its whole script, and about what is estimated", (t) => {
    const inFiles = bytesIn(pathOf("data", runsBucket.name), (path) => path.endsWith(".tsm"));
    const estimated = runs * runValues * runBytesPerValue;
    t.diagnostic(
      `a run: ${(inFiles / runs).toFixed(0)} bytes in files, estimated ${runValues * runBytesPerValue}`,
    );
    assert.ok(inFiles / estimated > 0.5 && inFiles / estimated < 1.5, String(inFiles / estimated));
  });

  it("is in shards as long as the estimate says", async () => {
    await start();
    server = { ...server, url: process.url };
    for (const hours of [1, 47, 48, 24 * 179, 24 * 180, 24 * 365]) {
      assert.equal(await bucketOf(`kept ${hours} h`, hours * 3_600), shardSeconds(hours * 3_600));
    }
    await makeBucket(server, "kept for ever");
    const found = await api(server, "GET", "/api/v2/buckets?name=kept%20for%20ever");
    assert.ok(found.includes(`"shardGroupDurationSeconds": ${shardSeconds(0)}`), found);
  });
});

/** A real alert, run as often as it takes to see how much InfluxDB writes of it. */
async function runTask(server: TestServer): Promise<void> {
  const { model } = buildModel(serving(["portal"]));
  for (const { name } of model.buckets) await makeBucket(server, name);
  const name = "pod-restarts/portal";
  const flux = compileTasks(model.tasks, await loadTemplates()).compiled.get(name) ?? assert.fail(name);
  const made = await api(server, "POST", "/api/v2/tasks", {
    json: { orgID: server.orgId, flux, status: "active" },
  });
  const { id } = z.object({ id: z.string() }).parse(JSON.parse(made));
  const now = Math.floor(Date.now() / 60_000) * 60_000;
  for (let run = 0; run < runs; run++) {
    const scheduledFor = new Date(now - (run + 1) * 300_000).toISOString();
    await api(server, "POST", `/api/v2/tasks/${id}/runs`, { json: { scheduledFor } });
  }
  const record = `from(bucket: "${runsBucket.name}") |> range(start: -1d) |> filter(fn: (r) => r.taskID == "${id}")`;
  await until("every run is on record", async () => {
    const rows = await queryRows(
      server,
      `${record} |> filter(fn: (r) => r._field == "runID") |> group() |> count()`,
    );
    return Number(rows[0]?.["_value"] ?? 0) >= runs ? true : undefined;
  });
  const fields = await queryRows(
    server,
    `${record} |> first() |> toString() |> group() |> keep(columns: ["_field", "_value"])`,
  );
  assert.equal(fields.length, runValues, JSON.stringify(fields.map(({ _field }) => _field)));
  const log = fields.find(({ _field }) => _field === "logs")?.["_value"];
  assert.ok(String(log).length > flux.length);
}
