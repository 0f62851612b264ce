/** Traps of the server that concern lists, ids and scripts; numbers are those of the notes on its API. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type FaultProxy, startFaultProxy } from "../../../../test/support/fault-proxy.ts";
import { startServer, type TestServer } from "../../../../test/support/influxd.ts";
import { kindOf, plain, type Resource, Sessions } from "../../../../test/support/provider.ts";
import { kinds } from "../../kinds/index.ts";
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

const fluxOf = (name: string) => `option task = {name: "${name}", every: 1h}\nbuckets()`;

/** Paths that a piece of work asks for, without ids and queries, with how often. */
async function requestsOf(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const from = proxy.seen.length;
  await work();
  const counts: Record<string, number> = {};
  for (const { method, path } of proxy.seen.slice(from)) {
    const key = `${method} ${path.replace(/\?.*/, "")}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

describe("traps: lists", () => {
  test("trap 6: lists are complete beyond one page, and a refresh costs pages, not objects", async () => {
    const session = sessions.next();
    const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);
    const buckets = await Promise.all(names(200).map((name) => session.create(kindOf("Bucket"), { name })));
    const others: Promise<Resource>[] = [
      ...buckets.map(({ id: bucketId }, index) => {
        return session.create(kindOf("Dbrp"), { database: `n${index}`, retentionPolicy: "7d", bucketId });
      }),
      ...names(501).map((name) => session.create(kindOf("Task"), { flux: fluxOf(name), status: "inactive" })),
      ...names(100).map((name) => session.create(kindOf("Organization"), { name })),
      ...names(20).map((description) =>
        session.create(kindOf("Authorization"), {
          description,
          permissions: [{ action: "read", resourceType: "buckets" }],
        }),
      ),
    ];
    const resources = [...buckets, ...(await Promise.all(others))];

    const next = sessions.next();
    const requests = await requestsOf(async () => {
      const refreshed = await Promise.all(resources.map((resource) => next.refreshed(resource)));
      // Made while the server had no other mapping of its database, so nothing but the inputs is compared there.
      for (const [index, found] of refreshed.entries())
        assert.deepEqual(found.inputs, resources[index]?.inputs);
    });
    assert.deepEqual(requests, {
      "GET /health": 1,
      // 200 and the three of a new organization; 501; 100 and the one of the server.
      "GET /api/v2/buckets": 3,
      "GET /api/v2/dbrps": 1,
      "GET /api/v2/tasks": 2,
      "GET /api/v2/orgs": 2,
      "GET /api/v2/authorizations": 1,
    });
    assert.equal(next.provider.requests, 10);
  });

  test("trap 6: a page that is exactly full is followed by one that is empty, and that ends it", async () => {
    const organization = kindOf("Organization");
    const { orgs } = await call(server, "GET", "/api/v2/orgs?limit=100&offset=100");
    for (const { name } of orgs as { name: string }[]) {
      const found = await sessions.next().import(organization, name);
      assert(found !== undefined);
      await sessions.next().delete(found);
    }
    const requests = await requestsOf(() => sessions.next().import(organization, "no such organization"));
    // And it is asked for by its name, because a list may lack it.
    assert.deepEqual(requests, { "GET /health": 1, "GET /api/v2/orgs": 3 });
  });

  test("a list is asked for again after something of its kind was written", async () => {
    const bucket = kindOf("Bucket");
    const session = sessions.next();
    const first = await session.create(bucket, { name: "first" });
    await session.refreshed(first);
    const second = await session.create(bucket, { name: "second" });
    assert.deepEqual(plain(await session.refreshed(second)), plain(second));
    await session.delete(first);
    assert.equal(await session.refresh(first), undefined);
  });

  test("trap 16: a script is kept to the letter whatever else changes, and a description alone can change", async () => {
    const task = kindOf("Task");
    const flux =
      'option   task={name: "odd",every:90s,\r\n  offset: 5400s}\r\n// A comment.\r\nbuckets()|>limit(n:1)';
    const session = sessions.next();
    let resource = await session.create(task, { flux });
    assert.equal(resource.outputs.values["offset"], "1h30m");
    for (const change of [
      { description: "d" },
      { status: "inactive" },
      { description: "e", status: "active" },
      {},
    ]) {
      resource = await session.update(resource, { flux, ...change });
      assert.equal((await call(server, "GET", `/api/v2/tasks/${resource.id}`))["flux"], flux);
    }
    assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
  });

  test("trap 16: a script that the server refuses is told with its own words, and leaves the task as it was", async () => {
    const task = kindOf("Task");
    const session = sessions.next();
    const broken = 'option task = {name: "x", every: 1h}\nfrom(bucket: "b" |> range(start: -1h)';
    await assert.rejects(
      session.create(task, { flux: broken }),
      /400 \(invalid\).*(syntax|expected|invalid)/,
    );
    const resource = await session.create(task, { flux: fluxOf("kept") });
    await assert.rejects(
      session.update(resource, { flux: broken }),
      /PATCH .*was answered with 500|PATCH .*was answered with 400/,
    );
    assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
  });

  test("trap 24: an empty id would be answered with a list, so no request is made with one", async () => {
    for (const kind of kinds) {
      const session = sessions.next();
      const orgId = server.orgId;
      const nameless = {
        kind,
        id: "",
        inputs: {},
        outputs: { values: { orgId }, secrets: new Set<string>() },
      };
      const requests = await requestsOf(async () => {
        await assert.rejects(session.delete(nameless));
        await assert.rejects(session.refresh(nameless), /lacks an id/);
      });
      for (const request of Object.keys(requests)) assert.doesNotMatch(request, /\/$|^(DELETE|PATCH|PUT)/);
    }
  });
});
