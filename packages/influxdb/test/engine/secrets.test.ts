import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { TestEngine } from "../../../../test/support/engine.ts";
import { startServer, type TestServer } from "../../../../test/support/influxd.ts";
import * as influxdb from "../../index.ts";
import { call } from "../conformance/rows/row.ts";
import { outputs, placesOf } from "./observe.ts";
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

test("neither the value of a token nor the provider's own is to be seen anywhere in the clear", async () => {
  const flags = ["--diff"];
  const program = oneOfEach(server);
  const runs = [
    await engine.succeed("preview", program, { flags }),
    await engine.succeed("up", program, { flags }),
  ];
  const { token } = await outputs(engine);
  assert(typeof token === "string" && token.length > 40);
  const { id } = (await engine.resources()).find(({ type }) => type === "influxdb:index:Authorization") ?? {};
  await call(server, "PATCH", `/api/v2/authorizations/${id}`, { description: "by hand" });
  runs.push(
    await engine.succeed("preview", program, { flags: ["--refresh", ...flags] }),
    await engine.succeed("up", program, { flags: ["--refresh", ...flags] }),
    await engine.succeed("refresh", program, { flags }),
    await engine.succeed(
      "preview",
      oneOfEach(server, { authorization: { permissions: [{ action: "read", resourceType: "tasks" }] } }),
      { flags },
    ),
    await engine.run("up", oneOfEach(server, { task: { flux: "option task = {}" } }), { flags }),
    await engine.run("preview", oneOfEach({ ...server, url: "nonsense" }), { flags }),
  );
  assert.deepEqual(
    runs.map(({ code }) => code === 0),
    [true, true, true, true, true, true, false, false],
  );
  assert.deepEqual(await placesOf(engine, token, runs), []);
  assert.deepEqual(await placesOf(engine, server.token, runs), []);
  // And yet it is kept: after all of that it still opens the door.
  assert.equal((await outputs(engine))["token"], token);
  // The server knows it, and says only what it may not do.
  await assert.rejects(call({ ...server, token }, "GET", "/api/v2/me"), /read:users\/\w+ is unauthorized/);
  await assert.rejects(call({ ...server, token: "unknown" }, "GET", "/api/v2/me"), /unauthorized access/);
  runs.push(await engine.succeed("destroy", undefined, { flags }));
  assert.deepEqual(await placesOf(engine, token, runs), []);
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
  assert.deepEqual(await placesOf(engine, hidden, runs), []);
  assert.equal((await outputs(engine))["description"], hidden);
});
