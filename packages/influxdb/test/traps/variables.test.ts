/** Traps of the server that concern variables; numbers are those of the notes on its API. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type FaultProxy, startFaultProxy } from "../../../../test/support/fault-proxy.ts";
import { startServer, type TestServer } from "../../../../test/support/influxd.ts";
import { bag, kindOf, plain, Sessions } from "../../../../test/support/provider.ts";
import { UNKNOWN, type Value, type Values } from "../../definition/values.ts";
import { call, made, type Json } from "../conformance/rows/row.ts";

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

const variable = kindOf("Variable");

describe("traps: variables", () => {
  test("trap 21: PATCH takes an empty description for none; it is cleared all the same, and labels and organization stay", async () => {
    const session = sessions.next();
    const declared = { name: "described", arguments: { values: ["a"] } };
    const resource = await session.create(variable, { ...declared, description: "d" });
    const path = `/api/v2/variables/${resource.id}`;
    await call(server, "PATCH", path, { name: "described", description: "" });
    assert.equal((await call(server, "GET", path))["description"], "d");
    const { label } = await call(server, "POST", "/api/v2/labels", { orgID: server.orgId, name: "l" });
    await call(server, "POST", `${path}/labels`, { labelID: (label as Json)["id"] });
    await session.update(resource, declared);
    const { description, labels, orgID, name } = await call(server, "GET", path);
    assert.deepEqual(
      [description, orgID, name, (labels as Json[]).length],
      ["", server.orgId, "described", 1],
    );
  });

  test("trap 21: PUT forgets when a variable was created, so it is not used where PATCH does", async () => {
    const session = sessions.next();
    const declared = { name: "dated", description: "d", arguments: { values: ["a"] } };
    let resource = await session.create(variable, declared);
    const created = (await call(server, "GET", `/api/v2/variables/${resource.id}`))["createdAt"];
    const changes: Values[] = [
      { description: "e" },
      { selected: ["a"] },
      { name: "redated" },
      { arguments: { map: {} } },
    ];
    for (const change of changes) {
      resource = await session.update(resource, { ...declared, ...change });
      const now = await call(server, "GET", `/api/v2/variables/${resource.id}`);
      assert.equal(now["createdAt"], created);
    }
  });

  test("PUT moves a variable to the organization that it names: one that a person moved stays there, and is gone from here", async () => {
    const elsewhere = await made(call(server, "POST", "/api/v2/orgs", { name: "elsewhere" }));
    const session = sessions.next();
    const declared = { name: "moved", arguments: { values: ["a"] } };
    const resource = await session.create(variable, { ...declared, description: "d" });
    const path = `/api/v2/variables/${resource.id}`;
    const remote = await call(server, "GET", path);
    await call(server, "PUT", path, { ...remote, orgID: elsewhere });
    // From state alone, which still has the old organization.
    await session.update(resource, declared);
    assert.equal((await call(server, "GET", path))["orgID"], elsewhere);
    assert.equal(await sessions.next().refresh(resource), undefined);
    assert.equal((await sessions.next().import(variable, resource.id))?.inputs["org"], "elsewhere");
  });

  test("trap 14: names are unique without upper case", async () => {
    const session = sessions.next();
    const declared = { arguments: { values: [] } };
    await session.create(variable, { ...declared, name: "Taken" });
    await assert.rejects(
      session.create(variable, { ...declared, name: "tAKEN" }),
      /Variable "tAKEN" exists already/,
    );
  });

  const forms: Readonly<Record<string, Value>> = {
    "values, in their order": { values: ["b", "a", "b"] },
    "no values": { values: [] },
    "a map, in no order": { map: { z: "1", a: "", "two words": "2" } },
    "a query in Flux": { query: "buckets()" },
    "a query in another language": { query: "SHOW DATABASES", language: "influxql" },
    "an empty query": { query: "" },
  };
  for (const [index, [what, given]] of Object.entries(forms).entries()) {
    test(`${what}: kept as declared, without a difference`, async () => {
      const session = sessions.next();
      const declared = { name: `form${index}`, arguments: given };
      const resource = await session.create(variable, declared);
      const refreshed = await sessions.next().refreshed(resource);
      assert.deepEqual(plain(refreshed), plain(resource));
      assert.deepEqual(session.changes(refreshed, declared), []);
      const imported = await sessions.next().import(variable, `form${index}`);
      assert.deepEqual(imported && session.changes(imported, declared), []);
    });
  }

  test("each form gives way to each other one, with nothing left of it", async () => {
    const session = sessions.next();
    const all: Value[] = [
      { values: ["a"] },
      { map: { k: "v" } },
      { query: "q", language: "flux" },
      { values: [] },
    ];
    let resource = await session.create(variable, { name: "changing", arguments: { query: "buckets()" } });
    for (const given of all) {
      resource = await session.update(resource, {
        name: "changing",
        arguments: given,
      });
      assert.deepEqual(resource.outputs.values["arguments"], given);
      assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
    }
  });

  test("PATCH takes names that a creation refuses; here none are taken", () => {
    const session = sessions.next();
    for (const name of ["", " a", "1a", "ü", "and", "package"]) {
      const [failure, ...others] = session.failures(variable, { name, arguments: { values: [] } });
      assert.equal(failure?.property, "name");
      assert.match(failure.reason, /^expected a name that starts with a letter .*, found "/);
      assert.deepEqual(others, []);
    }
    for (const name of ["_a", "a b", "ANDROID", "in2"])
      assert.deepEqual(session.failures(variable, { name, arguments: { values: [] } }), []);
  });

  test("exactly one form is declared, and a language only for a query", () => {
    const session = sessions.next();
    const failures = (given: Value) => session.failures(variable, { name: "n", arguments: given });
    const found = (what: string) => [
      { property: "arguments", reason: `expected exactly one of values, map, query, found ${what}` },
    ];
    assert.deepEqual(failures({}), found("none"));
    assert.deepEqual(failures({ language: "flux" }), found("none"));
    assert.deepEqual(failures({ values: [], query: "q" }), found("values and query"));
    const reason = 'expected only beside "query", found beside "map"';
    assert.deepEqual(failures({ map: {}, language: "flux" }), [{ property: "arguments.language", reason }]);
    assert.deepEqual(failures({ values: [], map: null, language: null }), []);
  });

  test("what is not known yet passes, at any depth", () => {
    const { provider } = sessions.next();
    for (const given of [
      UNKNOWN,
      { values: UNKNOWN },
      { values: [UNKNOWN] },
      { query: UNKNOWN, map: UNKNOWN },
    ]) {
      assert.deepEqual(provider.check(variable, bag({ name: UNKNOWN, arguments: given })).failures, []);
    }
  });
});
