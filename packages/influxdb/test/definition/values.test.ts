import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { pruned, type Value } from "../../definition/values.ts";

describe("pruned: a value without what a sample does not mention", () => {
  const cases: readonly [what: string, value: Value, sample: Value | undefined, kept: Value][] = [
    [
      "keys that it does not have fall away, at any depth",
      { a: 1, b: { c: 2, d: 3 } },
      { b: { c: 0 } },
      { b: { c: 2 } },
    ],
    ["keys that the value lacks stay lacking", { a: 1 }, { a: 1, b: 2 }, { a: 1 }],
    ["in lists of one length, item by item", [{ a: 1, b: 2 }, { a: 3 }], [{ a: 0 }, {}], [{ a: 1 }, {}]],
    ["lists of other lengths stay as they are", [{ a: 1, b: 2 }], [], [{ a: 1, b: 2 }]],
    ["values of other types stay as they are", { a: 1 }, ["a"], { a: 1 }],
    ["without a sample all of it stays", { a: 1 }, undefined, { a: 1 }],
    [
      "a key that every object of JavaScript has is not one of the sample",
      { toString: "x", a: 1 },
      { a: 0 },
      { a: 1 },
    ],
  ];
  for (const [what, value, sample, kept] of cases) {
    test(what, () => {
      assert.deepEqual(pruned(value, sample), kept);
    });
  }
});
