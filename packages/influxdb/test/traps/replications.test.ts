/** Traps of the server that concern remotes and replications; numbers are those of the notes on its API. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { type FaultProxy, startFaultProxy } from "../../../../test/support/fault-proxy.ts";
import {
  api,
  ApiError,
  makeBucket,
  startServer,
  type TestServer,
  writeLines,
} from "../../../../test/support/influxd.ts";
import { kindOf, plain, type Resource, Sessions } from "../../../../test/support/provider.ts";
import { until } from "../../../../test/support/until.ts";
import type { Values } from "../../definition/values.ts";
import { call, made } from "../conformance/rows/row.ts";

let server: TestServer;
let proxy: FaultProxy;
let sessions: Sessions;
let localBucketId: string;
let remoteId: string;
let elsewhere: string;
before(async () => {
  server = await startServer();
  proxy = await startFaultProxy(server.url);
  sessions = new Sessions({ url: proxy.url, token: server.token, org: server.org });
  localBucketId = await makeBucket(server, "local");
  elsewhere = await made(call(server, "POST", "/api/v2/orgs", { name: "elsewhere" }));
  remoteId = (await sessions.next().create(remote, remoteNamed("itself"))).id;
});
afterEach(() => proxy.heal());
after(async () => {
  await sessions.close();
  await proxy.stop();
  await server.stop();
});

const remote = kindOf("Remote");
const replication = kindOf("Replication");
/** The server itself, as its own remote. */
const remoteNamed = (name: string): Values => {
  return { name, remoteUrl: server.url, remoteToken: server.token, remoteOrgId: server.orgId };
};
const replicationNamed = (name: string, target: Values): Values => {
  return { name, remoteId, localBucketId, ...target };
};

/** What the remote answers to a replication that is tried: nothing when it takes points. */
async function refusal(id: string): Promise<string> {
  try {
    return await api(server, "POST", `/api/v2/replications/${id}/validate`);
  } catch (error) {
    if (error instanceof ApiError) return error.message;
    throw error;
  }
}

describe("traps: names of remotes and replications", () => {
  const objects: readonly [kind: Resource["kind"], declared: (name: string) => Values][] = [
    [remote, (name) => ({ ...remoteNamed(name), description: "d" })],
    [replication, (name) => replicationNamed(name, { remoteBucketName: "b", description: "d" })],
  ];
  for (const [kind, declared] of objects) {
    test(`trap 22: of equal ${kind.name}s made at once exactly one exists, and the others name the import`, async () => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 8 }, () => sessions.next().create(kind, declared("raced"))),
      );
      const failed = outcomes.flatMap((outcome) =>
        outcome.status === "rejected" ? [String(outcome.reason)] : [],
      );
      assert.equal(failed.length, 7);
      const told = new RegExp(
        `${kind.name} "raced" exists already \\(.*UNIQUE.*pulumi import influxdb:index:${kind.name} .* 'test/raced'`,
      );
      for (const message of failed) assert.match(message, told);
    });

    test(`trap 22: a ${kind.name} that is given a name that is taken says so, and stays as it was`, async () => {
      const session = sessions.next();
      await session.create(kind, declared("taken"));
      const resource = await session.create(kind, declared("free"));
      await assert.rejects(
        session.update(resource, { ...declared("taken"), description: "e" }),
        /PATCH .*\(conflict\): the name is taken in this organization/,
      );
      assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
    });

    test(`trap 22: another 500 to a ${kind.name} is not taken for a name that exists`, async () => {
      const body = '{"code":"internal error","message":"database is locked"}';
      proxy.break({ method: "POST" }, { fault: "answer", status: 500, body });
      await assert.rejects(
        sessions.next().create(kind, declared("locked")),
        /was answered with 500 \(internal error\): database is locked/,
      );
    });

    test(`trap 7: a ${kind.name} that is listed of another organization is not taken for one's own`, async () => {
      const listed = kind === remote ? "remotes" : "replications";
      const row = {
        id: "00000000000000aa",
        orgID: elsewhere,
        name: "foreign",
        remoteURL: server.url,
        remoteOrgID: null,
        allowInsecureTLS: false,
        remoteID: remoteId,
        localBucketID: localBucketId,
        remoteBucketID: null,
        RemoteBucketName: "b",
        maxQueueSizeBytes: 67_108_860,
        dropNonRetryableData: false,
        maxAgeSeconds: 0,
      };
      const rule = { method: "GET", path: new RegExp(`/${listed}\\?`) };
      for (const [orgID, id] of [
        [elsewhere, undefined],
        [server.orgId, row.id],
      ]) {
        const body = JSON.stringify({ [listed]: [{ ...row, orgID }] });
        proxy.break(rule, { fault: "garble", body });
        assert.equal((await sessions.next().import(kind, "foreign"))?.id, id);
      }
    });
  }
});

