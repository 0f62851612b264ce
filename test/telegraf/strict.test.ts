import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { z } from "zod";
import { telegrafConfig } from "../../telegraf/agent.ts";
import { renderConfig } from "../../telegraf/config.ts";
import { daemonsetConfig } from "../../telegraf/daemonset.ts";
import type { Plugin, PluginType } from "../../telegraf/plugin.ts";
import { pluginTypes } from "../../telegraf/plugins/index.ts";
import { telegraf as part } from "../../tools/toolchain/parts.ts";
import { makeAuthority } from "../support/tls.ts";
import { everything, node } from "./support/settings.ts";
import { refusal } from "./support/telegraf.ts";

const env = { INFLUX_TOKEN: "a", GITHUB_SECRET: "b", CALLER: "c", NODE_NAME: "node-1", HOST_IP: "10.0.0.1" };

void describe("what the real telegraf says, strictly", () => {
  let directory: string;
  let ca: string;
  let token: string;
  let special: Readonly<Record<string, unknown>>;
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "telegraf-files-"));
    ca = join(directory, "ca.pem");
    token = join(directory, "token");
    const key = join(directory, "key.pem");
    const authority = await makeAuthority("nobody");
    writeFileSync(ca, authority.cert);
    writeFileSync(key, authority.key);
    writeFileSync(token, "t");
    // Read at once, so that they must be right.
    special = {
      tls_ca: ca,
      tls_cert: ca,
      tls_key: key,
      tls_allowed_cacerts: [ca],
      allowed_sources: ["::1"],
      avro_schema: '{"type": "record", "name": "r", "fields": []}',
    };
  });
  after(() => rmSync(directory, { recursive: true }));

  for (const layout of ["applications", "shared"] as const) {
    void test(`it takes the configuration of the one agent, layout ${layout}`, async () => {
      const { config, faults } = telegrafConfig(everything(layout, { ca, token }));
      assert.deepEqual(faults, []);
      assert.equal(await refusal(config, env), undefined);
    });

    void test(`it takes the configuration of the nodes' agents, layout ${layout}`, async () => {
      const { config, faults } = daemonsetConfig(node(layout, { ca, token }));
      assert.deepEqual(faults, []);
      assert.equal(await refusal(config, env), undefined);
    });
  }

  void test("it refuses what the schemas refuse: the check looks at options at all", async () => {
    const { config } = daemonsetConfig(node("applications", { ca, token }));
    const text = renderConfig(config).replace("percpu = false", "percpus = false");
    assert.match((await refusal(text, env)) ?? "", /percpus/);
  });

  for (const type of pluginTypes) {
    void test(`it knows every option that ${type.kind}.${type.name} may have here`, async () => {
      // That the values make sense together is not asked: only that no option is unknown.
      const said = (await refusal(renderConfig({ agent, plugins: [sampleOf(type, special)] }), env)) ?? "";
      assert.doesNotMatch(said, /not used|error parsing/, said);
    });
  }

  void test("it is built with every plugin that a configuration may use", () => {
    const tags = new Set(part.tags);
    const missing = pluginTypes.map(({ kind, name }) => `${kind}.${name}`).filter((name) => !tags.has(name));
    assert.deepEqual(missing, []);
  });
});

const agent = { interval: "10s", flush_interval: "10s", metric_batch_size: 1, metric_buffer_limit: 10 };

/** Options of a consumer that telegraf refuses beside those of Avro; test/telegraf/sinks.test.ts has them. */
const alternatives = [
  ...["avro_schema_registry", "avro_schema_registry_cert"],
  ...["influx_timestamp_precision", "json_v2"],
];

/** A use of a plugin that has every option. */
function sampleOf({ kind, name, options }: PluginType, special: Readonly<Record<string, unknown>>): Plugin {
  const all = Object.entries(options.shape)
    .filter(([key]) => name !== "kafka_consumer" || !alternatives.includes(key))
    .map(([key, schema]) => [key, special[key] ?? sample(schema)]);
  return { kind, name, options: Object.fromEntries(all) as Plugin["options"] };
}

/** Some value of a schema, with every optional part of it. */
function sample(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional) return sample(schema.def.innerType);
  if (schema instanceof z.ZodArray) return [sample(schema.def.element)];
  if (schema instanceof z.ZodRecord) return { key: sample(schema.def.valueType) };
  if (schema instanceof z.ZodUnion) return sample(schema.def.options[0]);
  if (schema instanceof z.ZodEnum) return Object.values(schema.def.entries).at(-1);
  if (schema instanceof z.ZodLiteral) return schema.def.values[0];
  if (schema instanceof z.ZodBoolean) return true;
  if (schema instanceof z.ZodNumber) return 1;
  if (schema instanceof z.ZodObject) {
    return Object.fromEntries(Object.entries(schema.shape).map(([key, inner]) => [key, sample(inner)]));
  }
  for (const text of ["text", "1s", "${INFLUX_TOKEN}", "4.1.0"]) {
    if (schema instanceof z.ZodString && schema.safeParse(text).success) return text;
  }
  throw new Error("a kind of schema that the test does not know");
}
