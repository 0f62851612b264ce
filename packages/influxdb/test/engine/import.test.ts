import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { TestEngine } from "../../../../test/support/engine.ts";
import { startServer, type TestServer } from "../../../../test/support/influxd.ts";
import * as influxdb from "../../index.ts";
import { connect, objectsOn, oneOfEach } from "./stack.ts";

let server: TestServer;
const engines: TestEngine[] = [];
before(async () => {
  server = await startServer();
});
after(async () => {
  await Promise.all(engines.map((engine) => engine.remove()));
  await server.stop();
});

async function makeEngine(): Promise<TestEngine> {
  const engine = await TestEngine.make();
  engines.push(engine);
  return engine;
}

const readableNames: Readonly<Record<string, string>> = {
  org: "declared",
  bucket: "test/metrics",
  dbrp: "test/metrics/7d",
  task: "test/count",
  token: "test/agents",
};

test("pulumi import takes every kind over, by id and by readable name, so that a preview shows no change", async () => {
  const owner = await makeEngine();
  await owner.succeed("up", oneOfEach(server));
  const resources = await owner.resources();
  const before = await objectsOn(server);
  assert.equal(resources.length, Object.keys(readableNames).length);

  for (const by of ["id", "name"] as const) {
    const engine = await makeEngine();
    // The imports go through the provider of the program, which has to be there first.
    await engine.succeed("up", async () => Promise.resolve({ connected: connect(server).urn }));
    const imports = resources.map(({ urn, type, id }) => {
      const name = urn.split("::").at(-1) ?? "";
      return { type, name, id: by === "id" ? id : readableNames[name], provider: "connection" };
    });
    const nameTable = { connection: "urn:pulumi:test::project::pulumi:providers:influxdb::influxdb" };
    const file = join(engine.directory, "import.json");
    await writeFile(file, JSON.stringify({ nameTable, resources: imports }));
    const imported = await engine.succeed("import", undefined, {
      flags: [`--file=${file}`, "--generate-code=false", "--protect=false"],
    });

    assert.match(
      imported.stdout,
      /warning: the server does not tell "token" of an existing Authorization.*"keepers"/,
    );
    const ids = (list: readonly { urn: string; id?: string }[]) =>
      Object.fromEntries(list.map(({ urn, id }) => [urn, id]));
    assert.deepEqual(ids(await engine.resources()), ids(resources), by);
    await engine.succeed("preview", oneOfEach(server), { flags: ["--expect-no-changes"] });
    await engine.succeed("preview", oneOfEach(server), { flags: ["--refresh", "--expect-no-changes"] });
    assert.deepEqual(await objectsOn(server), before);
  }
});

test("an import of what does not exist says so, and changes nothing", async () => {
  const engine = await makeEngine();
  await engine.succeed("up", async () => Promise.resolve({ connected: connect(server).urn }));
  const provider = "urn:pulumi:test::project::pulumi:providers:influxdb::influxdb";
  const flags = [
    "influxdb:index:Bucket",
    "b",
    "test/no such bucket",
    `--provider=influxdb=${provider}`,
    "--generate-code=false",
  ];
  const run = await engine.run("import", undefined, { flags });
  assert.notEqual(run.code, 0);
  assert.match(run.stdout + run.stderr, /'?test\/no such bucket'? does not exist/);
  assert.deepEqual(await engine.resources(), []);
});

test("the import option of a resource, and get, take a readable name as well", async () => {
  const engine = await makeEngine();
  const run = await engine.succeed("up", async () => {
    const provider = connect(server);
    const inputs = { name: "metrics", retentionSeconds: 604_800 };
    const bucket = new influxdb.Bucket("taken", inputs, { provider, import: "metrics" });
    const read = influxdb.Task.get("read", "test/count", { provider });
    return Promise.resolve({ bucket: bucket.id, task: read.every });
  });
  assert.match(run.stdout, /task *: "1h"/);
  const owned = (await engine.resources()).find(({ type }) => type === "influxdb:index:Bucket");
  assert.match(owned?.id ?? "", /^[0-9a-f]{16}$/);
});
