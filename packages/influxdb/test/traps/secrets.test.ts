/** Secrets: what the API does not tell a query does, and what can go wrong on that way. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type FaultProxy, startFaultProxy } from "../../../../test/support/fault-proxy.ts";
import { startServer, type TestServer } from "../../../../test/support/influxd.ts";
import { kindOf, plain, Sessions } from "../../../../test/support/provider.ts";
import { call, made } from "../conformance/rows/row.ts";

let server: TestServer;
let proxy: FaultProxy;
let sessions: Sessions;
let path: string;
before(async () => {
  server = await startServer();
  proxy = await startFaultProxy(server.url);
  sessions = new Sessions({ url: proxy.url, token: server.token, org: server.org });
  path = `/api/v2/orgs/${server.orgId}/secrets`;
});
after(async () => {
  await sessions.close();
  await proxy.stop();
  await server.stop();
});

const secret = kindOf("Secret");

async function setByHand(key: string, value: string): Promise<void> {
  await call(server, "PATCH", path, { [key]: value });
}

async function keys(): Promise<string[]> {
  return (await call(server, "GET", path))["secrets"] as string[];
}

/** What a piece of work asks for. */
async function requestsOf(work: () => Promise<unknown>): Promise<string[]> {
  const from = proxy.seen.length;
  await work();
  return proxy.seen.slice(from).map(({ method, path: asked }) => `${method} ${asked.replace(/\?.*/, "")}`);
}

describe("traps: secrets", () => {
  test("a value that a person changed is seen, and an update mends it", async () => {
    const declared = { key: "drifts", value: "declared" };
    const resource = await sessions.next().create(secret, declared);
    await setByHand("drifts", 'by hand "q", ${x}\n');
    const session = sessions.next();
    const found = await session.refreshed(resource);
    assert.equal(found.inputs["value"], 'by hand "q", ${x}\n');
    assert(found.outputs.secrets.has("value"));
    assert.deepEqual(session.changes(found, declared), ["value"]);
    await session.update(found, declared);
    assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
  });

  test("an import brings the value, as a secret", async () => {
    await setByHand("imported", "v");
    const imported = await sessions.next().import(secret, "test/imported");
    assert.deepEqual(imported?.inputs, { key: "imported", value: "v", org: "test" });
    assert.equal(imported.outputs.values["value"], "v");
    assert(imported.outputs.secrets.has("value"));
  });

  test("a key that is there already would be overwritten, so it is refused; of two at once one is made", async () => {
    await setByHand("taken", "theirs");
    const session = sessions.next();
    await assert.rejects(
      session.create(secret, { key: "taken", value: "ours" }),
      /Secret "taken" exists already .*pulumi import influxdb:index:Secret <resource name> 'test\/taken'/,
    );
    assert.equal((await session.import(secret, "taken"))?.inputs["value"], "theirs");
    const both = await Promise.allSettled(
      ["1", "2"].map((value) => session.create(secret, { key: "raced", value })),
    );
    assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  });

  test("a refresh asks for the keys once, and for all values in one query", async () => {
    const session = sessions.next();
    const resources = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        session.create(secret, { key: `n${index}`, value: `v${index}` }),
      ),
    );
    const next = sessions.next();
    const requests = await requestsOf(async () => {
      for (const resource of resources)
        assert.deepEqual(plain(await next.refreshed(resource)), plain(resource));
    });
    assert.deepEqual(
      requests.sort(),
      ["GET /api/v2/orgs", "GET /health", `GET ${path}`, "POST /api/v2/query"].sort(),
    );
  });

  test("to Flux an empty secret is not there, and fails the query for all; it is told as empty, and the others as they are", async () => {
    const declared = { key: "emptied", value: "v" };
    const emptied = await sessions.next().create(secret, declared);
    const other = await sessions.next().create(secret, { key: "not emptied", value: "v" });
    await setByHand("emptied", "");
    await setByHand("empty too", "");
    const session = sessions.next();
    assert.deepEqual(plain(await session.refreshed(other)), plain(other));
    const found = await session.refreshed(emptied);
    assert.equal(found.inputs["value"], "");
    assert.deepEqual(session.changes(found, declared), ["value"]);
    await session.update(found, declared);
    assert.deepEqual(plain(await sessions.next().refreshed(emptied)), plain(emptied));
  });

  test("where the token may not query, the value is what state knows, and that is no difference", async () => {
    const declared = { key: "unread", value: "v" };
    const resource = await sessions.next().create(secret, declared);
    await setByHand("unread", "by hand");
    const refusal = {
      fault: "answer",
      status: 403,
      body: '{"code":"forbidden","message":"no queries here"}',
    } as const;
    proxy.break({ path: /^\/api\/v2\/query/, times: 2 }, refusal);
    assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
    const imported = await sessions.next().import(secret, "test/unread");
    assert.deepEqual(imported?.inputs, { key: "unread", org: "test" });
    proxy.heal();
  });

  test("a query that fails otherwise is a fault, never a value; and no value stands in it", async () => {
    const resource = await sessions.next().create(secret, { key: "failing", value: "never-shown" });
    const match = { path: /^\/api\/v2\/query/ };
    for (const [fault, why] of [
      [
        { fault: "answer", status: 400, body: '{"code":"invalid","message":"no such function"}' },
        /no such function/,
      ],
      [{ fault: "answer", status: 200, body: "error,reference\r\nbroken off,\r\n" }, /broken off/],
      [{ fault: "answer", status: 200, body: "\r\n" }, /could not be read: the query was not answered/],
    ] as const) {
      proxy.break(match, fault);
      await assert.rejects(sessions.next().refresh(resource), (error: Error) => {
        assert.match(error.message, why);
        assert.doesNotMatch(error.message, /never-shown|6e657665722d73686f776e/);
        return true;
      });
    }
    proxy.break({ method: "PATCH", path: /secrets$/ }, { fault: "answer", status: 400, body: "refused" });
    await assert.rejects(
      sessions.next().update(resource, { key: "failing", value: "never-shown" }),
      (error: Error) => {
        assert.match(error.message, /400: refused/);
        assert.doesNotMatch(error.message, /never-shown/);
        return true;
      },
    );
  });

  test("deleted by its path a key with a slash stays, with 204; here it goes", async () => {
    const session = sessions.next();
    const resource = await session.create(secret, { key: "a/b", value: "v" });
    await call(server, "DELETE", `${path}/${encodeURIComponent("a/b")}`);
    assert((await keys()).includes("a/b"));
    await session.delete(resource);
    assert(!(await keys()).includes("a/b"));
  });

  test("secrets are gone with their organization, and what a token may not see is not", async () => {
    const orgID = await made(call(server, "POST", "/api/v2/orgs", { name: "secretive" }));
    const resource = await sessions.next().create(secret, { key: "k", value: "v", org: "secretive" });
    const permissions = [{ action: "read", resource: { type: "secrets", orgID: server.orgId } }];
    const { token } = await call(server, "POST", "/api/v2/authorizations", {
      orgID: server.orgId,
      permissions,
    });
    // Where one may not see the organization, the server knows no such page; nor when it is gone.
    await assert.rejects(
      sessions.next({ token: String(token) }).refresh(resource),
      /read:orgs\/\w+ is unauthorized/,
    );
    await call(server, "DELETE", `/api/v2/orgs/${orgID}`);
    assert.equal(await sessions.next().refresh(resource), undefined);
    await sessions.next().delete(resource);
  });
});
