/** Traps of the server that concern telegraf configurations and scrapers; numbers are those of the notes on its API. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { type FaultProxy, startFaultProxy } from "../../../../test/support/fault-proxy.ts";
import { api, makeBucket, startServer, type TestServer } from "../../../../test/support/influxd.ts";
import { kindOf, plain, Sessions } from "../../../../test/support/provider.ts";
import { Unfinished } from "../../provider/provider.ts";
import { call, made } from "../conformance/rows/row.ts";

let server: TestServer;
let proxy: FaultProxy;
let sessions: Sessions;
let bucketId: string;
let elsewhere: string;
before(async () => {
  server = await startServer();
  proxy = await startFaultProxy(server.url);
  sessions = new Sessions({ url: proxy.url, token: server.token, org: server.org });
  bucketId = await makeBucket(server, "target");
  elsewhere = await made(call(server, "POST", "/api/v2/orgs", { name: "elsewhere" }));
});
afterEach(() => proxy.heal());
after(async () => {
  await sessions.close();
  await proxy.stop();
  await server.stop();
});

const telegrafConfig = kindOf("TelegrafConfig");
const scraper = kindOf("Scraper");
const writingTo = (...buckets: string[]) =>
  buckets.map((bucket) => `[[outputs.influxdb_v2]]\n  bucket = "${bucket}"\n`).join("");

describe("traps: telegraf configurations", () => {
  test("trap 23: by its id the server answers with TOML unless it is asked for JSON, and it is read all the same", async () => {
    const declared = { name: "by id", config: writingTo("a") };
    const resource = await sessions.next().create(telegrafConfig, declared);
    const path = `/api/v2/telegrafs/${resource.id}`;
    assert.equal(await api(server, "GET", path), declared.config);
    const session = sessions.next();
    const imported = await session.import(telegrafConfig, resource.id);
    assert(imported !== undefined);
    assert.deepEqual(session.changes(imported, declared), []);
  });

  test("trap 21: what a PUT leaves out is erased, so an update sends everything", async () => {
    const declared = { name: "whole", config: writingTo("a"), buckets: ["shown"] };
    const session = sessions.next();
    const resource = await session.create(telegrafConfig, declared);
    await session.update(resource, { ...declared, description: "d" });
    const remote = await call(server, "GET", `/api/v2/telegrafs/${resource.id}`);
    assert.equal(remote["config"], declared.config);
    assert.deepEqual(remote["metadata"], { buckets: ["shown"] });
    assert.equal(remote["description"], "d");
  });

  test("buckets that are not declared are the server's to find, and what it finds is no drift", async () => {
    const declared = { name: "finds", config: writingTo("a", "b") };
    const session = sessions.next();
    const resource = await session.create(telegrafConfig, declared);
    assert.deepEqual(resource.outputs.values["buckets"], ["a", "b"]);
    const changed = await session.update(resource, { ...declared, config: writingTo("c") });
    assert.deepEqual(changed.outputs.values["buckets"], ["c"]);
    const put = { name: "finds", config: writingTo("c"), metadata: { buckets: ["by hand"] } };
    await call(server, "PUT", `/api/v2/telegrafs/${resource.id}`, put);
    const found = await sessions.next().refreshed(changed);
    assert.deepEqual(found.outputs.values["buckets"], ["by hand"]);
    assert.deepEqual(session.changes(found, changed.inputs), []);
  });

  const unreadable: readonly [what: string, config: string][] = [
    ["no TOML", "[[outputs"],
    ["an output that is no list", '[outputs.influxdb_v2]\n  bucket = "a"\n'],
    ["a bucket that is no text", "[[outputs.influxdb_v2]]\n  bucket = 5\n"],
  ];
  for (const [what, config] of unreadable) {
    test(`${what}: the server's 500 is explained, nothing is made, and what was there stays`, async () => {
      const session = sessions.next();
      const explained =
        /500 \(internal error\).*"config" is not valid TOML.*the log of the server says which/;
      await assert.rejects(session.create(telegrafConfig, { name: what, config }), explained);
      assert.equal(await sessions.next().import(telegrafConfig, what), undefined);
      const resource = await session.create(telegrafConfig, { name: what, config: writingTo("a") });
      await assert.rejects(session.update(resource, { name: what, config }), explained);
      assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
    });
  }

  test("names repeat: an import by such a name tells the ids", async () => {
    const declared = { name: "twice", config: "" };
    const session = sessions.next();
    const first = await session.create(telegrafConfig, declared);
    const second = await session.create(telegrafConfig, declared);
    const both = new RegExp(`names 2 objects.*(${first.id}, ${second.id}|${second.id}, ${first.id})`);
    await assert.rejects(sessions.next().import(telegrafConfig, "twice"), both);
  });
});

describe("traps: scrapers", () => {
  const url = "http://127.0.0.1:9/metrics";

  test("trap 21: a PATCH replaces everything: what a person's one erased is drift, and ours erases nothing", async () => {
    const declared = { name: "patched", url, bucketId, allowInsecure: true };
    const resource = await sessions.next().create(scraper, declared);
    const path = `/api/v2/scrapers/${resource.id}`;
    await call(server, "PATCH", path, { name: "by hand" });
    const session = sessions.next();
    const found = await session.refreshed(resource);
    assert.deepEqual(found.inputs, {
      ...resource.inputs,
      name: "by hand",
      type: "",
      url: "",
      allowInsecure: false,
    });
    assert.deepEqual(session.changes(found, declared), ["allowInsecure", "name", "type", "url"]);
    const mended = await session.update(found, declared);
    assert.deepEqual(plain(await sessions.next().refreshed(mended)), plain(resource));
    await session.update(mended, { ...declared, name: "renamed" });
    const { name, type, url: now, bucketID, allowInsecure } = await call(server, "GET", path);
    assert.deepEqual(
      [name, type, now, bucketID, allowInsecure],
      ["renamed", "prometheus", url, bucketId, true],
    );
  });

  test("a bucket that does not exist is taken by the server: the scraper is on record, and the fault is told", async () => {
    const declared = { name: "nowhere", url, bucketId: "00000000000000aa" };
    const session = sessions.next();
    const failed = await session.create(scraper, declared).catch((error: unknown) => error);
    assert(failed instanceof Unfinished);
    assert.match(failed.message, /has no bucket to write to: there is none with the id "00000000000000aa"/);
    const { id, outputs } = failed.state;
    const resource = { kind: scraper, id, inputs: session.check(scraper, declared), outputs };
    const mended = await session.update(resource, { ...declared, bucketId });
    assert.deepEqual(plain(await sessions.next().refreshed(mended)), plain(mended));
    await assert.rejects(session.update(mended, declared), Unfinished);
  });

  test("a bucket that was deleted is drift, and another one mends it", async () => {
    const shortLived = await makeBucket(server, "short-lived");
    const declared = { name: "orphan", url, bucketId: shortLived };
    const resource = await sessions.next().create(scraper, declared);
    await api(server, "DELETE", `/api/v2/buckets/${shortLived}`);
    const session = sessions.next();
    const found = await session.refreshed(resource);
    assert.deepEqual(session.changes(found, declared), ["bucketId"]);
    const mended = await session.update(found, { ...declared, bucketId });
    assert.deepEqual(plain(await sessions.next().refreshed(mended)), plain(mended));
  });

  test("an id in capitals is the same id", async () => {
    const declared = { name: "capitals", url, bucketId: bucketId.toUpperCase() };
    const session = sessions.next();
    const resource = await session.create(scraper, declared);
    const found = await sessions.next().refreshed(resource);
    assert.deepEqual(plain(found), plain(resource));
    assert.deepEqual(session.changes(found, { ...declared, bucketId }), []);
  });
});

describe("traps: lists", () => {
  test("trap 7: what is listed of another organization is not taken for one's own", async () => {
    const target = { orgID: elsewhere, name: "target", retentionRules: [] };
    const foreign = {
      orgID: elsewhere,
      name: "foreign",
      bucketID: await made(call(server, "POST", "/api/v2/buckets", target)),
    };
    for (const [kind, path] of [
      [telegrafConfig, "telegrafs"],
      [scraper, "scrapers"],
    ] as const) {
      await call(server, "POST", `/api/v2/${path}`, foreign);
      const body = await api(server, "GET", `/api/v2/${path}?orgID=${elsewhere}`);
      assert.match(body, /"foreign"/);
      proxy.break({ method: "GET", path: new RegExp(path) }, { fault: "garble", body });
      assert.equal(await sessions.next().import(kind, "foreign"), undefined);
    }
  });
});

test("a scraper that was moved to another organization by hand is replaced by one where it is declared", async () => {
  const declared = { name: "wanders", url: "http://127.0.0.1:1/metrics", bucketId };
  const resource = await sessions.next().create(scraper, declared);
  await call(server, "PATCH", `/api/v2/scrapers/${resource.id}`, {
    name: "wanders",
    type: "prometheus",
    url: "http://127.0.0.1:1/metrics",
    bucketID: bucketId,
    orgID: elsewhere,
  });
  const session = sessions.next();
  const found = await session.refreshed(resource);
  assert.equal(found.inputs["org"], "elsewhere");
  const { changes } = session.diff(found, declared);
  assert.deepEqual(changes, [{ property: "org", change: "update", replaces: true }]);
});
