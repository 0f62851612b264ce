/** How much disk a stack needs, from what little a stack file says of it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { shapes } from "../../model/collectors/shapes.ts";
import { capacitySettingsFaults } from "../../model/capacity/faults.ts";
import { capacityDefaults, wholeSize } from "../../model/capacity/settings.ts";
import { liveBytes } from "../../model/capacity/storage.ts";
import { streams } from "../../model/capacity/streams.ts";
import { buildModel } from "../../model/model.ts";
import {
  applications,
  bucketOf,
  buckets,
  capacityOf,
  day,
  estimate,
  near,
  rule,
  type Stack,
} from "../support/capacity.ts";
import { serving } from "../support/model.ts";

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
