import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { effective } from "../../definition/effective.ts";
import type { Kind } from "../../definition/kind.ts";
import { hasUnknown, UNKNOWN, type Values } from "../../definition/values.ts";
import { notificationEndpoint } from "../../kinds/notification-endpoint.ts";
import { notificationRule } from "../../kinds/notification-rule.ts";

/** Faults as the provider asks for them: what is unknown is left out. */
function faultsOf(kind: Kind, inputs: Values): string[] {
  const known = Object.entries(effective(kind, inputs)).filter(([, value]) => !hasUnknown(value));
  return (kind.check?.(Object.fromEntries(known)) ?? []).map(
    ({ property, reason }) => `${property}: ${reason}`,
  );
}

const url = "https://a.example";
const http: Values = { name: "e", type: "http", url };
const basic: Values = { ...http, authMethod: "basic", username: "u", password: "a secret" };
const slack: Values = { name: "e", type: "slack", url };
const telegram: Values = { name: "e", type: "telegram", channel: "-1", token: "t" };
const rule: Values = {
  ...{ name: "r", type: "slack", endpointId: "00000000000000aa", every: "1m", messageTemplate: "m" },
  statusRules: [{ currentLevel: "CRIT" }],
};

type Cases = readonly [what: string, inputs: Values, changes: Values, fault: string][];

function refuses(kind: Kind, cases: Cases): void {
  for (const [what, inputs, changes, fault] of cases) {
    test(what, () => assert.deepEqual(faultsOf(kind, { ...inputs, ...changes }), [fault]));
  }
}

describe("notification endpoints: what a check refuses", () => {
  test("nothing of what is whole, and nothing for what is not known yet", () => {
    for (const inputs of [http, basic, slack, telegram, { ...slack, token: "" }]) {
      assert.deepEqual(faultsOf(notificationEndpoint, inputs), []);
      for (const key of Object.keys(inputs))
        assert.deepEqual(faultsOf(notificationEndpoint, { ...inputs, [key]: UNKNOWN }), [], key);
    }
  });

  refuses(notificationEndpoint, [
    ["a blank name", http, { name: "" }, 'name: expected a name that is not blank, found ""'],
    ["no URL", http, { url: undefined }, 'url: required where "type" is "http", but not given'],
    [
      "a URL that is none",
      slack,
      { url: "hooks" },
      'url: expected a URL that begins with http:// or https://, found "hooks"',
    ],
    [
      "no channel",
      telegram,
      { channel: undefined },
      'channel: required where "type" is "telegram", but not given',
    ],
    [
      "a blank channel",
      telegram,
      { channel: " " },
      "channel: expected a text that is not blank, found a blank one",
    ],
    ["a blank token", telegram, { token: "" }, "token: expected a text that is not blank, found a blank one"],
    [
      "no password",
      basic,
      { password: undefined },
      'password: required where "authMethod" is "basic", but not given',
    ],
    [
      "a password for nothing",
      basic,
      { authMethod: "none", username: undefined },
      'password: expected none where "authMethod" is "none", but it is given',
    ],
    [
      "a token beside a password",
      basic,
      { token: "t" },
      'token: expected none where "authMethod" is "basic", but it is given',
    ],
    [
      "what belongs to another type",
      slack,
      { channel: "c" },
      'channel: expected none where "type" is "slack", but it is given',
    ],
    [
      "no key",
      { name: "e", type: "pagerduty" },
      {},
      'routingKey: required where "type" is "pagerduty", but not given',
    ],
  ]);
});

describe("notification rules: what a check refuses", () => {
  test("nothing of what is whole, and nothing for what is not known yet", () => {
    assert.deepEqual(faultsOf(notificationRule, rule), []);
    for (const key of [...Object.keys(rule), "limit", "limitEvery"])
      assert.deepEqual(
        faultsOf(notificationRule, { ...rule, limit: 1, limitEvery: 1, [key]: UNKNOWN }),
        [],
        key,
      );
  });

  refuses(notificationRule, [
    ["a blank name", rule, { name: " " }, 'name: expected a name that is not blank, found " "'],
    [
      "what is no id",
      rule,
      { endpointId: "e" },
      'endpointId: expected an id of 16 hexadecimal digits, found "e"',
    ],
    ["a wrong schedule", rule, { every: "1ms" }, "every: expected whole seconds, at least one, found 1ms"],
    [
      "no message",
      rule,
      { messageTemplate: undefined },
      'messageTemplate: required where "type" is "slack", but not given',
    ],
    [
      "an empty message",
      rule,
      { messageTemplate: "" },
      "messageTemplate: expected a text, found an empty one",
    ],
    [
      "a message over HTTP",
      rule,
      { type: "http" },
      'messageTemplate: expected none where "type" is "http", but it is given',
    ],
    ["no statuses", rule, { statusRules: [] }, "statusRules: expected at least one rule, found none"],
    [
      "statuses twice",
      rule,
      {
        statusRules: [
          { currentLevel: "CRIT" },
          { currentLevel: "OK" },
          { currentLevel: "CRIT", previousLevel: null },
        ],
      },
      "statusRules[2]: expected a rule of its own, found that of statusRules[0]",
    ],
    [
      "an operator that the server takes for another",
      rule,
      { tagRules: [{ key: "a", value: "b", operator: "notequal" }] },
      "tagRules[0].operator: expected equal, found notequal, which the server keeps but runs as equal",
    ],
    [
      "an empty tag",
      rule,
      { tagRules: [{ key: "", value: "b" }] },
      "tagRules[0].key: expected a text, found an empty one",
    ],
    [
      "half a limit",
      rule,
      { limit: 3 },
      'limitEvery: expected "limit" and "limitEvery" together, at least 1 each, found 0',
    ],
  ]);
});
