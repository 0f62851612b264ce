/** Traps of the server that concern notification endpoints and rules; numbers are those of the notes on its API. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type FaultProxy, startFaultProxy } from "../../../../test/support/fault-proxy.ts";
import { queryRows, startServer, type TestServer } from "../../../../test/support/influxd.ts";
import { kindOf, plain, type Resource, Sessions } from "../../../../test/support/provider.ts";
import type { Values } from "../../definition/values.ts";
import { Unfinished } from "../../provider/provider.ts";
import { call, made, text } from "../conformance/rows/row.ts";

let server: TestServer;
let proxy: FaultProxy;
let sessions: Sessions;
before(async () => {
  server = await startServer();
  proxy = await startFaultProxy(server.url);
  sessions = new Sessions({ url: proxy.url, token: server.token, org: server.org });
});
after(async () => {
  await sessions.close();
  await proxy.stop();
  await server.stop();
});

const endpoint = kindOf("NotificationEndpoint");
const rule = kindOf("NotificationRule");
const http = (name: string, changes: Values = {}): Values => ({
  name,
  type: "http",
  url: "http://first.example",
  ...changes,
});
const slack = (name: string, changes: Values = {}): Values => ({ ...http(name, changes), type: "slack" });
const ruleOf = (name: string, { id }: Resource, changes: Values = {}): Values => ({
  ...{ name, type: "http", endpointId: id, every: "1h", status: "inactive" },
  statusRules: [{ currentLevel: "CRIT" }],
  ...changes,
});

async function secrets(id: string): Promise<string[]> {
  const { secrets: keys } = await call(server, "GET", `/api/v2/orgs/${server.orgId}/secrets`);
  return (keys as string[])
    .filter((key) => key.startsWith(id))
    .map((key) => key.slice(id.length + 1))
    .sort();
}

/** A secret as the script of a rule reads it. */
async function secret(key: string): Promise<unknown> {
  const flux = `import "array"
import "influxdata/influxdb/secrets"
array.from(rows: [{value: secrets.get(key: "${key}")}])`;
  return (await queryRows(server, flux))[0]?.["value"];
}

const scriptOf = async ({ outputs }: Resource) => {
  return text((await call(server, "GET", `/api/v2/tasks/${text(outputs.values["taskId"])}`))["flux"]);
};

