import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { didYouMean, editDistance, listNames, suggest } from "../../model/suggest.ts";

describe("did you mean", () => {
  it("finds what is near, and nothing where nothing is", () => {
    const known = ["retention", "internalRetention", "overrides", "extra"];
    const near = {
      retension: "retention",
      Retention: "retention",
      override: "overrides",
      exrta: "extra",
      colour: undefined,
    };
    for (const [written, meant] of Object.entries(near))
      assert.equal(suggest(written, known), meant, written);
    assert.equal(suggest("times_square", ["tap", "times-square"]), "times-square");
    assert.equal(suggest("", known), undefined);
  });

  it("ends a sentence, or leaves it as it is", () => {
    assert.equal(didYouMean("portl", ["portal"]), "; did you mean `portal`?");
    assert.equal(didYouMean("portl", ["mobu"]), "");
  });

  it("counts changes: a distance in the sense of mathematics, of neighbours for what two swapped letters make", () => {
    assert.equal(editDistance("kitten", "sitting"), 3);
    assert.equal(editDistance("ab", "ba"), 1);
    const text = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const distance = editDistance(a, b);
        assert.equal(distance, editDistance(b, a));
        assert.equal(distance === 0, a === b);
        assert.ok(distance >= Math.abs(a.length - b.length) && distance <= Math.max(a.length, b.length));
      }),
    );
  });

  it("lists names, and counts those that are too many", () => {
    assert.equal(listNames([]), "(none)");
    assert.equal(listNames(["a", "b"]), "`a`, `b`");
    assert.equal(listNames(["a", "b", "c"], 2), "`a`, `b` and 1 more");
  });
});
