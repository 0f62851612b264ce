import assert from "node:assert/strict";
import { createServer, request as forward } from "node:http";
import type { AddressInfo } from "node:net";
import { after, afterEach, before, describe, test } from "node:test";
import { type FaultProxy, Gate, startFaultProxy } from "../../../../test/support/fault-proxy.ts";
import { startServer, type TestServer } from "../../../../test/support/influxd.ts";
import { kindOf, plain, type Resource, type Session, Sessions } from "../../../../test/support/provider.ts";
import { call } from "../conformance/rows/row.ts";

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
const POST = { method: "POST", path: /buckets/ };
const GET = { method: "GET", path: /buckets/ };
/** What InfluxDB says in every answer, and nobody else. */
const own = { "x-influxdb-version": "v2.9.1" };
const html = "<html><body><h1>404 Not Found</h1></body></html>";

/** Names of the buckets that are not the server's own. */
async function bucketNames(): Promise<string[]> {
  const { buckets } = await call(server, "GET", `/api/v2/buckets?orgID=${server.orgId}&limit=100`);
  return (buckets as { name: string; type: string }[])
    .filter(({ type }) => type === "user")
    .map(({ name }) => name);
}

/** How often a request of that kind arrived while work was done. */
async function arrivals(method: string, work: () => Promise<unknown>): Promise<number> {
  const from = proxy.seen.length;
  await work();
  return proxy.seen.slice(from).filter((seen) => seen.method === method).length;
}

/** Passes everything on, and answers the first creation with this status although it was carried out. */
async function startMesh(status: number): Promise<{ url: string; stop: () => Promise<void> }> {
  let left = 1;
  const mesh = createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const passed = forward(`${server.url}${path}`, { method, headers, agent: false }, (answer) => {
      if (method !== "POST" || left-- <= 0) {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
        return;
      }
      answer.resume().on("end", () => outgoing.writeHead(status).end("reset"));
    });
    incoming.pipe(passed.on("error", () => outgoing.destroy()));
  });
  await new Promise<void>((resolve) => mesh.listen(0, "127.0.0.1", resolve));
  const { port } = mesh.address() as AddressInfo;
  const stop = async () => {
    const closed = new Promise((resolve) => mesh.close(resolve));
    mesh.closeAllConnections();
    await closed;
  };
  return { url: `http://127.0.0.1:${port}`, stop };
}

let made = 0;
async function newBucket(session: Session): Promise<Resource> {
  made += 1;
  return session.create(bucket, { name: `made ${made}` });
}

describe("answers that promise that nothing was done", () => {
  for (const status of [503, 429]) {
    test(`${status}, then fine: a creation is sent again until it is taken, and one object exists`, async () => {
      proxy.break({ ...POST, times: 2 }, { fault: "answer", status, headers: own, body: "busy" });
      const session = sessions.next();
      const name = `after ${status}`;
      assert.equal(await arrivals("POST", () => session.create(bucket, { name })), 3);
      assert.deepEqual(
        (await bucketNames()).filter((other) => other === name),
        [name],
      );
    });
  }

  test("for ever: after some attempts it is an error with the answer, and nothing exists", async () => {
    proxy.break(
      { ...POST, times: 100 },
      {
        fault: "answer",
        status: 503,
        headers: own,
        body: '{"code":"unavailable","message":"compacting"}',
      },
    );
    await assert.rejects(
      sessions.next().create(bucket, { name: "never" }),
      /POST \/api\/v2\/buckets at .* was answered with 503 \(unavailable\): compacting/,
    );
    assert(!(await bucketNames()).includes("never"));
    proxy.heal();
    await sessions.next().create(bucket, { name: "never" });
  });
});

describe("answers that ask for a pause", () => {
  for (const [status, headers] of [
    [429, own],
    [502, {}],
  ] as const) {
    test(`${status} with Retry-After: nothing is made again before that time is over`, async () => {
      const order: string[] = [];
      // Begun before the client begins to wait, and shorter: if the client waits as it is asked, this ends first.
      const asked = () => {
        setTimeout(() => order.push("the server's time is over"), 900);
      };
      const again = () => {
        order.push("sent again");
      };
      proxy.break(
        { ...POST, met: asked },
        { fault: "answer", status, headers: { ...headers, "retry-after": "1" } },
      );
      proxy.break({ ...POST, met: again }, { fault: "none" });
      await sessions.next().create(bucket, { name: `patient ${status}` });
      assert.deepEqual(order, ["the server's time is over", "sent again"]);
    });
  }
});

