/** Traps of the server that concern rights and tokens; numbers are those of the notes on its API. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startServer, type TestServer } from "../../../../test/support/influxd.ts";
import { kindOf, plain, type Resource, Sessions } from "../../../../test/support/provider.ts";
import { rows } from "../conformance/rows/index.ts";
import { call, made } from "../conformance/rows/row.ts";

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

const authorization = kindOf("Authorization");
const read = { action: "read", resourceType: "buckets" };
const write = { action: "write", resourceType: "buckets" };
const flux = 'option task = {name: "t", every: 1h}\nbuckets()';

/** A token made past the provider: its id and its value. */
async function makeToken(
  permissions: readonly unknown[],
  status = "active",
): Promise<{ id: string; token: string }> {
  const { id, token } = await call(server, "POST", "/api/v2/authorizations", {
    orgID: server.orgId,
    permissions,
    status,
  });
  return { id: String(id), token: String(token) };
}

/** One object of each kind. */
async function oneOfEach(tag: string): Promise<Resource[]> {
  const name = `${tag} elsewhere`;
  const other = { name, id: await made(call(server, "POST", "/api/v2/orgs", { name })) };
  const session = sessions.next();
  return Promise.all(
    rows.map(async (row) => {
      const { least } = await row.prepare({ server, other }, `${tag} ${row.kind}`);
      return session.create(kindOf(row.kind), least);
    }),
  );
}

/** A right to read organizations: without it no name of one can be resolved, and the rest is not even asked. */
const organizations = () => ({
  action: "read",
  resource: { type: "orgs", id: server.orgId, orgID: server.orgId },
});

describe("traps: rights and tokens", () => {
  test("trap 2: lists answer 200 and hide what a token may not see; a refresh with such a token is a fault, never a deletion", async () => {
    const { token: blind } = await makeToken([organizations()]);
    const { token: asleep } = await makeToken([organizations()], "inactive");
    // Whoever may read an organization sees who is in it.
    const visible = new Set(["OrganizationMembership"]);
    const resources = await oneOfEach("hidden");
    for (const [token, why] of [
      [blind, /unauthorized/],
      [asleep, /token is inactive|unauthorized\. .*expected an active token/],
      ["unknown", /unauthorized access/],
    ] as const) {
      for (const resource of resources) {
        const { name } = resource.kind;
        const session = sessions.next({ token });
        if (token === blind && visible.has(name)) {
          await session.refreshed(resource);
          continue;
        }
        const saysWhy = (error: Error) => {
          assert.match(error.message, why, name);
          return true;
        };
        await assert.rejects(session.refresh(resource), saysWhy, name);
      }
    }
    // With a token that sees them they are all still there.
    const session = sessions.next();
    for (const resource of resources)
      assert.deepEqual(plain(await session.refreshed(resource)), plain(resource));
  });

  test("trap 2: a refusal names the provider's setting", async () => {
    const [bucket] = (await oneOfEach("refused")).filter(({ kind }) => kind.name === "Bucket");
    assert(bucket !== undefined);
    await assert.rejects(
      sessions.next({ token: "unknown" }).refresh(bucket),
      /401 .*The provider's "token" was refused/,
    );
    const { token } = await makeToken([organizations()]);
    await assert.rejects(
      sessions.next({ token }).create(bucket.kind, { name: "more" }),
      /401 .*write:orgs\/.*\/buckets is unauthorized.*lacks the right/,
    );
  });

  test("trap 3: a task that may not be read answers 404 like one that is gone, and is not taken for it", async () => {
    const task = kindOf("Task");
    const resource = await sessions.next().create(task, { flux });
    const { token } = await makeToken([organizations()]);
    await assert.rejects(
      sessions.next({ token }).refresh(resource),
      /failed to find task: unauthorized\. The provider's "token" was refused/,
    );
    await assert.rejects(sessions.next({ token }).delete(resource), /unauthorized/);
    assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
    await sessions.next().delete(resource);
    assert.equal(await sessions.next().refresh(resource), undefined);
  });

  test("trap 4: the server tells a token's value once; it survives refresh and update, and stays a secret", async () => {
    const declared = { permissions: [read], description: "kept" };
    const made = await sessions.next().create(authorization, declared);
    const { token } = made.outputs.values;
    assert(typeof token === "string" && token.length > 40);
    const { token: later } = await call(server, "GET", `/api/v2/authorizations/${made.id}`);
    assert.equal(later, "");

    const refreshed = await sessions.next().refreshed(made);
    assert.deepEqual(plain(refreshed), plain(made));
    const updated = await sessions.next().update(refreshed, { ...declared, status: "inactive" });
    const again = await sessions.next().refreshed(updated);
    for (const { outputs } of [refreshed, updated, again]) {
      assert.equal(outputs.values["token"], token);
      assert(outputs.secrets.has("token"));
    }
  });

  test("trap 4: the value of a token that is imported is not known, and that is no drift", async () => {
    const { id } = await makeToken([{ action: "read", resource: { type: "buckets", orgID: server.orgId } }]);
    const session = sessions.next();
    const imported = await session.import(authorization, id);
    assert(imported !== undefined);
    assert.equal(imported.outputs.values["token"], "");
    assert(imported.outputs.secrets.has("token"));
    assert.deepEqual(session.changes(imported, { permissions: [read] }), []);
    assert.deepEqual(plain(await sessions.next().refreshed(imported)), plain(imported));
  });

  test("trap 5: a right without an organization reaches all of them, so the token's own is always sent unless all are declared", async () => {
    const permissions = [
      read,
      { ...write, resourceId: "00000000000000aa" },
      { action: "read", resourceType: "tasks", allOrganizations: true },
    ];
    const { id } = await sessions.next().create(authorization, { permissions });
    const remote = await call(server, "GET", `/api/v2/authorizations/${id}`);
    const reach = (
      remote["permissions"] as { resource: { type: string; id?: string; orgID?: string } }[]
    ).map(({ resource }) => [resource.type, resource.id, resource.orgID]);
    assert.deepEqual(
      new Set(reach),
      new Set([
        ["buckets", undefined, server.orgId],
        ["buckets", "00000000000000aa", server.orgId],
        ["tasks", undefined, undefined],
      ]),
    );
  });

  test("trap 5: the server keeps permissions in order and with repetition; here they are a set", async () => {
    const session = sessions.next();
    const made = await session.create(authorization, { permissions: [write, read, write] });
    const refreshed = await sessions.next().refreshed(made);
    assert.deepEqual(plain(refreshed), plain(made));
    assert.deepEqual(session.changes(refreshed, { permissions: [read, write] }), []);
    assert.deepEqual(session.changes(refreshed, { permissions: [read] }), ["permissions"]);
  });

  test("trap 5: PATCH of permissions answers 200 and does nothing, so other permissions are another token", async () => {
    const session = sessions.next();
    const made = await session.create(authorization, { permissions: [read] });
    const { changes, deleteBeforeReplace } = session.diff(made, { permissions: [write] });
    assert.deepEqual(changes, [{ property: "permissions", change: "update", replaces: true }]);
    assert.equal(deleteBeforeReplace, false);
    const replacement = await session.create(authorization, { permissions: [write] });
    assert.notEqual(replacement.outputs.values["token"], made.outputs.values["token"]);
  });
});
