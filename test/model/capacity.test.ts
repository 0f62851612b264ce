/** How much disk a stack needs, from what little a stack file says of it; and what is said when it is too much. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { shapes } from "../../model/collectors/shapes.ts";
import {
  type BucketEstimate,
  type CapacityEstimate,
  type CapacityInputs,
  estimateCapacity,
} from "../../model/capacity/estimate.ts";
import { capacityFaults, capacitySettingsFaults } from "../../model/capacity/faults.ts";
import { capacityDefaults, type CapacitySettings, wholeSize } from "../../model/capacity/settings.ts";
import { sizeText } from "../../model/capacity/sizes.ts";
import { liveBytes } from "../../model/capacity/storage.ts";
import { streams } from "../../model/capacity/streams.ts";
import { capacityTable } from "../../model/capacity/table.ts";
import { buildModel } from "../../model/model.ts";
import type { DownsamplingSettings, ListedSink, ModelSettings } from "../../model/settings.ts";
import type { SinkSettings } from "../../model/sink-settings.ts";
import { serving } from "../support/model.ts";

const day = 86_400;
const gibibyte = 2 ** 30;
const applications = ["argocd", "nublado", "portal", "telegraf", "telegraf-ds"];

const capacityOf = (changes: Partial<CapacitySettings> = {}): CapacitySettings => ({
  warn: capacityDefaults.warn,
  refuse: capacityDefaults.refuse,
  bytesPerValue: capacityDefaults.bytesPerValue,
  environments: new Map(),
  buckets: new Map(),
  ...changes,
});

interface Stack {
  readonly capacity?: Partial<CapacitySettings>;
  readonly settings?: Partial<ModelSettings>;
  readonly others?: Partial<CapacityInputs>;
}

function estimate({ capacity = {}, settings: changes = {}, others = {} }: Stack = {}): CapacityEstimate {
  const settings = serving(applications, changes);
  const { model } = buildModel(settings);
  return estimateCapacity({ model, settings, capacity: capacityOf(capacity), ...others });
}

function bucketOf({ buckets }: CapacityEstimate, name: string): BucketEstimate {
  return buckets.find(({ bucket }) => bucket === name) ?? assert.fail(`no bucket ${name}`);
}

const rule = (changes: Partial<DownsamplingSettings> = {}): DownsamplingSettings => ({
  name: "long",
  source: "portal",
  measurements: [],
  windowSeconds: 600,
  functions: ["mean", "max"],
  destination: "portal_long",
  retentionSeconds: 365 * day,
  latenessSeconds: 3600,
  catchUpSeconds: day,
  ...changes,
});
const buckets = (changes: Partial<ModelSettings["buckets"]>): Partial<ModelSettings> => ({
  buckets: { ...serving([]).buckets, ...changes },
});
const source = { stack: "test", file: "Pulumi.test.yaml" };
const near = (actual: number, expected: number): void => {
  assert.ok(Math.abs(actual - expected) <= expected * 0.001, `${actual} is not ${expected}`);
};

describe("the bytes of a bucket", () => {
  const load = { valuesPerSecond: 100, series: 0, bytesPerValue: 2, retentionSeconds: 7 * day };

  it("are those of retention, one shard and the half hour until somebody looks", () => {
    const more = liveBytes({ ...load, bytesPerValue: 3 }) - liveBytes(load);
    assert.equal(more, 100 * (7 * day + day + 1_800));
  });

  it("are more for each series, and for each shard that it is in", () => {
    const hourly = { ...load, retentionSeconds: day };
    const of = (each: typeof load) => liveBytes({ ...each, series: 10 }) - liveBytes(each);
    assert.equal(of(load), 10 * 600 * 9);
    assert.equal(of(hourly), 10 * 600 * 26);
  });

  it("are those of a year where points are kept for ever", () => {
    assert.equal(
      liveBytes({ ...load, retentionSeconds: 0 }),
      liveBytes({ ...load, retentionSeconds: 365 * day }),
    );
  });

  it("hold a log that has an end, however much is written", () => {
    const bare = (valuesPerSecond: number) =>
      liveBytes({ ...load, bytesPerValue: 0, valuesPerSecond }) -
      liveBytes({ ...load, bytesPerValue: 0, valuesPerSecond: 0 });
    assert.equal(bare(1), day * 24);
    assert.equal(bare(1_000), bare(10_000));
    assert.ok(bare(10_000) < 40 * 1024 * 1024);
  });
});

describe("an environment", () => {
  it("of which nothing is said is as large as its applications make it", () => {
    assert.deepEqual(wholeSize(30), {
      applications: 30,
      pods: 120,
      nodes: 6,
      containers: 180,
      exporterValues: 1_000,
      intervalSeconds: 60,
    });
    assert.equal(wholeSize(1).nodes, 3);
    assert.equal(wholeSize(30, { nodes: 50, pods: 7 }).containers, 11);
  });

  it("writes everything that the collectors have, each to its home", () => {
    const agents = shapes.filter(({ home }) => !home.endsWith("_") && !home.startsWith("_"));
    const known = streams.map(({ measurement, home }) => `${home} ${measurement}`);
    assert.deepEqual(
      agents.map(({ measurement, home }) => `${home} ${measurement}`).filter((name) => !known.includes(name)),
      [],
    );
    const size = wholeSize(10);
    for (const { measurement, home, fields } of agents) {
      const stream = streams.find((each) => each.measurement === measurement && each.home === home);
      const values = stream?.values(size) ?? 0;
      const lasting = measurement === "vault_token" ? 0 : Object.keys(fields).length;
      assert.ok(values >= lasting, `${measurement}: ${values} values for ${lasting} fields`);
    }
  });

  it("shares its pods among its applications, and writes nothing of those it does not have", () => {
    const all = estimate();
    const portal = bucketOf(all, "portal");
    assert.ok(portal.valuesPerSecond > 3);
    near(portal.valuesPerSecond, portal.series / 60);
    assert.ok(bucketOf(all, "nublado").series > portal.series + capacityDefaults.exporterValues);
    const more = estimate({ capacity: { environments: new Map([["idfdev", { pods: 200 }]]) } });
    assert.ok(bucketOf(more, "portal").series > 8 * portal.series);
  });

  it("with more nodes, or larger exporters, writes more where that is told", () => {
    const sized = (size: { nodes?: number; exporterValues?: number }) =>
      estimate({ capacity: { environments: new Map([["idfdev", size]]) } });
    const few = sized({ nodes: 10, exporterValues: 100 });
    const more = sized({ nodes: 20, exporterValues: 100 });
    assert.equal(bucketOf(more, "telegraf_ds").series - bucketOf(few, "telegraf_ds").series, 10 * 231);
    assert.deepEqual(bucketOf(more, "portal"), bucketOf(few, "portal"));
    const exporters = sized({ nodes: 10, exporterValues: 1_100 });
    assert.equal(bucketOf(exporters, "argocd").series - bucketOf(few, "argocd").series, 1_000);
  });

  it("that samples twice as often writes twice as much, and has as many series", () => {
    const often = estimate({ capacity: { environments: new Map([["idfdev", { intervalSeconds: 30 }]]) } });
    const [usual, twice] = [bucketOf(estimate(), "portal"), bucketOf(often, "portal")];
    near(twice.valuesPerSecond, 2 * usual.valuesPerSecond);
    assert.equal(twice.series, usual.series);
  });

  it("that was measured writes what was measured, in the proportions of the estimate", () => {
    const written = (stack: Stack): number =>
      estimate(stack)
        .buckets.filter(({ bucket }) => !["multiapp_", "alerted_", "_tasks", "monitoring"].includes(bucket))
        .reduce((sum, { valuesPerSecond }) => sum + valuesPerSecond, 0);
    near(written({ capacity: { environments: new Map([["idfdev", { valuesPerSecond: 4_000 }]]) } }), 4_000);
  });

  it("beside another one adds to the buckets that they share", () => {
    const environments = ["idfdev", "idfint"].map((name) => ({
      name,
      applications: applications.map((application) => ({ name: application, where: "" })),
    }));
    const both = estimate({ settings: { environments } });
    near(bucketOf(both, "portal").series, 2 * bucketOf(estimate(), "portal").series);
    // There is one InfluxDB, however many environments.
    near(bucketOf(both, "monitoring").series, bucketOf(estimate(), "monitoring").series);
  });

  it("writes as much to one bucket as to one for each application", () => {
    const shared = estimate({ settings: { layout: { kind: "shared", bucket: "points" } } });
    const apart = estimate();
    const sum = applications.map((name) => bucketOf(apart, name.replace("-", "_")).valuesPerSecond);
    near(
      bucketOf(shared, "points").valuesPerSecond,
      sum.reduce((all, each) => all + each),
    );
  });
});

describe("a bucket", () => {
  it("that was measured has that rate, and its own bytes for a value", () => {
    const rated = bucketOf(
      estimate({ capacity: { buckets: new Map([["portal", { valuesPerSecond: 50 }]]) } }),
      "portal",
    );
    near(rated.valuesPerSecond, 50);
    assert.equal(rated.rate, "measured");
    const noisy = bucketOf(
      estimate({ capacity: { buckets: new Map([["portal", { valuesPerSecond: 50, bytesPerValue: 9 }]]) } }),
      "portal",
    );
    near(noisy.liveBytes - rated.liveBytes, 6 * 50 * (8 * day + 1_800));
  });

  it("that nobody is known to write is unknown, until a sink says what it writes", () => {
    const settings = buckets({ extra: new Map([["weather", {}]]) });
    assert.equal(bucketOf(estimate({ settings }), "weather").rate, "unknown");
    const declared = [{ bucket: "weather", valuesPerSecond: 12 }];
    const fed = bucketOf(estimate({ settings, others: { declared } }), "weather");
    assert.deepEqual([fed.valuesPerSecond, fed.series, fed.rate], [12, 720, "estimated"]);
  });

  it("of a long history holds a value for each series, function and window", () => {
    const fed = { buckets: new Map([["portal", { valuesPerSecond: 10 }]]) };
    const long = bucketOf(
      estimate({
        capacity: fed,
        settings: { downsampling: [rule(), rule({ name: "b", functions: ["last"] })] },
      }),
      "portal_long",
    );
    const { series } = bucketOf(estimate({ capacity: fed }), "portal");
    near(long.series, 3 * series);
    near(long.valuesPerSecond, (3 * series) / 600);
    const one = rule({ measurements: ["kubernetes_pod_network"] });
    const network = bucketOf(estimate({ settings: { downsampling: [one] } }), "portal_long");
    near(network.series, (2 * 4 * 20) / 5);
  });

  it("of a history of a history follows, and a loop ends", () => {
    const longer = rule({
      name: "longer",
      source: "portal_long",
      destination: "longer",
      windowSeconds: 3_600,
    });
    const chain = estimate({ settings: { downsampling: [rule({ functions: ["mean"] }), longer] } });
    near(bucketOf(chain, "longer").series, 2 * bucketOf(chain, "portal_long").series);
    // Of two functions it reads for each of its own the series of that one.
    const both = estimate({ settings: { downsampling: [rule(), { ...longer, functions: ["mean"] }] } });
    near(bucketOf(both, "longer").series, bucketOf(both, "portal_long").series / 2);
    const loop = [
      rule({ source: "b", destination: "a" }),
      rule({ name: "c", source: "a", destination: "b" }),
    ];
    assert.equal(bucketOf(estimate({ settings: { downsampling: loop } }), "a").rate, "unknown");
  });

  it("of InfluxDB's own holds the runs of all tasks that are active", () => {
    const runs = bucketOf(estimate(), "_tasks");
    const { model } = buildModel(serving(applications));
    const rate = model.tasks.reduce((sum, { everySeconds }) => sum + 1 / everySeconds, 0);
    near(runs.valuesPerSecond, 10 * rate);
    const tasks = { "pod-restarts": { enabled: false } };
    const fewer = estimate({ settings: { tasks: { tasks, applications: {}, clusters: {} } } });
    assert.ok(bucketOf(fewer, "_tasks").valuesPerSecond < runs.valuesPerSecond);
    assert.deepEqual([runs.retentionSeconds, runs.retentionKey], [3 * day, undefined]);
  });

  it("is none in the stack of a client", () => {
    const { buckets: none, totalBytes } = estimate({ settings: { role: "client" } });
    assert.deepEqual([none, totalBytes], [[], 0]);
  });
});

describe("what is said of an estimate", () => {
  const volume = (bytes: number) => ({ bytes, key: ["releases", "influxdb", "storage", "size"] });
  const { totalBytes } = estimate();
  const verdict = (share: number, stack: Stack = {}) =>
    capacityFaults(estimate({ ...stack, others: { volume: volume(totalBytes / share) } }), source);

  it("is nothing while it fits, or while nobody knows the volume", () => {
    const silent = { faults: [], findings: [], warnings: [] };
    assert.deepEqual(verdict(0.69), silent);
    assert.deepEqual(capacityFaults(estimate(), source), silent);
  });

  it("is a warning above the one share, and a fault above the other", () => {
    const { faults, warnings } = verdict(0.8);
    assert.deepEqual([faults.length, warnings.length], [0, 1]);
    assert.match(
      warnings[0] ?? "",
      /^Pulumi\.test\.yaml: monitoring:capacity: .* of points, 80% of the volume of .*Expected: at most 70%/,
    );
    const refused = verdict(1.1);
    assert.deepEqual([refused.faults.length, refused.warnings.length], [1, 0]);
    assert.deepEqual(verdict(1.1, { capacity: { refuse: 1.2 } }).faults, []);
    assert.equal(verdict(0.6, { capacity: { warn: 0.9, refuse: 0.5 } }).faults.length, 1);
  });

  it("names the largest buckets and what mends it, and what it says mends it", () => {
    const [fault = assert.fail("no fault")] = verdict(1.2).faults;
    assert.equal(fault.where, "Pulumi.test.yaml: monitoring:capacity");
    assert.match(
      fault.found,
      /most in `\w+` [\d.]+ MiB \(7d\), (?:`\w+` [\d.]+ [MK]iB \(\d[dh]\)(?:, | and )){4}6 more$/,
    );
    const [, retention] = /monitoring:buckets\.retention (\d+)d --stack test/.exec(fault.mend) ?? [];
    assert.ok(Number(retention) >= 1 && Number(retention) < 7, fault.mend);
    const shorter = buckets({ retentionSeconds: Number(retention) * day });
    const mended = verdict(1.2, { settings: shorter });
    assert.deepEqual([mended.faults, mended.warnings], [[], []]);
    const [, size] =
      /monitoring:releases\.influxdb\.storage\.size (\d+)Gi --stack test/.exec(fault.mend) ?? [];
    const enough = estimate({ others: { volume: volume(Number(size) * gibibyte) } });
    assert.deepEqual(capacityFaults(enough, source).warnings, []);
    assert.match(fault.mend, /monitoring:capacity\.environments\.<name>\.interval/);
  });

  it("names the key of the volume that the stack file says", () => {
    const said = estimate({ capacity: { volumeBytes: 2 ** 20 }, others: { volume: volume(2 ** 40) } });
    const [fault] = capacityFaults(said, source).faults;
    assert.match(fault?.mend ?? "", /pulumi config set --path monitoring:capacity\.volume \dGi --stack test/);
  });

  it("does not advise a retention where none is short enough", () => {
    assert.doesNotMatch(verdict(100).faults[0]?.mend ?? "", /retention/);
  });

  it("names the key that the largest bucket has its retention from", () => {
    const keyOf = (name: string, settings: Partial<ModelSettings>) =>
      bucketOf(estimate({ settings }), name).retentionKey?.join(".");
    const overrides = new Map([["telegraf-ds", { retentionSeconds: day }]]);
    assert.equal(keyOf("telegraf_ds", buckets({ overrides })), "buckets.overrides.telegraf-ds.retention");
    assert.equal(
      keyOf("weather", buckets({ extra: new Map([["weather", {}]]) })),
      "buckets.extra.weather.retention",
    );
    assert.equal(keyOf("portal_long", { downsampling: [rule()] }), "downsampling.long.retention");
    assert.equal(keyOf("multiapp_", {}), "buckets.internalRetention");
    assert.equal(keyOf("kubernetes", {}), "buckets.retention");
  });

  it("is a finding where points are kept for ever, whether or not it is known how many", () => {
    const extra = new Map([["weather", { retentionSeconds: 0 }]]);
    const settings = buckets({ extra });
    const unknown = capacityFaults(estimate({ settings }), source).findings;
    assert.deepEqual(
      unknown.map(({ of, found }) => [of, found]),
      [
        [
          "weather",
          "bucket `weather`, which keeps its points for ever and of which nobody said how fast it grows",
        ],
      ],
    );
    const declared = [{ bucket: "weather", valuesPerSecond: 10 }];
    const [finding] = capacityFaults(estimate({ settings, others: { declared } }), source).findings;
    assert.deepEqual(finding, {
      check: "capacity",
      of: "weather",
      where: "Pulumi.test.yaml: monitoring:buckets.extra.weather.retention",
      found: "bucket `weather`, which keeps its points for ever and grows by 980 MiB a year",
      expected: "a retention: whatever the size of the volume, one day it is full",
      mend: "pulumi config set --path monitoring:buckets.extra.weather.retention 365d --stack test",
    });
  });
});

/** A sink of the stack's own cluster. */
const readings: SinkSettings = {
  ...{ name: "readings", brokers: ["a:9092"], kafkaVersion: "4.1.0", authentication: { kind: "none" } },
  ...{ topics: ["t"], patterns: [], offset: "oldest", format: { kind: "influx", unit: "ns" } },
  ...{ times: "message", precision: "ns", undelivered: 10, pointsPerMessage: 1, replicas: 1 },
};

