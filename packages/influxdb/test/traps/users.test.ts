/** Traps of the server that concern users and their roles; numbers are those of the notes on its API. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type FaultProxy, startFaultProxy } from "../../../../test/support/fault-proxy.ts";
import { makeBucket, startServer, type TestServer } from "../../../../test/support/influxd.ts";
import { kindOf, Sessions } from "../../../../test/support/provider.ts";
import { until } from "../../../../test/support/until.ts";
import { call, lookUp, made, text } from "../conformance/rows/row.ts";

let server: TestServer;
let proxy: FaultProxy;
let sessions: Sessions;
/** The user of the provider's token. */
let me: string;
before(async () => {
  server = await startServer();
  proxy = await startFaultProxy(server.url);
  sessions = new Sessions({ url: proxy.url, token: server.token, org: server.org });
  me = text((await call(server, "GET", "/api/v2/me"))["id"]);
});
after(async () => {
  await sessions.close();
  await proxy.stop();
  await server.stop();
});

const user = kindOf("User");
const membership = kindOf("OrganizationMembership");

async function roles(orgId: string): Promise<Record<string, string>> {
  const lists = ["member", "owner"].map(async (role) => {
    const { users } = await call(server, "GET", `/api/v2/orgs/${orgId}/${role}s`);
    return (users as { id: string }[]).map(({ id }) => [id, role] as const);
  });
  return Object.fromEntries((await Promise.all(lists)).flat());
}

/** A token of a user, made past the provider, with the rights that a task's author needs. */
async function tokenOf(userID: string): Promise<string> {
  const permissions = ["orgs", "buckets", "tasks"].flatMap((type) =>
    ["read", "write"].map((action) => ({ action, resource: { type, orgID: server.orgId } })),
  );
  const resolving = { action: "read", resource: { type: "orgs", id: server.orgId } };
  const body = { orgID: server.orgId, userID, permissions: [...permissions, resolving] };
  return text((await call(server, "POST", "/api/v2/authorizations", body))["token"]);
}

/** Runs a task now, and gives the status that the run ends with. */
async function run(taskId: string): Promise<string> {
  const path = `/api/v2/tasks/${taskId}/runs`;
  const id = await made(call(server, "POST", path, {}));
  return until("the run has ended", async () => {
    // For a moment it is neither among those that run nor among those that have run.
    const status = (await lookUp(server, `${path}/${id}`))?.["status"];
    return status === "success" || status === "failed" ? status : undefined;
  });
}

/** What a piece of work sends that changes something. */
async function writesOf(work: () => Promise<unknown>): Promise<string[]> {
  const from = proxy.seen.length;
  await work();
  return proxy.seen
    .slice(from)
    .flatMap(({ method, path }) => (method === "GET" ? [] : [`${method} ${path}`]));
}

