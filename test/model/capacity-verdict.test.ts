/** What is said of how much disk a stack needs: when it is too much, and when nobody knows. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { capacityFaults, capacitySettingsFaults } from "../../model/capacity/faults.ts";
import type { CapacitySettings } from "../../model/capacity/settings.ts";
import { sizeText } from "../../model/capacity/sizes.ts";
import { capacityTable } from "../../model/capacity/table.ts";
import { buildModel } from "../../model/model.ts";
import type { ListedSink, ModelSettings } from "../../model/settings.ts";
import type { SinkSettings } from "../../model/sink-settings.ts";
import {
  applications,
  bucketOf,
  buckets,
  capacityOf,
  day,
  estimate,
  gibibyte,
  rule,
  source,
  type Stack,
} from "../support/capacity.ts";
import { serving } from "../support/model.ts";

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