describe("the bucket of a Kafka sink", () => {
  const environments = (sinks: readonly ListedSink[]) => [
    {
      name: "idfdev",
      applications: applications.map((name) => ({ name, where: "" })),
      sinks,
    },
  ];
  const volume = { bytes: 2 ** 40, key: ["capacity", "volume"] };
  const verdict = (sinks: readonly ListedSink[], stack: Pick<Stack, "capacity" | "others"> = {}) =>
    capacityFaults(estimate({ settings: { environments: environments(sinks) }, ...stack }), source);

  it("is a warning until somebody says what it gets, where a volume is known", () => {
    const sinks = [{ name: "data-transfers" }];
    assert.deepEqual(verdict(sinks, { others: { volume } }), {
      ...{ faults: [], findings: [] },
      warnings: [
        "Pulumi.test.yaml: monitoring:capacity.buckets.data_transfers.valuesPerSecond: nothing, for bucket `data_transfers`, which Kafka sinks fill, so it counts as empty. Expected: the values that are written to it in a second: fields of a message times messages. To mend: pulumi config set --path monitoring:capacity.buckets.data_transfers.valuesPerSecond 50 --stack test",
      ],
    });
    assert.deepEqual(verdict(sinks).warnings, []);
    const capacity = { buckets: new Map([["data_transfers", { valuesPerSecond: 5 }]]) };
    assert.deepEqual(verdict(sinks, { others: { volume }, capacity }).warnings, []);
    assert.deepEqual(verdict([{ name: "events", home: "portal" }], { others: { volume } }).warnings, []);
  });

  it("has its warning beside one of a volume that is too small", () => {
    const small = { others: { volume: { ...volume, bytes: estimate().totalBytes * 1.25 } } };
    assert.equal(verdict([{ name: "data-transfers" }], small).warnings.length, 2);
    const none = { others: { volume: { ...volume, bytes: 2 ** 20 } } };
    const refused = verdict([{ name: "data-transfers" }], none);
    assert.deepEqual([refused.faults.length, refused.warnings.length], [1, 1]);
  });

  it("that is kept for ever has its key where the sink is told", () => {
    const sinks = [{ name: "a" }, { name: "mount", bucket: "efd", retentionSeconds: 0 }];
    assert.deepEqual(
      verdict(sinks).findings.map(({ of, mend }) => [of, mend]),
      [
        [
          "efd",
          "pulumi config set --path 'monitoring:environments[0].sinks.mount.retention' 365d --stack test",
        ],
      ],
    );
    const own = estimate({
      settings: { cluster: "idfdev", kafka: { clusters: [], sinks: [{ ...readings, retentionSeconds: 0 }] } },
    });
    assert.deepEqual(bucketOf(own, "readings").retentionKey, ["kafka", "sinks", "readings", "retention"]);
  });
});

