import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { type EngineRun, TestEngine } from "../../../../test/support/engine.ts";
import { deadUrl } from "../../../../test/support/fault-proxy.ts";
import { startServer, type TestServer } from "../../../../test/support/influxd.ts";
import * as influxdb from "../../index.ts";
import { call } from "../conformance/rows/row.ts";
import { contents, operations } from "./observe.ts";
import { connect, objectsOn, oneOfEach } from "./stack.ts";

let server: TestServer;
let engine: TestEngine;
before(async () => {
  [server, engine] = await Promise.all([startServer(), TestEngine.make()]);
});
after(async () => {
  await engine.remove();
  await server.stop();
});

/** Properties that a run shows as changed, by name of the resource. */
function differences({ log }: EngineRun): Record<string, string[]> {
  const changed = log.steps.filter(({ op }) => op === "update" || op === "replace");
  return Object.fromEntries(
    changed.map(({ urn, detailedDiff }) => [
      urn.split("::").at(-1) ?? urn,
      Object.keys(detailedDiff ?? {}).sort(),
    ]),
  );
}

const all = ["bucket", "dbrp", "org", "task", "token"];
const allCreated = Object.fromEntries(all.map((name) => [name, "create"]));

// One story, in order: each part goes on from where the one before it ended.
describe("a stack through the real engine", () => {
  let untouched: Record<string, string[]>;
  before(async () => {
    untouched = await objectsOn(server);
  });

  test("a preview needs no server, and leaves open what only the server can say", async () => {
    const preview = await engine.succeed("preview", oneOfEach(server, {}, await deadUrl()), {
      flags: ["--diff"],
    });
    assert.deepEqual(operations(preview), allCreated);
    for (const output of ["bucketId", "organizationId", "dbrpId", "every"])
      assert.match(preview.stdout, new RegExp(`${output}\\s*: \\[unknown\\]`));
    assert.match(preview.stdout, /shardGroup\s*: 86400/);
    assert.deepEqual(await engine.resources(), []);
  });

  test("a preview needs no connection that is known: the server may be of the same stack", async () => {
    const preview = await engine.succeed("preview", async () => {
      const organization = new influxdb.Organization(
        "first",
        { name: "first" },
        { provider: connect(server) },
      );
      const url = pulumi.interpolate`http://${organization.id}:8086`;
      const provider = new influxdb.Provider("later", { url, token: pulumi.secret("t"), org: "o" });
      const { id } = new influxdb.Bucket("later", { name: "b", retentionSeconds: 7200 }, { provider });
      return Promise.resolve({ id });
    });
    assert.equal(preview.log.changes["create"], 5);
  });

  test("a fault of an input stops a preview and names the resource, the property, and what is expected", async () => {
    const preview = await engine.run("preview", oneOfEach(server, { bucket: { retentionSeconds: 60 } }));
    assert.notEqual(preview.code, 0);
    const errors = preview.log.errors.join("\n");
    assert.match(errors, /retentionSeconds.*expected 0 \(for ever\) or 3600 to 9223372036 seconds, found 60/);
    assert.match(preview.stdout, /influxdb:index:Bucket \(bucket\)/);
  });

  test("up makes everything, and up again changes nothing", async () => {
    const up = await engine.succeed("up", oneOfEach(server));
    assert.deepEqual(operations(up), allCreated);
    assert.deepEqual(await objectsOn(server), {
      organizations: [...(untouched["organizations"] ?? []), "declared"].sort(),
      buckets: [...(untouched["buckets"] ?? []), "metrics"].sort(),
      tasks: ["count"],
      tokens: [...(untouched["tokens"] ?? []), "agents"].sort(),
      dbrps: ["metrics"],
    });
    const state = await contents(engine);
    const again = await engine.succeed("up", oneOfEach(server), { flags: ["--refresh"] });
    assert.deepEqual(operations(again), {});
    assert.deepEqual(await contents(engine), state);
    await engine.succeed("preview", oneOfEach(server), { flags: ["--refresh", "--expect-no-changes"] });
    await engine.succeed("refresh", oneOfEach(server), { flags: ["--expect-no-changes"] });
  });

  test("the server's address and token may change without a change of anything else", async () => {
    const elsewhere = { ...server, url: server.url.replace("127.0.0.1", "localhost"), token: "another" };
    assert.deepEqual(operations(await engine.succeed("preview", oneOfEach(elsewhere))), {});
  });

  test("a change of one input is shown as that alone, and carried out in place", async () => {
    const parts = { bucket: { retentionSeconds: 1_209_600 }, task: { description: "new" } };
    const preview = await engine.succeed("preview", oneOfEach(server, parts));
    assert.deepEqual(differences(preview), { bucket: ["retentionSeconds"], task: ["description"] });
    const up = await engine.succeed("up", oneOfEach(server, parts));
    assert.deepEqual(operations(up), { bucket: "update", task: "update" });
    assert.deepEqual(operations(await engine.succeed("up", oneOfEach(server))), {
      bucket: "update",
      task: "update",
    });
  });

  test("drift is found by a preview that refreshes, property by property, without a change of the state file", async () => {
    const ids = Object.fromEntries(
      (await engine.resources()).map(({ urn, id }) => [urn.split("::").at(-1) ?? "", id ?? ""]),
    );
    const before = await engine.stateText();
    await call(server, "PATCH", `/api/v2/orgs/${ids["org"]}`, { description: "by hand" });
    await call(server, "PATCH", `/api/v2/buckets/${ids["bucket"]}`, {
      retentionRules: [{ type: "expire", everySeconds: 0 }],
    });
    await call(server, "PATCH", `/api/v2/authorizations/${ids["token"]}`, { status: "inactive" });
    await call(server, "DELETE", `/api/v2/dbrps/${ids["dbrp"]}?orgID=${server.orgId}`);
    await call(server, "PATCH", `/api/v2/tasks/${ids["task"]}`, {
      flux: 'option task = {name: "other", every: 2h}\nbuckets()',
      status: "inactive",
    });

    const drift = await engine.run("preview", oneOfEach(server), {
      flags: ["--refresh", "--expect-no-changes"],
    });
    assert.notEqual(drift.code, 0);
    assert.deepEqual(operations(drift), {
      org: "update",
      bucket: "update",
      token: "update",
      dbrp: "create",
      task: "update",
    });
    assert.deepEqual(differences(drift), {
      org: ["description"],
      bucket: ["retentionSeconds"],
      token: ["status"],
      task: ["flux"],
    });
    assert.equal(await engine.stateText(), before);

    await engine.succeed("up", oneOfEach(server), { flags: ["--refresh"] });
    await engine.succeed("preview", oneOfEach(server), { flags: ["--refresh", "--expect-no-changes"] });
    const [rule] = (await call(server, "GET", `/api/v2/buckets/${ids["bucket"]}`))["retentionRules"] as [
      object,
    ];
    assert.deepEqual(rule, { type: "expire", everySeconds: 604_800, shardGroupDurationSeconds: 86_400 });
  });

  test("an object that was deleted by hand is made again, and destroy does not mind one that is gone", async () => {
    const bucket = (await engine.resources()).find(({ type }) => type === "influxdb:index:Bucket");
    await call(server, "DELETE", `/api/v2/buckets/${bucket?.id}`);
    const preview = await engine.succeed("preview", oneOfEach(server), { flags: ["--refresh"] });
    assert.equal(operations(preview)["bucket"], "create");
    const task = (await engine.resources()).find(({ type }) => type === "influxdb:index:Task");
    await call(server, "DELETE", `/api/v2/tasks/${task?.id}`);
    await engine.succeed("destroy");
    assert.deepEqual(await engine.resources(), []);
    assert.deepEqual(await objectsOn(server), untouched);
  });
});
