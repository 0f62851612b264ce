import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { changedInputs, effective, foundInputs, importedInputs } from "../../definition/effective.ts";
import type { Found, Kind } from "../../definition/kind.ts";
import { textOf, UNKNOWN, Unknown, type Values } from "../../definition/values.ts";
import { authorization } from "../../kinds/authorization.ts";
import { bucket } from "../../kinds/bucket.ts";
import { dbrp } from "../../kinds/dbrp.ts";
import { task } from "../../kinds/task.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

function foundBucket(properties: Values): Found {
  const all = {
    name: "b",
    description: "",
    retentionSeconds: 0,
    shardGroupDurationSeconds: 7 * DAY,
    createdAt: "2026-01-01T00:00:00Z",
  };
  return { id: "1", orgId: "0", properties: { ...all, ...properties } };
}

describe("effective: inputs as they take effect", () => {
  test("defaults are filled in, and what is left to the server stays out", () => {
    const flux = 'option task = {name: "t", every: 1h}';
    assert.deepEqual(effective(task, { flux }), { flux, description: "", status: "active" });
    assert(!("userId" in effective(authorization, { permissions: [] })));
  });

  const shardGroups: readonly [retention: number, shardGroup: number][] = [
    [0, 7 * DAY],
    [HOUR, HOUR],
    [2 * DAY - 1, HOUR],
    [2 * DAY, DAY],
    [180 * DAY - 1, DAY],
    [180 * DAY, 7 * DAY],
  ];
  for (const [retentionSeconds, expected] of shardGroups) {
    test(`the shard group of a retention of ${retentionSeconds} s is ${expected} s unless it is declared`, () => {
      assert.equal(effective(bucket, { name: "b", retentionSeconds })["shardGroupDurationSeconds"], expected);
      const declared = effective(bucket, { name: "b", retentionSeconds, shardGroupDurationSeconds: 5000 });
      assert.equal(declared["shardGroupDurationSeconds"], 5000);
    });
  }

  test("what follows from something unknown is unknown", () => {
    const { name, shardGroupDurationSeconds } = effective(bucket, { name: "b", retentionSeconds: UNKNOWN });
    assert.equal(name, "b");
    assert(shardGroupDurationSeconds instanceof Unknown);
    const [right] = [{ action: "read", resourceType: "buckets", resourceId: UNKNOWN }];
    assert(effective(authorization, { permissions: [right] })["permissions"] instanceof Unknown);
  });

  const rights = fc.array(
    fc.record(
      {
        action: fc.constantFrom("read", "write"),
        resourceType: fc.constantFrom("buckets", "tasks"),
        resourceId: fc.constantFrom("a", "b"),
        allOrganizations: fc.boolean(),
      },
      { requiredKeys: ["action", "resourceType"], noNullPrototype: true },
    ),
    { minLength: 1, maxLength: 6 },
  );

  test("permissions are a set: order, repetition and spelt-out defaults mean nothing", () => {
    fc.assert(
      fc.property(rights, fc.infiniteStream(fc.nat()), (permissions, random) => {
        const spelt = permissions.map((right) => ({ allOrganizations: false, ...right }));
        const shuffled = [...spelt, ...permissions]
          .map((right) => ({ right, at: Number(random.next().value) }))
          .sort((left, right) => left.at - right.at)
          .map(({ right }) => right);
        assert.deepEqual(
          effective(authorization, { permissions: shuffled }),
          effective(authorization, { permissions }),
        );
      }),
    );
  });

  test("two sets of permissions that differ in one right differ", () => {
    const read = { action: "read", resourceType: "buckets" };
    const others = [
      { ...read, action: "write" },
      { ...read, resourceType: "tasks" },
      { ...read, resourceId: "a" },
      { ...read, allOrganizations: true },
    ];
    for (const other of others) {
      assert.deepEqual(
        [...changedInputs(authorization, { permissions: [read] }, { permissions: [other] })],
        ["permissions"],
      );
      assert.deepEqual(
        [...changedInputs(authorization, { permissions: [read] }, { permissions: [read, other] })],
        ["permissions"],
      );
    }
  });
});

