import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { formatDuration, formatRetention, parseDuration } from "../../model/durations.ts";

describe("durations", () => {
  it("are read", () => {
    const written = {
      "7d": 604_800,
      "1w": 604_800,
      "1h30m": 5_400,
      "90s": 90,
      "1d12h": 129_600,
      "0s": 0,
      "007m": 420,
    };
    for (const [text, seconds] of Object.entries(written)) assert.equal(parseDuration(text), seconds, text);
  });

  it("are refused when they are none", () => {
    const none = [
      "",
      "7",
      "d",
      "7 d",
      " 7d",
      "7d ",
      "-7d",
      "1.5h",
      "30m1h",
      "1h1h",
      "1mo",
      "1y",
      "7D",
      "1h\n",
      "infinite",
    ];
    for (const text of [...none, `${"9".repeat(16)}s`, "99999999999w"])
      assert.equal(parseDuration(text), undefined, text);
  });

  it("are written short", () => {
    const written = {
      604_800: "7d",
      5_400: "1h30m",
      90: "1m30s",
      150: "2m30s",
      0: "0s",
      9_223_372_036: "106751d23h47m16s",
    };
    for (const [seconds, text] of Object.entries(written))
      assert.equal(formatDuration(Number(seconds)), text);
    assert.equal(formatRetention(0), "infinite");
    assert.equal(formatRetention(604_800), "7d");
  });

  it("are refused when they cannot be written", () => {
    for (const seconds of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      assert.throws(() => formatDuration(seconds), RangeError);
    }
  });

  it("survive writing and reading", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (seconds) => {
        assert.equal(parseDuration(formatDuration(seconds)), seconds);
      }),
    );
  });

  it("have one shortest form: writing what was read changes nothing any more", () => {
    const part = (unit: string) =>
      fc.option(
        fc.nat(1_000).map((count) => `${count}${unit}`),
        { nil: "" },
      );
    fc.assert(
      fc.property(fc.tuple(...["w", "d", "h", "m", "s"].map(part)), (parts) => {
        const seconds = parseDuration(parts.join(""));
        if (parts.join("") === "") return;
        assert.ok(seconds !== undefined);
        const short = formatDuration(seconds);
        assert.equal(formatDuration(parseDuration(short) ?? -1), short);
      }),
    );
  });
});
