/** Findings that may be meant: what alerts read, what their subjects are made of, whom they reach; and their silences. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { alerts } from "../../model/alerts/catalogue.ts";
import { severities } from "../../model/alerts/definition.ts";
import { noAlerts, type RouteSettings } from "../../model/alerts/settings.ts";
import type { Shape } from "../../model/collectors/shape.ts";
import { buildModel } from "../../model/model.ts";
import type { ModelSettings } from "../../model/settings.ts";
import { type Finding, unsilenced } from "../../model/wiring/findings.ts";
import { checkInputs, type TaskInputs } from "../../model/wiring/inputs.ts";
import { checkRoutes } from "../../model/wiring/routes.ts";
import { serving } from "../support/model.ts";

const file = "alerts/pod-restarts.flux";
const where = `flux/${file}:20:1`;
const { model } = buildModel(serving(["portal"]));
const podShape: Shape = {
  measurement: "pods",
  home: "*",
  tags: ["namespace", "pod"],
  fields: { restarts: "int", state: "string" },
  from: "inputs.pods",
};
const hookShape: Shape = { ...podShape, measurement: "hooks", home: "events", from: "inputs.hooks" };

/** What is found when pod-restarts reads that, and names its subjects so. */
function found(
  read: Partial<TaskInputs["reads"][number]>,
  columns: readonly string[] = ["namespace", "pod"],
  shapes: readonly Shape[] = [podShape, hookShape],
): readonly Finding[] {
  const inputs: TaskInputs = {
    reads: [{ measurement: "pods", fields: ["restarts"], tags: ["cluster", "pod"], where, ...read }],
    subject: columns.map((column) => ({ column, where: `flux/${file}:40:2` })),
  };
  return checkInputs(model, new Map([[file, inputs]]), shapes);
}

describe("what an alert reads", () => {
  it("is fine when a collector writes it where the alert is at home", () => {
    assert.deepEqual(found({}), []);
    assert.deepEqual(
      found({ fields: ["restarts", "state"], tags: ["application", "cluster", "namespace"] }),
      [],
    );
  });

  it("is found when nothing writes the measurement", () => {
    assert.deepEqual(found({ measurement: "podz" }), [
      {
        check: "input",
        of: "pod-restarts",
        where,
        found: "measurement `podz`, which nothing writes; did you mean `pods`?",
        expected: "a measurement of a collector: `pods`",
        mend: "correct the name, or describe what writes it in model/collectors",
      },
    ]);
  });

  it("is found when it is written somewhere else", () => {
    assert.deepEqual(found({ measurement: "hooks" }), [
      {
        check: "input",
        of: "pod-restarts",
        where,
        found: "measurement `hooks` in `*`, where nothing writes it",
        expected: "the home it is written to: `events`",
        mend: "correct `home` of alert pod-restarts in model/alerts, or of the measurement in model/collectors",
      },
    ]);
  });

  for (const [kind, read] of [
    ["field", { fields: ["restarts", "restart"] }],
    ["tag", { tags: ["pod", "pods"] }],
  ] as const) {
    it(`is found when nothing writes the ${kind}`, () => {
      const [first, ...others] = found(read);
      assert.deepEqual(others, []);
      const [name, nearest] = kind === "field" ? ["restart", "restarts"] : ["pods", "pod"];
      assert.equal(
        first?.found,
        `${kind} \`${name}\` of \`pods\`, which nothing writes; did you mean \`${nearest}\`?`,
      );
      assert.match(first.expected, new RegExp(`^a ${kind} of inputs\\.pods: `));
    });
  }

  it("may come from several collectors", () => {
    const other: Shape = { ...podShape, fields: { ready: "bool" }, tags: ["zone"] };
    assert.deepEqual(
      found({ fields: ["restarts", "ready"], tags: ["pod", "zone"] }, [], [podShape, other]),
      [],
    );
  });

  it("is not looked at when the alert has no task in this stack", () => {
    const inputs: TaskInputs = {
      reads: [{ measurement: "nothing", fields: [], tags: [], where }],
      subject: [],
    };
    assert.deepEqual(checkInputs({ ...model, tasks: [] }, new Map([[file, inputs]]), [podShape]), []);
  });
});

describe("what a subject is made of", () => {
  it("is fine as long as it is tags", () => {
    assert.deepEqual(found({}, ["namespace", "pod", "cluster"]), []);
  });

  for (const column of ["_time", "value", "level", "text", "restarts"]) {
    it(`is found when it is \`${column}\``, () => {
      assert.deepEqual(found({}, ["pod", column]), [
        {
          check: "key",
          of: "pod-restarts",
          where: `flux/${file}:40:2`,
          found: `a subject made of \`r.${column}\`, a value or a time`,
          expected:
            "a subject made of tags: with a value in it, every sample is another subject, and is sent anew",
          mend: "say the value in `text`",
        },
      ]);
    });
  }
});

