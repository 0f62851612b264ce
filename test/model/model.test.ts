import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { bucketOf } from "../../model/applications.ts";
import { retentionPolicyName } from "../../model/dbrps.ts";
import { buildModel } from "../../model/model.ts";
import type { ModelSettings } from "../../model/settings.ts";
import { serving } from "../support/model.ts";

const day = 86_400;

/** The model, which must have no faults. */
function built(settings: ModelSettings) {
  const { model, faults } = buildModel(settings);
  assert.deepEqual(faults, []);
  return model;
}

const brief = (settings: ModelSettings) =>
  ownBuckets(built(settings)).map(({ name, kind, retentionSeconds }) => [name, kind, retentionSeconds]);

/** The buckets but those that every stack has for its own parts. */
const ownBuckets = ({ buckets }: ReturnType<typeof built>) =>
  buckets.filter(({ kind }) => kind !== "infrastructure");

describe("applications", () => {
  it("are the union over the environments, sorted, each with its own", () => {
    const enabled = (...names: string[]) => names.map((name) => ({ name, where: name }));
    const environments = [
      { name: "b", applications: enabled("times-square", "argocd") },
      { name: "a", applications: enabled("argocd") },
    ];
    assert.deepEqual(built(serving([], { environments })).applications, [
      { name: "argocd", bucket: "argocd", environments: ["a", "b"] },
      { name: "times-square", bucket: "times_square", environments: ["b"] },
    ]);
  });

  it("may be called like what every object of JavaScript has", () => {
    const { model, faults } = buildModel(serving(["constructor", "toString", "hasOwnProperty"]));
    assert.deepEqual(faults, []);
    assert.equal(ownBuckets(model).length, 5);
  });
});

describe("buckets", () => {
  it("are one per application and the internal ones", () => {
    assert.deepEqual(brief(serving(["times-square", "portal"])), [
      ["alerted_", "internal", 7 * day],
      ["multiapp_", "internal", 3_600],
      ["portal", "application", 7 * day],
      ["times_square", "application", 7 * day],
    ]);
  });

  it("follow the overrides, by application or bucket name, and the extra ones their own words", () => {
    const buckets = {
      retentionSeconds: 3 * day,
      internalRetentionSeconds: 7_200,
      allowDataLoss: false,
      overrides: new Map([
        ["times-square", { retentionSeconds: 14 * day }],
        ["vo_cutouts", { retentionSeconds: 0, description: "Kept" }],
        ["alerted_", { retentionSeconds: 3 * day }],
      ]),
      extra: new Map([
        ["site", {}],
        ["certificates", { retentionSeconds: 30 * day, description: "Certificates" }],
      ]),
    };
    const settings = serving(["times-square", "vo-cutouts", "portal"], { buckets });
    assert.deepEqual(brief(settings), [
      ["alerted_", "internal", 3 * day],
      ["certificates", "extra", 30 * day],
      ["multiapp_", "internal", 7_200],
      ["portal", "application", 3 * day],
      ["site", "extra", 3 * day],
      ["times_square", "application", 14 * day],
      ["vo_cutouts", "application", 0],
    ]);
    const descriptions = new Map(built(settings).buckets.map(({ name, description }) => [name, description]));
    assert.equal(descriptions.get("vo_cutouts"), "Kept");
    assert.equal(descriptions.get("certificates"), "Certificates");
    assert.equal(descriptions.get("portal"), "Points of application portal");
  });
});

describe("what was sent", () => {
  const remembered = (
    internalRetentionSeconds: number,
    overrides = new Map<string, { retentionSeconds: number }>(),
  ) => {
    const buckets = { ...serving([]).buckets, internalRetentionSeconds, overrides };
    return built(serving([], { buckets })).buckets.find(({ name }) => name === "alerted_")?.retentionSeconds;
  };

  it("is remembered for seven days at least, longer where the internal buckets keep longer, and for ever", () => {
    assert.deepEqual(
      [3_600, 7 * day, 8 * day, 0].map((seconds) => remembered(seconds)),
      [7 * day, 7 * day, 8 * day, 0],
    );
  });

  it("is kept as an override of that bucket says", () => {
    assert.equal(remembered(3_600, new Map([["alerted_", { retentionSeconds: 3 * day }]])), 3 * day);
  });
});

describe("the shared layout", () => {
  const layout = { kind: "shared", bucket: "points" } as const;

  it("has one bucket for the applications, beside the internal and the extra ones", () => {
    const buckets = { ...serving([]).buckets, extra: new Map([["site", {}]]) };
    assert.deepEqual(brief(serving(["portal", "times-square"], { layout, buckets })), [
      ["alerted_", "internal", 7 * day],
      ["multiapp_", "internal", 3_600],
      ["points", "shared", 7 * day],
      ["site", "extra", 7 * day],
    ]);
  });

  it("lets the agents write that one, and keeps it as its override says", () => {
    const buckets = { ...serving([]).buckets, overrides: new Map([["points", { retentionSeconds: day }]]) };
    const model = built(serving(["portal"], { layout, buckets }));
    assert.equal(model.buckets.find(({ name }) => name === "points")?.retentionSeconds, day);
    const agents = model.tokens.find(({ name }) => name === "agents-idfdev");
    const own = ownBuckets(model).map(({ name }) => name);
    assert.deepEqual(
      agents?.permissions.filter((right) => right.resource === "buckets" && own.includes(right.bucket)),
      [{ action: "write", resource: "buckets", bucket: "points" }],
    );
  });

  it("refuses an extra bucket of that name", () => {
    const buckets = { ...serving([]).buckets, extra: new Map([["points", {}]]) };
    const { faults } = buildModel(serving(["portal"], { layout, buckets }));
    assert.deepEqual(
      faults.map(({ where, found }) => `${where} | ${found}`),
      [
        "Pulumi.test.yaml: monitoring:buckets.extra.points | bucket `points`, which is also the shared bucket",
      ],
    );
  });

  it("changes no task when an application is added", () => {
    const tasks = (names: readonly string[]) => built(serving(names, { layout })).tasks;
    assert.deepEqual(tasks(["portal", "times-square"]), tasks(["portal"]));
  });
});

