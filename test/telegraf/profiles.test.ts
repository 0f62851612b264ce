import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { shapes } from "../../model/collectors/shapes.ts";
import { telegrafConfig, type TelegrafSettings } from "../../telegraf/agent.ts";
import { daemonsetConfig } from "../../telegraf/daemonset.ts";
import { batchSize, bufferLimit } from "../../telegraf/outputs.ts";
import type { Placement } from "../../telegraf/placement.ts";
import { measurementOf, type MetricProfile, scrape } from "../../telegraf/profiles.ts";
import { everything, node, placementOf } from "./support/settings.ts";

const influxdb = { url: "http://localhost:8086", organization: "test" };
const base: TelegrafSettings = {
  ...{ tags: { cluster: "a", environment: "b" }, influxdb, where: "test" },
  placement: placementOf("applications"),
};
const web: MetricProfile = { home: "mobu", component: "web", targets: ["http://a/metrics"] };

const faultsOf = (...profiles: readonly MetricProfile[]) => telegrafConfig({ ...base, profiles }).faults;
const placed = (changes: Partial<Placement>) =>
  telegrafConfig({ ...base, placement: { ...base.placement, ...changes } }).faults;

void describe("profiles that would lose points in silence", () => {
  const other = { ...web, targets: ["http://b/metrics"] };
  const overwriting: readonly [title: string, profiles: readonly MetricProfile[]][] = [
    ["a target twice", [{ ...web, targets: ["http://a/metrics", "http://a/metrics"] }]],
    ["a target in two profiles", [web, { ...web, intervalSeconds: 10 }]],
    ["two targets without their URL", [{ ...web, targets: ["http://a", "http://b"], urlTag: false }]],
    [
      "two profiles without URL",
      [
        { ...web, urlTag: false },
        { ...other, urlTag: false },
      ],
    ],
    ["two federated servers", [{ ...web, targets: ["http://a", "http://b"], federate: ["up"] }]],
    [
      "components that differ in - and _",
      [
        { ...web, component: "a-b" },
        { ...web, component: "a_b" },
      ],
    ],
  ];
  for (const [title, profiles] of overwriting) {
    void test(`${title}: a fault`, () => {
      const [fault, ...others] = faultsOf(...profiles);
      assert.deepEqual(others, []);
      assert.match(fault?.found ?? "", /whose points would overwrite those of `http/);
    });
  }

  const apart: readonly [title: string, profiles: readonly MetricProfile[]][] = [
    ["by URL", [web, other]],
    [
      "by label",
      [
        { ...web, urlTag: false, labels: { part: "a" } },
        { ...other, urlTag: false, labels: { part: "b" } },
      ],
    ],
    ["by component", [web, { ...web, component: "db" }]],
    ["by bucket", [web, { ...web, home: "nublado" }]],
  ];
  for (const [title, profiles] of apart) {
    void test(`targets that are apart ${title}: none`, () => assert.deepEqual(faultsOf(...profiles), []));
  }

  void test("in the shared layout two applications are apart no longer by bucket, but by tag", () => {
    const { faults } = telegrafConfig({
      ...{ ...base, placement: placementOf("shared") },
      profiles: [web, { ...web, home: "nublado" }],
    });
    assert.deepEqual(faults, []);
  });
});

void describe("labels", () => {
  for (const label of ["cluster", "environment", "application", "url", "host", "home__", "bucket__"]) {
    void test(`\`${label}\` shadows a tag of the agent`, () => {
      const [fault] = faultsOf({ ...web, labels: { [label]: "x" } });
      assert.equal(fault?.found, `label \`${label}\``);
      const [renamed] = faultsOf({ ...web, renames: { other: label } });
      assert.equal(renamed?.found, `label \`other\` renamed to \`${label}\``);
    });
  }

  void test("an exporter's label of the name of one of ours is left out, so that ours holds", () => {
    assert.deepEqual(scrape({ ...web, labels: { part: "a" } }).options["tagexclude"], ["part", "home__"]);
  });
});

void describe("homes", () => {
  void test("one that is neither application nor bucket is a fault", () => {
    const [fault] = faultsOf({ ...web, home: "mobuu" });
    assert.match(fault?.found ?? "", /^home `mobuu`, which is neither/);
    assert.match(fault?.expected ?? "", /did you mean `mobu`\?$/);
  });

  void test("one that is not where alerts look is a fault", () => {
    const [fault] = faultsOf({ ...web, component: "cert-manager" });
    assert.equal(fault?.expected, "home `cert-manager`, where alerts look for `prometheus_cert_manager`");
  });

  void test("the fallback and rules of namespaces must lead somewhere", () => {
    assert.deepEqual(
      placed({ fallback: "nowhere", namespaces: [{ namespace: "a.*", home: "mobu" }] }).map(
        ({ where }) => where,
      ),
      ["test: fallback", "test: namespace a.*"],
    );
    assert.match(
      placed({ namespaces: [{ namespace: "a-*", home: "no" }] })[0]?.where ?? "",
      /namespace a-\*$/,
    );
  });

  void test("what an agent writes by itself needs a home as well", () => {
    const applications = base.placement.applications.filter((name) => !name.startsWith("telegraf"));
    const buckets = base.placement.buckets.filter((name) => !name.startsWith("telegraf"));
    const placement = { ...base.placement, applications, buckets };
    const { faults } = daemonsetConfig({ ...base, placement });
    assert.deepEqual(
      faults.map(({ found }) => found.slice(0, 20)),
      ["home `telegraf-ds`, ", "home `telegraf`, whi"],
    );
    assert.equal(telegrafConfig({ ...base, placement, inventory: {} }).faults.length, 2);
  });

  void test("of two beginnings of a namespace the longer one holds", () => {
    const namespaces = ["a-*", "a-b-*"].map((namespace) => ({ namespace, home: "mobu" }));
    const { config } = telegrafConfig({ ...base, placement: { ...base.placement, namespaces } });
    const [bucket] = config.plugins.filter(({ options }) => options["alias"] === "bucket");
    assert.match(JSON.stringify(bucket?.options["constants"]), /"beginnings":\{"a-b-":"mobu","a-":"mobu"\}/);
  });

  void test("without Nublado the rules for its labs are nobody's", () => {
    const applications = base.placement.applications.filter((name) => name !== "nublado");
    const buckets = base.placement.buckets.filter((name) => name !== "nublado");
    assert.deepEqual(placed({ applications, buckets }), []);
  });

  void test("every measurement of an exporter that alerts read can be named by a component", () => {
    for (const { measurement } of shapes.filter(({ from }) => from.startsWith("inputs.prometheus"))) {
      assert.equal(measurementOf(measurement.replace(/^prometheus_/, "")), measurement);
    }
  });
});

void describe("targets", () => {
  void test("one that is no URL is a fault", () => {
    assert.equal(faultsOf({ ...web, targets: ["a:80"] })[0]?.found, "target `a:80`");
  });

  void test("a profile without any is a fault", () => {
    assert.equal(faultsOf({ home: "mobu", component: "web" })[0]?.found, "no target");
  });

  void test("neither its URL nor the namespace of a pod takes the place of a label", () => {
    const discovery = { namespace: "a", labelSelector: "b=c", port: 80 };
    const { options } = scrape({ home: "mobu", component: "web", discovery });
    assert.deepEqual([options["url_tag"], options["pod_namespace_label_name"]], ["url__", "namespace__"]);
  });

  void test("federation asks for what it names, with the clock of the exporters", () => {
    const { options } = scrape({ ...web, targets: ["http://p/"], federate: ['{job="a b"}', "up"] });
    assert.deepEqual(options["urls"], ["http://p/federate?match[]=%7Bjob%3D%22a%20b%22%7D&match[]=up"]);
    assert.deepEqual([options["ignore_timestamp"], options["url_tag"]], [false, ""]);
  });
});

void describe("the output", () => {
  const files = { ca: "/ca.pem", token: "/token" };

  for (const layout of ["applications", "shared"] as const) {
    void test(`there is one, whatever the number of applications, layout ${layout}`, () => {
      for (const { config } of [
        telegrafConfig(everything(layout, files)),
        daemonsetConfig(node(layout, files)),
      ]) {
        const outputs = config.plugins.filter(({ kind }) => kind === "outputs");
        assert.equal(outputs.length, 1);
        assert.equal(outputs[0]?.options["token"], "${INFLUX_TOKEN}");
      }
    });
  }

  void test("its buffer holds what an outage keeps back, and some requests at least", () => {
    assert.equal(bufferLimit({ pointsPerSecond: 200, outageSeconds: 3_600 }), 720_000);
    assert.equal(bufferLimit({ pointsPerSecond: 1, outageSeconds: 1 }), 4 * batchSize);
  });

  void test("its buffer is on the disk, if there is one", () => {
    const { config } = telegrafConfig({ ...base, buffer: { directory: "/buffer" } });
    assert.equal(config.agent.buffer_strategy, "disk_write_through");
  });
});
