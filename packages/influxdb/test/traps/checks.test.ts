/** Traps of the server that concern checks and their hidden tasks; numbers are those of the notes on its API. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startServer, type TestServer } from "../../../../test/support/influxd.ts";
import { kindOf, plain, type Resource, Sessions } from "../../../../test/support/provider.ts";
import type { Values } from "../../definition/values.ts";
import { Unfinished } from "../../provider/provider.ts";
import { Survey } from "../../provider/survey.ts";
import { call, made, text } from "../conformance/rows/row.ts";

let server: TestServer;
let sessions: Sessions;
before(async () => {
  server = await startServer();
  sessions = new Sessions({ url: server.url, token: server.token, org: server.org });
});
after(async () => {
  await sessions.close();
  await server.stop();
});

const check = kindOf("Check");
const query = 'from(bucket: "setup") |> range(start: -5m) |> filter(fn: (r) => r._field == "f")';
const threshold = (name: string, changes: Values = {}): Values => ({
  ...{ name, type: "threshold", query, every: "1h", status: "inactive" },
  thresholds: [{ level: "CRIT", type: "greater", value: 1 }],
  ...changes,
});
const deadman = (name: string): Values => ({
  ...{ name, type: "deadman", query, every: "2h" },
  ...{ level: "WARN", timeSince: "90s", staleTime: "10m" },
});
/** A script in a layout of its own. */
const script = (name: string, limit = "1.0") => `import "influxdata/influxdb/monitor"
// Why.
option task = {name: "${name}",every:1h,
  offset: 0s,}
check = {_check_name: "${name}", _type: "custom", tags: {a: "b",}}
crit = (r) =>((r.x + 1.0) > (${limit}))
messageFn = (r) => ("\\tlevel \${ r._level }")
from(bucket: "setup") |> range(start: -1h) |> monitor.check(data: check, messageFn:messageFn, crit:crit)`;
const custom = (name: string, limit?: string): Values => ({
  name,
  type: "custom",
  query: script(name, limit),
});

const taskIdOf = ({ outputs }: Resource) => text(outputs.values["taskId"]);
const taskOf = (resource: Resource) => call(server, "GET", `/api/v2/tasks/${taskIdOf(resource)}`);

