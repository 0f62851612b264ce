import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type FaultProxy, startFaultProxy } from "../../../../test/support/fault-proxy.ts";
import { makeBucket, startServer, type TestServer } from "../../../../test/support/influxd.ts";
import { kindOf, Sessions } from "../../../../test/support/provider.ts";
import type { Values } from "../../definition/values.ts";
import { call, made } from "../conformance/rows/row.ts";

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

const bucket = kindOf("Bucket");

/** Requests that could have changed something. */
function writes(): number {
  return proxy.seen.filter(({ method }) => method !== "GET").length;
}

describe("a name that is taken", () => {
  /** How a resource says where it belongs. */
  const places: Readonly<Record<string, (org: string, orgId: string) => Values>> = {
    "in the provider's organization": () => ({}),
    "in an organization given by id": (_, orgId) => ({ orgId }),
    "in another organization": (org) => ({ org }),
  };
  /** Kind, inputs that are taken, inputs that would change what has the name. */
  const cases: readonly [kind: string, taken: (name: string, bucketId: string) => Values, change: Values][] =
    [
      ["Organization", (name) => ({ name }), { description: "stolen" }],
      ["Bucket", (name) => ({ name }), { retentionSeconds: 3600 }],
      ["Dbrp", (name, bucketId) => ({ database: name, retentionPolicy: "7d", bucketId }), { default: false }],
    ];
  for (const [name, taken, change] of cases) {
    const kind = kindOf(name);
    for (const [where, placeOf] of kind.scoped
      ? Object.entries(places)
      : [["on the server", () => ({})] as const]) {
      test(`${name} ${where}: nothing changes, and the error holds an import command that takes it over`, async () => {
        const tag = `${name} ${where}`;
        const org = `org of ${tag}`;
        const elsewhere = await made(call(server, "POST", "/api/v2/orgs", { name: org }));
        const orgId = where === "in another organization" ? elsewhere : server.orgId;
        const bucketId = await makeBucket({ ...server, orgId }, `target of ${tag}`);
        const declared = { ...taken(tag, bucketId), ...placeOf(org, orgId) };
        const owner = await sessions.next().create(kind, declared);

        const error = await sessions
          .next()
          .create(kind, { ...declared, ...change })
          .then(() => undefined, String);
        const said = new RegExp(
          `${name} ".*" exists already \\(.*\\) and is not in this stack's state\\. Nothing was changed\\. ` +
            `To take it over: pulumi import influxdb:index:${name} <resource name> '(.*)' --provider`,
        );
        assert.match(error ?? "", said);
        const session = sessions.next();
        const imported = await session.import(kind, said.exec(error ?? "")?.[1] ?? "");
        assert.equal(imported?.id, owner.id);
        assert.deepEqual(session.changes(imported, owner.inputs), []);
      });
    }
  }

  test("by a task or a token is no fault: their names need not be unique", async () => {
    const flux = 'option task = {name: "same", every: 1h}\nbuckets()';
    const session = sessions.next();
    const tasks = [
      await session.create(kindOf("Task"), { flux }),
      await session.create(kindOf("Task"), { flux }),
    ];
    const rights = { description: "same", permissions: [{ action: "read", resourceType: "buckets" }] };
    const tokens = [
      await session.create(kindOf("Authorization"), rights),
      await session.create(kindOf("Authorization"), rights),
    ];
    for (const [kind, same] of [
      ["Task", tasks],
      ["Authorization", tokens],
    ] as const) {
      const ids = same.map(({ id }) => id).sort();
      assert.equal(new Set(ids).size, 2);
      // But then the name alone says too little to import one.
      await assert.rejects(sessions.next().import(kindOf(kind), "test/same"), (error: Error) => {
        assert.match(
          error.message,
          /"test\/same" names 2 objects of kind .*; import one of them by its id: /,
        );
        for (const id of ids) assert(error.message.includes(id));
        return true;
      });
    }
  });
});

describe("a wrong setting", () => {
  test("token: the error names the setting, and nothing is sent that could change something", async () => {
    const before = writes();
    const session = sessions.next({ token: "no-such-token" });
    await assert.rejects(
      session.create(bucket, { name: "b" }),
      /answered with 401 \(unauthorized\): unauthorized access\. The provider's "token" was refused/,
    );
    assert.equal(writes(), before);
  });

  test("token: its value is in no error", async () => {
    const session = sessions.next({ token: "hidden-value" });
    for (const work of [session.create(bucket, { name: "b" }), session.import(bucket, "b")]) {
      await assert.rejects(work, (error: Error) => !error.message.includes("hidden-value"));
    }
  });

  test("organization: the error names it, the settings that may be meant, and what there is", async () => {
    const before = writes();
    const expected =
      /^ProviderError: organization "tset" was not found at http:.*; the token sees .*"test".* Expected the name of an existing organization in "org" of the provider or the resource\.$/;
    await assert.rejects(sessions.next({ org: "tset" }).create(bucket, { name: "b" }), expected);
    await assert.rejects(sessions.next().create(bucket, { name: "b", org: "tset" }), expected);
    await assert.rejects(sessions.next({ org: "tset" }).import(bucket, "b"), expected);
    assert.equal(writes(), before);
  });

  test("organization: a token that sees none is told apart from a wrong name", async () => {
    const permissions = [{ action: "read", resource: { type: "buckets", orgID: server.orgId } }];
    const { token } = await call(server, "POST", "/api/v2/authorizations", {
      orgID: server.orgId,
      permissions,
      status: "inactive",
    });
    await assert.rejects(
      sessions.next({ token: String(token) }).create(bucket, { name: "b" }),
      /the token sees none, so it may be inactive/,
    );
  });

  test("organization id: the server's refusal is told, and nothing exists", async () => {
    const orgId = "00000000000000aa";
    await assert.rejects(
      sessions.next().create(bucket, { name: "nowhere", orgId }),
      /organization not found|unauthorized|404/,
    );
    const { buckets } = await call(server, "GET", "/api/v2/buckets?name=nowhere");
    assert.deepEqual(buckets, []);
  });

  test("URL path: the error says what answered, and nothing is taken for gone", async () => {
    const resource = await sessions.next().create(bucket, { name: "kept" });
    const session = sessions.next({ url: `${proxy.url}/influx`, healthTimeoutSeconds: 0 });
    await assert.rejects(
      session.refresh(resource),
      /waited 0 s for InfluxDB at .*\/influx\/health, in vain: it answered 404/,
    );
  });
});