describe("traps: notification endpoints", () => {
  test("trap 7: the list is asked for by the id of the organization, and holds nothing of another", async () => {
    const session = sessions.next();
    const elsewhere = await made(call(server, "POST", "/api/v2/orgs", { name: "elsewhere" }));
    const there = await session.create(endpoint, { ...slack("same"), orgId: elsewhere });
    const here = await session.create(endpoint, slack("same"));
    const from = proxy.seen.length;
    assert.equal((await sessions.next().import(endpoint, "same"))?.id, here.id);
    assert.equal((await sessions.next().import(endpoint, "elsewhere/same"))?.id, there.id);
    const lists = proxy.seen
      .slice(from)
      .filter(({ path }) => path.startsWith("/api/v2/notificationEndpoints?"));
    assert(lists.length > 0);
    for (const { path } of lists) assert.match(path, /[?&]orgID=[0-9a-f]{16}/);
    for (const { path } of lists) assert.doesNotMatch(path, /[?&]org=/);
  });

  test("trap 18: secrets go with the endpoint, whatever it was before, and those of others stay", async () => {
    const session = sessions.next();
    const other = await session.create(endpoint, slack("other", { token: "t" }));
    let resource = await session.create(endpoint, http("gone", { authMethod: "bearer", token: "t" }));
    assert.deepEqual(await secrets(resource.id), ["token"]);
    resource = await session.update(
      resource,
      http("gone", { authMethod: "basic", username: "u", password: "p" }),
    );
    assert.deepEqual(await secrets(resource.id), ["password", "username"]);
    resource = await session.update(resource, { name: "gone", type: "pagerduty", routingKey: "k" });
    assert.deepEqual(await secrets(resource.id), ["routing-key"]);
    resource = await session.update(resource, slack("gone", { token: "t" }));
    assert.deepEqual(await secrets(resource.id), ["token"]);
    resource = await session.update(resource, slack("gone"));
    assert.deepEqual(await secrets(resource.id), []);
    resource = await session.update(resource, { name: "gone", type: "telegram", channel: "-1", token: "t" });
    await session.delete(resource);
    assert.deepEqual(await secrets(resource.id), []);
    assert.deepEqual(await secrets(other.id), ["token"]);
    assert.equal(await secret(`${other.id}-token`), "t");
  });

  test("the type changes in place, and every type is as declared afterwards", async () => {
    const session = sessions.next();
    let resource = await session.create(endpoint, http("type"));
    const { id } = resource;
    for (const declared of [
      slack("type"),
      { name: "type", type: "telegram", channel: "-1", token: "t" },
      { name: "type", type: "pagerduty", routingKey: "k" },
      http("type", { headers: { a: "b" } }),
    ]) {
      assert(session.diff(resource, declared).changes.every(({ replaces }) => !replaces));
      resource = await session.update(resource, declared);
      assert.equal(resource.id, id);
      assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
      assert.deepEqual(session.changes(resource, declared), []);
    }
  });

  test("a secret is a secret in the state, told by no answer, and kept by a refresh", async () => {
    const declared = http("kept", { authMethod: "bearer", token: "a secret of ours" });
    const resource = await sessions.next().create(endpoint, declared);
    const refreshed = await sessions.next().refreshed(resource);
    assert.equal(refreshed.outputs.values["token"], "a secret of ours");
    for (const { outputs } of [resource, refreshed]) assert(outputs.secrets.has("token"));
    assert.deepEqual(sessions.next().changes(refreshed, declared), []);
  });

  test("`secret: <key>` uses a secret of the organization, and leaves it when the endpoint goes", async () => {
    const path = `/api/v2/orgs/${server.orgId}/secrets`;
    await call(server, "PATCH", path, { shared: "s" });
    const session = sessions.next();
    const resource = await session.create(endpoint, slack("shared", { token: "secret: shared" }));
    const { token } = await call(server, "GET", `/api/v2/notificationEndpoints/${resource.id}`);
    assert.equal(token, "secret: shared");
    await session.delete(resource);
    assert.equal(await secret("shared"), "s");
  });

  test("an imported endpoint keeps its secret when that is declared as its own, and gets another when one is", async () => {
    const body = { orgID: server.orgId, status: "active", ...slack("imported", { token: "unknown" }) };
    const id = await made(call(server, "POST", "/api/v2/notificationEndpoints", body));
    const session = sessions.next();
    let resource = await session.import(endpoint, "imported");
    assert(resource !== undefined);
    assert.equal(resource.inputs["token"], undefined);
    resource = await session.update(
      resource,
      slack("imported", { token: `secret: ${id}-token`, description: "d" }),
    );
    assert.equal(await secret(`${id}-token`), "unknown");
    resource = await session.update(resource, slack("imported", { token: "known" }));
    assert.equal(await secret(`${id}-token`), "known");
  });

  test("an endpoint is not deleted while a rule uses it, and the rule is named", async () => {
    const session = sessions.next();
    const resource = await session.create(endpoint, http("used"));
    const user = await session.create(rule, ruleOf("user", resource));
    await assert.rejects(
      session.delete(resource),
      new RegExp(`rules notify through it: "user" \\(${user.id}\\)\\. Nothing was changed`),
    );
    assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
    await session.delete(user);
    await session.delete(resource);
    assert.equal(await sessions.next().refresh(resource), undefined);
  });

  test("an endpoint is not deleted with a token that may not see rules: a list without them proves nothing", async () => {
    const session = sessions.next();
    const resource = await session.create(endpoint, http("unseen"));
    const user = await session.create(rule, ruleOf("unseen", resource));
    const tokenOf = async (types: readonly string[]) => {
      const permissions = types.flatMap((type) => {
        const which = type === "orgs" ? { id: server.orgId } : { orgID: server.orgId };
        return ["read", "write"].map((action) => ({ action, resource: { type, ...which } }));
      });
      const body = { orgID: server.orgId, permissions };
      return String((await call(server, "POST", "/api/v2/authorizations", body))["token"]);
    };
    const token = await tokenOf(["notificationEndpoints", "orgs", "secrets"]);
    const blind = sessions.next({ token });
    await assert.rejects(blind.delete(resource), /no right to the rules .*Nothing was changed/);
    assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
    await session.delete(user);
    await assert.rejects(blind.delete(resource), /no right to the rules/);
    // Nor with one that may not remove the endpoint's secrets, which would be left behind.
    const rest = ["notificationEndpoints", "notificationRules", "orgs"];
    const halfway = sessions.next({ token: await tokenOf(rest) });
    await assert.rejects(halfway.delete(resource), /DELETE .*\/secrets\//);
    assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
    const seeing = await tokenOf([...rest, "secrets"]);
    await sessions.next({ token: seeing }).delete(resource);
    assert.equal(await sessions.next().refresh(resource), undefined);
    const { tasks } = await call(server, "GET", `/api/v2/tasks?orgID=${server.orgId}&name=attempt`);
    assert.deepEqual(tasks, []);
  });

  test("the server writes a rule's script when the rule is written: a changed endpoint reaches its rules all the same", async () => {
    const session = sessions.next();
    const resource = await session.create(endpoint, http("changing"));
    const other = await session.create(endpoint, http("unchanged"));
    const [own, not] = [
      await session.create(rule, ruleOf("own", resource)),
      await session.create(rule, ruleOf("not own", other)),
    ];
    const before = await call(server, "GET", `/api/v2/notificationRules/${not.id}`);
    assert.match(await scriptOf(own), /first\.example/);
    const changed = http("renamed", { url: "http://second.example", authMethod: "bearer", token: "t" });
    await session.update(resource, changed);
    const script = await scriptOf(own);
    assert.match(script, /second\.example/);
    assert.match(script, /_notification_endpoint_name: "renamed"/);
    assert.match(script, new RegExp(`${resource.id}-token`));
    assert.deepEqual(plain(await sessions.next().refreshed(own)), plain(own));
    assert.deepEqual(await call(server, "GET", `/api/v2/notificationRules/${not.id}`), before);
  });

  test("an endpoint whose rules could not be brought up to date is on record as changed, and the next update tries again", async () => {
    const session = sessions.next();
    const resource = await session.create(endpoint, http("half"));
    const user = await session.create(rule, ruleOf("of half", resource));
    const body = '{"code":"invalid","message":"not now"}';
    proxy.break({ method: "PATCH" }, { fault: "answer", status: 400, body });
    const changed = http("half", { url: "http://second.example" });
    await assert.rejects(session.update(resource, changed), (error: Error) => {
      assert(error instanceof Unfinished, error.message);
      assert.match(error.message, /not now/);
      assert.equal(error.state.outputs.values["url"], "http://second.example");
      return true;
    });
    assert.match(await scriptOf(user), /first\.example/);
    const left = await sessions.next().refreshed({ ...resource, inputs: session.check(endpoint, changed) });
    await session.update(left, changed);
    assert.match(await scriptOf(user), /second\.example/);
  });

  test("type of an endpoint and of its rule change one after the other", async () => {
    const session = sessions.next();
    const resource = await session.create(endpoint, http("both"));
    const user = await session.create(rule, ruleOf("of both", resource));
    await session.update(resource, slack("both"));
    const changed = await session.update(
      user,
      ruleOf("of both", resource, { type: "slack", messageTemplate: "m" }),
    );
    assert.match(await scriptOf(user), /slack/);
    assert.equal(changed.outputs.values["channel"], "");
    assert.deepEqual(plain(await sessions.next().refreshed(changed)), plain(changed));
  });
});

describe("traps: notification rules", () => {
  test("without status or interval the server panics: both are sent, always", async () => {
    const session = sessions.next();
    const target = await session.create(endpoint, http("target"));
    const from = proxy.seen.length;
    const { status: _, ...declared } = ruleOf("least", target);
    const resource = await session.create(rule, declared);
    await session.update(resource, { ...declared, description: "d" });
    const bodies = proxy.seen
      .slice(from)
      .filter(({ method, path }) => method !== "GET" && path.startsWith("/api/v2/notificationRules"))
      .map(({ body }) => JSON.parse(body) as Values);
    assert.equal(bodies.length, 2);
    for (const body of bodies) assert.deepEqual([body["status"], body["every"]], ["active", "1h"]);
  });

  test("trap 21: PATCH ignores most of a rule: everything changes, its task too, and a rule moves to another endpoint", async () => {
    const session = sessions.next();
    const [one, two] = [
      await session.create(endpoint, http("one")),
      await session.create(endpoint, http("two")),
    ];
    const resource = await session.create(rule, ruleOf("moves", one));
    await session.update(resource, ruleOf("moved", two, { every: "2h", offset: "5s", status: "active" }));
    const script = await scriptOf(resource);
    assert.match(script, /option task = \{name: "moved", every: 2h, offset: 5s\}/);
    assert.match(script, new RegExp(`_notification_endpoint_id: "${two.id}"`));
    const { status } = await call(server, "GET", `/api/v2/tasks/${text(resource.outputs.values["taskId"])}`);
    assert.equal(status, "active");
    await session.delete(one);
  });

  test("a rule that lost its task is gone for the server, and is made anew", async () => {
    const session = sessions.next();
    const target = await session.create(endpoint, http("of a ghost"));
    const resource = await session.create(rule, ruleOf("ghost", target));
    await call(server, "DELETE", `/api/v2/tasks/${text(resource.outputs.values["taskId"])}`);
    assert.equal(await sessions.next().refresh(resource), undefined);
    await sessions.next().delete(resource);
    const again = await session.create(rule, ruleOf("ghost", target));
    assert.deepEqual(plain(await sessions.next().refreshed(again)), plain(again));
  });

  test("a rule whose endpoint a person deleted is still read, and can be deleted", async () => {
    const session = sessions.next();
    const target = await session.create(endpoint, http("deleted"));
    const resource = await session.create(rule, ruleOf("dangling", target));
    await call(server, "DELETE", `/api/v2/notificationEndpoints/${target.id}`);
    assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
    await assert.rejects(
      session.update(resource, ruleOf("renamed", target)),
      /notification endpoint not found/,
    );
    await session.delete(resource);
    assert.equal(await sessions.next().refresh(resource), undefined);
  });

  test("what the server runs as `equal` is not declared as anything else", async () => {
    const session = sessions.next();
    const target = await session.create(endpoint, http("operators"));
    const tagRules = [{ key: "a", value: "b", operator: "notequal" }];
    const body = { ...ruleOf("by hand", target), orgID: server.orgId, endpointID: target.id, tagRules };
    const id = await made(call(server, "POST", "/api/v2/notificationRules", body));
    const imported = await session.import(rule, id);
    assert(imported !== undefined);
    assert.deepEqual(imported.inputs["tagRules"], tagRules);
    assert.match(await scriptOf(imported), /r\["a"\] == "b"/);
    assert.match(session.failures(rule, imported.inputs)[0]?.reason ?? "", /runs as equal/);
  });

  test("names repeat: an import by name that fits two says so", async () => {
    const session = sessions.next();
    const target = await session.create(endpoint, http("of twins"));
    const twins = [
      await session.create(rule, ruleOf("twin", target)),
      await session.create(rule, ruleOf("twin", target)),
    ];
    await assert.rejects(
      sessions.next().import(rule, "twin"),
      /"twin" names 2 objects of kind NotificationRule/,
    );
    for (const { id } of twins) assert.equal((await sessions.next().import(rule, id))?.id, id);
  });
});
