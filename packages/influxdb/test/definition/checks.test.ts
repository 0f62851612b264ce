import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { idFaults, nameFaults, samePlace, urlFaults, withPlainIds } from "../../definition/checks.ts";
import { UNKNOWN, type Value, type Values } from "../../definition/values.ts";

const fault = (property: string, expected: string, found: string) => {
  return { property, reason: `expected ${expected}, found ${JSON.stringify(found)}` };
};

describe("checks that many kinds share", () => {
  const cases: readonly [
    what: string,
    faults: typeof idFaults,
    expected: string,
    good: Value[],
    bad: string[],
  ][] = [
    [
      "ids",
      idFaults,
      "an id of 16 hexadecimal digits",
      ["0123456789abcdef", "0123456789ABCDEF"],
      ["", "a name", "0000000000000000", "0123456789abcde", "0123456789abcdef0", " 0123456789abcdef"],
    ],
    ["names", nameFaults, "a name that is not blank", ["a", " a ", "_", "/"], ["", " ", "\t\n"]],
    [
      "URLs",
      urlFaults,
      "a URL that begins with http:// or https://",
      ["http://h", "https://h:1/p?q", "HTTP://h"],
      ["", "h", "h:1", "127.0.0.1:80", "ftp://h", "http://", "/p"],
    ],
  ];
  for (const [what, faults, expected, good, bad] of cases) {
    test(`${what}: each wrong one is told, and what is right, not known yet or not given is not`, () => {
      for (const value of [...good, UNKNOWN, null, 5]) assert.deepEqual(faults({ a: value }, "a"), []);
      assert.deepEqual(faults({}, "a"), []);
      const wrong = Object.fromEntries(bad.map((value, index) => [`p${index}`, value]));
      assert.deepEqual(
        faults({ ...wrong, other: "" }, ...Object.keys(wrong)),
        bad.map((value, index) => fault(`p${index}`, expected, value)),
      );
    });
  }

  test("ids are compared in the server's spelling, and nothing else is touched", () => {
    const inputs: Values = { a: "0123456789ABCDEF", b: "A NAME", c: UNKNOWN, other: "0123456789ABCDEF" };
    assert.deepEqual(withPlainIds(inputs, "a", "b", "c", "d"), { ...inputs, a: "0123456789abcdef" });
    assert.deepEqual(withPlainIds({}, "a"), {});
  });

  test("the same place: one organization, by name or by id, and equal names, all of them known", () => {
    const olds = { org: "o", orgId: "0123456789abcdef", name: "n", other: "x" };
    const cases: readonly [news: Values, same: boolean][] = [
      [{ org: "o", name: "n", other: "y" }, true],
      [{ orgId: olds.orgId, name: "n" }, true],
      [{ org: "p", name: "n" }, false],
      [{ orgId: "00000000000000aa", name: "n" }, false],
      [{ orgId: UNKNOWN, name: "n" }, false],
      [{ org: "o", name: "m" }, false],
      [{ org: "o", name: UNKNOWN }, false],
    ];
    for (const [news, same] of cases) assert.equal(samePlace(olds, news, "name"), same, JSON.stringify(news));
    assert.equal(samePlace(olds, { org: "o", name: "n", other: "y" }, "name", "other"), false);
  });
});
