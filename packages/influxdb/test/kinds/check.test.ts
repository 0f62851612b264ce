import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { changedInputs, effective } from "../../definition/effective.ts";
import { hasUnknown, textOf, UNKNOWN, type Value, type Values } from "../../definition/values.ts";
import { check } from "../../kinds/check.ts";

const query = 'from(bucket: "b") |> range(start: -5m) |> filter(fn: (r) => r._field == "f")';
const crit = { level: "CRIT", type: "greater", value: 1 };
const threshold: Values = { name: "c", type: "threshold", query, every: "1m", thresholds: [crit] };
const deadman: Values = {
  ...{ name: "c", type: "deadman", query, every: "1m" },
  ...{ level: "CRIT", timeSince: "90s", staleTime: "10m" },
};
const script = `option task = {name: "c", every: 1m, offset: 0s}
check = {_check_name: "c", _type: "custom", tags: {}}
buckets()`;
const custom: Values = { name: "c", type: "custom", query: script };

/** Faults as the provider asks for them: what is unknown is left out. */
function faultsOf(inputs: Values): string[] {
  const known = Object.entries(effective(check, inputs)).filter(([, value]) => !hasUnknown(value));
  return (check.check?.(Object.fromEntries(known)) ?? []).map(
    ({ property, reason }) => `${property}: ${reason}`,
  );
}

describe("checks: what a check of the inputs refuses", () => {
  test("nothing of what is whole", () => {
    for (const inputs of [threshold, deadman, custom]) assert.deepEqual(faultsOf(inputs), []);
  });

  test("nothing for what is not known yet", () => {
    for (const inputs of [threshold, deadman, custom]) {
      for (const key of Object.keys(inputs))
        assert.deepEqual(faultsOf({ ...inputs, [key]: UNKNOWN }), [], key);
    }
  });

  test("what its type requires and nobody gave", () => {
    for (const [inputs, key] of [
      [threshold, "every"],
      [threshold, "thresholds"],
      [deadman, "every"],
      [deadman, "level"],
      [deadman, "timeSince"],
      [deadman, "staleTime"],
    ] as const) {
      const { [key]: _, ...rest } = inputs;
      assert.deepEqual(faultsOf(rest), [
        `${key}: required where "type" is "${textOf(inputs["type"])}", but not given`,
      ]);
    }
  });

  const refused: readonly [what: string, inputs: Values, changes: Values, fault: string | RegExp][] = [
    [
      "what belongs to another type",
      threshold,
      { level: "CRIT" },
      'level: expected none where "type" is "threshold", but it is given',
    ],
    [
      "a schedule beside a script",
      custom,
      { every: "1m" },
      'every: expected none where "type" is "custom", but it is given',
    ],
    ["a blank name", threshold, { name: " " }, 'name: expected a name that is not blank, found " "'],
    ["a wrong offset", threshold, { offset: "1m" }, 'offset: expected less than "every" (1m), found 1m'],
    [
      "a wrong duration",
      deadman,
      { timeSince: "90" },
      'timeSince: expected a duration such as 90s or 1h30m, found "90"',
    ],
    ["no thresholds", threshold, { thresholds: [] }, "thresholds: expected at least one, found none"],
    [
      "a level twice",
      threshold,
      { thresholds: [crit, { ...crit, value: 2 }] },
      "thresholds[1].level: expected one for each level, found CRIT again",
    ],
    [
      "a limit that is missing",
      threshold,
      { thresholds: [{ level: "OK", type: "lesser" }] },
      'thresholds[0].value: required where "type" is lesser, but not given',
    ],
    [
      "limits of another type",
      threshold,
      { thresholds: [{ ...crit, min: 1 }] },
      'thresholds[0].min: expected none where "type" is greater, but it is given',
    ],
    [
      "limits in the wrong order",
      threshold,
      { thresholds: [{ level: "OK", type: "range", min: 3, max: 1 }] },
      'thresholds[0].max: expected at least "min" (3), found 1',
    ],
    [
      "a tag that is no identifier",
      threshold,
      { tags: { "a-b": "c" } },
      'tags.a-b: expected a name of letters, digits and "_", found "a-b"',
    ],
    ["an empty tag", deadman, { tags: { a: "" } }, "tags.a: expected a text, found an empty one"],
    [
      "a setting that the query builder has not",
      threshold,
      { builderConfig: { bucket: ["b"] } },
      /^builderConfig\.bucket: no such property; there is buckets/,
    ],
    [
      "no field",
      threshold,
      { query: "buckets()" },
      'query: expected "_field" to be compared with a text once, found 0 such comparisons',
    ],
    [
      "two fields",
      threshold,
      { query: query.replace('"f"', '"f" or r["_field"] == "g"') },
      'query: expected "_field" to be compared with a text once, found 2 such comparisons',
    ],
    [
      "a field in a comment",
      threshold,
      { query: 'buckets() // r._field == "f"' },
      'query: expected "_field" to be compared with a text once, found 0 such comparisons',
    ],
    ["two statements", threshold, { query: `x = 1\n${query}` }, "query: expected one expression, found 2"],
    ["nothing to run", deadman, { query: "// nothing" }, "query: expected one expression, found 0"],
    [
      "a script without a task",
      custom,
      { query: "check = {}" },
      /^query: expected a script with "option task = \{name/,
    ],
    [
      "a script without a check",
      custom,
      { query: script.replace("check =", "checks =") },
      /^query: expected a script with "check = \{_check_name/,
    ],
    [
      "a script of another name",
      custom,
      { name: "d" },
      'query: expected a script that names the check, "d", in "task" and in "check", found no such text',
    ],
  ];
  for (const [what, inputs, changes, fault] of refused) {
    test(what, () => {
      const [first = "", ...others] = faultsOf({ ...inputs, ...changes });
      if (typeof fault === "string") assert.equal(first, fault);
      else assert.match(first, fault);
      assert.deepEqual(others, []);
    });
  }

  test("no query for its imports, and no deadman for its fields", () => {
    assert.deepEqual(faultsOf({ ...threshold, query: `import "strings"\nimport m "math"\n${query}` }), []);
    assert.deepEqual(faultsOf({ ...deadman, query: 'from(bucket: "b") |> range(start: -5m)' }), []);
  });
});

