/** Settings of tasks, of the layout and of the wiring checks. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readStack, type StackUnderTest } from "../support/configuration.ts";
import { type Case, file, rm, set, tells } from "../support/faults.ts";

const stack = (keys: NonNullable<StackUnderTest["keys"]>): StackUnderTest => ({
  keys,
  told: "configuration",
});
const limitForm = "a number such as `3`, or a text with its unit such as `95%`, `30d` or `20GiB`";

/** One fault at a key of the task `pod-restarts`. */
const taskCase = (
  title: string,
  [bad, mended]: readonly [string, string],
  at: string,
  fault: { readonly found: string; readonly expected: string; readonly mend?: string },
): Case => {
  const key = `monitoring:tasks.pod-restarts.${at}`;
  return {
    title,
    bad: stack({ tasks: `{pod-restarts: {${bad}}}` }),
    faults: [{ where: `${file}: ${key}`, mend: set(key, "95%"), ...fault }],
    mended: stack({ tasks: `{pod-restarts: {${mended}}}` }),
  };
};

describe("limits in a stack file", () => {
  tells([
    taskCase(
      "a limit that is a switch",
      ["limits: {warning: true}", "limits: {warning: 1}"],
      "limits.warning",
      {
        found: "the boolean true",
        expected: limitForm,
      },
    ),
    taskCase(
      "a limit that is empty",
      ["limits: {warning: ' '}", "limits: {warning: '5'}"],
      "limits.warning",
      {
        found: '" "',
        expected: limitForm,
      },
    ),
    taskCase(
      "a limit of an application that is a list",
      ["applications: {portal: {limits: {warning: [1]}}}", "applications: {portal: {limits: {warning: 1}}}"],
      "applications.portal.limits.warning",
      { found: "a list", expected: limitForm },
    ),
    taskCase("limits that are one number", ["limits: 5", "limits: {warning: 5}"], "limits", {
      found: "the number 5",
      expected: "a map from names of limits to numbers or texts",
      mend: `correct monitoring:tasks.pod-restarts.limits in ${file}`,
    }),
    taskCase(
      "a pace of one cluster",
      ["clusters: {idfdev: {every: 5m}}", "clusters: {idfdev: {limits: {warning: 1}}}"],
      "clusters.idfdev.every",
      {
        found: "the unknown key `every`",
        expected: "one of `limits`",
        mend: rm("monitoring:tasks.pod-restarts.clusters.idfdev.every"),
      },
    ),
  ]);

  it("stay as they are written, for tasks, applications and clusters", (t) => {
    const { settings, faults } = readStack(
      t,
      stack({
        tasks: `{pod-restarts: {every: 2m, limits: {warning: 2, critical: '5'},
          applications: {portal: {limits: {warning: 95%}}, sia: {enabled: false}},
          clusters: {idfdev: {limits: {critical: 20GiB}}}},
          other: {clusters: {idfdev: {limits: {a: 1.5}}}}}`,
      }),
    );
    assert.deepEqual(faults, []);
    const { tasks, applications, clusters } = settings.declared.tasks;
    assert.deepEqual(tasks, {
      "pod-restarts": { everySeconds: 120, enabled: undefined, limits: { warning: 2, critical: "5" } },
      other: { everySeconds: undefined, enabled: undefined },
    });
    assert.deepEqual(applications, {
      portal: { "pod-restarts": { everySeconds: undefined, enabled: undefined, limits: { warning: "95%" } } },
      sia: { "pod-restarts": { everySeconds: undefined, enabled: false } },
    });
    assert.deepEqual(clusters, {
      idfdev: { "pod-restarts": { limits: { critical: "20GiB" } }, other: { limits: { a: 1.5 } } },
    });
  });
});

describe("the layout of buckets", () => {
  tells([
    {
      title: "a layout that there is not",
      bad: stack({ buckets: "{layout: share, shared: points}" }),
      faults: [
        {
          where: `${file}: monitoring:buckets.layout`,
          found: '"share"',
          expected: "`applications` or `shared`; did you mean `shared`?",
          mend: set("monitoring:buckets.layout", "shared"),
        },
      ],
      mended: stack({ buckets: "{layout: shared, shared: points}" }),
    },
    {
      title: "a name of a shared bucket without that layout",
      bad: stack({ buckets: "{shared: points}" }),
      faults: [
        {
          where: `${file}: monitoring:buckets.shared`,
          found: '"points", without `layout: shared`',
          expected: "a name only with `layout: shared`; the buckets of applications are named after these",
          mend: `${set("monitoring:buckets.layout", "shared")}, or ${rm("monitoring:buckets.shared")}`,
        },
      ],
      mended: stack({ buckets: "{layout: shared, shared: points}" }),
    },
    {
      title: "a shared bucket without a name",
      bad: stack({ buckets: "{layout: shared, shared: ' '}" }),
      faults: [
        {
          where: `${file}: monitoring:buckets.shared`,
          found: '" "',
          expected: "the name of a bucket",
          mend: set("monitoring:buckets.shared", "points"),
        },
      ],
      mended: stack({ buckets: "{layout: shared}" }),
    },
  ]);

  it("is a bucket for each application, unless it says otherwise", (t) => {
    const layoutOf = (buckets: string | undefined) =>
      readStack(t, stack({ buckets })).settings.declared.layout;
    assert.deepEqual(layoutOf(undefined), { kind: "applications" });
    assert.deepEqual(layoutOf("{layout: applications}"), { kind: "applications" });
    assert.deepEqual(layoutOf("{layout: shared}"), { kind: "shared", bucket: "applications" });
    assert.deepEqual(layoutOf("{layout: shared, shared: points}"), { kind: "shared", bucket: "points" });
  });
});

describe("silenced findings", () => {
  const silence = "check: input, of: pod-restarts, reason: meant";
  const wiringCase = (
    title: string,
    bad: string,
    at: string,
    found: string,
    expected: string,
    example: string,
  ): Case => ({
    title,
    bad: stack({ wiring: `{ignore: [{${bad}}]}` }),
    faults: [
      {
        where: `${file}: monitoring:wiring.ignore[0].${at}`,
        found,
        expected,
        mend: set(`'monitoring:wiring.ignore[0].${at}'`, example),
      },
    ],
    mended: stack({ wiring: `{ignore: [{${silence}}]}` }),
  });
  tells([
    wiringCase(
      "a check that there is not",
      "check: inptu, of: pod-restarts, reason: meant",
      "check",
      '"inptu"',
      "one of `input`, `key`, `route`, `capacity`, `pattern`, `arrival`, `kafka-time`; did you mean `input`?",
      "input",
    ),
    wiringCase(
      "a silence without a reason",
      "check: input, of: pod-restarts",
      "reason",
      "nothing",
      "a reason, for people",
      `'its points come from the cluster'\\''s own telegraf'`,
    ),
  ]);

  it("go to the model as they are", (t) => {
    const silencesOf = (wiring: string | undefined) =>
      readStack(t, stack({ wiring })).settings.declared.silences;
    assert.deepEqual(silencesOf(`{ignore: [{${silence}}]}`), [
      { check: "input", of: "pod-restarts", reason: "meant" },
    ]);
    assert.deepEqual(silencesOf(undefined), []);
  });
});
