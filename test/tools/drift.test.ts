import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { describeDrift, driftOf, type ObjectDrift } from "../../tools/engine/drift.ts";
import type { EventLog, Step } from "../../tools/engine/events.ts";
import { fits, type UnknownObjects } from "../../tools/survey/unknown.ts";

const urnOf = (name: string) => `urn:pulumi:test::monitoring::influxdb:index:Bucket::${name}`;
const nothing: UnknownObjects = { objects: [], ignored: [], unused: [], unlisted: [] };
const orphan = { kind: "Task", name: "nightly", id: "0000000000000001" };

function step(op: string, name: string): Step {
  const state = { custom: true, inputs: {}, outputs: {} };
  return {
    op,
    urn: urnOf(name),
    type: "influxdb:index:Bucket",
    old: op === "create" ? null : state,
    new: state,
  };
}

function driftIn(steps: readonly Step[], onServer?: (urn: string) => string[]): ObjectDrift[] {
  const log: EventLog = { steps, changes: {}, errors: [] };
  return driftOf(log, onServer);
}

describe("drift", () => {
  it("tells what is gone from the server from what has not been made yet", () => {
    const objects = driftIn([step("refresh", "gone"), step("create", "gone"), step("create", "young")]);
    assert.deepEqual(
      objects.map(({ name, state }) => [name, state]),
      [
        ["gone", "missing"],
        ["young", "unrecorded"],
      ],
    );
    const text = describeDrift("test", { objects, unknown: nothing });
    assert.match(text, /gone: missing on the server$/m);
    assert.match(text, /young: declared, but not on record$/m);
    assert.match(text, /^To mend: npm run up -- test$/m);
  });

  it("leads to a takeover where an object of that name is there", () => {
    const objects = driftIn([step("create", "there"), step("create", "young")], (urn) =>
      urn === urnOf("there") ? ["00000000000000aa"] : [],
    );
    const text = describeDrift("test", { objects, unknown: nothing });
    assert.match(text, /there: declared, but not on record; there is 00000000000000aa of that name$/m);
    assert.match(text, /^To take over what is there: npm run adopt -- test$/m);
    assert.match(text, /^To mend: npm run up -- test, after that$/m);

    const lost = driftIn([step("refresh", "there"), step("create", "there")], () => ["00000000000000aa"]);
    const both = describeDrift("test", { objects: lost, unknown: nothing });
    assert.match(both, /^To take over what is there: npm run refresh -- test, then npm run adopt -- test$/m);
    assert.doesNotMatch(both, /To mend/);
  });

  it("names what nobody declared, and does not say that up mends it", () => {
    const text = describeDrift("test", { objects: [], unknown: { ...nothing, objects: [orphan] } });
    assert.equal(
      text,
      [
        "test: 1 object is on the server that the stack does not declare",
        '  Task "nightly" (0000000000000001)',
        "Declare it and take it over (npm run adopt -- test), delete it by hand, or list it under monitoring:drift.ignore in Pulumi.test.yaml",
      ].join("\n"),
    );
  });

  it("tells of entries that fit nothing and of kinds that were not seen, and takes neither for drift", () => {
    const unknown: UnknownObjects = {
      ...nothing,
      unused: [{ kind: "Task", name: "old-*" }],
      unlisted: [{ kind: "User", reason: "refused" }],
    };
    assert.equal(
      describeDrift("test", { objects: [], unknown }),
      [
        "test: no drift; everything is as declared",
        'monitoring:drift.ignore has Task "old-*", which fits nothing',
        "Objects of kind User could not be listed: refused",
      ].join("\n"),
    );
  });
});

describe("a pattern of names", () => {
  it("takes a star for any text, and everything else as it is", () => {
    for (const [pattern, name] of [
      ["*", ""],
      ["*", "any\nthing"],
      ["nightly-*", "nightly-backup"],
      ["*/7d", "portal/7d"],
      ["a.b", "a.b"],
    ] as const)
      assert.ok(fits(pattern, name), `${pattern} ${name}`);
    for (const [pattern, name] of [
      ["nightly", "nightly-backup"],
      ["a.b", "axb"],
      ["*-x", "x"],
    ] as const)
      assert.ok(!fits(pattern, name), `${pattern} ${name}`);
  });
});
