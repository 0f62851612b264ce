import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
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