describe("series that were counted", () => {
  const counted = (series: number | undefined, stack: Stack = {}) =>
    estimate({
      settings: buckets({ extra: new Map([["weather", {}]]) }),
      ...stack,
      capacity: { buckets: new Map([["weather", { valuesPerSecond: 10, series }]]) },
    });

  it("are those of the estimate, of whatever rate", () => {
    const weather = (series?: number) => bucketOf(counted(series), "weather");
    assert.equal(weather().series, 600);
    assert.deepEqual([weather(36_000).series, weather(36_000).valuesPerSecond], [36_000, 10]);
    assert.equal(weather(36_000).liveBytes - weather().liveBytes, (36_000 - 600) * 600 * 9);
  });

  it("are as many in a bucket that agents fill", () => {
    const capacity = { buckets: new Map([["portal", { valuesPerSecond: 10, series: 7 }]]) };
    const { series, valuesPerSecond } = bucketOf(estimate({ capacity }), "portal");
    near(valuesPerSecond, 10);
    assert.equal(series, 7);
  });

  it("are those of a long history, which has no more values than they", () => {
    const downsampling = [rule({ source: "weather", destination: "long", functions: ["mean"] })];
    const settings = { ...buckets({ extra: new Map([["weather", {}]]) }), downsampling };
    const long = (series: number) => bucketOf(counted(series, { settings }), "long");
    assert.equal(long(60).series, 60);
    near(long(60).valuesPerSecond, 60 / 600);
    // A value an hour of each: most windows have none.
    assert.equal(long(36_000).valuesPerSecond, 10);
  });

  it("without a rate are a fault", () => {
    const settings = serving(applications);
    const { model } = buildModel(settings);
    const capacity = capacityOf({ buckets: new Map([["portal", { series: 7 }]]) });
    assert.deepEqual(capacitySettingsFaults(model, settings, capacity), [
      {
        where: "Pulumi.test.yaml: monitoring:capacity.buckets.portal.series",
        found: "a number of series, and no rate of them",
        expected: "`valuesPerSecond` beside it: what both were measured of",
        mend: "pulumi config set --path monitoring:capacity.buckets.portal.valuesPerSecond 50 --stack test",
      },
    ]);
  });
});

