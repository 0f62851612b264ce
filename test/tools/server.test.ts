import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { ensurePassphrase } from "../../tools/local/files.ts";
import { call } from "../../tools/local/http.ts";
import { findInfluxd } from "../../tools/local/influxd.ts";
import { accepts } from "../../tools/local/onboard.ts";
import { localPaths, type LocalPaths } from "../../tools/local/paths.ts";
import { ensureServer, type ManagedServer, readServer, stopServer } from "../../tools/local/server.ts";
import { withLock } from "../../tools/lock.mjs";
import { isRunning } from "../../tools/processes.mjs";
import { ensure } from "../../tools/toolchain/index.ts";
import { influxd } from "../../tools/toolchain/parts.ts";

const base = mkdtempSync(join(tmpdir(), "server test "));
const places: LocalPaths[] = [];
let binary = "";

before(async () => {
  binary = (await ensure(influxd)).path;
});
after(async () => {
  await Promise.all(places.map((paths) => stopServer(paths)));
  rmSync(base, { recursive: true, force: true });
});

/** A project of its own, and a way to have its server that collects what is said. */
function project(name: string) {
  const paths = localPaths(join(base, name));
  places.push(paths);
  const said: string[] = [];
  return {
    paths,
    said,
    have: async (): Promise<ManagedServer> => {
      said.length = 0;
      return ensureServer({ paths, binary, organization: "home", say: (sentence) => said.push(sentence) });
    },
  };
}

/** What a first `up` that succeeds leaves. */
async function finishFirstUp(paths: LocalPaths): Promise<void> {
  const state = join(paths.state, ".pulumi", "stacks", "monitoring", "local.json");
  mkdirSync(dirname(state), { recursive: true });
  writeFileSync(state, "{}");
  await ensurePassphrase(paths.passphrase);
  rmSync(paths.firstUp);
}

/** A project whose local stack has been converged once. */
async function converged(name: string) {
  const place = project(name);
  const server = await place.have();
  await finishFirstUp(place.paths);
  return { ...place, server };
}

/** Ends a process as a crash does, and waits until it has gone. */
async function kill(paths: LocalPaths): Promise<void> {
  const running = await findInfluxd(paths.influxdb);
  assert.ok(running);
  process.kill(running.pid, "SIGKILL");
  while (isRunning(running)) await new Promise(setImmediate);
}

/** Something in the data, to see whether it is kept. */
async function makeOrganization(url: string, token: string): Promise<void> {
  const answer = await call(url, "/api/v2/orgs", { method: "POST", token, body: { name: "kept" } });
  assert.equal(answer.status, 201);
}

async function isKept({ url, credentials }: ManagedServer): Promise<boolean> {
  return (await call(url, "/api/v2/orgs?org=kept", { token: credentials.token })).status === 200;
}

void test("the first start leaves a marker, private files, and an onboarded server", async () => {
  const { paths, said, have } = project("first");
  const server = await have();
  assert.equal(server.how, "new");
  assert.deepEqual(said, []);
  assert.ok(existsSync(paths.firstUp));
  for (const file of [paths.credentials, paths.token, paths.server])
    assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(readFileSync(paths.token, "utf8").trim(), server.credentials.token);
  assert.ok(await accepts(server.url, server.credentials.token));
});

void test("a running server is used as it is", async () => {
  const { said, have, server } = await converged("running");
  assert.deepEqual(await have(), { ...server, how: "running" });
  assert.deepEqual(said, []);
});

void test("after a stop it starts again on its data, at the same address", async () => {
  const { paths, said, have, server } = await converged("stopped");
  await makeOrganization(server.url, server.credentials.token);
  assert.equal(await stopServer(paths), server.pid);
  assert.equal(await stopServer(paths), undefined);
  const again = await have();
  assert.deepEqual([again.how, again.url, again.credentials], ["restarted", server.url, server.credentials]);
  assert.ok(await isKept(again));
  assert.deepEqual(said, []);
});

void test("a killed server starts again on its data, and it is said", async () => {
  const { paths, said, have, server } = await converged("killed");
  await makeOrganization(server.url, server.credentials.token);
  await kill(paths);
  const again = await have();
  assert.deepEqual([again.how, again.url], ["restarted", server.url]);
  assert.ok(await isKept(again));
  assert.match(said.join(), new RegExp(`process ${server.pid}\\) is not running any more`));
});

