import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { load } from "js-yaml";
import { z } from "zod";
import { configurationKeys, valueDoc } from "../../config/keys.ts";
import { desired } from "../../desired.ts";
import { schema } from "../../config/schema.ts";
import { readStackFile, stackNames } from "../../config/stack-file.ts";
import { settingsFrom } from "../../config/settings.ts";
import { describeFaults } from "../../model/faults.ts";
import { buildModel } from "../../model/model.ts";
import { namespace } from "../../model/keys.ts";

const root = join(import.meta.dirname, "../..");

describe("the list of configuration keys", () => {
  const keys = configurationKeys();

  it("names every key of the schema", () => {
    const tops = keys.filter(({ key }) => /^monitoring:\w+$/.test(key)).map(({ key }) => key);
    assert.deepEqual(
      tops,
      Object.keys(schema.shape).map((key) => `monitoring:${key}`),
    );
    const nested = [
      "buckets.overrides.<application or bucket>.retention",
      "environments[].name",
      "influxdb.url",
    ];
    for (const key of nested)
      assert.ok(
        keys.some((doc) => doc.key === `monitoring:${key}`),
        key,
      );
    assert.equal(new Set(keys.map(({ key }) => key)).size, keys.length);
  });

  it("says of each what it means and what is expected", () => {
    for (const { key, description, expects } of keys) {
      assert.ok(description !== undefined && description.endsWith("."), key);
      assert.notEqual(expects, "another value", key);
    }
  });

  it("says of each single value its default, or that it is required, or how it may look", () => {
    for (const { key, kind, required, default: standard, example } of keys) {
      if (kind === "value") assert.ok(required || standard !== undefined || example !== undefined, key);
    }
    assert.equal(valueDoc(["buckets", "retention"])?.default, "7d");
    assert.equal(valueDoc(["influxdb", "healthTimeoutSeconds"])?.default, "60");
    assert.equal(valueDoc(["role"])?.required, true);
    assert.equal(valueDoc(["nothing"]), undefined);
  });

  it("gives examples that the schema takes", () => {
    for (const { key, example, kind } of keys) {
      if (example === undefined || kind !== "value" || key.includes("[]")) continue;
      const path = key
        .replace(/<[^>]+>/g, "portal")
        .slice("monitoring:".length)
        .split(".");
      const value = path.reduceRight<unknown>((inner, step) => ({ [step]: inner }), example);
      const { error } = schema.safeParse(value);
      // Other keys of the same map may be missing.
      const own = error?.issues.filter((issue) => issue.path.join(".") === path.join("."));
      assert.deepEqual(own ?? [], [], `${key}: ${example}`);
    }
  });
});

describe("the project's own files", () => {
  const project = z
    .object({
      name: z.string(),
      main: z.string(),
      plugins: z.object({ providers: z.array(z.object({ name: z.string(), path: z.string() })) }),
    })
    .parse(load(readFileSync(join(root, "Pulumi.yaml"), "utf8")));

  it("name the project like the namespace of its configuration", () => {
    assert.equal(project.name, namespace);
    assert.equal(project.main, "index.ts");
    assert.deepEqual(project.plugins.providers, [{ name: "influxdb", path: "packages/influxdb" }]);
  });

  it("hold the three stacks, without faults and without anything beside the clone", async () => {
    assert.deepEqual(stackNames(root), ["idfdev", "local", "roundtable"]);
    for (const stack of stackNames(root)) {
      const raw = readStackFile(root, stack);
      const read = settingsFrom(raw, { root, connection: "optional" });
      const all = [...read.faults, ...(await desired(read)).faults];
      assert.equal(all.length, 0, describeFaults(all));
      assert.ok(!raw.values.has("environmentsDirectory"), stack);
      assert.ok(!raw.values.has("token"), stack);
    }
  });

  it("give the local stack the applications of idfdev, and the server those of every client", () => {
    const names = (stack: string) => {
      const { declared } = settingsFrom(readStackFile(root, stack), { root, connection: "optional" });
      return buildModel(declared).model.applications.map(({ name }) => name);
    };
    assert.deepEqual(names("local"), names("idfdev"));
    const served = new Set(names("roundtable"));
    for (const name of names("idfdev")) assert.ok(served.has(name), name);
  });
});
