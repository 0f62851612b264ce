import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import * as influxdb from "../../index.ts";
import { engineParts } from "../../../../test/support/engine-parts.ts";
import { call } from "../conformance/rows/row.ts";
import { outputs, placesOf } from "./observe.ts";
import { connect, oneOfEach } from "./stack.ts";

const parts = engineParts();

test("neither the value of a token nor the provider's own is to be seen anywhere in the clear", async () => {
  const flags = ["--diff"];
  const program = oneOfEach(parts.server);
  const runs = [
    await parts.engine.succeed("preview", program, { flags }),
    await parts.engine.succeed("up", program, { flags }),
  ];
  const { token } = await outputs(parts.engine);
  assert(typeof token === "string" && token.length > 40);
  const { id } =
    (await parts.engine.resources()).find(({ type }) => type === "influxdb:index:Authorization") ?? {};
  await call(parts.server, "PATCH", `/api/v2/authorizations/${id}`, { description: "by hand" });
  runs.push(
    await parts.engine.succeed("preview", program, { flags: ["--refresh", ...flags] }),
    await parts.engine.succeed("up", program, { flags: ["--refresh", ...flags] }),
    await parts.engine.succeed("refresh", program, { flags }),
    await parts.engine.succeed(
      "preview",
      oneOfEach(parts.server, {
        authorization: { permissions: [{ action: "read", resourceType: "tasks" }] },
      }),
      { flags },
    ),
    await parts.engine.run("up", oneOfEach(parts.server, { task: { flux: "option task = {}" } }), { flags }),
    await parts.engine.run("preview", oneOfEach({ ...parts.server, url: "nonsense" }), { flags }),
  );
  assert.deepEqual(
    runs.map(({ code }) => code === 0),
    [true, true, true, true, true, true, false, false],
  );
  assert.deepEqual(await placesOf(parts.engine, token, runs), []);
  assert.deepEqual(await placesOf(parts.engine, parts.server.token, runs), []);
  // And yet it is kept: after all of that it still opens the door.
  assert.equal((await outputs(parts.engine))["token"], token);
  // The server knows it, and says only what it may not do.
  await assert.rejects(
    call({ ...parts.server, token }, "GET", "/api/v2/me"),
    /read:users\/\w+ is unauthorized/,
  );
  await assert.rejects(
    call({ ...parts.server, token: "unknown" }, "GET", "/api/v2/me"),
    /unauthorized access/,
  );
  runs.push(await parts.engine.succeed("destroy", undefined, { flags }));
  assert.deepEqual(await placesOf(parts.engine, token, runs), []);
});

test("what a program marks as secret stays so in state and display, whatever the kind", async () => {
  const hidden = "hidden-description";
  const program = async () => {
    const provider = connect(parts.server);
    const description = pulumi.secret(hidden);
    const bucket = new influxdb.Bucket("b", { name: "with a secret", description }, { provider });
    return Promise.resolve({ description: bucket.description });
  };
  const flags = ["--diff"];
  const runs = [
    await parts.engine.succeed("preview", program, { flags }),
    await parts.engine.succeed("up", program, { flags }),
    await parts.engine.succeed("up", program, { flags: ["--refresh", ...flags] }),
  ];
  assert.deepEqual(await placesOf(parts.engine, hidden, runs), []);
  assert.equal((await outputs(parts.engine))["description"], hidden);
});