describe("changed inputs", () => {
  test("a default given in words is no change, and leaving it out again is none either", () => {
    const short = { name: "b", org: "o" };
    const long = { ...short, description: "", retentionSeconds: 0, shardGroupDurationSeconds: 7 * DAY };
    assert.deepEqual([...changedInputs(bucket, short, long)], []);
    assert.deepEqual([...changedInputs(bucket, long, short)], []);
  });

  test("a changed retention changes the shard group that follows from it, and not one that is declared", () => {
    const olds = { name: "b", retentionSeconds: HOUR };
    const both = changedInputs(bucket, olds, { name: "b", retentionSeconds: 30 * DAY });
    assert.deepEqual([...both].sort(), ["retentionSeconds", "shardGroupDurationSeconds"]);
    const fixed = { shardGroupDurationSeconds: HOUR };
    const one = changedInputs(
      bucket,
      { ...olds, ...fixed },
      { name: "b", retentionSeconds: 30 * DAY, ...fixed },
    );
    assert.deepEqual([...one], ["retentionSeconds"]);
  });

  test("an unknown counts as changed, even where it was unknown before", () => {
    const values = { database: "d", retentionPolicy: "r", bucketId: UNKNOWN };
    assert.deepEqual([...changedInputs(dbrp, values, values)], ["bucketId"]);
  });

  test("what is left to the server is no change when it is no longer declared", () => {
    const permissions = [{ action: "read", resourceType: "buckets" }];
    assert.deepEqual([...changedInputs(authorization, { permissions, userId: "u" }, { permissions })], []);
    assert.deepEqual(
      [...changedInputs(authorization, { permissions }, { permissions, userId: "u" })],
      ["userId"],
    );
  });
});

describe("found inputs: what a refresh records", () => {
  test("what is as declared is kept to the letter, absent defaults included", () => {
    assert.deepEqual(foundInputs(bucket, { name: "b", org: "o" }, foundBucket({})), { name: "b", org: "o" });
    const spelt = { name: "b", description: "", retentionSeconds: 0, orgId: "0" };
    assert.deepEqual(foundInputs(bucket, spelt, foundBucket({})), spelt);
  });

  test("what a person changed is recorded as it is now, and only that", () => {
    const declared = { name: "b", retentionSeconds: 30 * DAY, org: "o" };
    // The shard group is as declared, although it no longer follows from the retention.
    const now = foundInputs(
      bucket,
      declared,
      foundBucket({ retentionSeconds: HOUR, shardGroupDurationSeconds: DAY }),
    );
    assert.deepEqual(now, { ...declared, retentionSeconds: HOUR, shardGroupDurationSeconds: DAY });
    assert.deepEqual([...changedInputs(bucket, now, declared)], ["retentionSeconds"]);
    const described = foundBucket({ description: "by hand" });
    assert.deepEqual(foundInputs(bucket, { name: "b", org: "o" }, described), {
      name: "b",
      org: "o",
      description: "by hand",
    });
  });

  test("an input that was never declared and has no default is the server's affair", () => {
    const permissions = [{ action: "read", resourceType: "buckets" }];
    const found = {
      id: "1",
      orgId: "0",
      properties: { permissions, description: "", status: "active", userId: "somebody" },
    };
    assert.deepEqual(foundInputs(authorization, { permissions, org: "o" }, found), { permissions, org: "o" });
    const declared = { permissions, userId: "else", org: "o" };
    assert.equal(foundInputs(authorization, declared, found)["userId"], "somebody");
  });

  test("the default of the only mapping of a database says nothing about the declaration", () => {
    const declared = { database: "d", retentionPolicy: "r", bucketId: "b", default: false, org: "o" };
    const properties = { database: "d", retentionPolicy: "r", bucketId: "b", default: true };
    assert.deepEqual(
      foundInputs(dbrp, declared, { id: "1", orgId: "0", properties, indifferent: ["default"] }),
      declared,
    );
    assert.equal(foundInputs(dbrp, declared, { id: "1", orgId: "0", properties })["default"], true);
  });

  test("whatever was found, its inputs differ from the declared ones exactly where the effect differs", () => {
    const buckets = fc.record(
      {
        name: fc.constantFrom("a", "b"),
        description: fc.constantFrom("", "x"),
        retentionSeconds: fc.constantFrom(0, HOUR, 30 * DAY),
        shardGroupDurationSeconds: fc.constantFrom(HOUR, DAY, 7 * DAY),
      },
      { requiredKeys: ["name"], noNullPrototype: true },
    );
    fc.assert(
      fc.property(buckets, buckets, (declared, real) => {
        const now = foundInputs(bucket, declared, foundBucket(effective(bucket, real)));
        assert.deepEqual(effective(bucket, now), effective(bucket, real));
        assert.deepEqual(changedInputs(bucket, declared, now), changedInputs(bucket, declared, real));
        // Twice the same finding is nothing new.
        assert.deepEqual(foundInputs(bucket, now, foundBucket(effective(bucket, real))), now);
      }),
    );
  });
});

