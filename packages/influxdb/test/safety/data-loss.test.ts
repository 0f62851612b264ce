/** Points are only ever lost when the declaration says that they may be. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { api, startServer, type TestServer, writeLines } from "../../../../test/support/influxd.ts";
import { kindOf, Sessions, type Resource } from "../../../../test/support/provider.ts";
import { call } from "../conformance/rows/row.ts";

const bucket = kindOf("Bucket");
const HOUR = 3600;
const DAY = 24 * HOUR;

let server: TestServer;
let sessions: Sessions;
before(async () => {
  server = await startServer();
  sessions = new Sessions({ url: server.url, token: server.token, org: server.org });
});
after(async () => {
  await sessions.close();
  await server.stop();
});

/** A point of two series, so many seconds old. */
async function writePoint(name: string, ageSeconds: number): Promise<string> {
  const time = new Date(Date.now() - ageSeconds * 1000);
  const stamp = Math.floor(time.getTime() / 1000);
  await writeLines(server, name, [`m,host=a v=1 ${stamp}`, `m,host=b v=1 ${stamp}`]);
  return time.toISOString();
}

async function exists(resource: Resource): Promise<Resource | undefined> {
  return sessions.next().refresh(resource);
}

describe("a bucket that holds points", () => {
  test("is not deleted, and the refusal says how much it holds and since when", async () => {
    const made = await sessions.next().create(bucket, { name: "held", retentionSeconds: 0 });
    const oldest = await writePoint("held", 3 * DAY);
    await assert.rejects(sessions.next().delete(made), (error: Error) => {
      assert.match(error.message, /holds points in 2 series/);
      assert.ok(error.message.includes(oldest.slice(0, 19)), error.message);
      assert.match(error.message, /"allowDataLoss: true"/);
      return true;
    });
    assert.ok(await exists(made));
  });

  test("is deleted once its declaration says that this may be", async () => {
    const made = await sessions.next().create(bucket, { name: "given up" });
    await writePoint("given up", HOUR);
    const allowed = await sessions.next().update(made, { name: "given up", allowDataLoss: true });
    assert.deepEqual(await sessions.next().refreshed(allowed), allowed);
    await sessions.next().delete(allowed);
    assert.equal(await exists(made), undefined);
  });

  test("keeps its retention when a shorter one would lose points, and nothing else of the change is made", async () => {
    const made = await sessions.next().create(bucket, { name: "long", retentionSeconds: 30 * DAY });
    await writePoint("long", 10 * DAY);
    const shorter = { name: "renamed", retentionSeconds: 7 * DAY };
    await assert.rejects(sessions.next().update(made, shorter), /points older than 604800 s in 2 series/);
    const left = await sessions.next().refreshed(made);
    assert.deepEqual([left.inputs["name"], left.inputs["retentionSeconds"]], ["long", 30 * DAY]);
    const allowed = await sessions.next().update(made, { ...shorter, allowDataLoss: true });
    assert.deepEqual(
      [allowed.outputs.values["name"], allowed.outputs.values["retentionSeconds"]],
      ["renamed", 7 * DAY],
    );
  });

  test("is not deleted for points before 1970, nor for the first and the last that there can be", async () => {
    const second = 10n ** 9n;
    for (const time of [-86_400n * second, -(2n ** 63n) + 2n, 2n ** 63n - 2n]) {
      const name = `at ${time}`;
      const made = await sessions.next().create(bucket, { name });
      const query = new URLSearchParams({ orgID: server.orgId, bucket: name, precision: "ns" });
      await api(server, "POST", `/api/v2/write?${query.toString()}`, { text: `m v=1 ${time}` });
      await assert.rejects(sessions.next().delete(made), /holds points in 1 series/);
    }
  });

  test("takes a longer retention, and another shard group, although points are older than that", async () => {
    const name = "grows";
    const made = await sessions.next().create(bucket, { name });
    await writePoint(name, 5 * HOUR);
    const allowed = { name, retentionSeconds: HOUR, allowDataLoss: true };
    const short = await sessions.next().update(made, allowed);
    // Until the server comes round to them, the points stay.
    const shard = { name, retentionSeconds: HOUR, shardGroupDurationSeconds: HOUR };
    const longer = { name, retentionSeconds: 2 * HOUR, shardGroupDurationSeconds: 2 * HOUR };
    const same = await sessions.next().update(short, shard);
    const grown = await sessions.next().update(same, longer);
    assert.equal(grown.outputs.values["retentionSeconds"], 2 * HOUR);
    const foreseen = sessions.next();
    const { id, inputs, outputs } = grown;
    const next = foreseen.check(bucket, { name, retentionSeconds: 3 * HOUR });
    await foreseen.provider.foresee(bucket, id, inputs, outputs.values, next, "urn");
    assert.deepEqual(foreseen.notices, []);
    await assert.rejects(sessions.next().update(grown, shard), /points older than 3600 s/);
  });

  test("takes a shorter retention that loses nothing, and any longer one", async () => {
    const made = await sessions.next().create(bucket, { name: "young", retentionSeconds: 30 * DAY });
    await writePoint("young", DAY);
    const shorter = await sessions.next().update(made, { name: "young", retentionSeconds: 7 * DAY });
    const longer = await sessions.next().update(shorter, { name: "young", retentionSeconds: 0 });
    assert.equal(longer.outputs.values["retentionSeconds"], 0);
  });
});

