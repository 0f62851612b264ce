/** When it cannot be found out what a bucket holds, it counts as holding something. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { type Fault, type FaultProxy, Gate, startFaultProxy } from "../../../../test/support/fault-proxy.ts";
import { startServer, type TestServer, writeLines } from "../../../../test/support/influxd.ts";
import { kindOf, plain, Sessions } from "../../../../test/support/provider.ts";
import { call } from "../conformance/rows/row.ts";

const bucket = kindOf("Bucket");
const DAY = 24 * 3600;
const QUERY = { method: "POST", path: /\/query/ };

let server: TestServer;
let proxy: FaultProxy;
let sessions: Sessions;
before(async () => {
  server = await startServer();
  proxy = await startFaultProxy(server.url);
  sessions = new Sessions({ url: proxy.url, token: server.token, org: server.org });
});
afterEach(() => proxy.heal());
after(async () => {
  await sessions.close();
  await proxy.stop();
  await server.stop();
});

/** A bucket with a point that is ten days old. */
async function filled(name: string, retentionSeconds = 0) {
  const resource = await sessions.next().create(bucket, { name, retentionSeconds });
  await writeLines(server, name, [`m v=1 ${Math.floor(Date.now() / 1000) - 10 * DAY}`]);
  return resource;
}

async function points(name: string): Promise<boolean> {
  const { buckets } = await call(server, "GET", `/api/v2/buckets?orgID=${server.orgId}&name=${name}`);
  assert.equal((buckets as unknown[]).length, 1);
  const found = await fetch(`${server.url}/api/v2/query?orgID=${server.orgId}`, {
    method: "POST",
    headers: { authorization: `Token ${server.token}`, "content-type": "application/vnd.flux" },
    body: `from(bucket: "${name}") |> range(start: 0)`,
  });
  return (await found.text()).includes("_value");
}

const answers: readonly [what: string, fault: Fault][] = [
  ["nothing", { fault: "garble", body: "" }],
  ["a page of HTML", { fault: "garble", body: "<html><body>\n\n,result,_time\n</body></html>" }],
  [
    "an error in the middle of an answer",
    {
      fault: "garble",
      body: ",result,asked\r\n,whole,true\r\n\r\nerror,reference\r\nfailed to read,897\r\n",
    },
  ],
  ["500", { fault: "answer", status: 500, body: '{"code":"internal error","message":"no"}' }],
  ["401", { fault: "answer", status: 401, body: '{"code":"unauthorized","message":"unauthorized access"}' }],
];

describe("a bucket is neither deleted nor given a shorter retention when the server answers", () => {
  for (const [index, [what, fault]] of answers.entries()) {
    test(what, async () => {
      const name = `unsure-${index}`;
      const resource = await filled(name);
      proxy.break({ ...QUERY, times: 100 }, fault);
      await assert.rejects(sessions.next().delete(resource));
      await assert.rejects(sessions.next().update(resource, { name, retentionSeconds: DAY }));
      assert(await points(name));
      assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
    });
  }
});

test("a question that broke off on its way is asked again: it changes nothing", async () => {
  const empty = await sessions.next().create(bucket, { name: "asked twice" });
  for (const fault of ["drop-before", "drop-after", "truncate"] as const) proxy.break(QUERY, { fault });
  await sessions.next().delete(empty);
  assert.equal(await sessions.next().refresh(empty), undefined);
});

test("a question under way ends when the run is cancelled, and the bucket stays", async () => {
  const empty = await sessions.next().create(bucket, { name: "cancelled" });
  const gate = new Gate();
  proxy.break(QUERY, { fault: "hold", gate });
  const session = sessions.next();
  const deletion = assert.rejects(session.delete(empty), /POST \/api\/v2\/query was cancelled\.$/);
  await gate.reached;
  session.provider.cancel();
  await deletion;
  gate.open();
  await sessions.next().refreshed(empty);
});

test("a retention that was made longer by hand is not undone by a change of something else", async () => {
  const resource = await sessions.next().create(bucket, { name: "longer", retentionSeconds: DAY });
  await call(server, "PATCH", `/api/v2/buckets/${resource.id}`, {
    retentionRules: [{ type: "expire", everySeconds: 0 }],
  });
  await writeLines(server, "longer", [`m v=1 ${Math.floor(Date.now() / 1000) - 10 * DAY}`]);
  const declared = { name: "longer", retentionSeconds: DAY, description: "new" };
  // State knows nothing of it: nobody has refreshed.
  await sessions.next().update(resource, declared);
  assert(await points("longer"));
  const found = await sessions.next().refreshed(resource);
  assert.equal(found.inputs["retentionSeconds"], 0);
  await assert.rejects(
    sessions.next().update(found, declared),
    /holds points older than 86400 s in 1 series/,
  );
  await assert.rejects(
    sessions.next().update(resource, { ...declared, shardGroupDurationSeconds: 7200 }),
    /holds points older than 86400 s/,
  );
  assert(await points("longer"));
});
