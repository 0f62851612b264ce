import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readStack } from "../support/configuration.ts";
import { type Case, environment, file, rm, set, tells } from "../support/faults.ts";

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
          "one of `role`, `environments`, `environmentsDirectory`, `influxdb`, `token`, `server`, `kubernetes`, `releases`, `telegraf`, `telegrafDs`, `kafka`, `capacity`, `buckets`, `tasks`, `tokens`, `secrets`, `alerts`, `downsampling`, `wiring`, `drift`; did you mean `role`?",
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
        expected:
          "one of `retention`, `internalRetention`, `allowDataLoss`, `layout`, `shared`, `overrides`, `extra`; did you mean `retention`?",
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
        expected:
          "one of `retention`, `internalRetention`, `allowDataLoss`, `layout`, `shared`, `overrides`, `extra`",
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
    title: "what a server declares, in the stack of a client",
    bad: {
      keys: {
        role: "client",
        buckets: "{retention: 3d}",
        tasks: "{pod-restarts: {enabled: false}}",
        secrets: "{ops-url: {secure: v1:x}}",
        alerts: "{channels: {ops: {kind: slack, secret: other}}}",
        downsampling: "{long: {}}",
      },
    },
    faults: [
      ...["tasks", "secrets", "alerts", "downsampling"].map((key) => ({
        where: `${file}: monitoring:${key}`,
        found: `settings of ${key} in the stack of a client`,
        expected: `none: the ${key} of a client are declared by the stack of its server`,
        mend: `move them to the server's stack file: pulumi config rm monitoring:${key} --stack test`,
      })),
      {
        where: `${file}: monitoring:buckets.retention`,
        found: "buckets.retention in the stack of a client",
        expected:
          "only `layout`, `shared`, `extra`, as its server has them; the buckets themselves are declared by the stack of the server",
        mend: "move it to the server's stack file: pulumi config rm --path monitoring:buckets.retention --stack test",
      },
    ],
    mended: { keys: { role: "client" } },
  },
  {
    title: "objects to pass over, in the stack of a client",
    bad: { keys: { role: "client", drift: "{ignore: [{kind: Task}]}" } },
    faults: [
      {
        where: `${file}: monitoring:drift`,
        found: "settings of drift in the stack of a client",
        expected: "none: a client has nothing on the server to compare; its server's stack has",
        mend: "move them to the server's stack file: pulumi config rm monitoring:drift --stack test",
      },
    ],
    mended: { keys: { role: "client" } },
  },
];

describe("a fault in a stack file", () => {
  tells(cases);

  it("leaves the others to be told in the same run", (t) => {
    const { faults } = readStack(t, {
      keys: {
        role: "both",
        environments: "[{name: idfdev, applications: [portal, times-square, times_square]}]",
        token: "plain",
        influxdb: "{url: 'ftp://x', org: monitoring}",
        buckets: "{retention: 1m, extra: {_x: {}}}",
        tasks: "{pod-restarst: {}}",
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
        `${file}: monitoring:tasks.pod-restarst`,
      ],
    );
  });

  it("causes no others: what was taken out is not missed", (t) => {
    const { faults } = readStack(t, {
      keys: {
        environments: "[{name: idfdev, applications: [portal]}, {nam: idfint, applications: [sia]}]",
        buckets: "{overrides: {sia: {retention: 3d}}}",
        tasks: "{pod-restarts: {applications: {sia: {enabled: false}}}}",
      },
    });
    assert.deepEqual(
      faults.map(({ where }) => where),
      [`${file}: monitoring:environments[1].nam`],
    );
  });
});
