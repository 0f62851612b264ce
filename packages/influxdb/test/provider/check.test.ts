import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { kindOf, Sessions } from "../../../../test/support/provider.ts";
import { UNKNOWN, type Values } from "../../definition/values.ts";
import { kinds } from "../../kinds/index.ts";
import { type Faulty, testFaults, valid } from "./faulty.ts";
import { Provider } from "../../provider/provider.ts";

// Nothing listens there, and nothing needs to: check never asks the server.
const sessions = new Sessions({ url: "http://127.0.0.1:9", token: "t", org: "home" });
after(() => sessions.close());
const session = sessions.next();

const faults: readonly Faulty[] = [
  ["a blank name", "Bucket", { name: "  " }, "name", /^expected a name that is not blank.*found " {2}"$/],
  ["the server's own prefix", "Bucket", { name: "_mine" }, "name", /does not start with "_".*found "_mine"/],
  ["a quote in the name", "Bucket", { name: 'a"b' }, "name", /holds no quote, found "a\\"b"/],
  [
    "a retention below an hour",
    "Bucket",
    { retentionSeconds: 3599 },
    "retentionSeconds",
    /^expected 0 \(for ever\) or 3600 to 9223372036 seconds, found 3599$/,
  ],
  ["a negative retention", "Bucket", { retentionSeconds: -1 }, "retentionSeconds", /found -1$/],
  [
    "a retention that overflows",
    "Bucket",
    { retentionSeconds: 9_223_372_037 },
    "retentionSeconds",
    /3600 to 9223372036 seconds, found 9223372037$/,
  ],
  [
    "a fraction of a second",
    "Bucket",
    { retentionSeconds: 3600.5 },
    "retentionSeconds",
    /^expected a whole number, found 3600\.5$/,
  ],
  [
    "a retention in words",
    "Bucket",
    { retentionSeconds: "7d" },
    "retentionSeconds",
    /^expected a whole number, found "7d"$/,
  ],
  [
    "a shard group below an hour",
    "Bucket",
    { shardGroupDurationSeconds: 60 },
    "shardGroupDurationSeconds",
    /^expected 3600 seconds up to the retention.*found 60$/,
  ],
  [
    "a shard group beyond the retention",
    "Bucket",
    { retentionSeconds: 7200, shardGroupDurationSeconds: 7201 },
    "shardGroupDurationSeconds",
    /up to the retention \(7200\), found 7201$/,
  ],
  [
    "a blank name",
    "Organization",
    { name: " " },
    "name",
    /^expected a name without outer blanks, found " "$/,
  ],
  ["outer blanks", "Organization", { name: "o " }, "name", /found "o "$/],
  [
    "an organization for an organization",
    "Organization",
    { org: "home" },
    "org",
    /^no such property; there is name, description\b/,
  ],
  [
    "a slash in the database",
    "Dbrp",
    { database: "a/b" },
    "database",
    /^expected a name of printable characters, without "\/" and .*, found "a\/b"$/,
  ],
  ["an empty retention policy", "Dbrp", { retentionPolicy: "" }, "retentionPolicy", /found ""$/],
  ["a missing bucket", "Dbrp", { bucketId: undefined }, "bucketId", /^required, but not given$/],
  [
    "a default that is no boolean",
    "Dbrp",
    { default: "yes" },
    "default",
    /^expected true or false, found "yes"$/,
  ],
  [
    "a script without task option",
    "Task",
    { flux: "buckets()" },
    "flux",
    /^expected a script with "option task = .*found none$/,
  ],
  [
    "an unknown status",
    "Task",
    { status: "paused" },
    "status",
    /^expected one of active, inactive, found "paused"$/,
  ],
  [
    "what the script says, given again",
    "Task",
    { every: "1h" },
    "every",
    /^no such property; there is flux, description, status, org, orgId$/,
  ],
  [
    "no right at all",
    "Authorization",
    { permissions: [] },
    "permissions",
    /^expected at least one right, found none$/,
  ],
  [
    "a right without type",
    "Authorization",
    { permissions: [{ action: "read" }] },
    "permissions[0].resourceType",
    /^required, but not given$/,
  ],
  [
    "an unknown type",
    "Authorization",
    { permissions: [{ action: "read", resourceType: "bucket" }] },
    "permissions[0].resourceType",
    /^expected one of annotations, authorizations, buckets,.*found "bucket"$/,
  ],
  ["a token of one's own", "Authorization", { token: "mine" }, "token", /^no such property/],
];

describe("check", () => {
  test("every kind has valid inputs here", () => {
    assert.deepEqual(Object.keys(valid).sort(), kinds.map(({ name }) => name).sort());
  });

  for (const [name, inputs] of Object.entries(valid)) {
    test(`${name}: valid inputs are kept as they are, in the provider's organization`, () => {
      const kind = kindOf(name);
      assert.deepEqual(session.check(kind, inputs), kind.scoped ? { ...inputs, org: "home" } : inputs);
    });

    test(`${name}: what is not known yet passes`, () => {
      const kind = kindOf(name);
      const unknown = Object.fromEntries(Object.keys(inputs).map((key) => [key, UNKNOWN]));
      assert.deepEqual(session.failures(kind, unknown), []);
    });

    test(`${name}: every required input is asked for, and an unknown key is refused`, () => {
      const kind = kindOf(name);
      const required = Object.entries(kind.properties)
        .filter(([, { required }]) => required)
        .map(([key]) => key);
      assert.deepEqual(
        session.failures(kind, {}),
        required.map((property) => ({ property, reason: "required, but not given" })),
      );
      const [fault] = session.failures(kind, { ...inputs, nonsense: true });
      assert.equal(fault?.property, "nonsense");
      assert.match(fault.reason, /^no such property; there is /);
    });
  }

  testFaults(session, faults);

  test("an organization that is named, or given by id, is not replaced by the provider's", () => {
    const kind = kindOf("Bucket");
    assert.deepEqual(session.check(kind, { name: "b", org: "other" }), { name: "b", org: "other" });
    assert.deepEqual(session.check(kind, { name: "b", orgId: "0123" }), { name: "b", orgId: "0123" });
    assert.deepEqual(session.check(kind, { name: "b", orgId: UNKNOWN }), { name: "b", orgId: UNKNOWN });
  });

  test("no organization anywhere is a fault that names both places", () => {
    const provider = new Provider(() => undefined);
    provider.configure({ url: "http://127.0.0.1:9", token: "t" });
    const { failures } = provider.check(kindOf("Bucket"), { values: { name: "b" }, secrets: new Set() });
    assert.deepEqual(failures, [
      {
        property: "org",
        reason: 'no organization: expected "org" or "orgId" here, or "org" of the provider',
      },
    ]);
    assert.deepEqual(
      provider.check(kindOf("Organization"), { values: { name: "o" }, secrets: new Set() }).failures,
      [],
    );
  });

  test("an input that the program marked as secret is not shown in a fault, and stays marked", () => {
    const secrets = new Set(["name", "retentionSeconds", "permissions"]);
    const check = (kind: string, values: Values) => session.provider.check(kindOf(kind), { values, secrets });
    const wrongValue = check("Bucket", { name: "_hidden-value", retentionSeconds: 1234 });
    const wrongType = check("Bucket", { name: "b", retentionSeconds: "hidden-value" });
    const deep = check("Authorization", {
      permissions: [{ action: "hidden-value", resourceType: "buckets" }],
    });
    assert.deepEqual(
      wrongValue.failures.map(({ property }) => property),
      ["name", "retentionSeconds"],
    );
    assert.deepEqual(
      wrongType.failures.map(({ property }) => property),
      ["retentionSeconds"],
    );
    assert.deepEqual(
      deep.failures.map(({ property }) => property),
      ["permissions[0].action"],
    );
    for (const { failures, inputs } of [wrongValue, wrongType, deep]) {
      assert.doesNotMatch(JSON.stringify(failures), /hidden-value|1234/);
      for (const { reason } of failures) assert.match(reason, /^expected .*, found a secret, not shown$/);
      assert.deepEqual(inputs.secrets, secrets);
    }
  });

  test("no request is sent", () => {
    assert.equal(session.provider.requests, 0);
  });
});