describe("checks: what is the same", () => {
  const changed = (inputs: Values, changes: Values) => [
    ...changedInputs(check, inputs, { ...inputs, ...changes }),
  ];
  const cases: readonly [what: string, inputs: Values, changes: Values][] = [
    [
      "defaults in words",
      threshold,
      { offset: "0s", tags: {}, statusMessageTemplate: "", editMode: "advanced" },
    ],
    ["other spellings of a duration", deadman, { every: "01m", timeSince: "090s" }],
    ["defaults of a threshold", threshold, { thresholds: [{ ...crit, allValues: false, min: null }] }],
    [
      "the id that the server puts into a script",
      custom,
      { query: script.replace("{_check", '{_check_id: "undefined", _check') },
    ],
    ["line breaks in a script", custom, { query: script.replaceAll(", ", ",\n") }],
  ];
  for (const [what, inputs, changes] of cases)
    test(what, () => assert.deepEqual(changed(inputs, changes), []));

  test("the order of thresholds, but not what they say", () => {
    const warn: Value = { level: "WARN", type: "range", min: 0, max: 1 };
    const both = { ...threshold, thresholds: [crit, warn] };
    assert.deepEqual(changed(both, { thresholds: [warn, crit] }), []);
    assert.deepEqual(changed(both, { thresholds: [{ ...warn, within: true }, crit] }), ["thresholds"]);
  });

  test("a script that does something else is another one", () => {
    assert.deepEqual(changed(custom, { query: script.replace("buckets()", 'buckets(host: "h")') }), [
      "query",
    ]);
  });
});
