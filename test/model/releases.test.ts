/** Options of influxd, URLs, and what can be wrong with releases as a whole. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { releaseFaults } from "../../model/releases/checks.ts";
import { influxdEnvironment, influxdSettings, type InfluxdSettings } from "../../model/releases/influxd.ts";
import { bytesText, quantityOf } from "../../model/releases/quantities.ts";
import { chronografUrl, influxdbUrls, type ReleaseSettings, releaseSecrets } from "../../model/releases.ts";
import { chronografRelease, influxdbRelease } from "../components/releases.ts";

const source = { stack: "test", file: "Pulumi.test.yaml" };

describe("quantities", () => {
  it("are read as Kubernetes reads them", () => {
    const read = ["20Gi", "500m", "1.5G", "2", "1e3", "3Ti", "0"].map(quantityOf);
    assert.deepEqual(read, [20 * 2 ** 30, 0.5, 1.5e9, 2, 1_000, 3 * 2 ** 40, 0]);
    assert.deepEqual(["", "Gi", "20GB", "-1", "1 Gi", "toString"].map(quantityOf), Array(6).fill(undefined));
    assert.deepEqual([2 ** 30, 3 * 2 ** 20, 1_000].map(bytesText), ["1Gi", "3Mi", "1000"]);
  });
});

describe("options of influxd", () => {
  const variables = (given: InfluxdSettings, memory?: string) =>
    Object.fromEntries(
      influxdEnvironment(influxdSettings(given, memory === undefined ? {} : { limits: { memory } })).map(
        ({ name, value }) => [name, value],
      ),
    );

  it("bound queries by the memory of the container, and caches as well", () => {
    assert.deepEqual(variables({}, "2Gi"), {
      INFLUXD_QUERY_CONCURRENCY: "32",
      INFLUXD_QUERY_QUEUE_SIZE: "1024",
      INFLUXD_QUERY_MEMORY_BYTES: String(2 ** 29),
      INFLUXD_QUERY_INITIAL_MEMORY_BYTES: String(10 * 2 ** 20),
      INFLUXD_QUERY_MAX_MEMORY_BYTES: String(2 ** 30),
      INFLUXD_USE_HASHED_TOKENS: "true",
      INFLUXD_PPROF_DISABLED: "true",
      INFLUXD_REPORTING_DISABLED: "true",
      INFLUXD_STORAGE_CACHE_MAX_MEMORY_SIZE: String(2 ** 29),
    });
    assert.equal(variables({})["INFLUXD_QUERY_MAX_MEMORY_BYTES"], undefined);
  });

  it("leave nothing waiting, and no total, where as many queries run as come", () => {
    const unlimited = variables({ queryConcurrency: 0 }, "2Gi");
    assert.equal(unlimited["INFLUXD_QUERY_QUEUE_SIZE"], "0");
    assert.equal(unlimited["INFLUXD_QUERY_MAX_MEMORY_BYTES"], undefined);
  });

  it("follow what is said of the others", () => {
    const { INFLUXD_QUERY_MEMORY_BYTES: one, INFLUXD_QUERY_INITIAL_MEMORY_BYTES: start } = variables(
      { queryMemoryTotal: 2 ** 26 },
      "8Gi",
    );
    assert.deepEqual([one, start], [String(2 ** 25), String(2 ** 21)]);
    const alone = variables({ queryMemoryTotal: 2 ** 30, queryMemory: 2 ** 20 });
    assert.equal(alone["INFLUXD_QUERY_INITIAL_MEMORY_BYTES"], String(2 ** 20));
  });

  it("are told as influxd reads them", () => {
    const told = variables({
      ...{ sessionLengthSeconds: 5_400, sessionRenew: false, ui: false, metrics: true, fluxLogging: true },
      ...{ writeTimeoutSeconds: 20, logLevel: "error" },
    });
    assert.equal(told["INFLUXD_SESSION_LENGTH"], "90");
    assert.equal(told["INFLUXD_SESSION_RENEW_DISABLED"], "true");
    assert.equal(told["INFLUXD_UI_DISABLED"], "true");
    assert.equal(told["INFLUXD_METRICS_DISABLED"], "false");
    assert.equal(told["INFLUXD_FLUX_LOG_ENABLED"], "true");
    assert.equal(told["INFLUXD_STORAGE_WRITE_TIMEOUT"], "20s");
    assert.equal(told["INFLUXD_LOG_LEVEL"], "error");
  });
});

describe("URLs of releases", () => {
  it("are those by which the server is reached", () => {
    const urls = (changes: object) => influxdbUrls({ ...influxdbRelease, ...changes }, "monitoring");
    assert.deepEqual(urls({}), {
      inCluster: "http://influxdb.monitoring.svc",
      public: "https://influxdb.example.org",
      reached: "https://influxdb.example.org",
    });
    assert.equal(urls({ reach: "service" }).reached, "http://influxdb.monitoring.svc");
    assert.equal(urls({ reach: "port-forward" }).reached, undefined);
  });

  it("of Chronograf end with its path", () => {
    assert.equal(chronografUrl(chronografRelease), "https://monitoring.example.org/chronograf");
    const other = { ...chronografRelease, publicUrl: "https://other.example.org" };
    assert.equal(chronografUrl(other), "https://other.example.org/chronograf");
    assert.equal(chronografUrl({ ...chronografRelease, ingress: undefined }), undefined);
  });

  it("do not make Chronograf's secrets those of InfluxDB", () => {
    assert.deepEqual(releaseSecrets({ chronograf: chronografRelease }), ["client"]);
    assert.deepEqual(releaseSecrets({ influxdb: influxdbRelease }), []);
  });
});

describe("releases that cannot be", () => {
  const tell = (settings: ReleaseSettings, ...faulty: readonly string[]) =>
    releaseFaults(settings, { source, faulty: (...path) => faulty.includes(path.join(".")) }).map(
      ({ where, found }) => [where.replace("Pulumi.test.yaml: monitoring:releases.", ""), found],
    );
  const influxdb = (changes: object) => tell({ influxdb: { ...influxdbRelease, ...changes } });

  it("are none as they are by default", () => {
    assert.deepEqual(tell({ influxdb: influxdbRelease, chronograf: chronografRelease }), []);
  });

  const gateway = { name: "public", host: "a.example.org", tls: true };
  const limits = (memory: string) => ({ resources: { limits: { memory } } });
  const mib = 2 ** 20;
  const rows: readonly [title: string, changes: object, where: string, found: RegExp][] = [
    ["both routes", { gateway }, "influxdb.gateway", /besides influxdb\.ingress/],
    [
      "no route to reach it by",
      { ingress: undefined },
      "influxdb.reach",
      /without `ingress` and without `gateway`/,
    ],
    [
      "less than is asked for",
      { resources: { requests: { cpu: "2" }, limits: { cpu: "500m" } } },
      "influxdb.resources.limits.cpu",
      /`500m`, less than the `2`/,
    ],
    [
      "a queue without a limit",
      { settings: { queryConcurrency: 0, queryQueue: 10 } },
      "influxdb.settings.queryQueue",
      /`10`, with `queryConcurrency: 0`/,
    ],
    [
      "a limit without a queue",
      { settings: { queryQueue: 0 } },
      "influxdb.settings.queryQueue",
      /`0`, with a limit/,
    ],
    [
      "a total without a limit",
      { settings: { queryConcurrency: 0, queryMemoryTotal: 100 * mib } },
      "influxdb.settings.queryMemoryTotal",
      /`100Mi`, with `queryConcurrency: 0`/,
    ],
    [
      "a total that is gone at the start",
      {
        settings: {
          queryConcurrency: 20,
          queryMemoryInitial: 100 * mib,
          queryMemory: 100 * mib,
          queryMemoryTotal: 1_000 * mib,
        },
      },
      "influxdb.settings.queryMemoryTotal",
      /`1000Mi`, less than what 20 queries get/,
    ],
    [
      "one query above all",
      { settings: { queryMemory: 3_000 * mib, queryMemoryTotal: 2_000 * mib } },
      "influxdb.settings.queryMemory",
      /`3000Mi`, more than `queryMemoryTotal`/,
    ],
    [
      "more than the container",
      { settings: { cacheMemory: 4_096 * mib }, ...limits("4Gi") },
      "influxdb.settings.cacheMemory",
      /`4Gi`, with a memory limit of `4Gi`/,
    ],
    [
      "backups on the data",
      { backup: { schedule: "", timeZone: "", keep: 1, target: { kind: "claim", claim: "influxdb" } } },
      "influxdb.backup.volume.claim",
      /the volume of the server itself/,
    ],
  ];
  for (const [title, changes, where, found] of rows) {
    it(`are told: ${title}`, () => {
      const [fault, ...others] = influxdb(changes);
      assert.deepEqual(others, []);
      assert.equal(fault?.[0], where);
      assert.match(fault[1] ?? "", found);
    });
  }

  it("are told once where the route itself is faulty", () => {
    const without = { influxdb: { ...influxdbRelease, ingress: undefined } };
    assert.deepEqual(tell(without, "releases.influxdb.ingress"), []);
  });

  it("are told where two would be one", () => {
    const both = (changes: object) =>
      tell({ influxdb: influxdbRelease, chronograf: { ...chronografRelease, ...changes } }).map(
        ([where]) => where,
      );
    assert.deepEqual(both({ name: "influxdb" }), ["chronograf.name"]);
    const ingress = { host: "influxdb.example.org", tls: true, annotations: {} };
    assert.deepEqual(both({ ingress, path: "" }), ["chronograf.path"]);
    assert.deepEqual(both({ ingress }), []);
  });

  it("are told where nobody could come back from a login", () => {
    const chronograf = { ...chronografRelease, ingress: undefined };
    assert.deepEqual(tell({ chronograf }), [
      ["chronograf.publicUrl", "nothing, with a login, and no ingress or gateway that would say it"],
    ]);
    assert.deepEqual(tell({ chronograf: { ...chronograf, publicUrl: "https://a.example.org" } }), []);
  });
});
