import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, before, describe, test } from "node:test";
import { deadUrl, type FaultProxy, startFaultProxy } from "../../../../test/support/fault-proxy.ts";
import { startServer, type TestServer } from "../../../../test/support/influxd.ts";
import { kindOf, Sessions } from "../../../../test/support/provider.ts";
import { previewCreate } from "../../provider/previews.ts";

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

describe("a server that is down", () => {
  test("is waited for, and then the error says for what, for how long, why in vain, and which settings decide", async () => {
    const url = await deadUrl();
    const session = sessions.next({ url, healthTimeoutSeconds: 1 });
    await assert.rejects(session.create(bucket, { name: "b" }), (error: Error) => {
      assert.match(error.message, /^waited 1 s for InfluxDB at http:.*\/health, in vain: .*ECONNREFUSED/);
      assert.match(error.message, /provider's "url".*"healthTimeoutSeconds"/);
      assert(error.message.includes(url));
      return true;
    });
    assert(session.provider.requests > 1, "it asked once only");
    assert.equal(session.notices.length, 1);
    assert.match(session.notices[0] ?? "", /^waiting up to 1 s for InfluxDB at http:.*ECONNREFUSED/);
  });

  test("is asked once more, and not waited for, by whoever comes next in the same run", async () => {
    const session = sessions.next({ url: await deadUrl(), healthTimeoutSeconds: 1 });
    await assert.rejects(session.create(bucket, { name: "b" }), /waited 1 s for InfluxDB/);
    const asked = session.provider.requests;
    await assert.rejects(session.import(bucket, "b"), /waited 1 s for InfluxDB/);
    assert.equal(session.provider.requests, asked + 1);
  });

  test("and was waited for in vain is used by whoever comes when it is there", async () => {
    proxy.break({ path: /^\/health/ }, { fault: "answer", status: 503, body: "starting" });
    const session = sessions.next({ healthTimeoutSeconds: 0 });
    await assert.rejects(session.create(bucket, { name: "early" }), /waited 0 s for InfluxDB/);
    await session.create(bucket, { name: "late" });
  });

  for (const body of ["<html>Sign in</html>", '{"status":"UP"}', '"pass"', "null"]) {
    test(`is not taken for healthy because something answers 200: ${body}`, async () => {
      proxy.break({ path: /^\/health/ }, { fault: "answer", status: 200, body });
      const session = sessions.next({ healthTimeoutSeconds: 0 });
      await assert.rejects(session.import(bucket, "b"), /in vain: it answered 200, but not .*InfluxDB API\?/);
    });
  }

  test("is waited for once by all that need it", async () => {
    const answers = Array.from({ length: 3 }, () =>
      proxy.break({ path: /^\/health/ }, { fault: "answer", status: 503, body: "starting" }),
    );
    const session = sessions.next();
    const from = proxy.seen.length;
    const names = ["one", "two", "three", "four"];
    await Promise.all(names.map((name) => session.create(bucket, { name })));
    const asked = proxy.seen.slice(from).filter(({ path }) => path.startsWith("/health")).length;
    assert.equal(asked, answers.length + 1);
    assert.deepEqual(
      session.notices.map((notice) => notice.replace(/at \S+:/, "at …:")),
      ["waiting up to 20 s for InfluxDB at …: it answered 503 starting"],
    );
  });

  test("may accept the connection and never answer: the wait ends all the same", async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const address = silent.address();
    assert(typeof address === "object" && address !== null);
    try {
      const session = sessions.next({ url: `http://127.0.0.1:${address.port}`, healthTimeoutSeconds: 1 });
      await assert.rejects(
        session.import(bucket, "b"),
        /waited 1 s for InfluxDB at .*, in vain: it did not answer/,
      );
      await session.close();
    } finally {
      silent.close();
    }
  });

  test("has nothing to do with check, diff and preview", async () => {
    const session = sessions.next({ url: await deadUrl() });
    const inputs = session.check(bucket, { name: "b" });
    previewCreate(bucket, { values: inputs, secrets: new Set() });
    assert.equal(session.provider.requests, 0);
  });
});

describe("cancel", () => {
  test("ends the wait for a server that is down", async () => {
    const session = sessions.next({ url: await deadUrl(), healthTimeoutSeconds: 600 });
    const waiting = assert.rejects(
      session.create(bucket, { name: "b" }),
      /cancelled while waiting for InfluxDB/,
    );
    await session.nextNotice();
    session.provider.cancel();
    await waiting;
  });
});
