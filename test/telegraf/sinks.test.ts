/** The configuration of a Kafka sink, and what the real telegraf says of it. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Layout } from "../../model/settings.ts";
import { isPattern } from "../../model/sink-patterns.ts";
import type { SinkSettings } from "../../model/sink-settings.ts";
import { sinkConfig } from "../../telegraf/sink.ts";
import type { Plugin } from "../../telegraf/plugin.ts";
import { checkConfig } from "../../telegraf/config.ts";
import { declared, sinkSettings, tags } from "../pipelines/support/sinks.ts";
import { makeAuthority, makeCertificate } from "../support/tls.ts";
import { refusal } from "./support/telegraf.ts";

const influxdb = { url: "http://localhost:8086", organization: "test" };
const env = { INFLUX_TOKEN: "a", KAFKA_PASSWORD: "b", POD_NAME: "c" };
const influx = { kind: "influx", unit: "ms" } as const;

const configured = (settings: Partial<SinkSettings>, paths?: { ca: string; user: string }) =>
  sinkConfig({
    sink: declared(sinkSettings({ name: "transfers", format: influx, ...settings })),
    ...{ tags, influxdb, where: "sink" },
    ...(paths === undefined ? {} : { paths }),
  });

const optionsOf = (plugins: readonly Plugin[], name: string) =>
  plugins.filter((plugin) => plugin.name === name).map(({ options }) => options);

void describe("the configuration of a sink", () => {
  const formats: Readonly<Record<string, Partial<SinkSettings>>> = {
    "line protocol": {},
    JSON: {
      format: {
        ...{ kind: "json", measurement: "m", tags: { site: "at.site" } },
        fields: { value: { path: "value", type: "float", optional: true } },
        timestamp: { path: "time", format: "rfc3339" },
      },
    },
    "JSON with microseconds": {
      format: {
        ...{ kind: "json", measurement: "m", tags: {}, fields: { value: { path: "value", type: "int" } } },
        timestamp: { path: "time", format: "unix_us" },
      },
    },
    "Avro by a registry": {
      format: {
        ...{ kind: "avro", schema: { registry: "http://registry:8081" }, measurement: "m" },
        ...{ tags: ["a"], fields: ["b"], timestamp: { field: "t", unit: "us" }, unions: "flatten" },
      },
    },
    "Avro by a schema": {
      format: {
        ...{ kind: "avro", schema: { text: '{"type": "record", "name": "r", "fields": []}' } },
        ...{ tags: [], fields: [], unions: "nullable" },
      },
      times: "kafka",
    },
    SCRAM: { authentication: { kind: "scram", user: "u", secret: "s", key: "k" } },
    limits: { maxMessageBytes: 5_000_000, precision: "s", offset: "newest", group: "g" },
  };
  test("with an application writes where alerts look for its points, in both layouts", () => {
    const placed = (layout: Layout) => {
      const settings = sinkSettings({ name: "events", format: influx, home: "times-square" });
      const { config, faults } = sinkConfig({
        ...{ sink: declared(settings, layout), tags, influxdb, where: "sink" },
      });
      assert.deepEqual(faults, []);
      const [points] = optionsOf(config.plugins, "influxdb_v2");
      const [override] = optionsOf(config.plugins, "override");
      return [points?.["bucket"], override?.["tags"]];
    };
    assert.deepEqual(placed({ kind: "applications" }), ["times_square", tags]);
    const shared = { ...tags, application: "times-square" };
    assert.deepEqual(placed({ kind: "shared", bucket: "points" }), ["points", shared]);
  });

  for (const [what, settings] of Object.entries(formats)) {
    test(`is taken by telegraf: ${what}`, async () => {
      const { config, faults } = configured(settings);
      assert.deepEqual(faults, []);
      assert.equal(await refusal(config, env), undefined);
    });
  }

  test("is taken by telegraf: TLS", async (t) => {
    const directory = mkdtempSync(join(tmpdir(), "sink-tls-"));
    t.after(() => {
      rmSync(directory, { recursive: true });
    });
    const authority = await makeAuthority("authority");
    const { cert, key } = await makeCertificate(authority);
    for (const [file, text] of Object.entries({
      "ca.crt": authority.cert,
      "user.crt": cert,
      "user.key": key,
    })) {
      writeFileSync(join(directory, file), text);
    }
    const { config, faults } = configured(
      { authentication: { kind: "tls", secret: "s" }, caSecret: "c" },
      { ca: directory, user: directory },
    );
    assert.deepEqual(faults, []);
    assert.equal(await refusal(config, env), undefined);
  });

  test("says the version of Kafka, its group, and whole names for patterns", () => {
    const [options] = optionsOf(
      configured({ patterns: ["lsst\\.sal\\..*"] }).config.plugins,
      "kafka_consumer",
    );
    assert.equal(options?.["kafka_version"], "4.1.1");
    assert.equal(options["consumer_group"], "telegraf-idfdev-transfers");
    assert.deepEqual(options["topic_regexps"], ["^(?:lsst\\.sal\\..*)\\z"]);
    assert.equal(options["startup_error_behavior"], "retry");
  });

  test("takes patterns as telegraf does", async () => {
    const { config } = configured({});
    const said = (pattern: string) =>
      refusal(
        {
          ...config,
          plugins: config.plugins.map((plugin) =>
            plugin.name === "kafka_consumer"
              ? { ...plugin, options: { ...plugin.options, topic_regexps: [`^(?:${pattern})\\z`] } }
              : plugin,
          ),
        },
        env,
      );
    for (const pattern of ["lsst\\.(a|b)", "a{2,1000}", "\\w+\\-\\d", "(?<n>a)"]) {
      assert.ok(isPattern(pattern), pattern);
      // It takes the pattern, and then finds no Kafka.
      assert.match((await said(pattern)) ?? "", /available brokers/, pattern);
    }
    for (const pattern of ["a(?=b)", "(?<!a)b", "(a)\\1", "\\u0041", "\\y", "a{1001}", "[^]"]) {
      assert.ok(!isPattern(pattern), pattern);
      assert.match((await said(pattern)) ?? "", /error parsing regexp/, pattern);
    }
  });

  test("keeps points of messages and what it says of itself in buffers of their own", () => {
    const [points, health] = optionsOf(configured({ undelivered: 20_000 }).config.plugins, "influxdb_v2");
    assert.deepEqual(
      [points?.["bucket"], points?.["metric_buffer_limit"], points?.["metric_batch_size"]],
      ["transfers", 20_000, 5_000],
    );
    assert.equal(health?.["bucket"], "telegraf");
    assert.deepEqual(points?.["tagdrop"], health["tagpass"]);
  });

  test("gives points no tag that says which pod read them", () => {
    const { config } = configured({ replicas: 2 });
    assert.equal(config.agent.omit_hostname, true);
    assert.deepEqual(
      optionsOf(config.plugins, "internal").map(({ tags: own }) => own),
      [{ own__: "yes", sink: "transfers", host: "${POD_NAME}" }],
    );
  });

  test("holds no secret", () => {
    const { config } = configured({ authentication: { kind: "scram", user: "u", secret: "s", key: "k" } });
    const [options] = optionsOf(config.plugins, "kafka_consumer");
    assert.equal(options?.["sasl_password"], "${KAFKA_PASSWORD}");
  });

  test("without a version, or with an option that telegraf does not know, is a fault", () => {
    const { config } = configured({});
    const consumer = config.plugins.find(({ name }) => name === "kafka_consumer") ?? assert.fail();
    const broken = (changes: Readonly<Record<string, unknown>>) =>
      checkConfig(
        { ...config, plugins: [{ ...consumer, options: { ...consumer.options, ...changes } }] },
        "sink",
      ).map(({ where, found }) => `${where} | ${found}`);
    assert.deepEqual(broken({ kafka_version: undefined }), [
      'sink: inputs.kafka_consumer "transfers", kafka_version | nothing',
    ]);
    assert.deepEqual(broken({ topic: "a" }), [
      'sink: inputs.kafka_consumer "transfers", topic | option `topic`',
    ]);
    assert.deepEqual(broken({ sasl_password: "plain" }), [
      'sink: inputs.kafka_consumer "transfers", sasl_password | another text',
    ]);
  });
});
