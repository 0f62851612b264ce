import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Program } from "../../../../index.ts";
import { TestEngine } from "../../../../test/support/engine.ts";
import { type FaultProxy, startFaultProxy } from "../../../../test/support/fault-proxy.ts";
import { startServer, type TestServer } from "../../../../test/support/influxd.ts";
import * as influxdb from "../../index.ts";
import { connect, objectsOn, oneOfEach } from "./stack.ts";

let server: TestServer;
let proxy: FaultProxy;
let engine: TestEngine;
before(async () => {
  [server, engine] = await Promise.all([startServer(), TestEngine.make()]);
  proxy = await startFaultProxy(server.url);
});
after(async () => {
  await engine.remove();
  await proxy.stop();
  await server.stop();
});

/** Writes that a run sends, in order: method and kind. */
async function writesOf(program: Program): Promise<string[]> {
  const from = proxy.seen.length;
  await engine.succeed("up", program);
  const writes = proxy.seen.slice(from).filter(({ method }) => method !== "GET");
  return writes.map(({ method, path }) => `${method} ${/\/api\/v2\/(\w+)/.exec(path)?.[1] ?? path}`);
}

async function idOf(type: string): Promise<string | undefined> {
  return (await engine.resources()).find((resource) => resource.type === `influxdb:index:${type}`)?.id;
}

// One story, in order.
describe("replacements through the real engine", () => {
  test("a token with other rights is made before the old one goes, so that nobody is without", async () => {
    await engine.succeed("up", oneOfEach(server, {}, proxy.url));
    const old = await idOf("Authorization");
    const permissions = [{ action: "read" as const, resourceType: "tasks" as const }];
    const writes = await writesOf(oneOfEach(server, { authorization: { permissions } }, proxy.url));
    assert.deepEqual(writes, ["POST authorizations", "DELETE authorizations"]);
    assert.notEqual(await idOf("Authorization"), old);
    assert.deepEqual(
      (await objectsOn(server))["tokens"]?.filter((name) => name === "agents"),
      ["agents"],
    );
  });

  test("a mapping that keeps its name goes before the new one is made: both at once cannot be", async () => {
    const leadingTo = (target: "one" | "two"): Program => {
      return async () => {
        const provider = connect(server, proxy.url);
        const one = new influxdb.Bucket("one", { name: "one" }, { provider });
        const two = new influxdb.Bucket("two", { name: "two" }, { provider });
        const bucketId = { one, two }[target].id;
        const { id } = new influxdb.Dbrp(
          "dbrp",
          { database: "d", retentionPolicy: "7d", bucketId },
          { provider },
        );
        return Promise.resolve({ id });
      };
    };
    await engine.succeed("up", leadingTo("one"));
    const old = await idOf("Dbrp");
    assert.deepEqual(await writesOf(leadingTo("two")), ["DELETE dbrps", "POST dbrps"]);
    assert.notEqual(await idOf("Dbrp"), old);
    assert.deepEqual((await objectsOn(server))["dbrps"], ["d"]);
  });

  test("a bucket of another organization is another bucket, and its mapping follows it", async () => {
    const moved: Program = async () => {
      const provider = connect(server, proxy.url);
      const organization = new influxdb.Organization("org", { name: "declared" }, { provider });
      const place = { orgId: organization.id };
      const bucket = new influxdb.Bucket(
        "bucket",
        { name: "metrics", retentionSeconds: 604_800, ...place },
        { provider },
      );
      const mapping = { database: "metrics", retentionPolicy: "7d", bucketId: bucket.id, ...place };
      const dbrp = new influxdb.Dbrp("dbrp", mapping, { provider });
      return Promise.resolve({ id: dbrp.id });
    };
    await engine.succeed("up", oneOfEach(server, {}, proxy.url));
    await engine.succeed("up", moved);
    await engine.succeed("preview", moved, { flags: ["--refresh", "--expect-no-changes"] });
    assert.deepEqual((await objectsOn(server))["dbrps"], []);
    await engine.succeed("destroy");
  });
});