describe("traps: remotes", () => {
  test("the token is never told: it stays in the state as a secret, and every update sends it again", async () => {
    const declared = remoteNamed("untold");
    const resource = await sessions.next().create(remote, declared);
    assert.equal(resource.outputs.values["remoteToken"], server.token);
    assert(resource.outputs.secrets.has("remoteToken"));
    const trial = replicationNamed("trial of the token", {
      remoteBucketName: "local",
      remoteId: resource.id,
    });
    const { id } = await sessions.next().create(replication, trial);
    assert.equal(await refusal(id), "");
    await call(server, "PATCH", `/api/v2/remotes/${resource.id}`, { remoteAPIToken: "by hand" });
    assert.match(await refusal(id), /401 Unauthorized/);
    const session = sessions.next();
    const found = await session.refreshed(resource);
    assert.deepEqual(plain(found), plain(resource));
    await session.update(found, { ...declared, description: "d" });
    assert.equal(await refusal(id), "");
  });

  test("one that replications use is not deleted, and they are named", async () => {
    const session = sessions.next();
    const used = await session.create(remote, remoteNamed("used"));
    const users: Resource[] = [];
    for (const name of ["first user", "second user"]) {
      const declared = replicationNamed(name, { remoteId: used.id, remoteBucketName: "b" });
      users.push(await session.create(replication, declared));
    }
    await assert.rejects(
      session.delete(used),
      /is not deleted while replications use it: "first user", "second user"\. Nothing was changed/,
    );
    assert.deepEqual(plain(await sessions.next().refreshed(used)), plain(used));
    for (const user of users) await session.delete(user);
    await session.delete(used);
    assert.equal(await sessions.next().refresh(used), undefined);
  });

  test("an organization that is no longer declared stays, because the API cannot take it away", async () => {
    const { remoteOrgId, ...declared } = remoteNamed("keeps");
    const session = sessions.next();
    const resource = await session.create(remote, { ...declared, remoteOrgId });
    assert.deepEqual(session.changes(resource, declared), []);
    const updated = await session.update(resource, { ...declared, description: "d" });
    assert.equal(updated.outputs.values["remoteOrgId"], server.orgId);
  });
});

describe("traps: replications", () => {
  test("the remote bucket changes in place, from id to name and back: a name goes before an id that the server keeps", async () => {
    const bucketId = await makeBucket(server, "there");
    const steps: readonly [target: Values, changes: string[], refused: RegExp][] = [
      [{ remoteBucketId: "00000000000000aa" }, [], /bucket \\?"00000000000000aa\\?" not found/],
      [{ remoteBucketName: "there" }, ["remoteBucketId", "remoteBucketName"], /^$/],
      [{ remoteBucketName: "not there" }, ["remoteBucketName"], /bucket \\?"not there\\?" not found/],
      [{ remoteBucketId: bucketId }, ["remoteBucketId", "remoteBucketName"], /^$/],
      [
        { remoteBucketId: "00000000000000bb" },
        ["remoteBucketId"],
        /bucket \\?"00000000000000bb\\?" not found/,
      ],
    ];
    const session = sessions.next();
    let resource: Resource | undefined;
    for (const [target, changes, refused] of steps) {
      const declared = replicationNamed("target", target);
      if (resource === undefined) resource = await session.create(replication, declared);
      else {
        const difference = session.diff(resource, declared).changes;
        assert.deepEqual(difference.map(({ property }) => property).sort(), changes);
        assert(difference.every(({ replaces }) => !replaces));
        resource = await session.update(resource, declared);
      }
      assert.match(await refusal(resource.id), refused);
      const found = await sessions.next().refreshed(resource);
      assert.deepEqual(plain(found), plain(resource));
      const imported = await sessions.next().import(replication, "target");
      assert(imported !== undefined);
      assert.deepEqual(session.changes(imported, declared), []);
    }
  });

  test("a name that a person gave beside the declared id is drift, and an update takes it away", async () => {
    const declared = replicationNamed("by hand", { remoteBucketId: localBucketId });
    const resource = await sessions.next().create(replication, declared);
    await call(server, "PATCH", `/api/v2/replications/${resource.id}`, { remoteBucketName: "by hand" });
    const session = sessions.next();
    const found = await session.refreshed(resource);
    assert.deepEqual(session.changes(found, declared), ["remoteBucketId", "remoteBucketName"]);
    const mended = await session.update(found, declared);
    assert.deepEqual(plain(await sessions.next().refreshed(mended)), plain(resource));
    assert.equal(await refusal(resource.id), "");
  });

  test("what the server counts is no drift", async () => {
    const busy = await makeBucket(server, "busy");
    const declared = replicationNamed("busy", { localBucketId: busy, remoteBucketName: "not there" });
    const resource = await sessions.next().create(replication, declared);
    const path = `/api/v2/replications/${resource.id}`;
    const before = await call(server, "GET", path);
    await writeLines(server, "busy", ["m f=1"]);
    const counted = await until("the remote has answered", async () => {
      const now = await call(server, "GET", path);
      return now["latestResponseCode"] === undefined ? undefined : now;
    });
    assert.notDeepEqual(counted, before);
    assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
  });

  test("one whose local bucket is deleted is gone", async () => {
    const shortLived = await makeBucket(server, "short-lived");
    const declared = replicationNamed("orphan", { localBucketId: shortLived, remoteBucketName: "b" });
    const resource = await sessions.next().create(replication, declared);
    await api(server, "DELETE", `/api/v2/buckets/${shortLived}`);
    assert.equal(await sessions.next().refresh(resource), undefined);
    await sessions.next().delete(resource);
  });

  test("one that keeps its name must go before its replacement can be made", async () => {
    const session = sessions.next();
    const declared = replicationNamed("replaced", { remoteBucketName: "b" });
    const resource = await session.create(replication, declared);
    const other = { ...declared, localBucketId: "00000000000000aa" };
    assert.equal(session.diff(resource, other).deleteBeforeReplace, true);
    assert.equal(session.diff(resource, { ...other, name: "another" }).deleteBeforeReplace, false);
    assert.equal(session.diff(resource, { ...other, org: "elsewhere" }).deleteBeforeReplace, false);
  });
});
