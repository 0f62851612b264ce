/** Traps of the server that concern labels and what bears them; numbers are those of the notes on its API. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type FaultProxy, startFaultProxy } from "../../../../test/support/fault-proxy.ts";
import { makeBucket, startServer, type TestServer } from "../../../../test/support/influxd.ts";
import { kindOf, plain, Sessions } from "../../../../test/support/provider.ts";
import { call, made, text, type Json } from "../conformance/rows/row.ts";

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

const label = kindOf("Label");
const mapping = kindOf("LabelMapping");

/** Properties of a label on the server. */
async function propertiesOf(id: string): Promise<unknown> {
  return ((await call(server, "GET", `/api/v2/labels/${id}`))["label"] as Json)["properties"];
}

/** One object of each type that can bear a label: its id by its type. */
async function bearers(): Promise<Record<string, string>> {
  const { orgId: orgID } = server;
  const bucketID = await makeBucket(server, "bearer");
  const post = (type: string, body: Json) =>
    made(call(server, "POST", `/api/v2/${type}`, { orgID, ...body }));
  const http = { name: "bearer", type: "http", status: "active", every: "1h" };
  const endpoint = { ...http, method: "POST", authMethod: "none", url: "http://127.0.0.1:9" };
  const endpointID = await post("notificationEndpoints", endpoint);
  const text = 'from(bucket: "bearer") |> range(start: -1h) |> filter(fn: (r) => r._field == "f")';
  const deadman = {
    ...http,
    type: "deadman",
    timeSince: "90s",
    staleTime: "10m",
    level: "CRIT",
    query: { text },
  };
  return {
    buckets: bucketID,
    checks: await post("checks", deadman),
    dashboards: await post("dashboards", { name: "bearer" }),
    notificationEndpoints: endpointID,
    notificationRules: await post("notificationRules", {
      ...http,
      endpointID,
      statusRules: [{ currentLevel: "CRIT" }],
    }),
    scrapers: await post("scrapers", {
      name: "bearer",
      type: "prometheus",
      url: "http://127.0.0.1:9",
      bucketID,
    }),
    tasks: await post("tasks", {
      flux: 'option task = {name: "bearer", every: 1h}\nbuckets()',
      status: "inactive",
    }),
    telegrafs: await post("telegrafs", { name: "bearer", config: "" }),
    variables: await post("variables", { name: "bearer", arguments: { type: "constant", values: [] } }),
  };
}

describe("traps: labels", () => {
  test("trap 14: names are trimmed and compared without upper case by the server, so outer blanks are refused, and a name that is taken so is named", async () => {
    const session = sessions.next();
    for (const name of ["", " ", " a", "a\n", "\u0085a"]) {
      const reason = `expected a name without outer blanks, found ${JSON.stringify(name)}`;
      assert.deepEqual(session.failures(label, { name }), [{ property: "name", reason }]);
    }
    const resource = await session.create(label, { name: "Taken" });
    await assert.rejects(session.create(label, { name: "tAKEN" }), /Label "tAKEN" exists already/);
    // Its own name in another case is free.
    const renamed = await session.update(resource, { name: "taken" });
    assert.deepEqual(plain(await sessions.next().refreshed(renamed)), plain(renamed));
  });

  test("trap 21: properties are merged by the server, so what is not declared is removed by name, also what a person added", async () => {
    const session = sessions.next();
    const declared = { name: "merged", properties: { color: "#fff", description: "d" } };
    const resource = await session.create(label, declared);
    await call(server, "PATCH", `/api/v2/labels/${resource.id}`, { properties: { byHand: "b" } });
    assert.deepEqual(session.changes(await sessions.next().refreshed(resource), declared), ["properties"]);
    const updated = await session.update(resource, { name: "merged", properties: { color: "#000" } });
    assert.deepEqual(await propertiesOf(resource.id), { color: "#000" });
    await session.update(updated, { name: "merged" });
    assert.equal(await propertiesOf(resource.id), undefined);
  });

  test("trap 21: an empty text is a removal to the server, except at creation; it is refused", async () => {
    const session = sessions.next();
    const reason = 'expected a text, found "", which the server takes for a removal: leave the name out';
    assert.deepEqual(session.failures(label, { name: "n", properties: { color: "", description: "d" } }), [
      { property: "properties.color", reason },
    ]);
    const { label: kept } = await call(server, "POST", "/api/v2/labels", {
      orgID: server.orgId,
      name: "with an empty text",
      properties: { color: "" },
    });
    const imported = await sessions.next().import(label, text((kept as Json)["id"]));
    assert.deepEqual(imported?.outputs.values["properties"], { color: "" });
    await session.update(imported, { name: "with an empty text" });
    assert.equal(await propertiesOf(imported.id), undefined);
  });
});

