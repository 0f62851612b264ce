import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { objectKinds } from "../../config/drift.ts";
import { kinds } from "../../packages/influxdb/kinds/index.ts";
import { readStack } from "../support/configuration.ts";

describe("what a drift run passes over", () => {
  it("may be of every kind of the provider, and of no other", () => {
    const names = kinds.map(({ name }) => name);
    assert.deepEqual(
      [...objectKinds].sort(),
      names.sort(),
      "config/drift.ts and packages/influxdb/kinds differ",
    );
  });

  it("is everything of a kind where no name is given, and nothing where nothing is said", (t) => {
    const ignored = (drift: string | undefined) => readStack(t, { keys: { drift } }).settings.ignored;
    assert.deepEqual(ignored("{ignore: [{kind: Task}, {kind: Bucket, name: 'a*', reason: old}]}"), [
      { kind: "Task", name: "*" },
      { kind: "Bucket", name: "a*", reason: "old" },
    ]);
    assert.deepEqual(ignored(undefined), []);
    assert.deepEqual(ignored("{}"), []);
  });
});
