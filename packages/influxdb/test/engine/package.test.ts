import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { providerFolder, TestEngine } from "../../../../test/support/engine.ts";
import { kinds } from "../../kinds/index.ts";
import manifest from "../../package.json" with { type: "json" };

let engine: TestEngine;
before(async () => {
  engine = await TestEngine.make();
});
after(() => engine.remove());

test("the engine gets the schema from the provider's executable, and finds no fault in it", async () => {
  const { code, stdout, stderr } = await engine.command(
    "package",
    "get-schema",
    join(providerFolder, "pulumi-resource-influxdb"),
  );
  assert.equal(code, 0, stderr);
  const schema = JSON.parse(stdout) as { name: string; version: string; resources: Record<string, unknown> };
  assert.deepEqual([schema.name, schema.version], ["influxdb", manifest.version]);
  assert.deepEqual(
    Object.keys(schema.resources).sort(),
    kinds.map(({ name }) => `influxdb:index:${name}`).sort(),
  );

  const file = join(engine.directory, "schema.json");
  await writeFile(file, stdout);
  const checked = await engine.command("schema", "check", file);
  assert.equal(checked.code, 0, checked.stdout + checked.stderr);
  assert.doesNotMatch(checked.stdout + checked.stderr, /warning|error/i);
});

test("a schema that is at fault is found out", async () => {
  const file = join(engine.directory, "broken.json");
  const resources = {
    "influxdb:index:Bucket": { properties: { a: { $ref: "#/types/influxdb:index:Missing" } } },
  };
  await writeFile(file, JSON.stringify({ name: "influxdb", version: "1.0.0", resources }));
  const { code } = await engine.command("schema", "check", file);
  assert.notEqual(code, 0);
});

test("a Node.js that is too old for the provider is told so, with the version that is needed", async () => {
  // What an older Node.js would see first; the rest it could not even read.
  const old = 'Object.defineProperty(process.versions, "node", { value: "22.17.1" })';
  const start = join(providerFolder, "provider", "start.mjs");
  const run = promisify(execFile)(process.execPath, ["--import", `data:text/javascript,${old}`, start]);
  await assert.rejects(run, (error: { code?: unknown; stderr?: unknown }) => {
    assert.equal(error.code, 1);
    assert.match(
      String(error.stderr),
      /^pulumi-resource-influxdb: found Node\.js v.* on PATH, expected 22\.18 or newer$/m,
    );
    return true;
  });
});
