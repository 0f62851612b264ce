/**
 * The server cuts a list of organizations into pages of at most 100 first, and leaves out what the token may not see
 * afterwards: a token of one organization may find none in the first page, and takes that for the last one.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type FaultProxy, startFaultProxy } from "../../../../test/support/fault-proxy.ts";
import { startServer, type TestServer } from "../../../../test/support/influxd.ts";
import { kindOf, plain, Sessions } from "../../../../test/support/provider.ts";
import { functionOfToken } from "../../functions/index.ts";
import { call, made } from "../conformance/rows/row.ts";

let server: TestServer;
let proxy: FaultProxy;
/** Of a provider without an organization, whose token sees one alone, which no page of a list shows it. */
let sessions: Sessions;
let token: string;
let far: { readonly id: string; readonly name: string };
before(async () => {
  server = await startServer();
  proxy = await startFaultProxy(server.url);
  const names = Array.from({ length: 110 }, (_, index) => `far/away/${index}`);
  await Promise.all(names.map((name) => call(server, "POST", "/api/v2/orgs", { name })));
  const { orgs } = await call(server, "GET", "/api/v2/orgs?limit=100&offset=100");
  assert(Array.isArray(orgs));
  const last: unknown = orgs.findLast(({ name }) => name !== server.org);
  assert(isOrganization(last));
  far = last;
  const permissions = [
    { action: "read", resource: { type: "orgs", id: far.id } },
    ...["read", "write"].map((action) => ({ action, resource: { type: "buckets", orgID: far.id } })),
  ];
  const made = await call(server, "POST", "/api/v2/authorizations", { orgID: far.id, permissions });
  token = String(made["token"]);
  sessions = new Sessions({ url: proxy.url, token });
});
after(async () => {
  await sessions.close();
  await proxy.stop();
  await server.stop();
});

function isOrganization(value: unknown): value is typeof far {
  return typeof value === "object" && value !== null && "id" in value && "name" in value;
}

const bucket = kindOf("Bucket");
const organization = kindOf("Organization");

const makeBucket = async (name: string): Promise<string> => {
  return made(call(server, "POST", "/api/v2/buckets", { orgID: far.id, name, retentionRules: [] }));
};

describe("traps: an organization beyond the first page of a list", () => {
  test("the first page is empty for a token that sees nothing else, and it is not the last one", async () => {
    for (const offset of [0, 100]) {
      const { orgs } = await call({ ...server, token }, "GET", `/api/v2/orgs?limit=100&offset=${offset}`);
      assert.deepEqual(
        (orgs as { id: string }[]).map(({ id }) => id),
        offset === 0 ? [] : [far.id],
      );
    }
  });

  test("its name is on record with what is in it, and is asked for once", async () => {
    const session = sessions.next();
    const names = ["one", "two", "three"];
    const resources = [];
    for (const name of names) resources.push(await session.create(bucket, { name, orgId: far.id }));
    for (const { outputs } of resources) assert.equal(outputs.values["org"], far.name);

    const next = sessions.next();
    const from = proxy.seen.length;
    for (const resource of resources) {
      assert.deepEqual(plain(await next.refreshed(resource)), plain(resource));
    }
    const asked = proxy.seen.slice(from).filter(({ path }) => path.startsWith("/api/v2/orgs"));
    assert.deepEqual(asked.map(({ path }) => path).sort(), [
      "/api/v2/orgs?limit=100&offset=0",
      `/api/v2/orgs?orgID=${far.id}`,
    ]);
  });

  test("its name resolves: in what is declared, in an import, and in a function", async () => {
    const created = await sessions.next().create(bucket, { name: "declared", org: far.name });
    assert.equal(created.outputs.values["orgId"], far.id);

    const id = await makeBucket("by/name");
    const imported = await sessions.next().import(bucket, `${far.name}/by/name`);
    assert.deepEqual([imported?.id, imported?.inputs["org"]], [id, far.name]);
    assert.equal(await sessions.next().import(bucket, `${far.name}/no such bucket`), undefined);
    assert.equal(await sessions.next().import(bucket, "far/away/by/name"), undefined);

    assert.equal((await sessions.next().import(organization, far.name))?.id, far.id);
    assert.equal(await sessions.next().import(organization, "far/away"), undefined);
    const getOrganization = functionOfToken("influxdb:index:getOrganization");
    const found = await sessions.next().provider.call(getOrganization, { name: far.name });
    assert.equal(found["id"], far.id);
  });

  test("an object in it is imported by its id", async () => {
    const id = await makeBucket("by id");
    const imported = await sessions.next().import(bucket, id);
    assert.deepEqual([imported?.id, imported?.outputs.values["org"]], [id, far.name]);
  });

  test("an organization that the token may not see has no name, and that is no fault", async () => {
    const token = await call(server, "POST", "/api/v2/authorizations", {
      orgID: far.id,
      permissions: [{ action: "read", resource: { type: "buckets", orgID: far.id } }],
    });
    const id = await makeBucket("nameless");
    const blind = sessions.next({ token: String(token["token"]) });
    const imported = await blind.import(bucket, id);
    assert.deepEqual([imported?.id, imported?.outputs.values["org"]], [id, undefined]);
    await assert.rejects(
      blind.create(bucket, { name: "more", org: far.name }),
      /was not found at .*sees none/,
    );
  });
});
