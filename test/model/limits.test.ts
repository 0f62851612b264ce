import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { alerts } from "../../model/alerts/catalogue.ts";
import type { AlertDefinition, Unit } from "../../model/alerts/definition.ts";
import { formatLimit, limitFaults, limitRows, parseLimit } from "../../model/alerts/limits.ts";
import type { TaskSettings } from "../../model/settings.ts";

const source = { stack: "test", file: "Pulumi.test.yaml" };
const alert: AlertDefinition = {
  id: "invented",
  title: "",
  kind: "state",
  home: "*",
  severities: ["warning"],
  everySeconds: 300,
  latenessSeconds: 60,
  windowSeconds: 600,
  limits: {
    warning: { unit: "percent", value: 80, doc: "" },
    age: { unit: "duration", value: 86_400, doc: "" },
  },
  advice: "",
};

describe("a limit", () => {
  const read: readonly [Unit, string | number, number | undefined][] = [
    ["count", 3, 3],
    ["count", "3.5", 3.5],
    ["count", " 3 ", 3],
    ["count", "3%", undefined],
    ["count", "-1", undefined],
    ["count", "1e3", undefined],
    ["count", "", undefined],
    ["count", Number.NaN, undefined],
    ["percent", "95%", 95],
    ["percent", "99.5%", 99.5],
    ["percent", "95", undefined],
    ["percent", 95, undefined],
    ["percent", "%", undefined],
    ["duration", "30d", 2_592_000],
    ["duration", "1h30m", 5_400],
    ["duration", 30, undefined],
    ["duration", "30", undefined],
    ["duration", "", undefined],
    ["bytes", "20GiB", 20 * 1024 ** 3],
    ["bytes", "1.5KiB", 1536],
    ["bytes", "1 MiB", 1024 ** 2],
    ["bytes", "2TiB", 2 * 1024 ** 4],
    ["bytes", "512B", 512],
    ["bytes", "20GB", undefined],
    ["bytes", "20", undefined],
    ["bytes", "GiB", undefined],
  ];
  for (const [unit, written, value] of read) {
    it(`of unit ${unit} reads ${JSON.stringify(written)} as ${value ?? "none"}`, () => {
      assert.equal(parseLimit(unit, written), value);
    });
  }

  it("is written so that it reads back as what it is", () => {
    const whole = fc.nat(10 ** 12);
    for (const unit of ["count", "percent", "duration", "bytes"] as const) {
      fc.assert(
        fc.property(whole, (value) => {
          assert.equal(parseLimit(unit, formatLimit(unit, value)), value, formatLimit(unit, value));
        }),
      );
    }
  });
});

const changes: TaskSettings = {
  tasks: { invented: { limits: { age: "2d" } } },
  clusters: {
    idfdev: { invented: { limits: { warning: "70%" } } },
    other: { another: { limits: { x: 1 } } },
  },
  applications: {
    portal: { invented: { limits: { warning: "60%", age: "3d" } } },
    nublado: { invented: { enabled: false } },
    sia: { invented: { limits: { age: "4d" } } },
  },
};
const rows = (serves: string | undefined): readonly string[] =>
  (limitRows(alert, changes, serves) as readonly Readonly<Record<string, string | number>>[]).map(
    ({ cluster, application, warning, age }) =>
      `${String(cluster)}/${String(application)} ${String(warning)} ${Number(age) / 86_400}`,
  );

describe("rows of limits", () => {
  it("are the defaults for all, where nothing is changed", () => {
    assert.deepEqual(limitRows(alert, { tasks: {}, applications: {}, clusters: {} }, undefined), [
      { cluster: "*", application: "*", warning: 80, age: 86_400 },
    ]);
  });

  it("of all applications: for each cluster and application that is changed, and for both; the application wins", () => {
    assert.deepEqual(rows(undefined), [
      "idfdev/portal 60 3",
      "idfdev/sia 70 4",
      "idfdev/* 70 2",
      "*/portal 60 3",
      "*/sia 80 4",
      "*/* 80 2",
    ]);
  });

  it("of the task of one application name no other", () => {
    assert.deepEqual(rows("portal"), ["idfdev/portal 60 3", "idfdev/* 70 2", "*/portal 60 3", "*/* 80 2"]);
    assert.deepEqual(rows("times-square"), ["idfdev/* 70 2", "*/* 80 2"]);
  });
});