describe("DBRPs", () => {
  it("are one per bucket, the policy called after the retention", () => {
    const overrides = new Map([["portal", { retentionSeconds: 0 }]]);
    const { buckets, dbrps } = built(
      serving(["portal", "sia"], { buckets: { ...serving([]).buckets, overrides } }),
    );
    assert.deepEqual(
      dbrps,
      buckets.map(({ name, retentionSeconds }) => ({
        database: name,
        retentionPolicy: retentionPolicyName(retentionSeconds),
        bucket: name,
      })),
    );
    assert.deepEqual(
      ["alerted_", "multiapp_", "portal", "sia"].map(
        (name) => dbrps.find(({ bucket }) => bucket === name)?.retentionPolicy,
      ),
      ["7d", "1h", "autogen", "7d"],
    );
  });
});

describe("tokens", () => {
  const extra = new Map([["site", {}]]);
  const model = built(serving(["times-square"], { buckets: { ...serving([]).buckets, extra } }));
  const own = ownBuckets(model).map(({ name }) => name);
  const rights = (name: string) =>
    model.tokens
      .find((token) => token.name === name)
      ?.permissions.filter((right) => right.resource !== "buckets" || own.includes(right.bucket))
      .map(
        (right) => `${right.action} ${right.resource === "buckets" ? right.bucket : `(${right.resource})`}`,
      );

  it("of agents write the application and extra buckets, and nothing else", () => {
    assert.deepEqual(rights("agents-idfdev"), ["write site", "write times_square"]);
  });

  it("of tasks read what is declared, write the internal buckets, manage tasks", () => {
    assert.deepEqual(rights("tasks"), [
      "read alerted_",
      "read multiapp_",
      "read site",
      "read times_square",
      "write alerted_",
      "write multiapp_",
      "read (tasks)",
      "write (tasks)",
      "read (orgs)",
    ]);
  });

  it("of Chronograf read", () => {
    assert.deepEqual(rights("chronograf"), [
      "read alerted_",
      "read multiapp_",
      "read site",
      "read times_square",
      "read (orgs)",
    ]);
  });
});

describe("a client", () => {
  it("declares nothing inside InfluxDB", () => {
    const { applications, ...rest } = built(serving(["portal"], { role: "client" }));
    assert.equal(applications.length, 1);
    assert.deepEqual(rest, {
      buckets: [],
      dbrps: [],
      tasks: [],
      tokens: [],
      sinks: [],
      absentAlerts: [],
      secrets: [],
    });
  });
});

describe("the model", () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,15}$/);
  const names = fc.uniqueArray(name, { minLength: 1, maxLength: 30, selector: bucketOf });

  it("does not depend on the order in which applications are listed", () => {
    fc.assert(
      fc.property(names, fc.nat(), (applications, seed) => {
        const shuffled = applications.toSorted(
          (a, b) => ((a.length * seed) % 7) - ((b.length * seed) % 7) || (a < b ? 1 : -1),
        );
        assert.deepEqual(buildModel(serving(shuffled)), buildModel(serving(applications)));
      }),
    );
  });

  it("changes only by an application's own objects when one is added", () => {
    fc.assert(
      fc.property(names, (applications) => {
        const [added = "", ...before] = applications;
        const less = built(serving(before));
        const more = built(serving(applications));
        const bucket = bucketOf(added);
        assert.deepEqual(
          more.buckets.filter((each) => each.name !== bucket),
          less.buckets,
        );
        assert.deepEqual(
          more.dbrps.filter((each) => each.bucket !== bucket),
          less.dbrps,
        );
        assert.deepEqual(
          more.tasks.filter((each) => each.application !== added),
          less.tasks,
        );
        const others = more.tokens.map((token) => ({
          ...token,
          permissions: token.permissions.filter(
            (right) => right.resource !== "buckets" || right.bucket !== bucket,
          ),
        }));
        assert.deepEqual(others, less.tokens);
        assert.equal(more.buckets.length, less.buckets.length + 1);
      }),
    );
  });

  it("never has two objects of one name, whatever the names", () => {
    const wild = fc.array(fc.oneof(name, fc.constantFrom("a-b", "a_b", "_x", "multiapp-", "", 'q"', "a/b")), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(wild, (applications) => {
        const { model, faults } = buildModel(serving(applications));
        const objects = [
          ...model.buckets.map((bucket) => `bucket ${bucket.name}`),
          ...model.tasks.map((task) => `task ${task.name}`),
        ];
        assert.equal(new Set(objects).size, objects.length);
        // Every application is there, or a fault says why not.
        assert.equal(model.applications.length + faults.length, applications.length);
      }),
    );
  });
});