const everything: RouteSettings = {
  severities: [],
  alerts: [],
  clusters: [],
  applications: [],
  channels: ["ops"],
  repeatSeconds: {},
};
const routed = (...routes: readonly Partial<RouteSettings>[]): ModelSettings =>
  serving(["portal", "sia"], {
    alerts: {
      ...noAlerts,
      channels: [
        { name: "ops", kind: "webhook", secret: "url", options: {}, timeoutSeconds: 5, resolved: true },
      ],
      routes: routes.map((route) => ({ ...everything, ...route })),
    },
    secrets: ["url"],
  });
/** What is lost of pod-restarts, and the severities that nobody listens to. */
const lost = (settings: ModelSettings): readonly string[] =>
  checkRoutes(buildModel(settings).model, settings)
    .filter(({ of }) => of === "pod-restarts" || severities.some((severity) => severity === of))
    .map(({ of, found: text }) => (of === "pod-restarts" ? text : of));

describe("whom alerts reach", () => {
  it("is somebody when a route takes everything, or several do together", () => {
    assert.deepEqual(lost(routed({})), []);
    assert.deepEqual(lost(routed({ severities: ["critical"] }, { severities: ["warning", "info"] })), []);
    assert.deepEqual(lost(routed({ alerts: ["pod-restarts"] }, { severities: ["info"] })), []);
    assert.deepEqual(lost(routed({ clusters: ["idfdev"], applications: ["portal", "sia"] })), []);
  });

  it("is nobody when no route takes a severity, the alert, a cluster or an application", () => {
    const one = (severity: string): string =>
      `no route that takes ${severity} of alert \`pod-restarts\`, from every cluster and application`;
    assert.deepEqual(lost(routed({ severities: ["critical"] })), ["info", "warning"]);
    assert.deepEqual(lost(routed({ alerts: ["memory-near-limit", "package-tests-failed"] })), [
      one("warning"),
      one("critical"),
    ]);
    for (const route of [{ clusters: ["other"] }, { applications: ["portal"] }])
      assert.deepEqual(lost(routed(route)), [...severities]);
    assert.deepEqual(lost(routed()), [...severities]);
  });

  it("is no question in a stack without channels, nor for an alert that is switched off", () => {
    assert.deepEqual(lost(serving(["portal"])), []);
    const tasks = { tasks: { "pod-restarts": { enabled: false } }, applications: {}, clusters: {} };
    const others = routed({ alerts: alerts.map(({ id }) => id).filter((id) => id !== "pod-restarts") });
    assert.notDeepEqual(lost(others), []);
    assert.deepEqual(lost({ ...others, tasks }), []);
  });

  it("is told with the command that mends it", () => {
    const settings = routed();
    const [finding] = checkRoutes(buildModel(settings).model, settings);
    assert.equal(finding?.where, "Pulumi.test.yaml: monitoring:alerts.routes");
    assert.equal(
      finding.mend,
      "pulumi config set --path 'monitoring:alerts.routes[0].channels[0]' ops --stack test",
    );
  });
});

describe("a silence", () => {
  const source = { stack: "test", file: "Pulumi.test.yaml" };
  const finding: Finding = {
    check: "key",
    of: "pod-restarts",
    where: "w",
    found: "f",
    expected: "e",
    mend: "m",
  };

  it("takes away the findings of its check and alert, and no others", () => {
    const others: readonly Finding[] = [
      { ...finding, check: "input" },
      { ...finding, of: "package-tests-failed" },
    ];
    const silences = [{ check: "key", of: "pod-restarts", reason: "meant" }] as const;
    assert.deepEqual(
      unsilenced([finding, finding, ...others], silences, source).map(({ mend }) => mend),
      [
        "m; or, if it is meant, add {check: input, of: pod-restarts, reason: …} to monitoring:wiring.ignore",
        "m; or, if it is meant, add {check: key, of: package-tests-failed, reason: …} to monitoring:wiring.ignore",
      ],
    );
  });

  it("that silences nothing is a fault, with the nearest finding", () => {
    const silence = { check: "key", of: "pod-restart", reason: "" } as const;
    const [, fault] = unsilenced([finding], [silence], source);
    assert.deepEqual(fault, {
      where: "Pulumi.test.yaml: monitoring:wiring.ignore[0]",
      found: "check `key` of `pod-restart`, which finds nothing; did you mean `pod-restarts`?",
      expected: "a finding of `pod-restarts`",
      mend: "pulumi config rm --path 'monitoring:wiring.ignore[0]' --stack test",
    });
    const [none] = unsilenced([], [silence], source);
    assert.equal(none?.expected, "no silences: there are no findings");
  });

  it("of the stack file holds for the whole model", () => {
    const inputs = new Map([
      [file, { reads: [{ measurement: "nothing", fields: [], tags: [], where }], subject: [] }],
    ]);
    const faults = (settings: ModelSettings) => buildModel(settings, inputs).faults;
    assert.equal(faults(serving(["portal"])).length, 1);
    const silences = [{ check: "input", of: "pod-restarts", reason: "a collector of our own" }] as const;
    assert.deepEqual(faults(serving(["portal"], { silences })), []);
    assert(alerts.some(({ id }) => id === "pod-restarts"));
  });
});
