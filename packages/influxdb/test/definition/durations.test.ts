import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { durationFaults, plainDuration, scheduleFaults, secondsOf } from "../../definition/durations.ts";
import { UNKNOWN } from "../../definition/values.ts";

describe("Flux durations", () => {
  test("are spelt as the server spells them; what is none, and what is unknown, stays", () => {
    for (const [given, plain] of [
      ["1h30m", "1h30m"],
      ["01h090m", "1h90m"],
      ["5µs", "5us"],
      ["0s", "0s"],
      ["soon", "soon"],
      [UNKNOWN, UNKNOWN],
      [undefined, undefined],
    ] as const)
      assert.equal(plainDuration(given), plain);
  });

  test("have a length in seconds, unless months are in them", () => {
    assert.equal(secondsOf("1w1d1h1m1s"), 694_861);
    assert.equal(secondsOf("1500ms"), 1.5);
    assert(Number.isNaN(secondsOf("1mo")));
  });

  test("faults name the input, what was expected and what was found", () => {
    for (const wrong of ["", "1", "m", "1 m", "-1m", "1x", "1.5h", "1H"]) {
      assert.deepEqual(durationFaults({ every: wrong, other: "1h" }, "every", "other", "absent"), [
        {
          property: "every",
          reason: `expected a duration such as 90s or 1h30m, found ${JSON.stringify(wrong)}`,
        },
      ]);
    }
  });

  const schedules: readonly [every: string, offset: string, fault: RegExp | undefined][] = [
    ["1m", "0s", undefined],
    ["1mo", "1h", undefined],
    ["2000ms", "1s", undefined],
    ["1h30m", "89m59s", undefined],
    ["500ms", "0s", /^every: expected whole seconds, at least one, found 500ms$/],
    ["0s", "0s", /^every: expected whole seconds/],
    ["1500ms", "0s", /^every: expected whole seconds/],
    ["1m", "1m", /^offset: expected less than "every" \(1m\), found 1m$/],
    ["3d", "1d", /^offset: expected hours, minutes and seconds, found 1d$/],
    ["1y", "1mo", /^offset: expected hours/],
    ["1m", "x", /^offset: expected a duration/],
  ];
  for (const [every, offset, fault] of schedules) {
    test(`a schedule every ${every} with an offset of ${offset} is ${fault ? "refused" : "fine"}`, () => {
      const faults = scheduleFaults({ every, offset }).map(
        ({ property, reason }) => `${property}: ${reason}`,
      );
      if (fault === undefined) assert.deepEqual(faults, []);
      else assert.match(faults[0] ?? "", fault);
    });
  }
});
