import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { bag, kindOf, type Resource, Sessions } from "../../../../test/support/provider.ts";
import { UNKNOWN, Unknown, type Values } from "../../definition/values.ts";
import { previewCreate, previewUpdate } from "../../provider/previews.ts";

// Nothing listens there, and nothing needs to: neither diff nor preview ever asks the server.
const sessions = new Sessions({ url: "http://127.0.0.1:9", token: "t", org: "home" });
after(() => sessions.close());
const session = sessions.next();

const place = { org: "home", orgId: "00000000000000aa" };

/** A resource as it is in state after its creation. */
function resource(name: string, inputs: Values, outputs: Values = {}): Resource {
  const kind = kindOf(name);
  const preview = previewCreate(kind, bag(session.check(kind, inputs)));
  const values = { ...preview.values, ...(kind.scoped ? place : {}), ...outputs };
  return {
    kind,
    id: "00000000000000ff",
    inputs: session.check(kind, inputs),
    outputs: { values, secrets: preview.secrets },
  };
}

const flux = 'option task = {name: "t", every: 1h}';
const bucket = resource("Bucket", { name: "b", retentionSeconds: 7200, description: "d" });
const dbrp = resource("Dbrp", { database: "d", retentionPolicy: "r", bucketId: "00000000000000b1" });
const task = resource("Task", { flux });
const read = { action: "read", resourceType: "buckets" };
const write = { action: "write", resourceType: "buckets" };
const token = resource(
  "Authorization",
  { permissions: [read, write] },
  { token: "secret", userId: "00000000000000c1" },
);
const organization = resource("Organization", { name: "o" });

type Case = readonly [
  what: string,
  from: Resource,
  change: Values,
  expected: Readonly<Record<string, string>>,
];

/** Expected: property → how it changes; with a ! where it replaces. */
const cases: readonly Case[] = [
  ["nothing changed", bucket, {}, {}],
  ["a default is spelt out", task, { description: "", status: "active" }, {}],
  ["a derived default is spelt out", bucket, { shardGroupDurationSeconds: 3600 }, {}],
  ["one property changed", bucket, { description: "e" }, { description: "update" }],
  [
    "one property is given that was not",
    bucket,
    { shardGroupDurationSeconds: 7200 },
    { shardGroupDurationSeconds: "add" },
  ],
  ["one property is no longer given", bucket, { description: undefined }, { description: "delete" }],
  [
    "a retention from which another shard group follows",
    bucket,
    { retentionSeconds: 0 },
    { retentionSeconds: "update" },
  ],
  [
    "two properties changed",
    bucket,
    { name: "c", description: "e" },
    { name: "update", description: "update" },
  ],
  ["a name that is not known yet", bucket, { name: UNKNOWN }, { name: "update" }],
  ["the same organization by id", bucket, { org: undefined, orgId: place.orgId }, {}],
  ["the same organization by name and id", bucket, { org: "home", orgId: place.orgId }, {}],
  ["another organization by name", bucket, { org: "other" }, { org: "update!" }],
  ["another organization by id", bucket, { org: undefined, orgId: "00000000000000bb" }, { orgId: "add!" }],
  ["an organization that is not known yet", bucket, { org: undefined, orgId: UNKNOWN }, { orgId: "add!" }],
  ["another database", dbrp, { database: "e" }, { database: "update!" }],
  ["another bucket", dbrp, { bucketId: "00000000000000b2" }, { bucketId: "update!" }],
  ["a bucket that is not known yet", dbrp, { bucketId: UNKNOWN }, { bucketId: "update!" }],
  ["another retention policy", dbrp, { retentionPolicy: "s" }, { retentionPolicy: "update" }],
  ["no longer the default", dbrp, { default: false }, { default: "add" }],
  ["another script", task, { flux: `${flux}\n` }, { flux: "update" }],
  ["a pause", task, { status: "inactive" }, { status: "add" }],
  ["rights in another order, one twice", token, { permissions: [write, read, write] }, {}],
  ["a right less", token, { permissions: [read] }, { permissions: "update!" }],
  [
    "a right about something not known yet",
    token,
    { permissions: [read, { ...write, resourceId: UNKNOWN }] },
    { permissions: "update!" },
  ],
  ["another owner", token, { userId: "00000000000000c2" }, { userId: "add!" }],
  ["another description of a token", token, { description: "x" }, { description: "add" }],
  ["another name of an organization", organization, { name: "p" }, { name: "update" }],
];

