/** `customTimeouts` of a resource end an operation, whatever it waits for. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { deadUrl, type FaultProxy, Gate, startFaultProxy } from "../../../../test/support/fault-proxy.ts";
import { startServer, type TestServer } from "../../../../test/support/influxd.ts";
import { bag, kindOf, plain, type Session, Sessions } from "../../../../test/support/provider.ts";
import { retryAfterMs } from "../../client/retry.ts";

let server: TestServer;
let proxy: FaultProxy;
let sessions: Sessions;
before(async () => {
  server = await startServer();
  proxy = await startFaultProxy(server.url);
  sessions = new Sessions({ url: proxy.url, token: server.token, org: server.org });
});
afterEach(() => proxy.heal());
after(async () => {
  await sessions.close();
  await proxy.stop();
  await server.stop();
});

const bucket = kindOf("Bucket");
const short = { timeoutSeconds: 0.3 };
const over = /: it took longer than the 0\.3 s of "customTimeouts" and was ended: .*[^.]\.( The object.*)?$/;

/** A session that knows its server already, so that a short time is spent on what is tested. */
async function connected(): Promise<Session> {
  const session = sessions.next();
  assert.notEqual(await session.import(kindOf("Organization"), server.org), undefined);
  return session;
}

describe("customTimeouts", () => {
  test("a creation whose answer does not come: an error that says that it may exist", async () => {
    const gate = new Gate();
    const session = await connected();
    proxy.break({ method: "POST", path: /buckets/ }, { fault: "hold", gate });
    const inputs = bag(session.check(bucket, { name: "slow" }));
    await assert.rejects(session.provider.create(bucket, inputs, short), (error: Error) => {
      assert.match(String(error), over);
      assert.match(error.message, /The object may exist all the same/);
      return true;
    });
    gate.open();
  });

  test("a server that is not there: the time counts, not the longer one for health", async () => {
    const session = sessions.next({ url: await deadUrl(), healthTimeoutSeconds: 3600 });
    const inputs = bag({ name: "unborn", org: server.org });
    await assert.rejects(session.provider.create(bucket, inputs, short), over);
  });

  test("a pause that a busy server asks for", async () => {
    proxy.break(
      { method: "PATCH", times: 100 },
      { fault: "answer", status: 429, headers: { "retry-after": "60" } },
    );
    const resource = await sessions.next().create(bucket, { name: "busy" });
    const { inputs, outputs } = resource;
    const news = bag({ ...inputs, description: "d" });
    const update = sessions.next().provider.update(bucket, resource.id, inputs, outputs, news, short);
    await assert.rejects(update, over);
    proxy.heal();
    assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
  });

  test("a pause after a creation that a gateway did not hear out: an error that says that it may exist", async () => {
    const session = await connected();
    proxy.break(
      { method: "POST", path: /buckets/ },
      { fault: "answer", status: 502, headers: { "retry-after": "60" } },
    );
    const inputs = bag(session.check(bucket, { name: "unheard" }));
    await assert.rejects(session.provider.create(bucket, inputs, short), (error: Error) => {
      assert.match(String(error), over);
      assert.match(error.message, /was answered with 502.*The object may exist all the same/);
      return true;
    });
  });

  test("a deletion", async () => {
    const resource = await sessions.next().create(bucket, { name: "kept" });
    const gate = new Gate();
    proxy.break({ method: "GET", path: new RegExp(resource.id) }, { fault: "hold", gate });
    const session = sessions.next();
    await assert.rejects(session.provider.delete(bucket, resource.id, resource.outputs.values, short), over);
    gate.open();
    await sessions.next().refreshed(resource);
  });

  test("of one operation do not end the wait for the server that others share", async () => {
    const session = sessions.next();
    let isUp = false;
    proxy.breakBy(() => (isUp ? undefined : { fault: "answer", status: 503, body: "starting" }));
    const organization = kindOf("Organization");
    const inputs = (name: string) => bag(session.check(organization, { name }));
    const hasty = assert.rejects(session.provider.create(organization, inputs("hasty"), short), over);
    const patient = session.provider.create(organization, inputs("patient"));
    await hasty;
    isUp = true;
    await patient;
    await session.provider.create(organization, inputs("next"), { timeoutSeconds: 60 });
  });

  test("one operation's time is no other's", async () => {
    const gate = new Gate();
    const session = await connected();
    proxy.break({ method: "POST", path: /buckets/ }, { fault: "hold", gate });
    const inputs = (name: string) => bag(session.check(bucket, { name }));
    const slow = assert.rejects(session.provider.create(bucket, inputs("first"), short), over);
    await gate.reached;
    await session.provider.create(bucket, inputs("second"), { timeoutSeconds: 60 });
    await slow;
    gate.open();
  });
});

test("Retry-After: seconds, or a date by the server's clock; nonsense and the past are no pause, and none is endless", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  assert.equal(retryAfterMs("3", now), 3000);
  assert.equal(retryAfterMs("Thu, 01 Jan 2026 00:00:07 GMT", now), 7000);
  assert.equal(retryAfterMs("Thu, 01 Jan 2015 00:00:07 GMT", now), 0);
  assert.equal(retryAfterMs("soon", now), 0);
  assert.equal(retryAfterMs(undefined, now), 0);
  assert.equal(retryAfterMs("86400", now), 60_000);
});
