import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import type { EngineRun } from "../../../../test/support/engine.ts";
import { engineParts } from "../../../../test/support/engine-parts.ts";
import { deadUrl } from "../../../../test/support/fault-proxy.ts";
import * as influxdb from "../../index.ts";
import { call } from "../conformance/rows/row.ts";
import { contents, operations } from "./observe.ts";
import { connect, objectsOn, oneOfEach } from "./stack.ts";

const parts = engineParts();

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
    untouched = await objectsOn(parts.server);
  });

  test("a preview needs no server, and leaves open what only the server can say", async () => {
    const preview = await parts.engine.succeed("preview", oneOfEach(parts.server, {}, await deadUrl()), {
      flags: ["--diff"],
    });
    assert.deepEqual(operations(preview), allCreated);
    for (const output of ["bucketId", "organizationId", "dbrpId", "every"])
      assert.match(preview.stdout, new RegExp(`${output}\\s*: \\[unknown\\]`));
    assert.match(preview.stdout, /shardGroup\s*: 86400/);
    assert.deepEqual(await parts.engine.resources(), []);
  });

  test("a preview needs no connection that is known: the server may be of the same stack", async () => {
    const preview = await parts.engine.succeed("preview", async () => {
      const organization = new influxdb.Organization(
        "first",
        { name: "first" },
        { provider: connect(parts.server) },
      );
      const url = pulumi.interpolate`http://${organization.id}:8086`;
      const provider = new influxdb.Provider("later", { url, token: pulumi.secret("t"), org: "o" });
      const { id } = new influxdb.Bucket("later", { name: "b", retentionSeconds: 7200 }, { provider });
      return Promise.resolve({ id });
    });
    assert.equal(preview.log.changes["create"], 5);
  });

  test("a fault of an input stops a preview and names the resource, the property, and what is expected", async () => {
    const preview = await parts.engine.run(
      "preview",
      oneOfEach(parts.server, { bucket: { retentionSeconds: 60 } }),
    );
    assert.notEqual(preview.code, 0);
    const errors = preview.log.errors.join("\n");
    assert.match(errors, /retentionSeconds.*expected 0 \(for ever\) or 3600 to 9223372036 seconds, found 60/);
    assert.match(preview.stdout, /influxdb:index:Bucket \(bucket\)/);
  });

  test("up makes everything, and up again changes nothing", async () => {
    const up = await parts.engine.succeed("up", oneOfEach(parts.server));
    assert.deepEqual(operations(up), allCreated);
    assert.deepEqual(await objectsOn(parts.server), {
      organizations: [...(untouched["organizations"] ?? []), "declared"].sort(),
      buckets: [...(untouched["buckets"] ?? []), "metrics"].sort(),
      tasks: ["count"],
      tokens: [...(untouched["tokens"] ?? []), "agents"].sort(),
      dbrps: ["metrics"],
    });
    const state = await contents(parts.engine);
    const again = await parts.engine.succeed("up", oneOfEach(parts.server), { flags: ["--refresh"] });
    assert.deepEqual(operations(again), {});
    assert.deepEqual(await contents(parts.engine), state);
    await parts.engine.succeed("preview", oneOfEach(parts.server), {
      flags: ["--refresh", "--expect-no-changes"],
    });
    await parts.engine.succeed("refresh", oneOfEach(parts.server), { flags: ["--expect-no-changes"] });
  });

  test("the server's address and token may change without a change of anything else", async () => {
    const elsewhere = {
      ...parts.server,
      url: parts.server.url.replace("127.0.0.1", "localhost"),
      token: "another",
    };
    assert.deepEqual(operations(await parts.engine.succeed("preview", oneOfEach(elsewhere))), {});
  });

  test("a change of one input is shown as that alone, and carried out in place", async () => {
    const changes = { bucket: { retentionSeconds: 1_209_600 }, task: { description: "new" } };
    const preview = await parts.engine.succeed("preview", oneOfEach(parts.server, changes));
    assert.deepEqual(differences(preview), { bucket: ["retentionSeconds"], task: ["description"] });
    const up = await parts.engine.succeed("up", oneOfEach(parts.server, changes));
    assert.deepEqual(operations(up), { bucket: "update", task: "update" });
    assert.deepEqual(operations(await parts.engine.succeed("up", oneOfEach(parts.server))), {
      bucket: "update",
      task: "update",
    });
  });

  test("drift is found by a preview that refreshes, property by property, without a change of the state file", async () => {
    const ids = Object.fromEntries(
      (await parts.engine.resources()).map(({ urn, id }) => [urn.split("::").at(-1) ?? "", id ?? ""]),
    );
    const before = await parts.engine.stateText();
    await call(parts.server, "PATCH", `/api/v2/orgs/${ids["org"]}`, { description: "by hand" });
    await call(parts.server, "PATCH", `/api/v2/buckets/${ids["bucket"]}`, {
      retentionRules: [{ type: "expire", everySeconds: 0 }],
    });
    await call(parts.server, "PATCH", `/api/v2/authorizations/${ids["token"]}`, { status: "inactive" });
    await call(parts.server, "DELETE", `/api/v2/dbrps/${ids["dbrp"]}?orgID=${parts.server.orgId}`);
    await call(parts.server, "PATCH", `/api/v2/tasks/${ids["task"]}`, {
      flux: 'option task = {name: "other", every: 2h}\nbuckets()',
      status: "inactive",
    });

    const drift = await parts.engine.run("preview", oneOfEach(parts.server), {
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
    assert.equal(await parts.engine.stateText(), before);

    await parts.engine.succeed("up", oneOfEach(parts.server), { flags: ["--refresh"] });
    await parts.engine.succeed("preview", oneOfEach(parts.server), {
      flags: ["--refresh", "--expect-no-changes"],
    });
    const [rule] = (await call(parts.server, "GET", `/api/v2/buckets/${ids["bucket"]}`))[
      "retentionRules"
    ] as [object];
    assert.deepEqual(rule, { type: "expire", everySeconds: 604_800, shardGroupDurationSeconds: 86_400 });
  });

  test("an object that was deleted by hand is made again, and destroy does not mind one that is gone", async () => {
    const bucket = (await parts.engine.resources()).find(({ type }) => type === "influxdb:index:Bucket");
    await call(parts.server, "DELETE", `/api/v2/buckets/${bucket?.id}`);
    const preview = await parts.engine.succeed("preview", oneOfEach(parts.server), { flags: ["--refresh"] });
    assert.equal(operations(preview)["bucket"], "create");
    const task = (await parts.engine.resources()).find(({ type }) => type === "influxdb:index:Task");
    await call(parts.server, "DELETE", `/api/v2/tasks/${task?.id}`);
    await parts.engine.succeed("destroy");
    assert.deepEqual(await parts.engine.resources(), []);
    assert.deepEqual(await objectsOn(parts.server), untouched);
  });
});
