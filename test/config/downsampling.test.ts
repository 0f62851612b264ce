import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readStack } from "../support/configuration.ts";
import { type Case, file, rm, set, tells } from "../support/faults.ts";

const rule = {
  source: "portal",
  window: "5m",
  functions: "[mean, max]",
  destination: "portal_5m",
  retention: "365d",
};

const stack = (changes: Readonly<Record<string, string | undefined>>, name = "long") => {
  const all: Readonly<Record<string, string | undefined>> = { ...rule, ...changes };
  const keys = Object.entries(all).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}: ${value}`],
  );
  return { keys: { downsampling: `{'${name}': {${keys.join(", ")}}}` }, told: "configuration" } as const;
};

const key = (path: string) => `monitoring:downsampling.${path}`;
const bucket = "the name of a bucket";
const functions = "a list of `mean`, `sum`, `min`, `max`, `last`, `count`, each once";

const ruleCase = (
  changes: Readonly<Record<string, string | undefined>>,
  at: string,
  fault: { readonly found: string; readonly expected: string; readonly mend: string },
): Case => ({
  title: `${at} of a rule: ${fault.found}`,
  bad: stack(changes),
  faults: [{ where: `${file}: ${key(`long.${at}`)}`, ...fault }],
  mended: stack({}),
});

const cases: readonly Case[] = [
  ruleCase({ source: undefined }, "source", {
    found: "nothing",
    expected: bucket,
    mend: set(key("long.source"), "portal"),
  }),
  ruleCase({ destination: undefined }, "destination", {
    found: "nothing",
    expected: bucket,
    mend: set(key("long.destination"), "portal_5m"),
  }),
  ruleCase({ destination: "' x'" }, "destination", {
    found: '" x"',
    expected: bucket,
    mend: set(key("long.destination"), "portal_5m"),
  }),
  ruleCase({ functions: undefined }, "functions", {
    found: "nothing",
    expected: functions,
    mend: set(`'${key("long.functions[0]")}'`, "mean"),
  }),
  ruleCase({ functions: "[]" }, "functions", {
    found: "an empty list",
    expected: functions,
    mend: `correct ${key("long.functions")} in ${file}`,
  }),
  ruleCase({ functions: "[mean, meen]" }, "functions[1]", {
    found: '"meen"',
    expected: "`mean`, `sum`, `min`, `max`, `last`, `count`; did you mean `mean`?",
    mend: set(`'${key("long.functions[1]")}'`, "mean"),
  }),
  ruleCase({ functions: "[mean, sum, mean]" }, "functions[2]", {
    found: '"mean" a second time',
    expected: functions,
    mend: rm(`'${key("long.functions[2]")}'`),
  }),
  ruleCase({ window: "0s" }, "window", {
    found: '"0s"',
    expected: "a duration of at least 1s such as `5m`",
    mend: set(key("long.window"), "5m"),
  }),
  ruleCase({ retention: "30m" }, "retention", {
    found: '"30m"',
    expected:
      "a duration of at least 1h such as `7d` or `1h30m`, or `infinite` (also `0`) for ever; InfluxDB refuses less than 1h",
    mend: set(key("long.retention"), "365d"),
  }),
  ruleCase({ measurements: "[]" }, "measurements", {
    found: "an empty list",
    expected: "a list of at least one measurement, each once",
    mend: `correct ${key("long.measurements")} in ${file}`,
  }),
  ruleCase({ lateness: "never" }, "lateness", {
    found: '"never"',
    expected: "a duration such as `1h`, or `0s` for none",
    mend: set(key("long.lateness"), "1h"),
  }),
  ruleCase({ catchUp: "1y" }, "catchUp", {
    found: '"1y"',
    expected: "a duration such as `1h`, or `0s` for none",
    mend: set(key("long.catchUp"), "1d"),
  }),
  {
    title: "a misspelt key of a rule is one fault, not two",
    bad: stack({ source: undefined, sorce: "portal" }),
    faults: [
      {
        where: `${file}: ${key("long.sorce")}`,
        found: "the unknown key `sorce`",
        expected:
          "one of `source`, `measurements`, `window`, `functions`, `destination`, `retention`, `lateness`, `catchUp`; did you mean `source`?",
        mend: `rename it to \`source\` in ${file}`,
      },
    ],
    mended: stack({}),
  },
  {
    title: "a name of a rule that is none",
    bad: stack({}, "a/b"),
    faults: [
      {
        where: `${file}: monitoring:downsampling["a/b"]`,
        found: 'the name "a/b"',
        expected: "the name of a rule: letters, digits, `-`, `_` and `.`",
        mend: `rename it in ${file}`,
      },
    ],
    mended: stack({}, "a.b"),
  },
];

describe("settings of downsampling", () => {
  tells(cases);

  const rulesOf = (t: Parameters<typeof readStack>[0], changes: Parameters<typeof stack>[0]) =>
    readStack(t, stack(changes)).settings.declared;

  it("have defaults for what a rule need not say", (t) => {
    const long = {
      name: "long",
      source: "portal",
      measurements: [],
      windowSeconds: 300,
      functions: ["mean", "max"],
      destination: "portal_5m",
      retentionSeconds: 365 * 86_400,
      latenessSeconds: 3_600,
      catchUpSeconds: 86_400,
    };
    assert.deepEqual(rulesOf(t, {}).downsampling, [long]);
    const given = { measurements: "[cpu, mem]", retention: "infinite", lateness: "0s", catchUp: "2d" };
    assert.deepEqual(rulesOf(t, given).downsampling, [
      {
        ...long,
        measurements: ["cpu", "mem"],
        retentionSeconds: 0,
        latenessSeconds: 0,
        catchUpSeconds: 172_800,
      },
    ]);
    assert.deepEqual(readStack(t, {}).settings.declared.downsampling, []);
  });

  it("leave a rule out that lacks something, and say that names are missing", (t) => {
    const { downsampling, namesComplete } = rulesOf(t, { destination: undefined });
    assert.deepEqual(downsampling, []);
    assert.equal(namesComplete, false);
    assert.equal(rulesOf(t, { window: "0s" }).namesComplete, false);
    assert.equal(rulesOf(t, {}).namesComplete, true);
  });
});
