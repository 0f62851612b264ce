import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rawConfiguration } from "../../config/raw.ts";
import { settingsFrom } from "../../config/settings.ts";
import { describeFaults } from "../../model/faults.ts";
import { readStack } from "../support/configuration.ts";
import { type Case, file, rm, tells } from "../support/faults.ts";

const alerts = "{channels: {ops: {kind: slack, secret: ops-url}}}";
const good = "{ops-url: {secure: v1:x}}";
const stack = (secrets: string | undefined, settings = alerts) =>
  ({ keys: { secrets, alerts: settings }, told: "configuration" }) as const;
const ask = (key: string) => `pulumi config set --secret --path ${key} --stack test`;
const opsUrl = "monitoring:secrets.ops-url";
const anew = "whoever has read the file has the secret: make a new one";

const valueCase = (title: string, value: string, found: string, mend: string): Case => ({
  title,
  bad: stack(`{ops-url: ${value}, other: {secure: v1:x}}`),
  faults: [{ where: `${file}: ${opsUrl}`, found, expected: "a secret that is not empty", mend }],
  mended: stack(`{ops-url: {secure: v1:x}, other: {secure: v1:x}}`),
});

const mapCase = (title: string, value: string, found: string): Case => ({
  title,
  bad: stack(value),
  faults: [
    {
      where: `${file}: monitoring:secrets`,
      found,
      expected: "a map from keys to secrets",
      mend: `pulumi config rm monitoring:secrets --stack test, then ${ask(`'monitoring:secrets["<key>"]'`)} for each`,
    },
  ],
  mended: stack(good),
});

const cases: readonly Case[] = [
  valueCase("a plain value beside a secret", "hush", "a value in plain text", `${ask(opsUrl)}; ${anew}`),
  valueCase("a plain number beside a secret", "4711", "a value in plain text", `${ask(opsUrl)}; ${anew}`),
  valueCase("a key with nothing behind it", "", "nothing", ask(opsUrl)),
  valueCase(
    "a map of secrets in a secret",
    "{a: {secure: v1:x}}",
    "a map",
    `${rm(opsUrl)}, then ${ask(opsUrl)}`,
  ),
  valueCase("a list", "[{secure: v1:x}]", "a list", `${rm(opsUrl)}, then ${ask(opsUrl)}`),
  {
    title: "plain values alone",
    bad: stack("{ops-url: hush}"),
    faults: [
      {
        where: `${file}: ${opsUrl}`,
        found: "a value in plain text",
        expected: "a secret that is not empty",
        mend: `${ask(opsUrl)}; ${anew}`,
      },
    ],
    mended: stack(good),
  },
  {
    title: "a key that is none",
    bad: stack("{ops-url: {secure: v1:x}, 'a key': {secure: v1:x}}"),
    faults: [
      {
        where: `${file}: monitoring:secrets["a key"]`,
        found: 'the key "a key"',
        expected: "the name of a secret: letters, digits, `-`, `_` and `.`",
        mend: `rename it in ${file}`,
      },
    ],
    mended: stack("{ops-url: {secure: v1:x}, a-key: {secure: v1:x}}"),
  },
  mapCase("one secret for all", "{secure: v1:x}", "one secret in place of a map"),
  mapCase("text", "hush", "text in place of a map"),
  mapCase("a list of secrets", "[{secure: v1:x}]", "a list in place of a map"),
  {
    title: "a channel without its secret",
    bad: stack(undefined),
    faults: [
      {
        where: `${file}: monitoring:alerts.channels.ops.secret`,
        found: "`ops-url`, which monitoring:secrets does not have",
        expected: "a key of monitoring:secrets; there are (none)",
        mend: ask(opsUrl),
      },
    ],
    mended: stack(good),
  },
  {
    title: "a heartbeat and a header without their secrets",
    bad: stack(
      good,
      "{channels: {ops: {kind: webhook, secret: ops-url, authorization: auth}}, heartbeat: {secret: ops-ulr}}",
    ),
    faults: [
      {
        where: `${file}: monitoring:alerts.channels.ops.authorization`,
        found: "`auth`, which monitoring:secrets does not have",
        expected: "a key of monitoring:secrets; there are `ops-url`",
        mend: ask("monitoring:secrets.auth"),
      },
      {
        where: `${file}: monitoring:alerts.heartbeat.secret`,
        found: "`ops-ulr`, which monitoring:secrets does not have",
        expected: "a key of monitoring:secrets; there are `ops-url`; did you mean `ops-url`?",
        mend: `correct the name in ${file}, or ${ask("monitoring:secrets.ops-ulr")}`,
      },
    ],
    mended: stack(good, alerts.replace("}}}", "}}, heartbeat: {secret: ops-url}}")),
  },
  {
    title: "a routing key in place of its key",
    bad: stack(good, "{channels: {ops: {kind: pagerduty, secret: a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6}}}"),
    faults: [
      {
        where: `${file}: monitoring:alerts.channels.ops.secret`,
        found: "a text that is no key of monitoring:secrets, not shown because it may be a secret itself",
        expected: "a key of monitoring:secrets; there are `ops-url`",
        mend: `${ask(`'monitoring:secrets["<key>"]'`)}, then name that key in monitoring:alerts.channels.ops.secret`,
      },
    ],
    mended: stack(good),
  },
  {
    title: "a secret among the alerts",
    bad: stack(good, "{channels: {ops: {kind: slack, secret: {secure: v1:x}}}}"),
    faults: [
      {
        where: `${file}: monitoring:alerts`,
        found: "a secret",
        expected:
          "a plain value; of all configuration only `monitoring:token` and `monitoring:secrets` are kept secret",
        mend: "put the secret under monitoring:secrets, and its key into monitoring:alerts as it is",
      },
    ],
    mended: stack(good),
  },
];

