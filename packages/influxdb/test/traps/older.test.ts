/** What InfluxDB 2.7 does otherwise than 2.9. All that both do alike is in the conformance suite, which runs on both. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type FaultProxy, startFaultProxy } from "../../../../test/support/fault-proxy.ts";
import { makeBucket, startServer, type TestServer } from "../../../../test/support/influxd.ts";
import { kindOf, plain, Sessions } from "../../../../test/support/provider.ts";
import { olderInfluxd } from "../../../../tools/toolchain/parts.ts";
import { call, lookUp, made } from "../conformance/rows/row.ts";

let server: TestServer;
let proxy: FaultProxy;
let sessions: Sessions;
before(async () => {
  server = await startServer({ part: olderInfluxd });
  proxy = await startFaultProxy(server.url);
  sessions = new Sessions({ url: proxy.url, token: server.token, org: server.org });
});
after(async () => {
  await sessions.close();
  await proxy.stop();
  await server.stop();
});

describe("InfluxDB 2.7", () => {
  test("it is what these tests run on", async () => {
    const { version } = await call(server, "GET", "/health");
    assert.equal(version, `v${olderInfluxd.version}`);
  });

  test("it tells the value of a token whenever it is asked: a refresh keeps it, an import brings it, as a secret", async () => {
    const authorization = kindOf("Authorization");
    const permissions = [{ action: "read", resourceType: "buckets" }];
    const session = sessions.next();
    const resource = await session.create(authorization, { description: "told", permissions });
    const { token } = await call(server, "GET", `/api/v2/authorizations/${resource.id}`);
    assert(typeof token === "string" && token.length > 40);
    assert.equal(resource.outputs.values["token"], token);
    assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
    for (const id of [resource.id, "told"]) {
      const imported = await sessions.next().import(authorization, id);
      assert.equal(imported?.outputs.values["token"], token);
      assert(imported.outputs.secrets.has("token"));
    }
  });

  test("it keeps what runs of an organization that is deleted: it is deleted as well, and nothing else", async () => {
    const name = "short-lived";
    const { id: orgID } = await sessions.next().create(kindOf("Organization"), { name });
    const runningIn = async (place: string): Promise<string[]> => {
      const flux = 'option task = {name: "t", every: 1h}\nbuckets()';
      const text = 'from(bucket: "b") |> range(start: -1m) |> filter(fn: (r) => r._field == "f")';
      const common = { orgID: place, name: "by hand", status: "active", every: "1h" };
      const check = { type: "deadman", timeSince: "90s", staleTime: "10m", level: "CRIT", query: { text } };
      const url = "https://a.example";
      const endpoint = { orgID: place, name: "by hand", type: "slack", status: "active", url };
      const endpointID = await made(call(server, "POST", "/api/v2/notificationEndpoints", endpoint));
      const rule = { type: "slack", endpointID, statusRules: [{ currentLevel: "CRIT" }] };
      const bodies = {
        tasks: { orgID: place, flux },
        checks: { ...common, ...check },
        notificationRules: { ...common, ...rule, messageTemplate: "m" },
      };
      const paths: string[] = [];
      for (const [type, body] of Object.entries(bodies)) {
        paths.push(`/api/v2/${type}/${await made(call(server, "POST", `/api/v2/${type}`, body))}`);
      }
      return paths;
    };
    const others = await runningIn(server.orgId);
    const own = await runningIn(orgID);
    const session = sessions.next();
    const organization = await session.import(kindOf("Organization"), name);
    assert(organization !== undefined);
    await session.delete(organization);
    // Once more, while a list tells of another organization's.
    const body = JSON.stringify(await call(server, "GET", `/api/v2/tasks?orgID=${server.orgId}`));
    proxy.break({ path: /\/tasks\?/ }, { fault: "garble", body });
    await session.delete(organization);
    assert.deepEqual(
      await Promise.all(own.map((path) => lookUp(server, path))),
      own.map(() => undefined),
    );
    for (const path of others) assert((await lookUp(server, path)) !== undefined, path);
  });

  test("to some telegraf configurations it gives half a reason: the error gives the other", async () => {
    const kind = kindOf("TelegrafConfig");
    for (const config of ['[outputs.influxdb_v2]\n  bucket = "a"\n', "outputs = 5\n"]) {
      await assert.rejects(
        sessions.next().create(kind, { name: "no list", config }),
        /answered with 400 \(empty value\).*\(InfluxDB v2\.7\.12\)\. .*not a table of a list \(\[\[outputs\.influxdb_v2\]\]\)/,
      );
    }
  });

  test("a replication may wait for longer than a later server allows: it is refused here too, seen, and mended", async () => {
    const kind = kindOf("Replication");
    const place = { orgID: server.orgId, name: "patient" };
    const remote = { ...place, remoteURL: server.url, remoteAPIToken: "t", remoteOrgID: server.orgId };
    const remoteId = await made(
      call(server, "POST", "/api/v2/remotes", { ...remote, allowInsecureTLS: false }),
    );
    const localBucketId = await makeBucket(server, "patient");
    const declared = { name: "patient", remoteId, localBucketId, remoteBucketId: localBucketId };
    const session = sessions.next();
    const failures = session.failures(kind, { ...declared, maxAgeSeconds: 6_000_000 });
    assert.match(failures[0]?.reason ?? "", /expected 0 or 60 to 5184000 seconds, found 6000000/);
    const { id } = await session.create(kind, declared);
    await call(server, "PATCH", `/api/v2/replications/${id}`, { maxAgeSeconds: 6_000_000 });
    const imported = await sessions.next().import(kind, "patient");
    assert.equal(imported?.inputs["maxAgeSeconds"], 6_000_000);
    await session.update(imported, { ...declared, maxAgeSeconds: 60 });
    assert.equal((await call(server, "GET", `/api/v2/replications/${id}`))["maxAgeSeconds"], 60);
  });

  test("what a version lacks: the error names the call and the version, and nothing is taken for deleted", async () => {
    // This server has all that the provider asks for, so an answer to something else stands in for it.
    const lacking = await fetch(`${server.url}/api/v2/of-a-later-version`, {
      headers: { authorization: `Token ${server.token}` },
    });
    const body = await lacking.text();
    const version = lacking.headers.get("x-influxdb-version") ?? "";
    assert.deepEqual([lacking.status, version], [404, `v${olderInfluxd.version}`]);
    const label = await sessions.next().create(kindOf("Label"), { name: "lacking" });
    const answer = { fault: "answer", status: 404, body } as const;
    proxy.break({ path: /labels/, times: 3 }, { ...answer, headers: { "X-Influxdb-Version": version } });
    const named = (call: string) =>
      new RegExp(`${call} at .* 404 \\(not found\\).*API of InfluxDB v2\\.7\\.12 lacks this call`);
    await assert.rejects(sessions.next().refresh(label), named("GET /api/v2/labels"));
    await assert.rejects(sessions.next().delete(label), named(`DELETE /api/v2/labels/${label.id}`));
    const another = sessions.next().create(kindOf("Label"), { name: "another" });
    await assert.rejects(another, named("POST /api/v2/labels"));
    // Where something else answers than InfluxDB, nothing is said of its version.
    proxy.break({ path: /labels/ }, answer);
    await assert.rejects(sessions.next().refresh(label), (error: Error) => !/lacks/.test(error.message));
    proxy.heal();
  });
});
