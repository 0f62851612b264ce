import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { buildModel } from "../../model/model.ts";
import { writtenBy } from "../../model/tokens.ts";
import { serving } from "../support/model.ts";

describe("tokens of the model", () => {
  it("carry the grace, and the text of those that are rotated", () => {
    const tokens = { graceSeconds: 60, rotation: new Map([["agents-idfdev", "2026-11"]]) };
    const { model, faults } = buildModel(serving(["portal"], { tokens }));
    assert.deepEqual(faults, []);
    assert.deepEqual(
      model.tokens.map(({ name, graceSeconds, rotation }) => [name, graceSeconds, rotation]),
      [
        ["agents-idfdev", 60, "2026-11"],
        ["tasks", 60, undefined],
        ["chronograf", 60, undefined],
      ],
    );
  });

  it("lets the agents of each environment write the buckets of its own applications", () => {
    const environments = ["idfdev", "summit"].map((name) => ({
      name,
      applications: ["portal", ...(name === "summit" ? ["telescope"] : [])].map((application) => ({
        name: application,
        where: "",
      })),
    }));
    const { model, faults } = buildModel(serving([], { environments }));
    assert.deepEqual(faults, []);
    const written = (environment: string) =>
      model.tokens
        .find((token) => token.environment === environment)
        ?.permissions.map((right) => (right.resource === "buckets" ? right.bucket : right.resource));
    assert.deepEqual(written("idfdev"), ["events", "kubernetes", "monitoring", "portal"]);
    assert.deepEqual(written("summit"), ["events", "kubernetes", "monitoring", "portal", "telescope"]);
  });

  it("say which buckets they write", () => {
    const { model } = buildModel(serving(["portal"]));
    assert.deepEqual(Object.entries(writtenBy(model.tokens)), [
      ["agents-idfdev", ["events", "kubernetes", "monitoring", "portal"]],
      ["tasks", ["alerted_", "multiapp_"]],
      ["chronograf", []],
    ]);
  });

  it("rotation of a token that does not exist is a fault that names those there are", () => {
    const tokens = { graceSeconds: 0, rotation: new Map([["agent-idfdev", "2026-11"]]) };
    const { faults } = buildModel(serving(["portal"], { tokens }));
    assert.equal(faults.length, 1);
    const [fault] = faults;
    assert.equal(fault?.where, "Pulumi.test.yaml: monitoring:tokens.rotation.agent-idfdev");
    assert.match(
      fault.expected,
      /one of `agents-idfdev`, `tasks`, `chronograf`; did you mean `agents-idfdev`\?/,
    );
    assert.match(fault.mend, /pulumi config rm --path .*tokens\.rotation.*agent-idfdev.* --stack test/);
  });
});
