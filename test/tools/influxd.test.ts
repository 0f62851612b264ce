import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { call, list } from "../../tools/local/http.ts";
import { field } from "../../tools/json.mjs";
import { findInfluxd, type Influxd, isHealthy, startInfluxd } from "../../tools/local/influxd.ts";
import {
  newCredentials,
  NotOurs,
  onboard,
  readCredentials,
  writeCredentials,
} from "../../tools/local/onboard.ts";
import { isRunning } from "../../tools/processes.mjs";
import { ensure } from "../../tools/toolchain/index.ts";
import { influxd } from "../../tools/toolchain/parts.ts";

const base = mkdtempSync(join(tmpdir(), "influxd test "));
const started: Influxd[] = [];
let binary = "";

before(async () => {
  binary = (await ensure(influxd)).path;
});
after(async () => {
  await Promise.all(started.map((server) => server.stop()));
  rmSync(base, { recursive: true, force: true });
});

async function start(name: string, port?: number): Promise<Influxd> {
  const directory = join(base, name);
  const logFile = join(base, `${name}.log`);
  const server = await startInfluxd({ binary, directory, logFile, ...(port === undefined ? {} : { port }) });
  started.push(server);
  return server;
}

async function bucketNames(url: string, token: string): Promise<unknown[]> {
  const { body } = await call(url, "/api/v2/buckets?limit=100", { token });
  return list(body, "buckets").map((bucket) => field(bucket, "name"));
}

void test("a server starts on a free loopback port with all its files in one directory, and ends", async () => {
  process.env["INFLUXD_HTTP_BIND_ADDRESS"] = "0.0.0.0:1"; // meant for another server
  const server = await start("lifecycle");
  delete process.env["INFLUXD_HTTP_BIND_ADDRESS"];
  assert.ok(await isHealthy(server.url));
  assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.deepEqual(readdirSync(join(base, "lifecycle")).sort(), ["engine", "influxd.bolt", "influxd.sqlite"]);
  assert.deepEqual(await findInfluxd(join(base, "lifecycle")), { pid: server.pid, started: server.started });

  await server.stop();
  assert.ok(!isRunning(server));
  assert.equal(await findInfluxd(join(base, "lifecycle")), undefined);
  await server.stop(); // once more does no harm
});

void test("a wanted port is taken when it is free, also again; else another one", async () => {
  // Below those that systems hand out: nothing else on this machine takes it between two starts.
  const port = 12_000 + (process.pid % 8_000);
  for (const time of ["first", "second"]) {
    const server = await start("ports", port);
    assert.equal(server.port, port);
    assert.equal(existsSync(`${server.logFile}.previous`), time === "second");
    await server.stop();
  }
  const other = createServer().listen(port, "127.0.0.1");
  await once(other, "listening");
  const moved = await start("ports", port);
  assert.notEqual(moved.port, port);
  await moved.stop();
  other.close();
});

void test("a server that answers on the wanted port is not taken for ours", async () => {
  const theirs = await start("theirs");
  const ours = await start("ours", theirs.port);
  assert.notEqual(ours.port, theirs.port);
  await Promise.all([ours.stop(), theirs.stop()]);
});

void test("a server that does not start is an error that names its log and shows its end", async () => {
  const broken = join(base, "broken");
  writeFileSync(broken, "#!/bin/sh\necho 'no disk today' >&2\nexit 3\n");
  chmodSync(broken, 0o755);
  const logFile = join(base, "broken.log");
  const failing = startInfluxd({ binary: broken, directory: join(base, "broken-data"), logFile });
  await assert.rejects(failing, (error: Error) => {
    assert.equal(error.name, "UserError");
    assert.ok(error.message.includes(logFile));
    assert.match(error.message, /ended with 3[\s\S]*\| no disk today/);
    return true;
  });
  const missing = startInfluxd({
    binary: join(base, "missing"),
    directory: join(base, "missing-data"),
    logFile,
  });
  await assert.rejects(missing, /cannot be run from .*missing[\s\S]*npm run doctor/);
});

void test("a second server on the same data is refused, and the first one goes on", async () => {
  const first = await start("shared");
  await assert.rejects(start("shared"), /unable to open boltdb/);
  assert.ok(await isHealthy(first.url));
  await first.stop();
});

