/** Random inputs of every kind: nothing that the provider works out without the server fails, or contradicts itself. */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import fc from "fast-check";
import { bag, Sessions } from "../../../../test/support/provider.ts";
import { changedInputs, effective } from "../../definition/effective.ts";
import type { Kind } from "../../definition/kind.ts";
import { hasUnknown, type Values } from "../../definition/values.ts";
import { kinds } from "../../kinds/index.ts";
import { type Inputs, inputsOf, pairsOf, wrongInputsOf } from "./inputs.ts";
import { previewCreate, previewUpdate } from "../../provider/previews.ts";

// Nothing listens there, and nothing needs to: nothing here asks the server.
const sessions = new Sessions({ url: "http://127.0.0.1:9", token: "t", org: "home" });
after(() => sessions.close());
const { provider } = sessions.next();

/** What state holds of inputs that were brought up. */
function outputs(kind: Kind, inputs: Inputs): Values {
  const { org = "home", orgId = "00000000000000aa" } = inputs;
  return { ...effective(kind, inputs), ...(kind.scoped ? { org, orgId } : {}) };
}

/** What changes from one declaration to another, when the first was brought up. */
function changes(kind: Kind, olds: Inputs, news: Inputs): string[] {
  return provider.diff(kind, olds, outputs(kind, olds), news).changes.map(({ property }) => property);
}

for (const kind of kinds) {
  describe(`${kind.name}: random inputs`, () => {
    test("of any type: check tells what is wrong, and nothing fails", () => {
      fc.assert(
        fc.property(wrongInputsOf(kind), wrongInputsOf(kind), (inputs, others) => {
          const { failures } = provider.check(kind, bag(inputs));
          for (const { property, reason } of failures) {
            assert.equal(typeof property, "string");
            assert.match(reason, /\S/);
          }
          const declared = new Set(Object.keys(kind.properties));
          for (const key of Object.keys(inputs)) {
            const told = failures.some(({ property }) => property === key);
            if (!declared.has(key) && inputs[key] !== undefined) assert(told, `"${key}" is not refused`);
          }
          effective(kind, inputs);
          changedInputs(kind, inputs, others);
          kind.importName(effective(kind, inputs));
          provider.diff(kind, inputs, outputs(kind, inputs), others);
        }),
        { numRuns: 300 },
      );
    });

    test("of the right types: check and preview do not fail, whatever is not known yet", () => {
      fc.assert(
        fc.property(inputsOf(kind, true), inputsOf(kind, true), (inputs, others) => {
          const { failures } = provider.check(kind, bag(inputs));
          for (const { property } of failures)
            assert(property.split(/[.[]/)[0] ?? "" in kind.properties, property);
          const { values, secrets } = previewCreate(kind, bag(inputs));
          previewUpdate(kind, inputs, { values, secrets }, bag(others));
          kind.deleteBeforeReplace?.(outputs(kind, inputs), others);
        }),
      );
    });

    test("what takes effect is the same when it is normalised again", () => {
      fc.assert(
        fc.property(inputsOf(kind, true), (inputs) => {
          const once = effective(kind, inputs);
          assert.deepEqual(kind.normalize?.(once) ?? once, once);
          assert.deepEqual(effective(kind, settled(once)), once);
        }),
      );
    });

    test("nothing changes from inputs to themselves, nor to what takes effect of them", () => {
      fc.assert(
        fc.property(inputsOf(kind, false), (inputs) => {
          assert.deepEqual([...changedInputs(kind, inputs, inputs)], []);
          assert.deepEqual(changes(kind, inputs, inputs), []);
          assert.deepEqual([...changedInputs(kind, inputs, settled(effective(kind, inputs)))], []);
        }),
      );
    });

    test("what is unknown changes, and nothing else does, from inputs to themselves", () => {
      fc.assert(
        fc.property(inputsOf(kind, true), (inputs) => {
          const unknown = Object.entries(effective(kind, inputs)).filter(([, value]) => hasUnknown(value));
          assert.deepEqual(
            [...changedInputs(kind, inputs, inputs)].sort(),
            unknown.map(([key]) => key).sort(),
          );
        }),
      );
    });

    test("if something changes on the way there, something changes on the way back", () => {
      fc.assert(
        fc.property(pairsOf(kind), ([first, second]) => {
          const differ = changedInputs(kind, first, second).size > 0;
          assert.equal(changedInputs(kind, second, first).size > 0, differ);
          assert.equal(changes(kind, second, first).length > 0, changes(kind, first, second).length > 0);
        }),
      );
    });
  });
}

/** Inputs without the keys that have no value. */
function settled(values: Values): Inputs {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