describe("answers of somebody between, who may have passed the request on", () => {
  const task = kindOf("Task");
  for (const status of [429, 502, 503, 504, 520, 524]) {
    test(`${status} after the server has carried out a creation: it is found, and not made twice`, async () => {
      const name = `passed on ${status}`;
      const flux = `option task = {name: "${name}", every: 1h}\nbuckets()`;
      const mesh = await startMesh(status);
      const resource = await sessions.next({ url: mesh.url }).create(task, { flux });
      await mesh.stop();
      const { tasks } = await call(server, "GET", `/api/v2/tasks?orgID=${server.orgId}&name=${name}`);
      assert.deepEqual(
        (tasks as { id: string }[]).map(({ id }) => id),
        [resource.id],
      );
    });
  }
});

test("InfluxDB says who it is also when it has too much to do", async () => {
  const answer = await fetch(`${server.url}/api/v2/of-no-version`);
  assert.match(answer.headers.get("x-influxdb-version") ?? "", /^v2\./);
});

describe("a deletion that is answered with a page", () => {
  for (const [name, declared] of [
    ["Task", { flux: 'option task = {name: "t", every: 1h}\nbuckets()' }],
    ["Authorization", { permissions: [{ action: "read", resourceType: "buckets" }] }],
  ] as const) {
    test(`is none: ${name}`, async () => {
      const resource = await sessions.next().create(kindOf(name), declared);
      proxy.break({ method: "DELETE" }, { fault: "answer", status: 200, body: "<html>Sign in</html>" });
      await assert.rejects(
        sessions.next().delete(resource),
        /^ConnectionError: DELETE .* was answered with something that is not empty: is this the InfluxDB API\?/,
      );
      await sessions.next().refreshed(resource);
      await sessions.next().delete(resource);
      assert.equal(await sessions.next().refresh(resource), undefined);
    });
  }
});

describe("answers that are no answers", () => {
  const garbage: readonly [what: string, body: string, reason: RegExp][] = [
    ["a page of HTML", html, /was answered with something that is not JSON: is this the InfluxDB API\?/],
    ["cut-off JSON", '{"buckets":[{"id":"', /something that is not JSON/],
    ["nothing", "", /was answered with something unexpected at ""/],
    ["JSON of another shape", '{"buckets":{"id":1}}', /was answered with something unexpected at "buckets"/],
    ["JSON null", "null", /was answered with something unexpected at ""/],
    [
      "an id of another form",
      '{"buckets":[{"id":"x"}]}',
      /unexpected at "buckets\.0\.id": expected an id of 16/,
    ],
  ];
  for (const [what, body, reason] of garbage) {
    test(`${what} with 200: a refresh is an error and nothing is taken for gone`, async () => {
      const resource = await newBucket(sessions.next());
      proxy.break(GET, { fault: "garble", body });
      await assert.rejects(sessions.next().refresh(resource), (error: Error) => {
        assert.match(error.message, /^GET \/api\/v2\/buckets at http/);
        assert.match(error.message, reason);
        return true;
      });
      assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
    });
  }

  test("something that is not CSV for a query: an error that names the request", async () => {
    const secret = await sessions.next().create(kindOf("Secret"), { key: "k", value: "v" });
    proxy.break({ method: "POST", path: /query/ }, { fault: "garble", body: '["x"]' });
    await assert.rejects(
      sessions.next().refresh(secret),
      /^ConnectionError: POST \/api\/v2\/query at http\S+ was answered with something that is not CSV/,
    );
    await sessions.next().refreshed(secret);
  });

  for (const [what, status, body] of [
    ["a proxy's 404", 404, html],
    ["a 404 without a word", 404, ""],
    ["a 404 of another API", 404, '{"message":"bucket not found"}'],
    ["a 404 of the wrong path", 404, '{"code":"not found","message":"path not found"}'],
    ["a 500", 500, '{"code":"internal error","message":"panic: bucket not found"}'],
  ] as const) {
    test(`${what} is never taken for "gone", neither by refresh nor by delete`, async () => {
      const resource = await newBucket(sessions.next());
      proxy.break({ path: /buckets/, times: 100 }, { fault: "answer", status, body });
      await assert.rejects(sessions.next().refresh(resource), new RegExp(`was answered with ${status}`));
      await assert.rejects(sessions.next().delete(resource), new RegExp(`was answered with ${status}`));
      proxy.heal();
      // Lists may be well while a single object is not.
      proxy.break({ path: new RegExp(resource.id), times: 100 }, { fault: "answer", status, body });
      await assert.rejects(sessions.next().delete(resource), new RegExp(`was answered with ${status}`));
      proxy.heal();
      await sessions.next().refreshed(resource);
    });
  }
});