void test("a server of a test goes with the test's process", async () => {
  const module = new URL("../../tools/local/influxd.ts", import.meta.url).href;
  const options = { binary, directory: join(base, "child"), logFile: join(base, "child.log") };
  const source = `
    import { startInfluxd } from ${JSON.stringify(module)};
    const { pid, started } = await startInfluxd(${JSON.stringify(options)});
    console.log(JSON.stringify({ pid, started }));
    process.exit(0);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", source], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await once(child, "close");
  const server: unknown = JSON.parse(output);
  const [pid, began] = [field(server, "pid"), field(server, "started")];
  assert.ok(typeof pid === "number" && typeof began === "string");
  assert.ok(!isRunning({ pid, started: began }));
});

void test("onboarding makes organization and operator token, leaves no bucket, and may be repeated", async () => {
  const server = await start("onboard");
  const file = join(base, "onboard.json");
  const credentials = await onboard(server.url, file, "home");
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.ok(credentials.onboarded);
  assert.deepEqual((await bucketNames(server.url, credentials.token)).sort(), ["_monitoring", "_tasks"]);
  const { body } = await call(server.url, "/api/v2/authorizations", { token: credentials.token });
  assert.equal(list(body, "authorizations").length, 1);

  const text = readFileSync(file, "utf8");
  assert.deepEqual(await onboard(server.url, file, "home"), credentials);
  assert.equal(readFileSync(file, "utf8"), text);

  await assert.rejects(
    onboard(server.url, file, "away"),
    /names the organization "away", .* "home"[\s\S]*npm run reset/,
  );
  await server.stop();
});

void test("a bucket that is called like setup's own but was made later is left alone", async () => {
  const server = await start("bucket");
  const file = join(base, "bucket.json");
  const { token } = await onboard(server.url, file, "home");
  const orgs = list((await call(server.url, "/api/v2/orgs", { token })).body, "orgs");
  const body = { name: "removed-after-setup", orgID: field(orgs[0], "id") };
  await call(server.url, "/api/v2/buckets", { method: "POST", token, body });
  await onboard(server.url, file, "home");
  assert.ok((await bucketNames(server.url, token)).includes("removed-after-setup"));
  await server.stop();
});

void test("onboarding goes on after a crash between keeping the credentials and the setup call", async () => {
  const server = await start("crash-before");
  const file = join(base, "crash-before.json");
  const kept = newCredentials("home");
  await writeCredentials(file, kept);
  assert.deepEqual(await onboard(server.url, file, "home"), { ...kept, onboarded: true });
  await server.stop();
});

void test("onboarding goes on after a crash between the setup call and its answer", async () => {
  const server = await start("crash-after");
  const file = join(base, "crash-after.json");
  const credentials = await onboard(server.url, file, "home");
  const orgs = list((await call(server.url, "/api/v2/orgs", { token: credentials.token })).body, "orgs");
  const body = { name: "removed-after-setup", orgID: field(orgs[0], "id") };
  await call(server.url, "/api/v2/buckets", { method: "POST", token: credentials.token, body });
  await writeCredentials(file, { ...credentials, onboarded: false });

  assert.deepEqual(await onboard(server.url, file, "home"), credentials);
  assert.deepEqual((await bucketNames(server.url, credentials.token)).sort(), ["_monitoring", "_tasks"]);
  assert.equal((await readCredentials(file))?.onboarded, true);
  await server.stop();
});

void test("a server that was set up with other credentials is not ours", async () => {
  const server = await start("foreign");
  await onboard(server.url, join(base, "foreign-1.json"), "home");
  await assert.rejects(onboard(server.url, join(base, "foreign-2.json"), "home"), NotOurs);
  await server.stop();
});

void test("credentials that cannot be made out count as none", async () => {
  const file = join(base, "credentials.json");
  assert.equal(await readCredentials(file), undefined);
  for (const text of [
    "",
    "{",
    "null",
    '{"token": "x"}',
    '{"organization":"o","username":"","password":"p","token":"t"}',
  ]) {
    writeFileSync(file, text);
    assert.equal(await readCredentials(file), undefined, text);
  }
});
