/** Traps of the server that concern buckets; numbers are those of the notes on its API, each rule is told here again. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type FaultProxy, startFaultProxy } from "../../../../test/support/fault-proxy.ts";
import { api, startServer, type TestServer } from "../../../../test/support/influxd.ts";
import { kindOf, plain, Sessions } from "../../../../test/support/provider.ts";
import { call } from "../conformance/rows/row.ts";

let server: TestServer;
let proxy: FaultProxy;
let sessions: Sessions;
before(async () => {
  server = await startServer();
  proxy = await startFaultProxy(server.url);
  sessions = new Sessions({ url: proxy.url, token: server.token, org: server.org });
});
after(async () => {
  await sessions.close();
  await proxy.stop();
  await server.stop();
});

const bucket = kindOf("Bucket");
const HOUR = 3600;
const DAY = 24 * HOUR;

interface EngineBucket {
  readonly bucketName: string;
  readonly retentionPolicies: readonly { readonly duration: number; readonly shardGroupDuration: number }[];
}

/** Retention and shard group, in seconds, by which the storage engine runs a bucket, whatever the API says. */
async function inEngine(name: string): Promise<{ retention: number; shardGroup: number }> {
  const text = await api(server, "GET", "/api/v2/backup/metadata");
  const json = /^\[\{"organizationID".*\]$/m.exec(text)?.[0];
  assert(json !== undefined, "no buckets in the metadata");
  const found = (JSON.parse(json) as EngineBucket[]).find(({ bucketName }) => bucketName === name);
  const [policy] = found?.retentionPolicies ?? [];
  assert(policy !== undefined, `the engine has no bucket ${name}`);
  return { retention: policy.duration / 1e9, shardGroup: policy.shardGroupDuration / 1e9 };
}

async function rule(id: string): Promise<unknown> {
  const { retentionRules } = await call(server, "GET", `/api/v2/buckets/${id}`);
  const [{ everySeconds, shardGroupDurationSeconds }] = retentionRules as [Record<string, number>];
  return [everySeconds, shardGroupDurationSeconds];
}

describe("traps: buckets", () => {
  test("trap 1: DELETE of a system bucket destroys its data before it is refused, so none is sent", async () => {
    const session = sessions.next();
    const tasks = await session.import(bucket, "test/_tasks");
    assert(tasks !== undefined);
    await assert.rejects(
      session.delete(tasks),
      /bucket "_tasks" .* is a system bucket and is never deleted; .*pulumi state delete/,
    );
    assert.deepEqual(
      proxy.seen.filter(({ method }) => method === "DELETE"),
      [],
    );
    // A bucket whose data was destroyed answers 500 to that.
    await call(server, "PATCH", `/api/v2/buckets/${tasks.id}`, {
      retentionRules: [{ type: "expire", everySeconds: 4 * DAY }],
    });
    assert.equal((await inEngine("_tasks")).retention, 4 * DAY);
  });

  test("trap 11: a rename that is refused leaves the retention alone, in the storage engine as well", async () => {
    const session = sessions.next();
    await session.create(bucket, { name: "taken" });
    const resource = await session.create(bucket, { name: "mine", retentionSeconds: 30 * DAY });
    const declared = { name: "taken", retentionSeconds: HOUR, description: "new" };
    assert.deepEqual(session.changes(resource, declared), ["description", "name", "retentionSeconds"]);
    await assert.rejects(session.update(resource, declared), /bucket name is not unique/);
    assert.deepEqual(await inEngine("mine"), { retention: 30 * DAY, shardGroup: DAY });
    assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
    // When the name is free, the same update goes through.
    const renamed = await session.update(resource, { ...declared, name: "free" });
    assert.equal(renamed.id, resource.id);
    assert.deepEqual(await inEngine("free"), { retention: HOUR, shardGroup: HOUR });
  });

  test("trap 12: the shard group follows the retention up and down, as it would at creation", async () => {
    const session = sessions.next();
    let resource = await session.create(bucket, { name: "shards", retentionSeconds: HOUR });
    for (const retentionSeconds of [2 * DAY, 200 * DAY, 0, 3 * DAY, HOUR]) {
      resource = await session.update(resource, { name: "shards", retentionSeconds });
      const fresh = await session.create(bucket, { name: "fresh", retentionSeconds });
      assert.deepEqual(await rule(resource.id), await rule(fresh.id));
      assert.deepEqual(await inEngine("shards"), await inEngine("fresh"));
      await session.delete(fresh);
    }
  });

  test("trap 12: the API echoes a shard group that the storage engine does not use, so none below an hour is taken", async () => {
    const session = sessions.next();
    const shortest = { name: "shortest", retentionSeconds: HOUR, shardGroupDurationSeconds: HOUR };
    const resource = await session.create(bucket, shortest);
    assert.deepEqual(await inEngine("shortest"), { retention: HOUR, shardGroup: HOUR });
    for (const shardGroupDurationSeconds of [0, 10, HOUR - 1]) {
      const [fault] = session.failures(bucket, { ...shortest, shardGroupDurationSeconds });
      assert.equal(fault?.property, "shardGroupDurationSeconds");
    }
    // What a person set to such a value by hand is found, and mended.
    await call(server, "PATCH", `/api/v2/buckets/${resource.id}`, {
      retentionRules: [{ shardGroupDurationSeconds: 10 }],
    });
    const found = await sessions.next().refreshed(resource);
    assert.deepEqual(session.changes(found, shortest), ["shardGroupDurationSeconds"]);
    await sessions.next().update(found, shortest);
    assert.deepEqual(await rule(resource.id), [HOUR, HOUR]);
  });

  test("trap 13: the shortest and the longest retention are kept to the second; beyond them nothing is sent", async () => {
    const session = sessions.next();
    for (const retentionSeconds of [HOUR, 9_223_372_036]) {
      const resource = await session.create(bucket, { name: `kept ${retentionSeconds}`, retentionSeconds });
      assert.equal(resource.outputs.values["retentionSeconds"], retentionSeconds);
      assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
    }
    for (const retentionSeconds of [1, HOUR - 1, 9_223_372_037, 99_999_999_999]) {
      const [fault] = session.failures(bucket, { name: "x", retentionSeconds });
      assert.equal(fault?.property, "retentionSeconds");
    }
  });

  test("trap 14: blanks around a bucket's name are part of it, and a blank name is refused", async () => {
    const session = sessions.next();
    const [padded, bare] = [
      await session.create(bucket, { name: " b " }),
      await session.create(bucket, { name: "b" }),
    ];
    assert.notEqual(padded.id, bare.id);
    const next = sessions.next();
    assert.deepEqual(plain(await next.refreshed(padded)), plain(padded));
    assert.equal((await next.import(bucket, "test/ b "))?.id, padded.id);
    for (const name of ["", " "]) assert.equal(session.failures(bucket, { name })[0]?.property, "name");
  });

  test("trap 14: organizations are unique without outer blanks, and a name with them would be lost for ever", async () => {
    const organization = kindOf("Organization");
    const session = sessions.next();
    const resource = await session.create(organization, { name: "padded" });
    for (const name of ["padded ", "\tpadded", ""]) {
      assert.equal(session.failures(organization, { name })[0]?.property, "name");
    }
    await session.delete(resource);
    await session.delete(await session.create(organization, { name: "padded" }));
  });
});
