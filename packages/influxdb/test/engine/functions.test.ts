/** The functions of the package, called by a program through the real engine. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Program } from "../../../../index.ts";
import { engineParts } from "../../../../test/support/engine-parts.ts";
import { makeBucket, writeLines } from "../../../../test/support/influxd.ts";
import { argumentFaults } from "../../definition/function.ts";
import type { Values } from "../../definition/values.ts";
import { functionOfToken, functions } from "../../functions/index.ts";
import { Sessions } from "../../../../test/support/provider.ts";
import * as influxdb from "../../index.ts";
import { call, made } from "../conformance/rows/row.ts";
import { connect } from "./stack.ts";

const parts = engineParts();

/** What a program that only asks gets to know. */
async function answerOf(
  ask: (options: { provider: influxdb.Provider }) => Promise<unknown>,
): Promise<unknown> {
  await parts.engine.succeed("up", async () => ({ answer: await ask({ provider: connect(parts.server) }) }));
  const { stdout } = await parts.engine.command("stack", "output", "answer", "--json", "--show-secrets");
  return JSON.parse(stdout) as unknown;
}

describe("functions", () => {
  test("there are those that users look for, each with a sentence about every field", () => {
    const names = functions.map(({ name }) => name).sort();
    assert.deepEqual(names, [
      "getBucket",
      "getBuckets",
      "getDbrps",
      "getHealth",
      "getOrganization",
      "getTask",
      "getTasks",
      "query",
    ]);
    for (const { inputs, outputs } of functions) {
      for (const { doc } of Object.values({ ...inputs, ...outputs })) assert.match(doc, /^[A-Z`].*\.$/s);
    }
  });

  test("getBucket by name and by id, getOrganization: what the server has", async () => {
    const id = await makeBucket(parts.server, "looked up");
    const bucket = {
      id,
      name: "looked up",
      description: "",
      retentionSeconds: 0,
      shardGroupDurationSeconds: 604_800,
      org: parts.server.org,
      orgId: parts.server.orgId,
    };
    const [byName, byId, organization] = (await answerOf(async (options) => [
      await influxdb.getBucket({ name: "looked up" }, options),
      await influxdb.getBucket({ id: id.toUpperCase() }, options),
      await influxdb.getOrganization({ name: parts.server.org }, options),
    ])) as Record<string, unknown>[];
    const { createdAt, ...rest } = byName ?? {};
    assert.deepEqual(rest, bucket);
    assert(!Number.isNaN(Date.parse(String(createdAt))));
    assert.deepEqual(byId, byName);
    assert.equal(organization?.["id"], parts.server.orgId);
  });

  test("getBuckets, getTask, getTasks and getDbrps list what is there, sorted, and no more than is asked for", async () => {
    const bucketID = await makeBucket(parts.server, "b");
    await makeBucket(parts.server, "a");
    const { orgId: orgID } = parts.server;
    for (const name of ["t2", "t1", "t1"]) {
      await call(parts.server, "POST", "/api/v2/tasks", {
        orgID,
        flux: `option task = {name: "${name}", every: 1h}\nbuckets()`,
      });
    }
    const mapping = { orgID, bucketID, database: "d", retention_policy: "r", default: true };
    const dbrpId = await made(call(parts.server, "POST", "/api/v2/dbrps", mapping));
    const answer = (await answerOf(async (options) => {
      const { buckets } = await influxdb.getBuckets({}, options);
      const { tasks } = await influxdb.getTasks({ name: "t1" }, options);
      const { dbrps } = await influxdb.getDbrps({ org: parts.server.org }, options);
      const { every } = await influxdb.getTask({ name: "t2" }, options);
      return { buckets: buckets.map(({ name }) => name), tasks: tasks.length, dbrps, every };
    })) as { buckets: string[]; tasks: number; dbrps: Record<string, unknown>[]; every: string };
    assert.deepEqual(answer.buckets, answer.buckets.toSorted());
    for (const name of ["a", "b", "_tasks"]) assert(answer.buckets.includes(name), name);
    assert.equal(answer.tasks, 2);
    assert.deepEqual(
      answer.dbrps.map(({ id }) => id),
      [dbrpId],
    );
    assert.equal(answer.every, "1h");
  });

  test("getHealth tells the version, query gives rows in their types", async () => {
    await makeBucket(parts.server, "points");
    await writeLines(parts.server, "points", ["m,host=a v=1.5 1700000000"]);
    const flux = `from(bucket: "points") |> range(start: 2023-01-01T00:00:00Z)`;
    const { health, rows } = (await answerOf(async (options) => ({
      health: await influxdb.getHealth(options),
      rows: (await influxdb.query({ flux }, options)).rows,
    }))) as { health: { version: string; status: string }; rows: Record<string, unknown>[] };
    assert.equal(health.status, "pass");
    assert.match(health.version, /^v?2\./);
    assert.equal(rows.length, 1);
    assert.equal(rows[0]?.["_value"], 1.5);
    assert.equal(rows[0]["host"], "a");
    assert.equal(rows[0]["_time"], "2023-11-14T22:13:20Z");
  });

  test("a function whose argument is another resource's output waits for it, and stays secret if that is one", async () => {
    const program: Program = async () => {
      const options = { provider: connect(parts.server) };
      const bucket = new influxdb.Bucket("made", { name: "made here" }, options);
      const found = influxdb.getBucketOutput({ id: bucket.id }, options);
      return Promise.resolve({ answer: found.name });
    };
    await parts.engine.succeed("up", program);
    const { stdout } = await parts.engine.command("stack", "output", "answer");
    assert.equal(stdout.trim(), "made here");
  });

  test("what does not exist, or is not clear, is an error that says so", async () => {
    const sessions = new Sessions({
      url: parts.server.url,
      token: parts.server.token,
      org: parts.server.org,
    });
    const cases: readonly [RegExp, string, Values][] = [
      [/there is no Bucket "nowhere" at http/, "getBucket", { name: "nowhere" }],
      [/there is no Task 00000000000000aa at/, "getTask", { id: "00000000000000aa" }],
      [/Task "t1" fits 2 objects; ask for one of them by its id/, "getTask", { name: "t1" }],
      [/expected either "id" or "name", found neither/, "getBucket", {}],
      [/expected either "id" or "name", found both/, "getBucket", { id: parts.server.orgId, name: "a" }],
      [/organization "nobody" was not found/, "getBuckets", { org: "nobody" }],
      [/undefined identifier nothing/, "query", { flux: "nothing()" }],
    ];
    try {
      for (const [expected, name, args] of cases) {
        const asked = sessions.next().provider.call(functionOfToken(`influxdb:index:${name}`), args);
        await assert.rejects(asked, expected);
      }
      const nowhere = sessions.homeless().provider.call(functionOfToken("influxdb:index:getBuckets"), {});
      await assert.rejects(nowhere, /getBuckets: no organization: expected "org" or "orgId" here/);
    } finally {
      await sessions.close();
    }
  });

  test("arguments of the wrong type are told by name", () => {
    const faults = argumentFaults(functionOfToken("influxdb:index:query"), { query: "buckets()" });
    assert.deepEqual(
      faults.map(({ property }) => property),
      ["query", "flux"],
    );
  });
});
