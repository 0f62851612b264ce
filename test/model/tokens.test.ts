import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { buildModel } from "../../model/model.ts";
import { serving } from "../support/model.ts";

describe("tokens of the model", () => {
  it("carry the grace, and the text of those that are rotated", () => {
    const tokens = { graceSeconds: 60, rotation: new Map([["agents", "2026-11"]]) };
    const { model, faults } = buildModel(serving(["portal"], { tokens }));
    assert.deepEqual(faults, []);
    assert.deepEqual(
      model.tokens.map(({ name, graceSeconds, rotation }) => [name, graceSeconds, rotation]),
      [
        ["agents", 60, "2026-11"],
        ["tasks", 60, undefined],
        ["chronograf", 60, undefined],
      ],
    );
  });

  it("rotation of a token that does not exist is a fault that names those there are", () => {
    const tokens = { graceSeconds: 0, rotation: new Map([["agent", "2026-11"]]) };
    const { faults } = buildModel(serving(["portal"], { tokens }));
    assert.equal(faults.length, 1);
    const [fault] = faults;
    assert.equal(fault?.where, "Pulumi.test.yaml: monitoring:tokens.rotation.agent");
    assert.match(fault.expected, /one of `agents`, `tasks`, `chronograf`; did you mean `agents`\?/);
    assert.match(fault.mend, /pulumi config rm --path monitoring:tokens\.rotation\.agent --stack test/);
  });
});