void test("a process number that belongs to something else by now is left alone", async () => {
  const { paths, have, server } = await converged("stale");
  await stopServer(paths);
  const port = Number(new URL(server.url).port);
  // As after a restart of the machine: our own process has the number that the server had.
  const self = { pid: process.pid, started: "before the restart" };
  writeFileSync(paths.server, JSON.stringify({ url: server.url, port, process: self }));
  assert.equal((await have()).how, "restarted");
});

void test("when its port is taken it moves to another, and it is said", async () => {
  const { paths, said, have, server } = await converged("port");
  await stopServer(paths);
  const port = (await readServer(paths))?.port ?? 0;
  const other = createServer().listen(port, "127.0.0.1");
  await once(other, "listening");
  const moved = await have();
  assert.notEqual(moved.url, server.url);
  assert.match(said.join(), new RegExp(`Port ${port} is taken`));
  other.close();
});

void test("when its data was removed, running or not, all begins anew and the rest is kept aside", async () => {
  for (const name of ["data-running", "data-stopped"]) {
    const { paths, said, have, server } = await converged(name);
    if (name === "data-stopped") await stopServer(paths);
    rmSync(paths.influxdb, { recursive: true });
    const anew = await have();
    assert.equal(anew.how, "new");
    assert.notEqual(anew.credentials.token, server.credentials.token);
    assert.match(said.join(), /InfluxDB's data \(\.local\/influxdb\) is gone/);
    assert.ok(existsSync(join(paths.aside, "state")));
    assert.ok(!existsSync(paths.state));
    assert.ok(existsSync(paths.firstUp));
  }
});

void test("when all of .local was removed under a running server, that server is ended", async () => {
  const { paths, have, server } = await converged("all");
  const before = await findInfluxd(paths.influxdb);
  rmSync(paths.directory, { recursive: true });
  const anew = await have();
  assert.equal(anew.how, "new");
  assert.notEqual(anew.pid, server.pid);
  assert.ok(before && !isRunning(before));
});

void test("when the engine's record or its passphrase was removed, all begins anew", async () => {
  for (const name of ["state", "passphrase"] as const) {
    const { paths, said, have } = await converged(name);
    rmSync(paths[name], { recursive: true });
    assert.equal((await have()).how, "new");
    assert.match(said.join(), new RegExp(`\\.local/${name}\\) is gone`));
    assert.ok(existsSync(join(paths.aside, "influxdb")));
  }
});

void test("when the credentials were removed, new ones are made and the data is kept", async () => {
  const { paths, said, have, server } = await converged("credentials");
  await makeOrganization(server.url, server.credentials.token);
  rmSync(paths.credentials);
  const mended = await have();
  assert.equal(mended.how, "restarted");
  assert.ok(await isKept(mended));
  assert.match(said.join(), /making new ones/);
  assert.ok(!(await accepts(mended.url, server.credentials.token)), "the lost token is no good any more");
  assert.equal(readFileSync(paths.token, "utf8").trim(), mended.credentials.token);
  assert.deepEqual((await have()).credentials, mended.credentials);
});

void test("when the record of its process was removed, the server is found and started again", async () => {
  const { paths, said, have, server } = await converged("record");
  await makeOrganization(server.url, server.credentials.token);
  rmSync(paths.server);
  const again = await have();
  assert.equal(again.how, "restarted");
  assert.ok(await isKept(again));
  assert.match(said.join(), new RegExp(`process ${server.pid}\\) runs, but its address is not known`));
});

void test("a first start that was interrupted begins again, from nothing", async () => {
  const { paths, said, have } = project("interrupted");
  const first = await have();
  mkdirSync(paths.state); // broken off somewhere in the first up
  const second = await have();
  assert.equal(second.how, "new");
  assert.notEqual(second.credentials.token, first.credentials.token);
  assert.ok(!existsSync(paths.state));
  assert.match(said.join(), /first start did not finish/);
});

void test("two starts at once make one server", async () => {
  const { paths, have } = project("twice");
  const lock = { what: "starting", pollMilliseconds: 5 };
  const start = () =>
    withLock(paths.lock, lock, async () => {
      const server = await have();
      if (existsSync(paths.firstUp)) await finishFirstUp(paths);
      return server;
    });
  const [one, two] = await Promise.all([start(), start()]);
  assert.equal(one.pid, two.pid);
  assert.deepEqual([one.how, two.how].sort(), ["new", "running"]);
});

void test("data that the server cannot open is an error that names the log and the way out", async () => {
  const { paths, have } = await converged("damaged");
  await stopServer(paths);
  writeFileSync(join(paths.influxdb, "influxd.bolt"), "no database");
  await assert.rejects(have(), (error: Error) => {
    assert.match(error.message, /influxd\.log[\s\S]*npm run reset/);
    return true;
  });
});