describe("settings of capacity", () => {
  const settings = serving(applications);
  const { model } = buildModel(settings);
  const faults = (changes: Partial<CapacitySettings>, complete = true) =>
    capacitySettingsFaults(model, { ...settings, namesComplete: complete }, capacityOf(changes));

  it("of what the stack does not have are faults, unless names are missing", () => {
    const wrong = {
      environments: new Map([
        ["idfdv", {}],
        ["idfdev", {}],
      ]),
      buckets: new Map([
        ["portl", {}],
        ["portal", {}],
        ["_tasks", {}],
      ]),
    };
    assert.deepEqual(
      faults(wrong).map(({ where, found, expected }) => `${where} | ${found} | ${expected.slice(-22)}`),
      [
        "Pulumi.test.yaml: monitoring:capacity.environments.idfdv | `idfdv`, which is no environment of this stack | did you mean `idfdev`?",
        "Pulumi.test.yaml: monitoring:capacity.buckets.portl | `portl`, which is no bucket of this stack | did you mean `portal`?",
      ],
    );
    assert.deepEqual(faults(wrong, false), []);
  });

  it("that warn later than they refuse are a fault", () => {
    assert.deepEqual(faults({ warn: 0.9, refuse: 0.8 }), [
      {
        where: "Pulumi.test.yaml: monitoring:capacity.warn",
        found: "90%, more than 80% from which it is refused",
        expected: "a share at which there is still something to do",
        mend: "pulumi config set --path monitoring:capacity.warn 56% --stack test",
      },
    ]);
    assert.deepEqual(faults({ warn: 0.8, refuse: 0.8 }), []);
  });
});