describe("connections that break", () => {
  test("before a request that repeats without harm: it is sent again", async () => {
    const session = sessions.next();
    const resource = await newBucket(session);
    for (const fault of ["drop-before", "drop-after", "truncate"] as const) {
      for (const method of ["GET", "PATCH"]) proxy.break({ method, path: /buckets/ }, { fault });
      await sessions.next().refreshed(resource);
      const updated = await sessions.next().update(resource, { ...resource.inputs, description: fault });
      assert.deepEqual(plain(await sessions.next().refreshed(updated)), plain(updated));
    }
    proxy.break({ method: "DELETE" }, { fault: "drop-after" });
    await sessions.next().delete(resource);
    assert.equal(await sessions.next().refresh(resource), undefined);
  });

  test("an update that failed half-way is finished by the next one", async () => {
    const session = sessions.next();
    const resource = await newBucket(session);
    const declared = {
      name: "finished later",
      retentionSeconds: 7200,
      description: "d",
    };
    proxy.break({ method: "PATCH", path: /buckets/ }, { fault: "none" });
    proxy.break(
      { method: "PATCH", path: /buckets/, times: 100 },
      { fault: "answer", status: 500, body: "no" },
    );
    await assert.rejects(session.update(resource, declared), /PATCH .* was answered with 500: no/);
    proxy.heal();
    const updated = await sessions.next().update(resource, declared);
    assert.deepEqual(plain(await sessions.next().refreshed(updated)), plain(updated));
    assert.deepEqual(session.changes(updated, declared), []);
  });
});

describe("cancel", () => {
  test("lets a creation under way come to its end, so that it is on record", async () => {
    const gate = new Gate();
    proxy.break(POST, { fault: "hold", gate });
    const session = sessions.next();
    const creation = session.create(bucket, { name: "under way" });
    await gate.reached;
    session.provider.cancel();
    gate.open();
    const resource = await creation;
    assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
  });

  test("ends what only reads, and keeps anything new from being sent", async () => {
    const session = sessions.next();
    const resource = await newBucket(session);
    const gate = new Gate();
    proxy.break(GET, { fault: "hold", gate });
    const reading = assert.rejects(session.refresh(resource), /GET \/api\/v2\/buckets was cancelled/);
    await gate.reached;
    session.provider.cancel();
    await reading;
    const sent = session.provider.requests;
    await assert.rejects(session.create(bucket, { name: "too late" }), /cancelled/);
    await assert.rejects(session.delete(resource), /cancelled/);
    assert.equal(session.provider.requests, sent);
    gate.open();
    assert(!(await bucketNames()).includes("too late"));
  });

  test("ends the pause before another attempt", async () => {
    const refused = Promise.withResolvers<undefined>();
    const met = () => {
      refused.resolve(undefined);
    };
    proxy.break(
      { ...POST, times: 100, met },
      { fault: "answer", status: 429, headers: { "retry-after": "60" } },
    );
    const session = sessions.next();
    const creation = assert.rejects(session.create(bucket, { name: "paused" }), /cancelled/);
    await refused.promise;
    session.provider.cancel();
    await creation;
    assert(!(await bucketNames()).includes("paused"));
  });
});
