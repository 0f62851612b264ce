import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fluxTokens, sameScript } from "../../definition/flux.ts";

/** Pairs as the server's formatter makes them of each other. */
const same: readonly [what: string, left: string, right: string][] = [
  [
    "blanks and line breaks",
    'from( bucket:"b" )\n|>range(start:-1h)',
    'from(bucket: "b") |> range(start: -1h)',
  ],
  ["comments", "a = 1 // one\n// two\nb = 2", "a = 1\nb = 2"],
  ["commas before an end", "f(a: 1,)\n[1, 2,]\n{a: 1,}", "f(a: 1)\n[1, 2]\n{a: 1}"],
  ["escapes", '"a\\tb \\x41"', '"a\tb A"'],
  ["blanks in an interpolation", '"is ${ r._level }"', '"is ${r._level}"'],
  ["quotes in an interpolation", '"is ${ r[ "x" ] }"', '"is ${r["x"]}"'],
  ["parentheses around a body", "(r) => (r.x > 1)", "(r) => r.x > 1"],
  ["parentheses around what binds tighter", "(a * b) + c and (d == e)", "a * b + c and d == e"],
  ["parentheses on the left of equals", "(a - b) - c", "a - b - c"],
  ["parentheses around an operand", "not (exists r.x)", "not exists r.x"],
  ["parentheses around arguments", "f(a: (1), b: [(2), (3)])", "f(a: 1, b: [2, 3])"],
  ["parentheses in parentheses", "(((1)))", "1"],
  ["parentheses in a condition", "if (a) then (b) else (c + 1)", "if a then b else c + 1"],
  ["parentheses around a pipe", "(a |> f()) |> g()", "a |> f() |> g()"],
];
const different: readonly [what: string, left: string, right: string][] = [
  ["another operand", "a > 1.0", "a > 2.0"],
  ["another operator", "a > 1", "a >= 1"],
  ["another text", '"a"', '"b"'],
  ["a text for an interpolation", '"${a}"', '"\\${a}"'],
  ["another regular expression", "r.x =~ /a/", "r.x =~ /b/"],
  ["a division for a regular expression", "a / b / c", "a /b/ d"],
  ["parentheses against what binds tighter", "(a + b) * c", "a + b * c"],
  ["parentheses on the right of equals", "a - (b - c)", "a - b - c"],
  ["parentheses after a negation", "not (a and b)", "not a and b"],
  ["parentheses after a minus", "-(a + b)", "-a + b"],
  ["parentheses around a condition", "(if a then b else c) + 1", "if a then b else c + 1"],
  ["parentheses around a function that is called", "((r) => r.x)(r: 1)", "(r) => r.x(r: 1)"],
  ["parentheses around an object that is a body", "() => ({a: 1})", "() => {a: 1}"],
  ["parentheses before a member", "(a + b).c", "a + b.c"],
  ["a call", "f()", "f"],
  ["more statements", "a = 1", "a = 1\nb = 2"],
];

describe("Flux scripts compared by their tokens", () => {
  for (const [what, left, right] of same) {
    test(`the same: ${what}`, () => {
      assert(sameScript(left, right));
      assert(sameScript(right, left));
    });
  }

  for (const [what, left, right] of different) {
    test(`different: ${what}`, () => {
      assert(!sameScript(left, right));
      assert(!sameScript(right, left));
    });
  }

  test("tokens: literals are whole", () => {
    assert.deepEqual(fluxTokens("x=-1h30m/2.5 // no\n|>f(t:2020-01-01T00:00:00Z,r:/a\\/b/)"), [
      ...["x", "=", "-", "1h30m", "/", "2.5", "|>", "f", "(", "t", ":", "2020-01-01T00:00:00Z", ","],
      ...["r", ":", "/a\\/b/", ")"],
    ]);
  });

  test("tokens: what is no Flux ends as well", () => {
    for (const text of ['"open', '"${open', "((", "))", "\\", "\u{1F600}", ""])
      assert(sameScript(text, text), text);
  });
});
