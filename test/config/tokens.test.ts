import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readStack } from "../support/configuration.ts";
import { type Case, file, tells } from "../support/faults.ts";

const expected = "a duration of at most 366d such as `12h`, or `0s` for none";

const cases: readonly Case[] = ["a day", "367d", "-1h"].map((grace): Case => ({
  title: `a grace of ${grace}`,
  bad: { keys: { tokens: `{grace: '${grace}'}` } },
  faults: [
    {
      where: `${file}: monitoring:tokens.grace`,
      found: JSON.stringify(grace),
      expected,
      mend: "pulumi config set --path monitoring:tokens.grace 12h --stack test",
    },
  ],
  mended: { keys: { tokens: "{grace: 366d}" } },
}));

describe("settings of tokens", () => {
  tells(cases);

  it("have a grace of a day and no rotation, unless they say otherwise", (t) => {
    const { tokens } = readStack(t, {}).settings.declared;
    assert.deepEqual(tokens, { graceSeconds: 86_400, rotation: new Map() });
    const given = readStack(t, { keys: { tokens: "{grace: 0s, rotation: {agents-idfdev: '2026-11'}}" } });
    assert.deepEqual(given.faults, []);
    assert.deepEqual(given.settings.declared.tokens, {
      graceSeconds: 0,
      rotation: new Map([["agents-idfdev", "2026-11"]]),
    });
  });
});
