import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { kindOf } from "../../../../test/support/provider.ts";
import type { Removal } from "../../definition/kind.ts";
import { Succession } from "../../provider/succession.ts";

const kind = kindOf("Label");
const URN = "urn:pulumi:s::p::influxdb:index:Label::label";

/** What the deletion of an object is told of its successor. */
async function told(succession: Succession, urn: string, id: string): Promise<Removal["successor"]> {
  const seen: Removal["successor"][] = [];
  await succession.retire(urn, id, async (successor) => {
    seen.push(successor);
    return Promise.resolve();
  });
  assert.equal(seen.length, 1);
  return seen[0];
}

describe("succession", () => {
  test("what is deleted under the URN of another object was replaced by it", async () => {
    const succession = new Succession();
    succession.note(URN, { kind, id: "new", inputs: { name: "n" } });
    const successor = await told(succession, URN, "old");
    assert.equal(successor?.id, "new");
    // As it counts, defaults filled in.
    assert.deepEqual(successor.inputs, { name: "n", properties: {} });
    assert.equal(await told(succession, `${URN}2`, "old"), undefined);
  });

  test("what is on record itself has no successor, nor has what goes after it", async () => {
    const succession = new Succession();
    succession.note(URN, { kind, id: "new", inputs: { name: "n" } });
    assert.equal(await told(succession, URN, "new"), undefined);
    assert.equal(await told(succession, URN, "old"), undefined);
  });

  test("what was noted last counts", async () => {
    const succession = new Succession();
    for (const id of ["first", "second"]) succession.note(URN, { kind, id, inputs: { name: id } });
    assert.equal((await told(succession, URN, "first"))?.id, "second");
  });

  test("deletions under one URN run in turn, also when one fails, and others beside them", async () => {
    const succession = new Succession();
    const log: string[] = [];
    const held = Promise.withResolvers<undefined>();
    const first = succession.retire(URN, "a", async () => {
      log.push("a begins");
      await held.promise;
    });
    const second = succession.retire(URN, "b", async () => Promise.resolve(void log.push("b")));
    await succession.retire("", "c", async () => Promise.resolve(void log.push("c")));
    assert.deepEqual(log, ["a begins", "c"]);
    held.reject(new Error("refused"));
    await assert.rejects(first, /refused/);
    await second;
    assert.deepEqual(log, ["a begins", "c", "b"]);
  });
});