describe("diff", () => {
  for (const [what, from, change, expected] of cases) {
    test(`${from.kind.name}: ${what}`, () => {
      const { changes } = session.diff(from, { ...from.inputs, ...change });
      const found = changes.map(({ property, change: how, replaces }) => [
        property,
        `${how}${replaces ? "!" : ""}`,
      ]);
      assert.deepEqual(Object.fromEntries(found), expected);
    });
  }

  test("an organization that was renamed, which a refresh has noted, is the same under its new name", () => {
    const outputs = { ...bucket.outputs, values: { ...bucket.outputs.values, org: "renamed" } };
    const renamed = { ...bucket, outputs };
    assert.deepEqual(session.changes(renamed, { ...bucket.inputs, org: "renamed" }), []);
    assert.deepEqual(session.changes(renamed, { ...bucket.inputs, org: "other" }), ["org"]);
  });

  test("an organization named beside its id is not looked at", () => {
    const byId = resource("Bucket", { name: "b", org: "home", orgId: place.orgId });
    assert.deepEqual(session.changes(byId, { ...byId.inputs, org: "renamed" }), []);
  });

  test("a mapping that keeps its database and policy must go before the new one can be made", () => {
    assert.equal(session.diff(dbrp, { ...dbrp.inputs, bucketId: UNKNOWN }).deleteBeforeReplace, true);
    const byId = { ...dbrp.inputs, org: undefined, orgId: place.orgId, bucketId: "00000000000000b2" };
    assert.equal(session.diff(dbrp, byId).deleteBeforeReplace, true);
  });

  test("a mapping of another database, and a token, are made before the old one goes", () => {
    assert.equal(session.diff(dbrp, { ...dbrp.inputs, database: "e" }).deleteBeforeReplace, false);
    assert.equal(session.diff(dbrp, { ...dbrp.inputs, org: "other" }).deleteBeforeReplace, false);
    assert.equal(session.diff(token, { permissions: [read] }).deleteBeforeReplace, false);
  });
});

describe("preview", () => {
  test("a creation shows what is declared, what follows from it, and leaves open what the server decides", () => {
    const { values } = previewCreate(
      bucket.kind,
      bag({ name: "b", retentionSeconds: 30 * 86_400, org: "home" }),
    );
    const { createdAt, orgId, ...known } = values;
    assert(createdAt instanceof Unknown && orgId instanceof Unknown);
    const expected = {
      name: "b",
      description: "",
      retentionSeconds: 2_592_000,
      shardGroupDurationSeconds: 86_400,
      allowDataLoss: false,
      org: "home",
    };
    assert.deepEqual(known, expected);
  });

  test("the value of a token is a secret before it is known", () => {
    const { values, secrets } = previewCreate(token.kind, bag({ permissions: [read], org: "home" }));
    assert(values["token"] instanceof Unknown);
    assert.deepEqual([...secrets], ["token"]);
  });

  test("an update leaves open what follows from a change, and nothing else", () => {
    const before = resource(
      "Task",
      { flux },
      { name: "t", every: "1h", cron: undefined, createdAt: "then", ownerId: "o" },
    );
    const preview = (news: Values) => {
      return previewUpdate(before.kind, before.inputs, before.outputs, bag(news)).values;
    };
    const paused = preview({ ...before.inputs, status: "inactive" });
    assert.deepEqual(paused, { ...before.outputs.values, status: "inactive" });
    const edited = preview({ ...before.inputs, flux: `${flux}\n` });
    for (const key of ["name", "every", "cron", "offset"]) assert(edited[key] instanceof Unknown, key);
    assert.deepEqual([edited["createdAt"], edited["ownerId"]], ["then", "o"]);
  });

  test("inputs that are secret stay so in what a preview shows", () => {
    const { secrets } = previewCreate(bucket.kind, {
      values: { name: "b", org: "home" },
      secrets: new Set(["name"]),
    });
    assert.deepEqual([...secrets], ["name"]);
    const updated = previewUpdate(bucket.kind, bucket.inputs, bucket.outputs, {
      values: bucket.inputs,
      secrets: new Set(["description"]),
    });
    assert.deepEqual([...updated.secrets], ["description"]);
  });

  test("no request is sent", () => {
    assert.equal(session.provider.requests, 0);
  });
});
