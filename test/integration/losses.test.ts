/** What an operation would lose is found out before it begins; a server that is gone can be taken off the record. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Program } from "../../index.ts";
import * as influxdb from "../../packages/influxdb/index.ts";
import { connect } from "../../packages/influxdb/test/engine/stack.ts";
import { plannedLosses } from "../../tools/survey/losses.ts";
import { engineParts } from "../support/engine-parts.ts";
import { writeLines } from "../support/influxd.ts";

const parts = engineParts();

const program: Program = async () => {
  const provider = connect(parts.server);
  const organization = new influxdb.Organization("tenant", { name: "tenant" }, { provider });
  new influxdb.Bucket("inner", { name: "inner", orgId: organization.id }, { provider });
  for (const name of ["full", "empty"]) new influxdb.Bucket(name, { name }, { provider });
  new influxdb.Bucket("free", { name: "free", allowDataLoss: true }, { provider });
  return Promise.resolve({});
};

/** A plan of a destruction, as the command makes it; needs no server. */
async function plan(...flags: string[]) {
  const planned = await parts.engine.command("destroy", "--preview-only", ...flags);
  assert.equal(planned.code, 0, planned.stdout + planned.stderr);
  return planned;
}

async function lossesOf(url: string, ...flags: string[]) {
  const { log } = await plan(...flags);
  const { token, org } = parts.server;
  return plannedLosses(log, new Map([["influxdb", { url, token, org }]]));
}

// One story, in order.
describe("before a stack is destroyed", () => {
  test("buckets with points are named, and nothing else", async () => {
    await parts.engine.succeed("up", program);
    for (const name of ["full", "free"])
      await writeLines(parts.server, name, ["m,host=a v=1", "m,host=b v=1"]);
    const losses = await lossesOf(parts.server.url);
    assert.equal(losses.length, 1);
    assert.match(losses[0]?.text ?? "", /^bucket "full" holds 2 series, the oldest point of \d{4}-/);
    assert.equal(losses[0]?.isKnown, true);
  });

  test("a server that does not answer is asked once, and nothing on it counts as empty", async () => {
    const losses = await lossesOf("http://127.0.0.1:9");
    assert.equal(losses.length, 4);
    assert(losses.every(({ isKnown }) => !isKnown));
    assert.equal(losses.filter(({ text }) => text.endsWith("could not be looked at either")).length, 3);
  });

  test("what is kept by a flag is left out, and the rest goes", async () => {
    const [full] = await lossesOf(parts.server.url);
    assert(full !== undefined);
    const flags = ["--exclude", full.urn];
    assert.deepEqual(await lossesOf(parts.server.url, ...flags), []);
    await parts.engine.succeed("destroy", undefined, { flags });
    const left = (await parts.engine.resources()).filter(({ type }) => type.startsWith("influxdb:"));
    assert.deepEqual(
      left.map(({ urn }) => urn),
      [full.urn],
    );
  });

  test("a server that is gone for good is taken off the record with what was on it", async () => {
    const [full] = await lossesOf("http://127.0.0.1:9");
    assert(full !== undefined);
    const forget = ["state", "delete", full.provider, "--target-dependents", "--yes"];
    const { code, stderr } = await parts.engine.command(...forget);
    assert.equal(code, 0, stderr);
    await parts.engine.succeed("destroy");
    assert.deepEqual(await parts.engine.resources(), []);
  });
});
