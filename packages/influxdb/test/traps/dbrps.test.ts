/** Traps of the server that concern DBRP mappings; numbers are those of the notes on its API. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type FaultProxy, startFaultProxy } from "../../../../test/support/fault-proxy.ts";
import { makeBucket, startServer, type TestServer } from "../../../../test/support/influxd.ts";
import { kindOf, plain, type Resource, Sessions } from "../../../../test/support/provider.ts";
import { call } from "../conformance/rows/row.ts";

let server: TestServer;
let proxy: FaultProxy;
let sessions: Sessions;
let bucketId: string;
before(async () => {
  server = await startServer();
  proxy = await startFaultProxy(server.url);
  sessions = new Sessions({ url: proxy.url, token: server.token, org: server.org, concurrency: 32 });
  bucketId = await makeBucket(server, "target");
});
after(async () => {
  await sessions.close();
  await proxy.stop();
  await server.stop();
});

const dbrp = kindOf("Dbrp");

interface Mapping {
  readonly id: string;
  readonly database: string;
  readonly retention_policy: string;
  readonly default: boolean;
  readonly virtual?: boolean;
}

/** Every mapping of a database, virtual ones too. */
async function mappings(database: string): Promise<Mapping[]> {
  const { content } = await call(server, "GET", `/api/v2/dbrps?orgID=${server.orgId}`);
  return (content as Mapping[]).filter((mapping) => mapping.database === database);
}

async function defaults(database: string): Promise<Record<string, boolean>> {
  return Object.fromEntries(
    (await mappings(database)).map((mapping) => [mapping.retention_policy, mapping.default]),
  );
}

