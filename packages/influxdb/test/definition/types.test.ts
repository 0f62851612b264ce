import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fieldFaults, typeFaults, type Fields, type TypeSpec } from "../../definition/types.ts";
import { UNKNOWN, type Value } from "../../definition/values.ts";

const text: TypeSpec = { type: "string" };
const count: TypeSpec = { type: "integer" };
const fields: Fields = {
  action: { type: { type: "string", values: ["read", "write"] }, required: true, doc: "" },
  limit: { type: count, doc: "" },
  password: { type: text, secret: true, doc: "" },
};
const right: TypeSpec = { type: "object", name: "Right", doc: "", fields };

const faults: readonly [what: string, type: TypeSpec, value: Value, path: string, reason: string][] = [
  ["a number for a string", text, 1, "p", "expected a string, found 1"],
  ["null inside a list", { type: "list", of: text }, ["a", null], "p[1]", "expected a string, found null"],
  [
    "a value that is not in the list of values",
    { type: "string", values: ["on", "off"] },
    "On",
    "p",
    'expected one of on, off, found "On"',
  ],
  ["a fraction", count, 1.5, "p", "expected a whole number, found 1.5"],
  ["a number as text", count, "1", "p", 'expected a whole number, found "1"'],
  [
    "a number beyond what a double holds exactly",
    count,
    2 ** 53,
    "p",
    "expected a whole number, found 9007199254740992",
  ],
  ["a text for a boolean", { type: "boolean" }, "true", "p", 'expected true or false, found "true"'],
  ["an object for a list", { type: "list", of: text }, { 0: "a" }, "p", 'expected a list, found {"0":"a"}'],
  ["a list for a map", { type: "map", of: text }, ["a"], "p", 'expected a map, found ["a"]'],
  [
    "a wrong item of a map",
    { type: "map", of: count },
    { a: 1, b: "x" },
    "p.b",
    'expected a whole number, found "x"',
  ],
  ["a text for an object", right, "read", "p", 'expected an object, found "read"'],
  [
    "a wrong field deep down",
    { type: "list", of: right },
    [{ action: "read" }, { action: "own" }],
    "p[1].action",
    'expected one of read, write, found "own"',
  ],
  ["a field that is missing", right, { limit: 1 }, "p.action", "required, but not given"],
  [
    "a field that does not exist",
    right,
    { action: "read", limits: 1 },
    "p.limits",
    "no such property; there is action, limit, password",
  ],
  [
    "a secret field, without showing it",
    right,
    { action: "read", password: 12345 },
    "p.password",
    "wrong type (a secret, not shown)",
  ],
];

describe("types: values held against their declared types", () => {
  for (const [what, type, value, path, reason] of faults) {
    test(`${what} is told with path, expectation and what was found`, () => {
      assert.deepEqual(typeFaults(type, value, "p"), [{ path, reason }]);
    });
  }

  test("every fault is told, not the first alone", () => {
    const value = [{ action: "own", limit: "x" }, { limit: 0.5 }];
    assert.deepEqual(
      typeFaults({ type: "list", of: right }, value, "p").map(({ path }) => path),
      ["p[0].action", "p[0].limit", "p[1].action", "p[1].limit"],
    );
  });

  test("what is not known yet passes wherever it stands", () => {
    assert.deepEqual(fieldFaults(fields, { action: UNKNOWN, limit: UNKNOWN }), []);
    assert.deepEqual(typeFaults({ type: "list", of: right }, [UNKNOWN, { action: UNKNOWN }], "p"), []);
  });

  test("null and undefined are absence: fine for what is optional, a fault for what is required", () => {
    assert.deepEqual(
      fieldFaults(fields, { action: "read", limit: null, password: undefined, other: undefined }),
      [],
    );
    assert.deepEqual(fieldFaults(fields, { action: null }), [
      { path: "action", reason: "required, but not given" },
    ]);
  });

  test("a key that every object of JavaScript has is no property of a kind", () => {
    for (const key of ["constructor", "toString", "hasOwnProperty"]) {
      const told = { path: key, reason: "no such property; there is action, limit, password" };
      assert.deepEqual(fieldFaults(fields, { action: "read", [key]: "x" }), [told]);
    }
  });

  test("a long value is shown shortened", () => {
    const [fault] = typeFaults(count, "x".repeat(1000), "p");
    assert.match(fault?.reason ?? "", /^expected a whole number, found "x{50,60}\.\.\.$/);
  });
});
