import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { describeDifference } from "../../tools/engine/differences.ts";

describe("a difference", () => {
  const right = (bucket: string) => ({ action: "read", resourceType: "buckets", resourceId: bucket });

  it("of short values shows both", () => {
    assert.deepEqual(describeDifference("retentionSeconds", 604800, 0), [
      "retentionSeconds",
      "  declared: 604800",
      "  found:    0",
    ]);
    assert.deepEqual(describeDifference("description", undefined, "x", ["left", "other"]), [
      "description",
      "  left:  (nothing)",
      '  other: "x"',
    ]);
  });

  it("of long lists shows what only one of them has", () => {
    const common = Array.from({ length: 30 }, (_, index) => right(`b${index}`));
    const spelt = common.map(({ action, ...rest }) => ({ ...rest, action }));
    const lines = describeDifference("permissions", [...common, right("new")], [right("old"), ...spelt]);
    assert.deepEqual(lines, [
      "permissions",
      "  declared, not found:",
      '    {"action":"read","resourceId":"new","resourceType":"buckets"}',
      "  found, not declared:",
      '    {"action":"read","resourceId":"old","resourceType":"buckets"}',
    ]);
  });

  it("of long lists says how many more there are, and counts equal ones", () => {
    const many = Array.from({ length: 13 }, (_, index) => right(`b${index}`));
    assert.equal(describeDifference("permissions", many, []).at(-1), "    and 3 more");
    const unknown = Array.from({ length: 3 }, () => right("04da6b54-80e4-46f7-96ec-b56ff0331ba9"));
    assert.deepEqual(describeDifference("permissions", unknown, []).slice(2), [
      '    {"action":"read","resourceId":(not known yet),"resourceType":"buckets"} (3 times)',
    ]);
  });

  it("of long lists in another order says that", () => {
    const many = Array.from({ length: 5 }, (_, index) => right(`b${index}`));
    assert.match(
      describeDifference("rights", many, many.toReversed()).join("\n"),
      /5 items, in another order/,
    );
  });

  it("of texts with lines shows the lines that changed", () => {
    assert.deepEqual(describeDifference("flux", "a\nb\nc", "a\nx\ny\nc"), [
      "flux",
      "  declared from line 2:",
      "    b",
      "  found from line 2:",
      "    x",
      "    y",
    ]);
  });

  it("of long texts shows the place where they part", () => {
    const [text, other] = [
      `${"a".repeat(200)}one${"b".repeat(200)}`,
      `${"a".repeat(200)}two${"b".repeat(200)}`,
    ];
    const [, declared = "", found = ""] = describeDifference("text", text, other);
    assert.match(declared, /^ {2}declared: …"a{30}oneb{30}"…$/);
    assert.match(found, /^ {2}found: {4}…"a{30}twob{30}"…$/);
  });

  it("of long records shows the keys that differ", () => {
    const long = { text: "x".repeat(120), kept: 1, at: "old" };
    assert.deepEqual(describeDifference("settings", long, { ...long, at: "new" }), [
      "settings.at",
      '  declared: "old"',
      '  found:    "new"',
    ]);
  });
});