describe("traps: users and roles", () => {
  test("trap 17: a task runs with the role of its user: none fails, member only reads, owner writes, and a deleted user ends it", async () => {
    await makeBucket(server, "written");
    const session = sessions.next();
    const author = await session.create(user, { name: "author" });
    const flux = `import "array"
option task = {name: "writes", every: 1h}
array.from(rows: [{_time: now(), _measurement: "m", _field: "f", _value: 1}]) |> to(bucket: "written")`;
    // A user without a role finds no organization by its name.
    const authors = sessions.next({ token: await tokenOf(author.id) });
    const task = await authors.create(kindOf("Task"), { flux, orgId: server.orgId });
    assert.equal(task.outputs.values["ownerId"], author.id);
    assert.equal(await run(task.id), "failed");
    const declared = { userId: author.id };
    const member = await session.create(membership, declared);
    assert.equal(await run(task.id), "failed");
    await session.update(member, { ...declared, role: "owner" });
    assert.equal(await run(task.id), "success");
    await session.delete(author);
    assert.equal(await run(task.id), "failed");
  });

  test("trap 17: the user of the provider's token is neither deleted nor made inactive, and keeps its role", async () => {
    const session = sessions.next();
    const own = await session.import(user, "tester");
    const role = await session.import(membership, "test/tester");
    assert.equal(own?.id, me);
    assert.equal(role?.id, `${server.orgId}/${me}`);
    const sent = await writesOf(async () => {
      await assert.rejects(session.delete(own), /provider's own "token" belongs to and is never deleted/);
      const asleep = session.update(own, { name: "tester", status: "inactive" });
      await assert.rejects(asleep, /is never made inactive.*Nothing was changed/);
      await assert.rejects(
        session.delete(role),
        /user "tester" .* keeps the role "owner".*Nothing was changed/,
      );
      await assert.rejects(session.update(role, { userId: me, role: "member" }), /keeps the role "owner"/);
    });
    assert.deepEqual(sent, []);
    // What does no harm is done.
    const renamed = await session.update(own, { name: "renamed tester" });
    await session.update(renamed, { name: "tester" });
  });

  test("trap 18: a token whose user is deleted is shown to nobody and still there, so it is replaced, not forgotten", async () => {
    const session = sessions.next();
    const [first, second] = [
      await session.create(user, { name: "first" }),
      await session.create(user, { name: "second" }),
    ];
    const permissions = [{ action: "read", resourceType: "buckets" }];
    const inputs = {
      Authorization: { permissions },
      LegacyAuthorization: { permissions, username: "reserved" },
    };
    for (const [name, declared] of Object.entries(inputs)) {
      const kind = kindOf(name);
      const owner = name === "Authorization" ? first : second;
      const token = await session.create(kind, { ...declared, userId: owner.id });
      await call(server, "DELETE", `/api/v2/users/${owner.id}`);
      const next = sessions.next();
      const left = await next.refreshed(token);
      const heir = { ...declared, userId: me };
      const { changes, deleteBeforeReplace } = next.diff(left, heir);
      assert.deepEqual(changes.map(({ property, replaces }) => [property, replaces]).sort(), [
        ["permissions", true],
        ["status", false],
        ["userId", true],
      ]);
      // Also when the user was never declared.
      assert.deepEqual(next.changes({ ...left, inputs: { ...left.inputs, userId: undefined } }, declared), [
        "permissions",
        "status",
      ]);
      // The name of a user of InfluxDB 1 stays taken.
      assert.equal(deleteBeforeReplace, name === "LegacyAuthorization");
      if (deleteBeforeReplace) await assert.rejects(next.create(kind, heir), /"reserved" exists already/);
      await next.delete(left);
      assert.deepEqual((await next.create(kind, heir)).outputs.values["userId"], me);
      assert.equal(await sessions.next().refresh(left), undefined);
    }
  });

  test("trap 18: the name of a user of InfluxDB 1 stays taken when its organization is deleted, until it is deleted itself", async () => {
    const legacy = kindOf("LegacyAuthorization");
    const doomed = await made(call(server, "POST", "/api/v2/orgs", { name: "doomed" }));
    const declared = { username: "survivor", permissions: [{ action: "read", resourceType: "buckets" }] };
    const resource = await sessions.next().create(legacy, { ...declared, org: "doomed" });
    await call(server, "DELETE", `/api/v2/orgs/${doomed}`);
    const session = sessions.next();
    const left = await session.refreshed(resource);
    assert(session.changes(left, declared).includes("permissions"));
    await assert.rejects(session.create(legacy, declared), /exists already/);
    await session.delete(left);
    await session.create(legacy, declared);
  });

  test("trap 22: a second role of a user is refused with 500; that is told as what it is, with the way to take it over", async () => {
    const session = sessions.next();
    const { id: userId } = await session.create(user, { name: "in already" });
    await call(server, "POST", `/api/v2/orgs/${server.orgId}/members`, { id: userId });
    for (const role of ["member", "owner"]) {
      await assert.rejects(session.create(membership, { userId, role }), (error: Error) => {
        assert.match(error.message, /user "in already" \(\w+\), now member, has a role in organization/);
        const [, id = ""] =
          /pulumi import influxdb:index:OrganizationMembership <resource name> '(.*)'/.exec(error.message) ??
          [];
        assert.equal(id, `${server.orgId}/${userId}`);
        return true;
      });
    }
    assert.equal((await roles(server.orgId))[userId], "member");
    const imported = await session.import(membership, `${server.orgId}/${userId}`.toUpperCase());
    assert.deepEqual(imported?.inputs, { userId, org: server.org });
  });

  test("trap 27: there is no change of roles, so one is removed and the other added; a failure between says what is left", async () => {
    const session = sessions.next();
    const { id: userId } = await session.create(user, { name: "promoted" });
    const declared = { userId, role: "owner" };
    const resource = await session.create(membership, { userId });
    proxy.break(
      { method: "POST", path: /owners$/ },
      { fault: "answer", status: 500, body: '{"code":"internal error","message":"broken"}' },
    );
    await assert.rejects(
      session.update(resource, declared),
      /old role of user .* was removed, and making it owner failed, so it has none: .*broken/,
    );
    assert.equal((await roles(server.orgId))[userId], undefined);
    // State still has the old role; that it is gone already is no hindrance.
    const updated = await session.update(resource, declared);
    assert.equal((await roles(server.orgId))[userId], "owner");
    await session.update(updated, { userId });
    assert.equal((await roles(server.orgId))[userId], "member");
  });

  test("trap 27: under /members an owner is removed as well, even the last one; here the last one stays", async () => {
    const org = "with one owner";
    const orgId = await made(call(server, "POST", "/api/v2/orgs", { name: org }));
    const session = sessions.next();
    const [first, second] = [
      await session.create(user, { name: "owner 1" }),
      await session.create(user, { name: "owner 2" }),
    ];
    const resource = await session.create(membership, { org, userId: first.id, role: "owner" });
    await call(server, "DELETE", `/api/v2/orgs/${orgId}/members/${me}`);
    assert.deepEqual(await roles(orgId), { [first.id]: "owner" });
    const sent = await writesOf(async () => {
      await assert.rejects(
        session.delete(resource),
        /user "owner 1" .* is the only owner left.*Nothing was changed/,
      );
      await assert.rejects(session.update(resource, { org, userId: first.id }), /is the only owner left/);
    });
    assert.deepEqual(sent, []);
    await session.create(membership, { org, userId: second.id, role: "owner" });
    await session.delete(resource);
    assert.deepEqual(await roles(orgId), { [second.id]: "owner" });
  });

  test("a role is gone when its user or its organization is, and what cannot be seen is not", async () => {
    const session = sessions.next();
    const orgId = await made(call(server, "POST", "/api/v2/orgs", { name: "short-lived" }));
    const [first, second] = [
      await session.create(user, { name: "short 1" }),
      await session.create(user, { name: "short 2" }),
    ];
    const inHome = await session.create(membership, { userId: first.id });
    const inOther = await session.create(membership, { userId: second.id, org: "short-lived" });
    await session.delete(first);
    assert.equal(await sessions.next().refresh(inHome), undefined);
    // Without the organization the server knows no such page; nor does it for a token that may not see it.
    const blind = sessions.next({ token: await tokenOf(second.id) });
    await assert.rejects(blind.refresh(inOther), /read:orgs\/\w+ is unauthorized.*lacks the right/);
    await call(server, "DELETE", `/api/v2/orgs/${orgId}`);
    assert.equal(await sessions.next().refresh(inOther), undefined);
    await sessions.next().delete(inOther);
  });
});