describe("faults of limits", () => {
  const faults = (settings: Partial<TaskSettings>) =>
    limitFaults([alert], { source, tasks: { tasks: {}, applications: {}, clusters: {}, ...settings } });

  it("there are none of what fits", () => {
    assert.deepEqual(faults(changes), []);
  });

  it("an unknown limit, with the nearest", () => {
    assert.deepEqual(faults({ tasks: { invented: { limits: { warnign: "90%" } } } }), [
      {
        where: "Pulumi.test.yaml: monitoring:tasks.invented.limits.warnign",
        found: "limit `warnign`, which the alert does not have",
        expected: "one of `warning`, `age`; did you mean `warning`?",
        mend: "correct the name in Pulumi.test.yaml, or remove it: pulumi config rm --path monitoring:tasks.invented.limits.warnign --stack test",
      },
    ]);
  });

  it("a limit of an alert that has none, and one that only every object has", () => {
    const none = { ...alert, limits: {} };
    const [fault] = limitFaults([none], { source, tasks: { ...changes, clusters: {}, applications: {} } });
    assert.equal(fault?.expected, "no limits");
    const [other] = faults({ tasks: { invented: { limits: { constructor: 1 } } } });
    assert.match(other?.found ?? "", /limit `constructor`, which the alert does not have/);
  });

  it("the wrong unit, wherever it stands, with the form and a command that mends it", () => {
    assert.deepEqual(faults({ clusters: { idfdev: { invented: { limits: { warning: 90 } } } } }), [
      {
        where: "Pulumi.test.yaml: monitoring:tasks.invented.clusters.idfdev.limits.warning",
        found: "the number 90",
        expected: "a percentage such as `95%`",
        mend: "pulumi config set --path monitoring:tasks.invented.clusters.idfdev.limits.warning 95% --stack test",
      },
    ]);
    const [fault] = faults({ applications: { portal: { invented: { limits: { age: "30 days" } } } } });
    assert.equal(fault?.where, "Pulumi.test.yaml: monitoring:tasks.invented.applications.portal.limits.age");
    assert.equal(fault.expected, "a duration such as `30d` or `15m`");
  });

  const two: AlertDefinition = {
    ...alert,
    worse: "above",
    limits: {
      warning: { unit: "percent", value: 85, doc: "" },
      critical: { unit: "percent", value: 95, doc: "" },
    },
  };
  const crossed = (settings: Partial<TaskSettings>, of: AlertDefinition = two) =>
    limitFaults([of], { source, tasks: { tasks: {}, applications: {}, clusters: {}, ...settings } });

  it("a warning that lies beyond what is critical, at what was said for the fewest", () => {
    assert.deepEqual(crossed({ tasks: { invented: { limits: { warning: "96%" } } } }), [
      {
        where: "Pulumi.test.yaml: monitoring:tasks.invented.limits.warning",
        found:
          "`96%`, with `critical` at `95%`: what is above both is critical, and nothing would be a warning",
        expected: "`warning` at most what `critical` is",
        mend: "pulumi config set --path monitoring:tasks.invented.limits.warning 95% --stack test",
      },
    ]);
    const wheres = (settings: Partial<TaskSettings>) =>
      crossed(settings).map(({ where }) => where.replace("Pulumi.test.yaml: monitoring:tasks.invented.", ""));
    assert.deepEqual(wheres({ tasks: { invented: { limits: { critical: "80%" } } } }), ["limits.critical"]);
    assert.deepEqual(
      wheres({
        clusters: { idfdev: { invented: { limits: { warning: "92%" } } } },
        applications: { portal: { invented: { limits: { critical: "90%" } } } },
      }),
      ["applications.portal.limits.critical"],
    );
    const both = { warning: "99%", critical: "97%" };
    assert.deepEqual(wheres({ clusters: { idfdev: { invented: { limits: both } } } }), [
      "clusters.idfdev.limits.warning",
    ]);
  });

  it("none where the two are the same, where less is worse, and where they are of two numbers", () => {
    assert.deepEqual(crossed({ tasks: { invented: { limits: { warning: "95%" } } } }), []);
    const lifetimes: AlertDefinition = { ...two, worse: "below" };
    const low = { invented: { limits: { warning: "20%", critical: "10%" } } };
    assert.deepEqual(crossed({ tasks: low }, lifetimes), []);
    const [fault] = crossed(
      { tasks: { invented: { limits: { warning: "5%", critical: "10%" } } } },
      lifetimes,
    );
    assert.equal(fault?.expected, "`warning` at least what `critical` is");
    const { worse: _, ...loose } = two;
    assert.deepEqual(crossed({ tasks: { invented: { limits: { warning: "99%" } } } }, loose), []);
  });

  it("every alert of the catalogue whose two limits are of one number has them in order", () => {
    const ordered = alerts.filter(({ worse }) => worse !== undefined);
    assert.deepEqual(
      ordered.map(({ id }) => id),
      [
        ...["pod-restarts", "memory-near-limit", "volume-filling", "node-disk"],
        ...["site-cert-expiring", "control-plane-cert", "vault-credential-expiring"],
      ],
    );
    for (const { worse, limits } of ordered) {
      const [warning = NaN, critical = NaN] = [limits["warning"]?.value, limits["critical"]?.value];
      assert(worse === "above" ? warning < critical : warning > critical);
    }
  });
});