describe("traps: DBRP mappings", () => {
  test("what the server refuses for a name is refused before anything is sent, and nothing else is", async () => {
    const refused = ["", ".", "..", "a/b", "a\\b", "a\nb", "a\u0000b", "\u00a0", "\u200b"];
    const taken = [" a b ", "...", ".a", "ключ", "é", "🎉", '"', "%", "a:b"];
    for (const name of [...refused, ...taken]) {
      const isTaken = taken.includes(name);
      const session = sessions.next();
      for (const names of [
        { database: name, retentionPolicy: "r" },
        { database: `of ${taken.indexOf(name)}`, retentionPolicy: name },
      ]) {
        const body = { orgID: server.orgId, bucketID: bucketId, database: names.database };
        const made = call(server, "POST", "/api/v2/dbrps", {
          ...body,
          retention_policy: names.retentionPolicy,
        });
        assert.equal(
          await made.then(
            () => true,
            () => false,
          ),
          isTaken,
          JSON.stringify(names),
        );
        const faults = session.failures(dbrp, { ...names, bucketId });
        assert.equal(faults.length, isTaken ? 0 : 1, JSON.stringify(names));
      }
    }
  });

  test("trap 8: the only mapping of a database is its default whatever is declared, and that is no drift", async () => {
    const declared = { database: "only", retentionPolicy: "7d", bucketId, default: false };
    const resource = await sessions.next().create(dbrp, declared);
    assert.deepEqual(await defaults("only"), { "7d": true });
    assert.equal(resource.outputs.values["default"], true);
    const session = sessions.next();
    const refreshed = await session.refreshed(resource);
    assert.deepEqual(plain(refreshed), plain(resource));
    assert.deepEqual(session.changes(refreshed, declared), []);
    // Declared the default and then not: the server answers that it obeyed, and did not.
    const first = await session.update(resource, { ...declared, default: true });
    const second = await session.update(first, declared);
    assert.equal(second.outputs.values["default"], true);
    assert.deepEqual(plain(await sessions.next().refreshed(second)), plain(second));
  });

  for (const order of [
    ["main", "side"],
    ["side", "main"],
  ] as const) {
    test(`trap 8: with one declared default, ${order[0]} made first, it is the default and nothing drifts`, async () => {
      const database = `made ${order[0]} first`;
      const declared = {
        main: { database, retentionPolicy: "main", bucketId, default: true },
        side: { database, retentionPolicy: "side", bucketId, default: false },
      };
      const session = sessions.next();
      const made: Resource[] = [];
      for (const name of order) made.push(await session.create(dbrp, declared[name]));
      assert.deepEqual(await defaults(database), { main: true, side: false });
      const next = sessions.next();
      for (const [index, resource] of made.entries()) {
        const refreshed = await next.refreshed(resource);
        assert.deepEqual(refreshed.inputs, resource.inputs);
        assert.deepEqual(next.changes(refreshed, declared[order[index] ?? "main"]), []);
      }
    });
  }

  test("trap 8: a default that was taken away, or given by a deletion, is drift that an update mends", async () => {
    const declared = {
      main: { database: "moved", retentionPolicy: "main", bucketId, default: true },
      side: { database: "moved", retentionPolicy: "side", bucketId, default: false },
      other: { database: "moved", retentionPolicy: "other", bucketId, default: false },
    };
    const session = sessions.next();
    const main = await session.create(dbrp, declared.main);
    const side = await session.create(dbrp, declared.side);
    const other = await session.create(dbrp, declared.other);
    await call(server, "PATCH", `/api/v2/dbrps/${side.id}?orgID=${server.orgId}`, { default: true });
    const taken = sessions.next();
    const foundMain = await taken.refreshed(main);
    assert.deepEqual(taken.changes(foundMain, declared.main), ["default"]);
    assert.deepEqual(taken.changes(await taken.refreshed(side), declared.side), ["default"]);
    assert.deepEqual(taken.changes(await taken.refreshed(other), declared.other), []);
    await taken.update(foundMain, declared.main);
    assert.deepEqual(await defaults("moved"), { main: true, side: false, other: false });

    await sessions.next().delete(main);
    const promoted = sessions.next();
    const changes = [side, other].map(async (resource, index) => {
      return promoted.changes(
        await promoted.refreshed(resource),
        index === 0 ? declared.side : declared.other,
      );
    });
    assert.deepEqual((await Promise.all(changes)).flat(), ["default"]);
  });

  test("trap 9: of equal mappings made at once exactly one exists, and the others say so", async () => {
    const session = sessions.next();
    const declared = { database: "raced", retentionPolicy: "7d", bucketId };
    const outcomes = await Promise.allSettled(
      Array.from({ length: 32 }, () => session.create(dbrp, declared)),
    );
    const failed = outcomes.flatMap((outcome) =>
      outcome.status === "rejected" ? [String(outcome.reason)] : [],
    );
    assert.equal(failed.length, 31);
    for (const message of failed)
      assert.match(
        message,
        /Dbrp "raced\/7d" exists already .*pulumi import influxdb:index:Dbrp .* 'test\/raced\/7d'/,
      );
    assert.equal((await mappings("raced")).length, 1);
  });

  test("trap 9: mappings of different databases are made side by side", async () => {
    const session = sessions.next();
    await session.provider.import(kindOf("Bucket"), "target");
    const all = Array.from({ length: 8 }, (_, index) =>
      session.create(dbrp, { database: `beside ${index}`, retentionPolicy: "7d", bucketId }),
    );
    assert.equal(new Set((await Promise.all(all)).map(({ id }) => id)).size, 8);
  });

  test("trap 10: writing to a virtual mapping changes other ones, so it is never taken for a resource", async () => {
    const virtualBucket = await makeBucket(server, "made-up/first");
    const physical = await sessions
      .next()
      .create(dbrp, { database: "made-up", retentionPolicy: "second", bucketId });
    const before = await mappings("made-up");
    assert.deepEqual(
      before.map(({ id, virtual = false }) => [id, virtual]),
      [
        [physical.id, false],
        [virtualBucket, true],
      ],
    );

    const session = sessions.next();
    await assert.rejects(session.import(dbrp, virtualBucket), /is a virtual DBRP mapping/);
    assert.equal(await session.import(dbrp, "test/made-up/first"), undefined);
    // Not even a state that says so by mistake.
    const mistaken = { ...physical, id: virtualBucket };
    await assert.rejects(session.refresh(mistaken), /is a virtual DBRP mapping/);
    await assert.rejects(
      session.update(mistaken, { database: "made-up", retentionPolicy: "first", bucketId }),
      /is a virtual DBRP mapping/,
    );
    await assert.rejects(session.delete(mistaken), /is a virtual DBRP mapping/);
    assert.deepEqual(await mappings("made-up"), before);
    const writes = proxy.seen.filter(({ method, path }) => method !== "GET" && path.includes(virtualBucket));
    assert.deepEqual(writes, []);
  });
});
