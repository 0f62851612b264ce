import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Fault } from "../../model/faults.ts";
import { readStack, type StackUnderTest } from "../support/configuration.ts";

const file = "Pulumi.test.yaml";
const set = (key: string, value: string) => `pulumi config set --path ${key} ${value} --stack test`;
const rm = (key: string) => `pulumi config rm --path ${key} --stack test`;

const retention = "a duration of at least 1h such as `7d` or `1h30m`, or `infinite` (also `0`) for ever";
const names = 'a name without `"`, `/` and control characters';
const environment = (applications: string) => ({
  environments: `[{name: idfdev, applications: ${applications}}]`,
});

interface Case {
  readonly title: string;
  readonly bad: StackUnderTest;
  /** All faults of `bad`, whole. */
  readonly faults: readonly Fault[];
  /** The same, mended. */
  readonly mended: StackUnderTest;
}

const cases: readonly Case[] = [
  {
    title: "a role that does not exist",
    bad: { keys: { role: "srver" } },
    faults: [
      {
        where: `${file}: monitoring:role`,
        found: '"srver"',
        expected: "`server`, `client` or `both`; did you mean `server`?",
        mend: "pulumi config set monitoring:role server --stack test",
      },
    ],
    mended: { keys: { role: "server" } },
  },
  {
    title: "no role",
    bad: { keys: { role: undefined } },
    faults: [
      {
        where: `${file}: monitoring:role`,
        found: "nothing",
        expected: "`server`, `client` or `both`",
        mend: "pulumi config set monitoring:role both --stack test",
      },
    ],
    mended: {},
  },
  {
    title: "a misspelt required key is one fault, not two",
    bad: { keys: { role: undefined, rle: "both" } },
    faults: [
      {
        where: `${file}: monitoring:rle`,
        found: "the unknown key `rle`",
        expected:
          "one of `role`, `environments`, `environmentsDirectory`, `influxdb`, `token`, `server`, `buckets`, `tasks`; did you mean `role`?",
        mend: `rename it to \`role\` in ${file}`,
      },
    ],
    mended: {},
  },
  {
    title: "an unknown key inside",
    bad: { keys: { buckets: "{retension: 3d}" } },
    faults: [
      {
        where: `${file}: monitoring:buckets.retension`,
        found: "the unknown key `retension`",
        expected: "one of `retention`, `internalRetention`, `overrides`, `extra`; did you mean `retention`?",
        mend: `rename it to \`retention\` in ${file}`,
      },
    ],
    mended: { keys: { buckets: "{retention: 3d}" } },
  },
  {
    title: "an unknown key that resembles none",
    bad: { keys: { buckets: "{colour: red}" } },
    faults: [
      {
        where: `${file}: monitoring:buckets.colour`,
        found: "the unknown key `colour`",
        expected: "one of `retention`, `internalRetention`, `overrides`, `extra`",
        mend: rm("monitoring:buckets.colour"),
      },
    ],
    mended: { keys: { buckets: "{}" } },
  },
  {
    title: "a nested value set without --path",
    bad: { keys: { "buckets.retention": "3d" } },
    faults: [
      {
        where: `${file}: monitoring:buckets.retention`,
        found: "a key with the literal name `buckets.retention`",
        expected: "a value inside of `monitoring:buckets`, which `pulumi config set` sets only with --path",
        mend: "pulumi config rm monitoring:buckets.retention --stack test, then pulumi config set --path monitoring:buckets.retention <value> --stack test",
      },
    ],
    mended: { keys: { buckets: "{retention: 3d}" } },
  },
  {
    title: "a value of the wrong type",
    bad: { keys: { buckets: "[7d]" } },
    faults: [
      {
        where: `${file}: monitoring:buckets`,
        found: "a list",
        expected: "a map of bucket settings",
        mend: `correct monitoring:buckets in ${file}`,
      },
    ],
    mended: { keys: { buckets: "{}" } },
  },
  {
    title: "text where a map is expected",
    bad: { keys: { buckets: "7d" } },
    faults: [
      {
        where: `${file}: monitoring:buckets`,
        found: '"7d"',
        expected: "a map of bucket settings",
        mend: `correct monitoring:buckets in ${file}`,
      },
    ],
    mended: { keys: { buckets: "{retention: 7d}" } },
  },
  {
    title: "no environments",
    bad: { keys: { environments: undefined } },
    faults: [
      {
        where: `${file}: monitoring:environments`,
        found: "nothing",
        expected: "a list of at least one environment",
        mend: set("'monitoring:environments[0].name'", "idfdev"),
      },
    ],
    mended: {},
  },
  {
    title: "an empty list of environments",
    bad: { keys: { environments: "[]" } },
    faults: [
      {
        where: `${file}: monitoring:environments`,
        found: "an empty list",
        expected: "a list of at least one environment",
        mend: `correct monitoring:environments in ${file}`,
      },
    ],
    mended: {},
  },
  {
    title: "an environment name that is no file name",
    bad: { keys: { environments: "[{name: ../idfdev, applications: [portal]}]" } },
    faults: [
      {
        where: `${file}: monitoring:environments[0].name`,
        found: '"../idfdev"',
        expected: "letters, digits, `-`, `_` and `.`, as in `values-<name>.yaml`",
        mend: set("'monitoring:environments[0].name'", "idfdev"),
      },
    ],
    mended: {},
  },
  {
    title: "an environment twice",
    bad: {
      keys: {
        environments:
          "[{name: a, applications: [x]}, {name: b, applications: [x]}, {name: a, applications: [y]}]",
      },
    },
    faults: [
      {
        where: `${file}: monitoring:environments[2].name`,
        found: "environment `a` a second time; the first is environments[0]",
        expected: "each environment once",
        mend: `remove one of them: ${rm("'monitoring:environments[2]'")}`,
      },
    ],
    mended: { keys: { environments: "[{name: a, applications: [x]}, {name: b, applications: [x]}]" } },
  },
  {
    title: "an environment without applications and without a directory",
    bad: { keys: { environments: "[{name: idfdev}]" } },
    faults: [
      {
        where: `${file}: monitoring:environments[0].applications`,
        found: "nothing, and no environmentsDirectory to read them from",
        expected: "a list of application names, or monitoring:environmentsDirectory",
        mend: `list them in ${file}, or pulumi config set monitoring:environmentsDirectory ../phalanx/environments --stack test`,
      },
    ],
    mended: {},
  },
  {
    title: "an application that is no text",
    bad: { keys: environment("[portal, 5]") },
    faults: [
      {
        where: `${file}: monitoring:environments[0].applications[1]`,
        found: "the number 5",
        expected: "the name of an application",
        mend: set("'monitoring:environments[0].applications[1]'", "portal"),
      },
    ],
    mended: { keys: environment("[portal, '5']") },
  },
  {
    title: "an application twice",
    bad: { keys: environment("[portal, sia, portal]") },
    faults: [
      {
        where: `${file}: monitoring:environments[0].applications[2]`,
        found: '"portal" a second time',
        expected: "each application once in environment `idfdev`",
        mend: "remove one of the two lines",
      },
    ],
    mended: { keys: environment("[portal, sia]") },
  },
  {
    title: "two applications that collide",
    bad: { keys: environment("[times-square, times_square]") },
    faults: [
      {
        where: `${file}: monitoring:environments[0].applications[1]`,
        found: `"times_square", and "times-square" at ${file}: monitoring:environments[0].applications[0]`,
        expected: "applications that differ in more than `-` and `_`: both would use bucket `times_square`",
        mend: "rename or remove one of them",
      },
    ],
    mended: { keys: environment("[times-square, timessquare]") },
  },
  ...[
    {
      name: "_portal",
      expected: "a bucket name that does not start with `_`, which InfluxDB keeps for itself",
    },
    {
      name: "-portal",
      expected: "a bucket name that does not start with `_`, which InfluxDB keeps for itself",
    },
    { name: 'por"tal', expected: names },
    { name: "por/tal", expected: names },
    { name: "por\ttal", expected: names },
    { name: "", expected: "a name that is not empty or blank" },
    { name: "  ", expected: "a name that is not empty or blank" },
    { name: "portal ", expected: "a name without blanks at its ends" },
  ].map(({ name, expected }) => ({
    title: `the application name ${JSON.stringify(name)}`,
    bad: { keys: environment(`[sia, ${JSON.stringify(name)}]`) },
    faults: [
      {
        where: `${file}: monitoring:environments[0].applications[1]`,
        found: JSON.stringify(name),
        expected,
        mend: "rename the application there",
      },
    ],
    mended: { keys: environment("[sia, portal]") },
  })),
  {
    title: "an application whose bucket would be an internal one",
    bad: { keys: environment("[multiapp-]") },
    faults: [
      {
        where: `${file}: monitoring:environments[0].applications[0]`,
        found: '"multiapp-", whose bucket would be `multiapp_`',
        expected: "an application whose bucket is none of the internal ones: `multiapp_`, `alerted_`",
        mend: "rename the application there",
      },
    ],
    mended: { keys: environment("[multiapp]") },
  },
  {
    title: "retention below one hour",
    bad: { keys: { buckets: "{retention: 59m}" } },
    faults: [
      {
        where: `${file}: monitoring:buckets.retention`,
        found: '"59m"',
        expected: `${retention}; InfluxDB refuses less than 1h`,
        mend: set("monitoring:buckets.retention", "7d"),
      },
    ],
    mended: { keys: { buckets: "{retention: 60m}" } },
  },
  {
    title: "retention above what InfluxDB can count",
    bad: { keys: { buckets: "{overrides: {portal: {retention: 9223372037s}}}" } },
    faults: [
      {
        where: `${file}: monitoring:buckets.overrides.portal.retention`,
        found: '"9223372037s"',
        expected: "at most 106751d23h47m16s, the longest that InfluxDB counts; or `infinite`",
        mend: set("monitoring:buckets.overrides.portal.retention", "7d"),
      },
    ],
    mended: { keys: { buckets: "{overrides: {portal: {retention: 9223372036s}}}" } },
  },
  {
    title: "retention without unit",
    bad: { keys: { buckets: "{internalRetention: 3600}" } },
    faults: [
      {
        where: `${file}: monitoring:buckets.internalRetention`,
        found: "the number 3600",
        expected: retention,
        mend: set("monitoring:buckets.internalRetention", "1h"),
      },
    ],
    mended: { keys: { buckets: "{internalRetention: 3600s}" } },
  },
  {
    title: "an override of something unknown",
    bad: { keys: { buckets: "{overrides: {portl: {retention: 3d}}}" } },
    faults: [
      {
        where: `${file}: monitoring:buckets.overrides.portl`,
        found: "`portl`, which is neither an application nor a bucket of this stack",
        expected: "one of `portal`, `times-square`, `multiapp_`, `alerted_`; did you mean `portal`?",
        mend: `correct the name in ${file}, or remove it: ${rm("monitoring:buckets.overrides.portl")}`,
      },
    ],
    mended: { keys: { buckets: "{overrides: {portal: {retention: 3d}}}" } },
  },
  {
    title: "two overrides of one bucket",
    bad: {
      keys: { buckets: "{overrides: {times-square: {retention: 3d}, times_square: {description: x}}}" },
    },
    faults: [
      {
        where: `${file}: monitoring:buckets.overrides.times_square`,
        found: "a second override of bucket `times_square`; the first is `times-square`",
        expected: "one override per bucket, by its application's name or its own",
        mend: `put both into one: ${rm("monitoring:buckets.overrides.times_square")}`,
      },
    ],
    mended: { keys: { buckets: "{overrides: {times_square: {retention: 3d, description: x}}}" } },
  },
  {
    title: "an override of an extra bucket",
    bad: { keys: { buckets: "{extra: {site: {}}, overrides: {site: {retention: 3d}}}" } },
    faults: [
      {
        where: `${file}: monitoring:buckets.overrides.site`,
        found: "an override of the extra bucket `site`",
        expected: "overrides of application and internal buckets only",
        mend: `move it to monitoring:buckets.extra.site in ${file}`,
      },
    ],
    mended: { keys: { buckets: "{extra: {site: {retention: 3d}}}" } },
  },
  {
    title: "an extra bucket that is an application's",
    bad: { keys: { buckets: "{extra: {times_square: {}}}" } },
    faults: [
      {
        where: `${file}: monitoring:buckets.extra.times_square`,
        found: "bucket `times_square`, which is also the bucket of application `times-square`",
        expected: "an extra bucket with a name of its own",
        mend: `rename it, or move its settings to monitoring:buckets.overrides.times_square, in ${file}`,
      },
    ],
    mended: { keys: { buckets: "{extra: {times-square: {}}}" } },
  },
  {
    title: "an extra bucket that is an internal one",
    bad: { keys: { buckets: "{extra: {alerted_: {}}}" } },
    faults: [
      {
        where: `${file}: monitoring:buckets.extra.alerted_`,
        found: "bucket `alerted_`, which is also an internal bucket",
        expected: "an extra bucket with a name of its own",
        mend: `rename it, or move its settings to monitoring:buckets.overrides.alerted_, in ${file}`,
      },
    ],
    mended: { keys: { buckets: "{overrides: {alerted_: {retention: 2h}}}" } },
  },
  {
    title: "an extra bucket with a name that InfluxDB keeps for itself",
    bad: { keys: { buckets: "{extra: {_site: {}}}" } },
    faults: [
      {
        where: `${file}: monitoring:buckets.extra._site`,
        found: 'bucket name "_site"',
        expected: "a bucket name that does not start with `_`, which InfluxDB keeps for itself",
        mend: `rename it in ${file}`,
      },
    ],
    mended: { keys: { buckets: "{extra: {site_: {}}}" } },
  },
  {
    title: "settings of an unknown task",
    bad: { keys: { tasks: "{pod-restart: {every: 5m}}" } },
    faults: [
      {
        where: `${file}: monitoring:tasks.pod-restart`,
        found: "`pod-restart`, which is no task of this stack",
        expected: "one of `pod-restarts`, `pod-state`; did you mean `pod-restarts`?",
        mend: `correct the name in ${file}, or remove it: ${rm("monitoring:tasks.pod-restart")}`,
      },
    ],
    mended: { keys: { tasks: "{pod-restarts: {every: 5m}}" } },
  },
  {
    title: "settings of a task for an unknown application",
    bad: { keys: { tasks: "{pod-state: {applications: {portl: {enabled: false}}}}" } },
    faults: [
      {
        where: `${file}: monitoring:tasks.pod-state.applications.portl`,
        found: "`portl`, which is no application of this stack",
        expected: "one of `portal`, `times-square`; did you mean `portal`?",
        mend: `correct the name in ${file}, or remove it: ${rm("monitoring:tasks.pod-state.applications.portl")}`,
      },
    ],
    mended: { keys: { tasks: "{pod-state: {applications: {portal: {enabled: false}}}}" } },
  },
  {
    title: "a task that never runs",
    bad: { keys: { tasks: "{pod-state: {every: 0s}}" } },
    faults: [
      {
        where: `${file}: monitoring:tasks.pod-state.every`,
        found: '"0s"',
        expected: "a duration of at least 1s such as `5m`",
        mend: set("monitoring:tasks.pod-state.every", "5m"),
      },
    ],
    mended: { keys: { tasks: "{pod-state: {every: 1s}}" } },
  },
  {
    title: "a switch that is neither on nor off",
    bad: { keys: { tasks: "{pod-state: {enabled: no}}" } },
    faults: [
      {
        where: `${file}: monitoring:tasks.pod-state.enabled`,
        found: '"no"',
        expected: "`true` or `false`",
        mend: set("monitoring:tasks.pod-state.enabled", "false"),
      },
    ],
    mended: { keys: { tasks: "{pod-state: {enabled: false}}" } },
  },
  {
    title: "a task that looks back further than its bucket keeps",
    bad: {
      keys: {
        tasks: "{pod-state: {applications: {portal: {every: 2h}}}}",
        buckets: "{overrides: {portal: {retention: 1h}}}",
      },
    },
    faults: [
      {
        where: "flux/tasks/pod-state.flux: task pod-state/portal reads portal",
        found: "points of the last 2h1m, of a bucket that keeps 1h",
        expected: "a retention that is at least what the task looks back",
        mend: "raise the retention of bucket `portal` in the stack file, or run the task more often",
      },
    ],
    mended: {
      keys: {
        tasks: "{pod-state: {applications: {portal: {every: 30m}}}}",
        buckets: "{overrides: {portal: {retention: 1h}}}",
      },
    },
  },
  {
    title: "buckets and tasks in the stack of a client",
    bad: { keys: { role: "client", buckets: "{retention: 3d}", tasks: "{pod-state: {enabled: false}}" } },
    faults: ["buckets", "tasks"].map((key) => ({
      where: `${file}: monitoring:${key}`,
      found: `settings of ${key} in the stack of a client`,
      expected: `none: the ${key} of a client are declared by the stack of its server`,
      mend: `move them to the server's stack file: pulumi config rm monitoring:${key} --stack test`,
    })),
    mended: { keys: { role: "client" } },
  },
];