test("an empty bucket is deleted without ado", async () => {
  const made = await sessions.next().create(bucket, { name: "empty" });
  await sessions.next().delete(made);
  assert.equal(await exists(made), undefined);
});

test("an organization is not deleted while one of its buckets holds points", async () => {
  const organization = kindOf("Organization");
  const made = await sessions.next().create(organization, { name: "tenant" });
  const other = { ...server, org: "tenant", orgId: made.id };
  await sessions.next().create(bucket, { name: "theirs", org: "tenant" });
  await writeLines(other, "theirs", ["m v=1"]);
  await assert.rejects(sessions.next().delete(made), /bucket "theirs" that holds points in 1 series/);
  const allowed = await sessions.next().update(made, { name: "tenant", allowDataLoss: true });
  await sessions.next().delete(allowed);
  assert.equal(await sessions.next().refresh(made), undefined);
});

describe("an organization is not deleted with a token that may not see", () => {
  const rights = (types: readonly string[], orgID: string) =>
    types.flatMap((type) => ["read", "write"].map((action) => ({ action, resource: { type, orgID } })));

  const tokenOf = async (permissions: unknown, orgID: string): Promise<string> => {
    const { token } = await call(server, "POST", "/api/v2/authorizations", { orgID, permissions });
    return String(token);
  };

  test("any of its buckets, whatever it sees of the system buckets; one that sees all of them deletes it", async () => {
    const organization = kindOf("Organization");
    const made = await sessions.next().create(organization, { name: "half seen" });
    const held = await sessions.next().create(bucket, { name: "held", orgId: made.id });
    await writeLines({ ...server, orgId: made.id }, "held", ["m v=1"]);
    const orgs = ["read", "write"].map((action) => ({ action, resource: { type: "orgs" } }));
    const other = await sessions.next().create(bucket, { name: "other", orgId: made.id });
    const one = { action: "read", resource: { type: "buckets", id: other.id, orgID: made.id } };
    for (const permissions of [orgs, [...orgs, one], [orgs[1], ...rights(["buckets"], made.id)]]) {
      const token = await tokenOf(permissions, server.orgId).catch(() => tokenOf(permissions, made.id));
      const deletion = sessions.next({ token }).delete(made);
      await assert.rejects(deletion, /does not see all of its buckets.*Nothing was changed|unauthorized/);
      assert(await exists(held));
    }
    const token = await tokenOf([...orgs, ...rights(["buckets"], made.id)], made.id);
    await assert.rejects(sessions.next({ token }).delete(made), /holds points in 1 series/);
    const { id, inputs, outputs, kind } = held;
    const values = { ...outputs.values, allowDataLoss: true };
    await sessions.next({ token }).delete({ kind, id, inputs, outputs: { ...outputs, values } });
    await sessions.next({ token }).delete(made);
    assert.equal(await exists(made), undefined);
    // That it is gone already is fine.
    await sessions.next({ token }).delete(made);
  });
});