describe("an estimate for people", () => {
  it("is a row for each bucket, the largest first, and a sum", () => {
    const known = estimate({ others: { volume: { bytes: 20 * gibibyte, key: [] } } });
    const { head, rows, summary } = capacityTable(known);
    assert.equal(rows.length, known.buckets.length);
    assert.ok(rows.every((row) => row.length === head.length));
    assert.deepEqual(
      rows.find(([name]) => name === "alerted_"),
      ["alerted_", "7d", "0", "0.00", "864 KiB", "unknown"],
    );
    assert.match(summary, /^estimated [\d.]+ MiB on disk: \d+% of 20 GiB$/);
    const sizes = known.buckets.map(({ liveBytes: bytes }) => bytes);
    assert.deepEqual(
      sizes,
      sizes.toSorted((a, b) => b - a),
    );
    assert.match(capacityTable(estimate()).summary, /no volume is known$/);
  });

  it("has sizes that can be read", () => {
    assert.deepEqual(
      [0, 512, 1_000, 1_536, 10 * 1024, 1023 * 1024, 20 * gibibyte, 1.44 * 2 ** 40].map(sizeText),
      ["0 B", "512 B", "1 KiB", "1.5 KiB", "10 KiB", "1 MiB", "20 GiB", "1.4 TiB"],
    );
  });
});