describe("a fault in a stack file", () => {
  for (const { title, bad, faults, mended } of cases) {
    it(`${title} is told, whole and alone`, (t) => {
      assert.deepEqual(readStack(t, bad).faults, faults);
      assert.deepEqual(readStack(t, mended).faults, []);
    });
  }

  it("leaves the others to be told in the same run", (t) => {
    const { faults } = readStack(t, {
      keys: {
        role: "both",
        environments: "[{name: idfdev, applications: [portal, times-square, times_square]}]",
        token: "plain",
        influxdb: "{url: 'ftp://x', org: monitoring}",
        buckets: "{retention: 1m, extra: {_x: {}}}",
        tasks: "{pod-restart: {}}",
      },
    });
    assert.deepEqual(
      faults.map(({ where }) => where),
      [
        `${file}: monitoring:influxdb.url`,
        `${file}: monitoring:buckets.retention`,
        `${file}: monitoring:token`,
        `${file}: monitoring:environments[0].applications[2]`,
        `${file}: monitoring:buckets.extra._x`,
        `${file}: monitoring:tasks.pod-restart`,
      ],
    );
  });

  it("causes no others: what was taken out is not missed", (t) => {
    const { faults } = readStack(t, {
      keys: {
        environments: "[{name: idfdev, applications: [portal]}, {nam: idfint, applications: [sia]}]",
        buckets: "{overrides: {sia: {retention: 3d}}}",
        tasks: "{pod-state: {applications: {sia: {enabled: false}}}}",
      },
    });
    assert.deepEqual(
      faults.map(({ where }) => where),
      [`${file}: monitoring:environments[1].nam`],
    );
  });
});
