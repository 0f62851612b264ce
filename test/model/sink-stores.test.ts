import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { buildModel } from "../../model/model.ts";
import type { ListedSink, ModelSettings } from "../../model/settings.ts";
import type { SinkSettings } from "../../model/sink-settings.ts";
import { serving } from "../support/model.ts";

const day = 86_400;
const applications = (...names: string[]) => names.map((name) => ({ name, where: "" }));

/** A server whose one environment lists these sinks. */
const listing = (sinks: readonly ListedSink[], changes: Partial<ModelSettings> = {}): ModelSettings =>
  serving([], {
    environments: [{ name: "idfdev", applications: applications("portal", "telegraf"), sinks }],
    ...changes,
  });

const own = (name: string, changes: Partial<SinkSettings> = {}): SinkSettings => ({
  ...{ name, brokers: ["a:9092"], kafkaVersion: "4.1.0", authentication: { kind: "none" } },
  ...{ topics: ["t"], patterns: [], offset: "oldest", format: { kind: "influx", unit: "ns" } },
  ...{ times: "message", precision: "ns", undelivered: 10, pointsPerMessage: 1, replicas: 1 },
  ...changes,
});

const brief = (settings: ModelSettings): readonly string[] =>
  buildModel(settings).faults.map(({ where, found }) => `${where} | ${found}`);

describe("a server, for the Kafka sinks of a cluster that reports to it", () => {
  it("declares a bucket with a mapping and a token of its own, which writes that and how the sink is", () => {
    const { model, faults } = buildModel(listing([{ name: "data-transfers", retentionSeconds: 30 * day }]));
    assert.deepEqual(faults, []);
    assert.deepEqual(
      model.buckets
        .filter(({ kind }) => kind === "sink")
        .map(({ name, retentionSeconds }) => [name, retentionSeconds]),
      [["data_transfers", 30 * day]],
    );
    assert.ok(model.dbrps.some(({ bucket }) => bucket === "data_transfers"));
    const token = model.tokens.find(({ name }) => name === "sink-idfdev-data-transfers");
    assert.deepEqual(
      token?.permissions,
      ["data_transfers", "telegraf"].map((bucket) => ({ action: "write", resource: "buckets", bucket })),
    );
    const agents = model.tokens.find(({ name }) => name === "agents-idfdev");
    assert.ok(
      agents?.permissions.every((right) => right.resource !== "buckets" || right.bucket !== "data_transfers"),
    );
  });

  it("declares no bucket for one that writes where an application's points are", () => {
    const { model, faults } = buildModel(listing([{ name: "events", home: "portal" }]));
    assert.deepEqual(faults, []);
    assert.ok(model.buckets.every(({ kind }) => kind !== "sink"));
    const token = model.tokens.find(({ name }) => name === "sink-idfdev-events");
    assert.deepEqual(
      token?.permissions.map((right) => (right.resource === "buckets" ? right.bucket : "")),
      ["portal", "telegraf"],
    );
  });

  it("refuses a bucket that is something else's, or kept for two times", () => {
    const [first] = brief(listing([{ name: "portal" }]));
    assert.match(
      first ?? "",
      /a sink into bucket `portal`, which is also the bucket of application `portal`/,
    );
    const sinks = [
      { name: "a", bucket: "x", retentionSeconds: day },
      { name: "b", bucket: "x", retentionSeconds: 2 * day },
    ];
    assert.deepEqual(brief(listing(sinks)), [
      "Pulumi.test.yaml: monitoring:environments[0].sinks.b | retention 2d for bucket `x`, which another sink gives 1d",
    ]);
  });

  it("refuses two sinks whose tokens have one name, and not one sink that is told twice", () => {
    const two = ["usdf", "usdf-dev"].map((name) => ({
      ...{ name, applications: applications("telegraf") },
      sinks: [{ name: name === "usdf" ? "dev-efd" : "efd", retentionSeconds: day }],
    }));
    const { model, faults } = buildModel(serving([], { environments: two }));
    assert.deepEqual(faults, [
      {
        where: "Pulumi.test.yaml: monitoring:environments[1].sinks.efd",
        found:
          "sink `efd` of environment `usdf-dev`, whose token is `sink-usdf-dev-efd`, as is that of sink `dev-efd` of environment `usdf`",
        expected: "`sink-<environment>-<sink>` once: each sink has a token of its own",
        mend: "give one of the two another name, here in Pulumi.test.yaml and in the stack file of its cluster",
      },
    ]);
    assert.equal(model.tokens.filter(({ name }) => name === "sink-usdf-dev-efd").length, 1);
  });

  it("refuses a home that the environment does not have, and sinks that cannot tell how they are", () => {
    assert.deepEqual(brief(listing([{ name: "events", home: "portl" }])).slice(0, 1), [
      "Pulumi.test.yaml: monitoring:environments[0].sinks.events.home | `portl`, which is no application of environment `idfdev`",
    ]);
    const environments = [
      { name: "idfdev", applications: applications("portal"), sinks: [{ name: "events" }] },
    ];
    assert.match(brief(serving([], { environments }))[0] ?? "", /sinks.events \| no application `telegraf`/);
  });
});

describe("a stack with sinks of its own", () => {
  const kafka = { clusters: [], sinks: [own("readings")] };

  it("declares for them what it declares for others, once", () => {
    const settings = listing([{ name: "readings", retentionSeconds: 3 * day }], { cluster: "idfdev", kafka });
    const { model, faults } = buildModel(settings);
    assert.deepEqual(faults, []);
    assert.deepEqual(
      model.sinks.map(({ name }) => name),
      ["readings"],
    );
    const [bucket, ...others] = model.buckets.filter(({ kind }) => kind === "sink");
    // What it says of the sink itself goes before what it says of the environment.
    assert.deepEqual([bucket?.name, bucket?.retentionSeconds, others], ["readings", 7 * day, []]);
  });

  it("declares nothing inside InfluxDB as a client, and tells what may lose points", () => {
    const patterns = { ...kafka, sinks: [own("readings", { topics: [], patterns: ["a.*"] })] };
    const settings = listing([], { role: "client", cluster: "idfdev", kafka: patterns });
    const { model, faults } = buildModel(settings);
    assert.deepEqual([model.buckets, model.tokens, model.sinks.length], [[], [], 1]);
    assert.deepEqual(
      faults.map(({ where }) => where),
      ["Pulumi.test.yaml: monitoring:kafka.sinks.readings.patterns"],
    );
    const silences = [{ check: "pattern", of: "readings", reason: "meant" }] as const;
    assert.deepEqual(buildModel({ ...settings, silences }).faults, []);
  });

  it("refuses as a client already what its server would refuse", () => {
    const settings = listing([], {
      role: "client",
      cluster: "idfdev",
      kafka: { ...kafka, sinks: [own("portal")] },
    });
    assert.deepEqual(brief(settings), [
      "Pulumi.test.yaml: monitoring:kafka.sinks | a sink into bucket `portal`, which is also the bucket of application `portal`",
    ]);
  });
});