describe("traps: label mappings", () => {
  test("every type of object bears labels; a refresh of all of them costs one list for each type", async () => {
    const session = sessions.next();
    const { id: labelId } = await session.create(label, { name: "everywhere" });
    const resources = await Promise.all(
      Object.entries(await bearers()).map(([resourceType, resourceId]) =>
        session.create(mapping, { labelId, resourceType, resourceId }),
      ),
    );
    const { type } = mapping.properties["resourceType"] ?? {};
    const types = type?.type === "string" ? type.values : [];
    assert.deepEqual(resources.map(({ id }) => id.split("/")[0]).sort(), types);
    const next = sessions.next();
    const from = proxy.seen.length;
    for (const resource of resources)
      assert.deepEqual(plain(await next.refreshed(resource)), plain(resource));
    const asked = proxy.seen.slice(from).map(({ path }) => path.replace(/\?.*/, ""));
    const scraper = resources.find(({ id }) => id.startsWith("scrapers/"))?.inputs["resourceId"];
    assert.deepEqual(
      asked.sort(),
      // The list of scrapers does not tell their labels.
      [...(types ?? []), "orgs", `scrapers/${text(scraper)}/labels`]
        .map((path) => `/api/v2/${path}`)
        .concat("/health")
        .sort(),
    );
    for (const resource of resources) {
      // One by one, when no list helps.
      assert.equal((await sessions.next().import(mapping, resource.id))?.id, resource.id);
      await session.delete(resource);
      assert.equal(await session.refresh(resource), undefined);
      await session.delete(resource);
    }
  });

  test("trap 6: mappings are found beyond one page", async () => {
    const session = sessions.next();
    const { id: labelId } = await session.create(label, { name: "far down" });
    const names = (count: number) => Array.from({ length: count }, (_, index) => `z${index}`);
    const flux = (name: string) => `option task = {name: "${name}", every: 1h}\nbuckets()`;
    const tasks = await Promise.all(
      names(501).map((name) => session.create(kindOf("Task"), { flux: flux(name), status: "inactive" })),
    );
    const buckets = await Promise.all(names(101).map((name) => session.create(kindOf("Bucket"), { name })));
    // The last of each list: tasks come by id, buckets by name.
    const last = {
      tasks:
        tasks
          .map(({ id }) => id)
          .sort()
          .at(-1) ?? "",
      buckets: buckets.find(({ inputs }) => inputs["name"] === "z99")?.id ?? "",
    };
    const resources = await Promise.all(
      Object.entries(last).map(([resourceType, resourceId]) =>
        session.create(mapping, { labelId, resourceType, resourceId }),
      ),
    );
    const next = sessions.next();
    const from = proxy.seen.length;
    for (const resource of resources)
      assert.deepEqual(plain(await next.refreshed(resource)), plain(resource));
    const byId = proxy.seen.slice(from).filter(({ path }) => /\/(tasks|buckets)\/[0-9a-f]{16}/.test(path));
    assert.deepEqual(byId, []);
  });

  test("most types take a label for an object that does not exist, or of another organization; both are refused", async () => {
    const session = sessions.next();
    const { id: labelId } = await session.create(label, { name: "for nothing" });
    const resourceId = "00000000000000aa";
    await call(server, "POST", `/api/v2/variables/${resourceId}/labels`, { labelID: labelId });
    const declared = { labelId, resourceType: "variables", resourceId };
    await assert.rejects(session.create(mapping, declared), /404 \(not found\): variable not found/);
    const elsewhere = await made(call(server, "POST", "/api/v2/orgs", { name: "elsewhere" }));
    const body = { orgID: elsewhere, name: "v", arguments: { type: "constant", values: [] } };
    const other = await made(call(server, "POST", "/api/v2/variables", body));
    await assert.rejects(
      session.create(mapping, { ...declared, resourceId: other }),
      new RegExp(`belongs to organization ${elsewhere}, expected ${server.orgId}`),
    );
    const { labels } = await call(server, "GET", `/api/v2/variables/${other}/labels`);
    assert.deepEqual(labels, []);
  });

  test("trap 22: of equal mappings made at once the server takes all; here one is made, and the others say so", async () => {
    const session = sessions.next();
    const { id: labelId } = await session.create(label, { name: "raced" });
    const declared = { labelId, resourceType: "buckets", resourceId: await makeBucket(server, "raced") };
    const outcomes = await Promise.allSettled(
      Array.from({ length: 16 }, () => session.create(mapping, declared)),
    );
    const failed = outcomes.flatMap((outcome) =>
      outcome.status === "rejected" ? [String(outcome.reason)] : [],
    );
    assert.equal(failed.length, 15);
    const id = `buckets/${declared.resourceId}/${labelId}`;
    for (const message of failed)
      assert.match(message, new RegExp(`LabelMapping "${id}" exists already .*'test/${id}'`));
    assert.equal((await sessions.next().import(mapping, `test/${id}`))?.id, id);
  });

  test("trap 2: a bucket does not tell of labels that the token may not see; a refresh with such a token is a fault, never a deletion", async () => {
    const session = sessions.next();
    const { orgId: orgID } = server;
    const { id: labelId } = await session.create(label, { name: "hidden" });
    const resourceId = await makeBucket(server, "with a hidden label");
    const resource = await session.create(mapping, { labelId, resourceType: "buckets", resourceId });
    const seen = [
      { action: "read", resource: { type: "orgs", id: orgID } },
      { action: "read", resource: { type: "buckets", orgID } },
    ];
    const { token } = await call(server, "POST", "/api/v2/authorizations", { orgID, permissions: seen });
    const blind = sessions.next({ token: text(token) });
    await assert.rejects(blind.refresh(resource), /read:orgs\/\w+\/labels\/\w+ is unauthorized/);
    assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
    await call(server, "DELETE", `/api/v2/buckets/${resourceId}/labels/${labelId}`);
    assert.equal(await sessions.next().refresh(resource), undefined);
  });

  test("a mapping is gone with its object, and with its label", async () => {
    const session = sessions.next();
    for (const resourceType of ["buckets", "tasks"]) {
      const { id: labelId } = await session.create(label, { name: `for ${resourceType}` });
      const make = async (name: string) =>
        resourceType === "buckets"
          ? session.create(kindOf("Bucket"), { name })
          : session.create(kindOf("Task"), { flux: `option task = {name: "${name}", every: 1h}\nbuckets()` });
      const [first, second] = [await make("goes first"), await make("goes second")];
      const [withObject, withLabel] = await Promise.all(
        [first, second].map(({ id }) => session.create(mapping, { labelId, resourceType, resourceId: id })),
      );
      assert(withObject !== undefined && withLabel !== undefined);
      await session.delete(first);
      await call(server, "DELETE", `/api/v2/labels/${labelId}`);
      for (const resource of [withObject, withLabel]) {
        assert.equal(await sessions.next().refresh(resource), undefined);
        await sessions.next().delete(resource);
      }
    }
  });

  test("each part of a mapping is another mapping when it changes", () => {
    const ids = { labelId: "00000000000000aa", resourceId: "00000000000000bb" };
    const session = sessions.next();
    const inputs = session.check(mapping, { ...ids, resourceType: "buckets" });
    const resource = {
      kind: mapping,
      id: "",
      inputs,
      outputs: { values: inputs, secrets: new Set<string>() },
    };
    const change = { property: "resourceType", change: "update", replaces: true };
    assert.deepEqual(session.diff(resource, { ...ids, resourceType: "tasks" }).changes, [change]);
  });
});
