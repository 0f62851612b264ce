/** Passwords, which the server takes and never tells. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type FaultProxy, startFaultProxy } from "../../../../test/support/fault-proxy.ts";
import { startServer, type TestServer } from "../../../../test/support/influxd.ts";
import { kindOf, type Resource, Sessions } from "../../../../test/support/provider.ts";

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

/** What a piece of work sends that changes something. */
async function writesOf(work: () => Promise<unknown>): Promise<string[]> {
  const from = proxy.seen.length;
  await work();
  return proxy.seen
    .slice(from)
    .flatMap(({ method, path }) => (method === "GET" ? [] : [`${method} ${path}`]));
}

describe("passwords", () => {
  test("a password that is refused leaves a user on record, the next update sets it, and none is ever shown", async () => {
    for (const [name, declared, path] of [
      ["User", { name: "unfinished" }, "/api/v2/users"],
      [
        "LegacyAuthorization",
        { username: "unfinished", permissions: [{ action: "read", resourceType: "buckets" }] },
        "/private/legacy/authorizations",
      ],
    ] as const) {
      const kind = kindOf(name);
      const session = sessions.next();
      const wanted = { ...declared, password: "correct horse" };
      const body = '{"code":"invalid","message":"not strong enough"}';
      const match = { method: "POST", path: /\/password$/ };
      proxy.break(match, { fault: "answer", status: 400, body });
      let resource: Resource | undefined;
      await assert.rejects(session.create(kind, wanted), (error: Error) => {
        assert.match(error.message, /password .*was answered with 400 \(invalid\): not strong enough/);
        assert.doesNotMatch(error.message, /correct horse/);
        assert("state" in error);
        const { id, outputs } = error.state as Pick<Resource, "id" | "outputs">;
        assert.equal(outputs.values["password"], undefined);
        resource = { kind, id, outputs, inputs: session.check(kind, wanted) };
        return true;
      });
      assert(resource !== undefined);
      const sent = await writesOf(async () => {
        assert(resource !== undefined);
        resource = await session.update(resource, wanted);
      });
      assert.deepEqual(sent, [`PATCH ${path}/${resource.id}`, `POST ${path}/${resource.id}/password`]);
      // It is not sent again with what else changes.
      const others = await writesOf(async () => {
        assert(resource !== undefined);
        resource = await session.update(resource, { ...wanted, status: "inactive" });
      });
      assert.deepEqual(others, [`PATCH ${path}/${resource.id}`]);
      assert.deepEqual((await sessions.next().refreshed(resource)).inputs, resource.inputs);
    }
  });
});
