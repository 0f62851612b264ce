import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Program } from "../../../../index.ts";
import { engineParts } from "../../../../test/support/engine-parts.ts";
import * as influxdb from "../../index.ts";
import { operations, outputs } from "./observe.ts";
import { connect, objectsOn, oneOfEach } from "./stack.ts";

const parts = engineParts();

const refusal = {
  fault: "answer",
  status: 403,
  body: '{"code":"forbidden","message":"not now"}',
} as const;

/** Writes that a run sends, in order: method and kind. */
async function writesOf(program: Program): Promise<string[]> {
  const from = parts.proxy.seen.length;
  await parts.engine.succeed("up", program);
  const writes = parts.proxy.seen.slice(from).filter(({ method }) => method !== "GET");
  return writes.map(({ method, path }) => `${method} ${/\/api\/v2\/(\w+)/.exec(path)?.[1] ?? path}`);
}

/** An organization, and one object of several kinds that are told its name. */
function named(name: string, fails = false): Program {
  return async () => {
    const provider = connect(parts.server, parts.proxy.url);
    const organization = new influxdb.Organization("renamed", { name }, { provider });
    const place = { org: organization.name };
    const bucket = new influxdb.Bucket("inside", { name: "inside", ...place }, { provider });
    const permissions = [{ action: "read" as const, resourceType: "buckets" as const }];
    new influxdb.Authorization("inner", { description: "inner", permissions, ...place }, { provider });
    const flux = 'option task = {name: "inner", every: 1h}\nbuckets()\n';
    const task = new influxdb.Task("inner", { flux, status: "inactive", ...place }, { provider });
    const label = new influxdb.Label("inner", { name: "inner", ...place }, { provider });
    const mapped = { labelId: label.id, resourceType: "tasks" as const, resourceId: task.id };
    new influxdb.LabelMapping("inner", { ...mapped, ...place }, { provider });
    const mapping = { database: "inner", retentionPolicy: "7d", bucketId: bucket.id, ...place };
    new influxdb.Dbrp("inner", mapping, { provider });
    new influxdb.Secret("inner", { key: "inner", value: "hidden", ...place }, { provider });
    if (fails) new influxdb.Bucket("late", { name: "inside", ...place }, { provider, dependsOn: [bucket] });
    return Promise.resolve({ org: bucket.org });
  };
}

async function ids(): Promise<readonly (readonly [string, string | undefined])[]> {
  return (await parts.engine.resources()).map(({ urn, id }) => [urn, id] as const).sort();
}

async function idOf(type: string): Promise<string | undefined> {
  return (await parts.engine.resources()).find((resource) => resource.type === `influxdb:index:${type}`)?.id;
}

// One story, in order.
describe("replacements through the real engine", () => {
  test("a token with other rights is made before the old one goes, so that nobody is without", async () => {
    await parts.engine.succeed("up", oneOfEach(parts.server, {}, parts.proxy.url));
    const old = await idOf("Authorization");
    const permissions = [{ action: "read" as const, resourceType: "tasks" as const }];
    const writes = await writesOf(
      oneOfEach(parts.server, { authorization: { permissions } }, parts.proxy.url),
    );
    assert.deepEqual(writes, ["POST authorizations", "DELETE authorizations"]);
    assert.notEqual(await idOf("Authorization"), old);
    assert.deepEqual(
      (await objectsOn(parts.server))["tokens"]?.filter((name) => name === "agents"),
      ["agents"],
    );
  });

  test("a mapping that keeps its name goes before the new one is made: both at once cannot be", async () => {
    const leadingTo = (target: "one" | "two"): Program => {
      return async () => {
        const provider = connect(parts.server, parts.proxy.url);
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
    await parts.engine.succeed("up", leadingTo("one"));
    const old = await idOf("Dbrp");
    assert.deepEqual(await writesOf(leadingTo("two")), ["DELETE dbrps", "POST dbrps"]);
    assert.notEqual(await idOf("Dbrp"), old);
    assert.deepEqual((await objectsOn(parts.server))["dbrps"], ["d"]);
  });

  test("a bucket of another organization is another bucket, and its mapping follows it", async () => {
    const moved: Program = async () => {
      const provider = connect(parts.server, parts.proxy.url);
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
    await parts.engine.succeed("up", oneOfEach(parts.server, {}, parts.proxy.url));
    await parts.engine.succeed("up", moved);
    await parts.engine.succeed("preview", moved, { flags: ["--refresh", "--expect-no-changes"] });
    assert.deepEqual((await objectsOn(parts.server))["dbrps"], []);
    await parts.engine.succeed("destroy");
  });

  test("an organization gets another name, and everything in it stays what it is", async () => {
    await parts.engine.succeed("up", named("first"));
    const before = await ids();
    const preview = await parts.engine.succeed("preview", named("second"));
    assert.deepEqual(new Set(Object.values(operations(preview))), new Set(["update"]));
    const writes = await writesOf(named("second"));
    // Secrets are read by a query.
    assert.deepEqual(
      writes.filter((write) => write !== "POST query"),
      ["PATCH orgs"],
    );
    assert.deepEqual(await ids(), before);
    assert.equal((await outputs(parts.engine))["org"], "second");
    await parts.engine.succeed("preview", named("second"), { flags: ["--expect-no-changes"] });
    await parts.engine.succeed("preview", named("second"), { flags: ["--refresh", "--expect-no-changes"] });
  });

  test("also when the update that renamed it did not end well", async () => {
    const before = await ids();
    const from = parts.proxy.seen.length;
    parts.proxy.break({ method: "GET", path: /\/api\/v2\/buckets/, times: 100 }, refusal);
    const failed = await parts.engine.run("up", named("third", true));
    parts.proxy.heal();
    assert.notEqual(failed.code, 0);
    assert(
      parts.proxy.seen.slice(from).some(({ method, path }) => method === "PATCH" && path.includes("/orgs/")),
    );
    await parts.engine.succeed("up", named("third"));
    assert.deepEqual(await ids(), before);
    await parts.engine.succeed("preview", named("third"), { flags: ["--refresh", "--expect-no-changes"] });
    await parts.engine.succeed("destroy");
  });
});