describe("traps: checks", () => {
  test("trap 19: the hidden task of a check is not imported as a task, so that nobody deletes it", async () => {
    const session = sessions.next();
    for (const declared of [threshold("hidden t"), deadman("hidden d"), custom("hidden c")]) {
      const resource = await session.create(check, declared);
      await assert.rejects(
        sessions.next().import(kindOf("Task"), taskIdOf(resource)),
        /^ProviderError: task [0-9a-f]{16} is the one that runs check "hidden [tdc]" \([0-9a-f]{16}\), and is managed with it/,
      );
    }
  });

  test("trap 19: the hidden task of a notification rule is not imported either", async () => {
    const { orgId: orgID } = server;
    const endpoint = { orgID, name: "e", type: "slack", url: "http://a.example", status: "active" };
    const endpointID = await made(call(server, "POST", "/api/v2/notificationEndpoints", endpoint));
    const { taskID } = await call(server, "POST", "/api/v2/notificationRules", {
      ...{ orgID, name: "r", type: "slack", endpointID, every: "1h", status: "inactive" },
      ...{ messageTemplate: "m", statusRules: [{ currentLevel: "CRIT" }] },
    });
    await assert.rejects(
      sessions.next().import(kindOf("Task"), text(taskID)),
      /is the one that runs notification rule "r" \([0-9a-f]{16}\), and is managed with it; declare or import the notification rule/,
    );
  });

  test("trap 19: a task that only mentions a check is a task like any other", async () => {
    const session = sessions.next();
    const { id } = await session.create(check, threshold("mentioned"));
    const flux = `option task = {name: "mentions", every: 1h}\ncheck = {_check_id: "${id}"}\nbuckets()`;
    const task = await session.create(kindOf("Task"), { flux });
    for (const named of [task.id, "mentions"])
      assert.equal((await sessions.next().import(kindOf("Task"), named))?.id, task.id);
  });

  test("trap 19: a check that lost its task is not taken for gone, and its name not for free", async () => {
    const resource = await sessions.next().create(check, threshold("ghost"));
    await call(server, "DELETE", `/api/v2/tasks/${taskIdOf(resource)}`);
    const told = /has lost its hidden task.*its name stays taken.*pulumi state delete <urn>/;
    await assert.rejects(sessions.next().refresh(resource), told);
    await assert.rejects(sessions.next().delete(resource), told);
    await assert.rejects(sessions.next().create(check, threshold("ghost")), /422|exists already/);
  });

  test("trap 21: PATCH ignores most of a check, and leaves its task the old name: everything changes, the task too", async () => {
    const session = sessions.next();
    const resource = await session.create(check, threshold("before"));
    await session.update(resource, threshold("after", { every: "3h", offset: "5s", status: "active" }));
    const { name, every, offset, status, flux } = await taskOf(resource);
    assert.deepEqual(
      { name, every, offset, status },
      { name: "after", every: "3h", offset: "5s", status: "active" },
    );
    assert.match(text(flux), /_check_name: "after"/);
  });

  test("trap 21: the type changes in place, there and back, and what the old type had is gone", async () => {
    const session = sessions.next();
    let resource = await session.create(check, threshold("type"));
    const { id } = resource;
    const task = taskIdOf(resource);
    for (const declared of [
      deadman("type"),
      custom("type"),
      threshold("type"),
      custom("type"),
      deadman("type"),
    ]) {
      const { changes } = session.diff(resource, declared);
      assert(changes.some(({ property }) => property === "type"));
      assert(changes.every(({ replaces }) => !replaces));
      resource = await session.update(resource, declared);
      assert.deepEqual([resource.id, taskIdOf(resource)], [id, task]);
      const { type } = declared;
      assert.equal(resource.outputs.values["thresholds"] !== undefined, type === "threshold");
      assert.equal(resource.outputs.values["timeSince"] !== undefined, type === "deadman");
      assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
      assert.deepEqual(session.changes(resource, declared), []);
    }
  });

  test("an update that fails half way is told, leaves on record what the server has, and is made good by the next", async () => {
    const session = sessions.next();
    const resource = await session.create(check, threshold("half"));
    // The server finds the missing parenthesis when it makes the task, after it has written the check.
    const broken = threshold("half", { query: query.slice(0, -1), description: "half" });
    await assert.rejects(session.update(resource, broken), (error: Error) => {
      assert(error instanceof Unfinished, error.message);
      assert.equal(error.state.outputs.values["query"], broken["query"]);
      return true;
    });
    const left = await sessions.next().refreshed(resource);
    assert.equal(left.inputs["description"], "half");
    const mended = await session.update(left, threshold("half", { every: "4h" }));
    assert.equal((await taskOf(mended))["every"], "4h");
    assert.deepEqual(plain(await sessions.next().refreshed(mended)), plain(mended));
  });

  test("a custom script that the server writes in its own way is no difference; a person's change is one", async () => {
    const session = sessions.next();
    const declared = custom("layout");
    const resource = await session.create(check, declared);
    const path = `/api/v2/checks/${resource.id}`;
    const remote = await call(server, "GET", path);
    const stored = text((remote["query"] as { text: string }).text);
    assert.notEqual(stored, declared["query"]);
    assert.match(stored, new RegExp(`_check_id: "${resource.id}"`));
    const refreshed = await sessions.next().refreshed(resource);
    assert.deepEqual(refreshed.inputs, resource.inputs);
    assert.deepEqual(session.changes(refreshed, declared), []);

    await call(server, "PUT", path, { ...remote, query: { text: stored.replace("> 1.0", "> 2.0") } });
    const drifted = await sessions.next().refreshed(resource);
    assert.deepEqual(session.changes(drifted, { ...declared, editMode: "advanced" }), ["query"]);
    assert.match(text(drifted.inputs["query"]), /> 2\.0/);
    const mended = await session.update(drifted, declared);
    assert.deepEqual(session.changes(await sessions.next().refreshed(mended), declared), []);
    assert.match(text(((await call(server, "GET", path))["query"] as { text: string }).text), /> 1\.0/);
  });

  test("what the server's formatter changes the meaning of is not taken for the same", async () => {
    const declared = custom("formatter", "-(1.0 + 2.0)");
    const resource = await sessions.next().create(check, declared);
    // It drops the parentheses behind a minus.
    const refreshed = await sessions.next().refreshed(resource);
    assert.deepEqual(sessions.next().changes(refreshed, declared), ["query"]);
  });

  test("a limit of zero, which the server leaves out, is no difference", async () => {
    const session = sessions.next();
    const range = { level: "OK", type: "range", min: 0, max: 0, within: true };
    const declared = threshold("zero", { thresholds: [range] });
    const resource = await session.create(check, declared);
    assert.deepEqual(session.changes(await sessions.next().refreshed(resource), declared), []);
    assert.deepEqual(session.changes(resource, { ...declared, thresholds: [{ ...range, max: 1 }] }), [
      "thresholds",
    ]);
  });

  test("a name that is taken is told, with the id to import", async () => {
    const session = sessions.next();
    await session.create(check, threshold("taken"));
    await assert.rejects(
      session.create(check, deadman("taken")),
      /Check "taken" exists already.*pulumi import/,
    );
    const other = await session.create(check, threshold("free"));
    await assert.rejects(
      session.update(other, threshold("taken")),
      /422 \(conflict\): check name is not unique/,
    );
    assert.equal((await sessions.next().refreshed(other)).inputs["name"], "free");
  });

  test("trap 6: a list goes on behind a page that is short because a check in it lost its task", async () => {
    const session = sessions.next();
    const lost = await session.create(check, threshold("lost"));
    await call(server, "DELETE", `/api/v2/tasks/${taskIdOf(lost)}`);
    const names = Array.from({ length: 200 }, (_, index) => `page ${index}`);
    await Promise.all(names.map((name) => session.create(check, threshold(name))));
    const page = await call(server, "GET", `/api/v2/checks?orgID=${server.orgId}&limit=100`);
    assert((page["checks"] as unknown[]).length < 100);
    for (const name of names) assert.equal((await session.import(check, name))?.inputs["name"], name);
    // What bears labels is listed by itself, and that goes on likewise.
    const shown = new Set((page["checks"] as { name: string }[]).map(({ name }) => name));
    const far = await session.import(check, names.find((name) => !shown.has(name)) ?? "");
    const { id: labelId } = await session.create(kindOf("Label"), { name: "far down" });
    const mapping = kindOf("LabelMapping");
    const declared = { labelId, resourceType: "checks", resourceId: far?.id };
    const { id } = await session.create(mapping, declared);
    const { url, token, org, orgId } = server;
    const survey = new Survey({ url, token, org }, () => undefined);
    const all = await survey.all(mapping, orgId).finally(() => survey.close());
    assert.deepEqual(
      all.map((each) => each.id),
      [id],
    );
  });
});