describe("an input that may be spelt in many ways", () => {
  const kind = {
    ...bucket,
    properties: {
      name: {
        type: { type: "string" },
        required: true,
        doc: "",
        sameEffect: (left, right) => textOf(left).toLowerCase() === textOf(right).toLowerCase(),
      },
    },
  } satisfies Kind;

  test("another spelling is no change, and a refresh keeps the declared one", () => {
    assert.deepEqual([...changedInputs(kind, { name: "a" }, { name: "A" })], []);
    const found = { id: "1", orgId: "0", properties: { name: "A" } };
    assert.deepEqual(foundInputs(kind, { name: "a" }, found), { name: "a" });
  });

  test("another value is a change, and an unknown one may be", () => {
    assert.deepEqual([...changedInputs(kind, { name: "a" }, { name: "b" })], ["name"]);
    assert.deepEqual([...changedInputs(kind, { name: "a" }, { name: UNKNOWN })], ["name"]);
    const found = { id: "1", orgId: "0", properties: { name: "B" } };
    assert.deepEqual(foundInputs(kind, { name: "a" }, found), { name: "B" });
  });
});

describe("imported inputs: the shortest declaration of what was found", () => {
  test("defaults, derived ones too, are left out, and the organization is named", () => {
    assert.deepEqual(importedInputs(bucket, foundBucket({}), "o"), { name: "b", org: "o" });
    const shard = foundBucket({ retentionSeconds: 30 * DAY, shardGroupDurationSeconds: DAY });
    assert.deepEqual(importedInputs(bucket, shard, "o"), { name: "b", retentionSeconds: 30 * DAY, org: "o" });
    const odd = foundBucket({ retentionSeconds: 30 * DAY, shardGroupDurationSeconds: HOUR });
    assert.deepEqual(importedInputs(bucket, odd, "o"), {
      name: "b",
      retentionSeconds: 30 * DAY,
      shardGroupDurationSeconds: HOUR,
      org: "o",
    });
  });

  test("they declare exactly what was found", () => {
    const retention = fc.constantFrom(0, HOUR, 2 * DAY, 200 * DAY);
    const shard = fc.constantFrom(HOUR, DAY, 7 * DAY);
    fc.assert(
      fc.property(
        retention,
        shard,
        fc.constantFrom("", "x"),
        (retentionSeconds, shardGroupDurationSeconds, description) => {
          const properties = { description, retentionSeconds, shardGroupDurationSeconds };
          const inputs = importedInputs(bucket, foundBucket(properties), "o");
          assert.deepEqual(
            effective(bucket, inputs),
            effective(bucket, { name: "b", ...properties, org: "o" }),
          );
        },
      ),
    );
  });
});