describe("the secrets of a stack", () => {
  tells(cases);

  it("may be there without anybody who names them, and go to the model by key only", (t) => {
    const { settings, faults } = readStack(t, stack("{ops-url: {secure: v1:x}, own: {secure: v1:y}}"));
    assert.deepEqual(faults, []);
    assert.deepEqual(settings.declared.secrets, ["ops-url", "own"]);
    assert.deepEqual(readStack(t, {}).settings.declared.secrets, []);
  });

  it("that have a fault are not missed by who names them", (t) => {
    for (const secrets of ["{ops-url: hush}", "hush"]) {
      const { faults } = readStack(t, stack(secrets));
      assert.equal(faults.length, 1, secrets);
    }
    const { faults } = readStack(t, {
      keys: { alerts, secerts: "{ops-url: hush}" },
      told: "configuration",
    });
    assert.deepEqual(
      faults.map(({ where }) => where),
      [`${file}: monitoring:secerts`],
    );
  });

  describe("that the engine has opened", () => {
    const read = (secrets: unknown, secret = true) => {
      const environments = '[{"name":"idfdev","applications":["portal"]}]';
      const values = new Map([
        ["monitoring:role", { value: "both", secret: false }],
        ["monitoring:environments", { value: environments, secret: false }],
        ["monitoring:secrets", { value: JSON.stringify(secrets), secret }],
      ]);
      const raw = rawConfiguration(values, { stack: "test", file });
      return settingsFrom(raw, { root: "/", connection: "optional" });
    };

    it("stay out of the settings", () => {
      const { declared, faults } = read({ "ops-url": "hush" });
      assert.deepEqual(faults, []);
      assert.deepEqual(declared.secrets, ["ops-url"]);
      assert.doesNotMatch(JSON.stringify(declared), /hush/);
    });

    for (const value of ["", " ", " hush", "hush\n"]) {
      it(`are told when they are ${JSON.stringify(value)}`, () => {
        assert.deepEqual(read({ "ops-url": value }).faults, [
          {
            where: `${file}: ${opsUrl}`,
            found: "a secret that is empty or has blanks at its ends",
            expected: "a secret that is not empty",
            mend: ask(opsUrl),
          },
        ]);
      });
    }

    it("are told, and never shown, whatever is wrong with them", () => {
      for (const [secrets, secret] of [
        [{ "ops-url": "hush" }, false],
        [{ "ops-url": { deep: "hush" } }, true],
        [{ "ops-url": ["hush"] }, true],
        [{ "ops-url": 40_117_5 }, true],
        [{ "ops-url": "hush " }, true],
        ["hush", true],
        [["hush"], true],
      ] as const) {
        const { faults } = read(secrets, secret);
        assert.equal(faults.length, 1, JSON.stringify(secrets));
        assert.doesNotMatch(describeFaults(faults), /hush|401175/);
      }
    });
  });
});
