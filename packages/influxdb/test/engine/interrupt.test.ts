import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import type { Program } from "../../../../index.ts";
import { engineParts } from "../../../../test/support/engine-parts.ts";
import { deadUrl, Gate } from "../../../../test/support/fault-proxy.ts";
import * as influxdb from "../../index.ts";
import { connect, objectsOn } from "./stack.ts";

const parts = engineParts();
afterEach(() => parts.proxy.heal());

const CANCELLING = "^C received; cancelling";
const names = Array.from({ length: 6 }, (_, index) => `n${index}`);

/** Objects of which the server would take two of the same name, so that a second one shows, and some of which it would not. */
const program: Program = async () => {
  const provider = connect(parts.server, parts.proxy.url);
  const ids = names.map((name) => {
    const bucket = new influxdb.Bucket(name, { name }, { provider });
    const flux = `option task = {name: "${name}", every: 1h}\nbuckets()`;
    const task = new influxdb.Task(name, { flux, status: "inactive" }, { provider, dependsOn: bucket });
    const permissions = [
      { action: "read" as const, resourceType: "buckets" as const, resourceId: bucket.id },
    ];
    return new influxdb.Authorization(name, { description: name, permissions }, { provider, dependsOn: task })
      .id;
  });
  return Promise.resolve({ ids });
};

/** An up that is interrupted while the server's answer to a creation is under way. */
async function interruptedAt(path: RegExp): Promise<void> {
  const gate = new Gate();
  parts.proxy.break({ method: "POST", path }, { fault: "hold", gate });
  const up = await parts.engine.start("up", program);
  await gate.reached;
  up.interrupt();
  await up.printed(CANCELLING);
  gate.open();
  const { code } = await up.ended;
  assert.notEqual(code, 0);
}

/** After the next up everything that is declared exists once, is on record, and nothing else is. */
async function converges(): Promise<void> {
  await parts.engine.succeed("up", program);
  const found = await objectsOn(parts.server);
  assert.deepEqual(found["tasks"], names);
  assert.deepEqual(
    found["buckets"]?.filter((name) => name !== "setup"),
    names,
  );
  assert.deepEqual(
    found["tokens"]?.filter((name) => !name.startsWith("tester")),
    names,
  );
  assert.equal((await parts.engine.resources()).length, 3 * names.length);
  await parts.engine.succeed("preview", program, { flags: ["--refresh", "--expect-no-changes"] });
  await parts.engine.succeed("destroy");
  assert.deepEqual((await objectsOn(parts.server))["tasks"], []);
}

describe("Ctrl-C", () => {
  for (const [what, path] of [
    ["bucket", /buckets/],
    ["task", /tasks/],
    ["token", /authorizations/],
  ] as const) {
    test(`while a ${what} is made: what exists is on record, and the next up converges with nothing double`, async () => {
      await interruptedAt(path);
      const recorded = (await parts.engine.resources()).map(({ id }) => id);
      assert(!recorded.includes(undefined));
      const found = await objectsOn(parts.server);
      // Whatever the server took before it stopped, state knows of it.
      const own = [...(found["tasks"] ?? []), ...(found["buckets"] ?? []), ...(found["tokens"] ?? [])].filter(
        (name) => names.includes(name),
      );
      assert.equal(own.length, recorded.length);
      await converges();
    });
  }

  test("while it waits for a server that is down: it ends, with nothing made", async () => {
    const dead = await deadUrl();
    const waiting: Program = async () => {
      const provider = connect(parts.server, dead);
      return Promise.resolve({ id: new influxdb.Bucket("b", { name: "never" }, { provider }).id });
    };
    const up = await parts.engine.start("up", waiting);
    await up.printed("waiting up to 20 s for InfluxDB");
    up.interrupt();
    const { code, stdout } = await up.ended;
    assert.notEqual(code, 0);
    assert.match(stdout, /cancelled while waiting for InfluxDB/);
    assert.deepEqual(await parts.engine.resources(), []);
  });
});
