import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isPattern, literalStart } from "../../model/sink-patterns.ts";

describe("what names surely begin with", () => {
  const cases = {
    "lsst\\.sal\\..*": "lsst.sal.",
    "lsst.sal": "lsst",
    "ab*c": "a",
    abc: "abc",
    "a|b": "",
    "a|(b)": "",
    "lsst\\.(a|b)": "lsst.",
    "lsst\\.[a|b]": "lsst.",
    "lsst\\|.*": "lsst|",
    "a\\(|b": "",
    ".*": "",
    "(a)": "",
    "a\\d": "a",
  };
  for (const [pattern, start] of Object.entries(cases)) {
    it(`${pattern}: ${JSON.stringify(start)}`, () => assert.equal(literalStart(pattern), start));
  }
});

// What telegraf says of the same ones: test/telegraf/sinks.test.ts.
describe("patterns", () => {
  it("that RE2 has are taken", () => {
    const taken = [
      "lsst\\.sal\\..*",
      "a|b",
      "(?:a|b)+?",
      "a{2,1000}",
      "\\w+\\-\\d",
      "[^.]+",
      "(?<n>a)",
      "a\\(?!",
    ];
    assert.deepEqual(
      taken.filter((pattern) => !isPattern(pattern)),
      [],
    );
  });

  it("that only JavaScript has are not", () => {
    const refused = [
      ...["a(?=b)", "a(?!b)", "(?<=a)b", "(?<!a)b", "(a)\\1", "(?<n>a)\\k<n>", "\\u0041", "\\cA", "\\y"],
      ...["[]", "[^]", "a{1001}", "a{1,2000}", "a(", "a**", "a$"],
    ];
    assert.deepEqual(refused.filter(isPattern), []);
  });
});
