import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { type EngineRun, TestEngine } from "../../../../test/support/engine.ts";
import { startServer, type TestServer } from "../../../../test/support/influxd.ts";
import * as influxdb from "../../index.ts";
import { call } from "../conformance/rows.ts";
import { connect, oneOfEach } from "./stack.ts";

let server: TestServer;
let engine: TestEngine;
before(async () => {
  [server, engine] = await Promise.all([startServer(), TestEngine.make()]);
});
after(async () => {
  await engine.remove();
  await server.stop();
});

/** The stack's outputs, decrypted. */
async function outputs(): Promise<Record<string, unknown>> {
  const { stdout } = await engine.command("stack", "output", "--json", "--show-secrets");
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** Where a text is to be seen in the clear. */
async function placesOf(text: string, runs: readonly EngineRun[]): Promise<string[]> {
  const places = runs.flatMap((run, index) =>
    (["stdout", "stderr", "events"] as const).filter((place) => run[place].includes(text)).map((place) => `run ${index}: ${place}`),
  );
  return (await engine.stateText()).includes(text) ? [...places, "state"] : places;
}

test("neither the value of a token nor the provider's own is to be seen anywhere in the clear", async () => {
  const flags = ["--diff"];
  const program = oneOfEach(server);
  const runs = [await engine.succeed("preview", program, { flags }), await engine.succeed("up", program, { flags })];
  const { token } = await outputs();
  assert(typeof token === "string" && token.length > 40);
  const { id } = (await engine.resources()).find(({ type }) => type === "influxdb:index:Authorization") ?? {};
  await call(server, "PATCH", `/api/v2/authorizations/${id}`, { description: "by hand" });
  runs.push(
    await engine.succeed("preview", program, { flags: ["--refresh", ...flags] }),
    await engine.succeed("up", program, { flags: ["--refresh", ...flags] }),
    await engine.succeed("refresh", program, { flags }),
    await engine.succeed("preview", oneOfEach(server, { authorization: { permissions: [{ action: "read", resourceType: "tasks" }] } }), { flags }),
    await engine.run("up", oneOfEach(server, { task: { flux: "option task = {}" } }), { flags }),
    await engine.run("preview", oneOfEach({ ...server, url: "nonsense" }), { flags }),
  );
  assert.deepEqual(runs.map(({ code }) => code === 0), [true, true, true, true, true, true, false, false]);
  assert.deepEqual(await placesOf(token, runs), []);
  assert.deepEqual(await placesOf(server.token, runs), []);
  // And yet it is kept: after all of that it still opens the door.
  assert.equal((await outputs())["token"], token);
  await call({ ...server, token }, "GET", "/api/v2/me").catch((error: unknown) => assert.match(String(error), /401|403/));
  await call(server, "GET", "/api/v2/buckets?limit=1");
  runs.push(await engine.succeed("destroy", undefined, { flags }));
  assert.deepEqual(await placesOf(token, runs), []);
});

test("what a program marks as secret stays so in state and display, whatever the kind", async () => {
  const hidden = "hidden-description";
  const program = async () => {
    const provider = connect(server);
    const description = pulumi.secret(hidden);
    const bucket = new influxdb.Bucket("b", { name: "with a secret", description }, { provider });
    return Promise.resolve({ description: bucket.description });
  };
  const flags = ["--diff"];
  const runs = [
    await engine.succeed("preview", program, { flags }),
    await engine.succeed("up", program, { flags }),
    await engine.succeed("up", program, { flags: ["--refresh", ...flags] }),
  ];
  assert.deepEqual(await placesOf(hidden, runs), []);
  assert.equal((await outputs())["description"], hidden);
});
