import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { alertTasks } from "../../model/alerts/instances.ts";
import type { AlertDefinition } from "../../model/alerts/definition.ts";
import { bucketOf } from "../../model/applications.ts";
import { latestOffset, offsetOf } from "../../model/schedule.ts";
import type { Layout, TaskSettings } from "../../model/settings.ts";
import type { Application, BucketSpec, TaskSpec } from "../../model/types.ts";

const unchanged: TaskSettings = { tasks: {}, applications: {}, clusters: {} };
const separate: Layout = { kind: "applications" };
const shared: Layout = { kind: "shared", bucket: "points" };

/** An alert that is invented: every 5 minutes, a minute late, ten minutes back. */
const invented = (changes: Partial<AlertDefinition> = {}): AlertDefinition => ({
  id: "invented",
  title: "Something is wrong",
  kind: "state",
  home: "*",
  severities: ["warning"],
  everySeconds: 300,
  latenessSeconds: 60,
  windowSeconds: 600,
  limits: { warning: { unit: "count", value: 1, doc: "" } },
  params: { lookback: { seconds: 900 } },
  advice: "",
  ...changes,
});
const event = invented({ id: "happened", kind: "event", home: "web-hooks", limits: {}, params: {} });

const application = (name: string): Application => ({
  name,
  bucket: bucketOf(name),
  environments: ["idfdev"],
});
const many = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `application-${index}`);
const bucketNamed = (name: string): BucketSpec => ({
  name,
  kind: "extra",
  description: "",
  retentionSeconds: 0,
  allowDataLoss: false,
});

interface Stack {
  readonly names?: readonly string[];
  readonly settings?: TaskSettings;
  readonly layout?: Layout;
  readonly extra?: readonly string[];
  readonly alerts?: readonly AlertDefinition[];
}

function instancesOf({
  names = ["times-square"],
  settings = unchanged,
  layout = separate,
  extra = [],
  alerts,
}: Stack) {
  const applications = names.map(application);
  const own = layout.kind === "shared" ? [layout.bucket] : applications.map(({ bucket }) => bucket);
  return alertTasks(alerts ?? [invented(), event], applications, [...own, ...extra].map(bucketNamed), {
    tasks: settings,
    layout,
  });
}

const tasksIn = (stack: Stack): readonly TaskSpec[] => instancesOf(stack).tasks;
const taskNamed = (name: string, stack: Stack = {}): TaskSpec => {
  const task = tasksIn(stack).find((candidate) => candidate.name === name);
  assert(task !== undefined, `no task ${name}`);
  return task;
};

const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/), { maxLength: 20 });

describe("an alert of every application", () => {
  it("is a task for each, on its own bucket", () => {
    const task = taskNamed("invented/times-square");
    assert.deepEqual(task, {
      name: "invented/times-square",
      id: "invented",
      application: "times-square",
      description: "Something is wrong: times-square",
      file: "alerts/invented.flux",
      everySeconds: 300,
      offsetSeconds: task.offsetSeconds,
      status: "active",
      reads: ["times_square"],
      writes: ["multiapp_"],
      params: {
        alert: "invented",
        bucket: "times_square",
        application: "times-square",
        only: "",
        target: "multiapp_",
        window: { seconds: 600 },
        lookback: { seconds: 900 },
        limits: [{ cluster: "*", application: "*", warning: 1 }],
      },
    });
  });

  it("is one task in the shared layout, on the bucket of all", () => {
    const [task, ...others] = tasksIn({ names: ["portal", "times-square"], layout: shared });
    assert.deepEqual(others, []);
    assert.deepEqual(
      [task?.name, task?.application, task?.description],
      ["invented", "", "Something is wrong"],
    );
    assert.deepEqual(task?.reads, ["points"]);
    const { bucket, application: of, only } = task.params;
    assert.deepEqual([bucket, of, only], ["points", "", ""]);
  });
});

describe("an alert with a home", () => {
  it("is one task on the bucket of that application, in either layout", () => {
    const stack = { names: ["portal", "web-hooks"] };
    const own = taskNamed("happened", stack);
    assert.deepEqual([own.reads, own.application], [["web_hooks"], ""]);
    assert.deepEqual([own.params["application"], own.params["only"]], ["web-hooks", ""]);
    assert.equal("limits" in own.params, false);
    const among = taskNamed("happened", { ...stack, layout: shared });
    assert.deepEqual(among.reads, ["points"]);
    assert.deepEqual([among.params["application"], among.params["only"]], ["", "web-hooks"]);
  });

  it("is one task on an extra bucket of that name, in either layout", () => {
    for (const layout of [separate, shared]) {
      const task = taskNamed("happened", { extra: ["web_hooks"], layout });
      assert.deepEqual(
        [task.reads, task.params["application"], task.params["only"]],
        [["web_hooks"], "web-hooks", ""],
      );
    }
  });

  it("is absent where nothing keeps its points, and says which bucket would", () => {
    for (const layout of [separate, shared]) {
      const { tasks, absent } = instancesOf({ layout });
      assert.deepEqual(absent, [{ id: "happened", bucket: "web_hooks" }]);
      assert.deepEqual([...new Set(tasks.map(({ id }) => id))], ["invented"]);
    }
  });

  it("may be at home in the buckets of the tasks and of InfluxDB, by their own names", () => {
    const alerts = [invented({ home: "_tasks" }), invented({ id: "sent", home: "alerted_" })];
    const tasks = tasksIn({ alerts, extra: ["alerted_"] });
    assert.deepEqual(
      tasks.map(({ reads }) => reads),
      [["_tasks"], ["alerted_"]],
    );
  });
});

describe("adding applications", () => {
  it("moves no task of the others", () => {
    for (const layout of [separate, shared]) {
      fc.assert(
        fc.property(names, names, (some, others) => {
          const all = [...new Set([...others, ...some])];
          const after = new Map(tasksIn({ names: all, layout }).map((task) => [task.name, task]));
          for (const task of tasksIn({ names: some, layout })) assert.deepEqual(after.get(task.name), task);
        }),
      );
    }
  });
});

describe("offsets", () => {
  it("leave late points time to arrive, and are less than the schedule", () => {
    for (const { everySeconds, offsetSeconds } of tasksIn({ names: many(200) }))
      assert(
        offsetSeconds >= 60 && offsetSeconds < everySeconds,
        `${offsetSeconds} s every ${everySeconds} s`,
      );
  });

  it("spread hundreds of tasks over their time", () => {
    const offsets = tasksIn({ names: many(400) }).map(({ offsetSeconds }) => offsetSeconds);
    const most = Math.max(
      ...[...Map.groupBy(offsets, (offset) => offset).values()].map((same) => same.length),
    );
    // 400 over 240 seconds are 1.7 a second on average.
    assert(new Set(offsets).size > 160, `only ${new Set(offsets).size} different offsets`);
    assert(most < 10, `${most} in one second`);
  });

  it("are whole, within the schedule, and no later than is said, whatever the schedule", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 1, max: 200_000 }),
        fc.nat(7200),
        (name, every, lateness) => {
          const offset = offsetOf(name, every, lateness);
          assert(Number.isSafeInteger(offset) && offset >= 0 && offset < every);
          assert(offset <= latestOffset(every, lateness));
        },
      ),
    );
  });
});

describe("overrides", () => {
  const settings: TaskSettings = {
    tasks: { invented: { everySeconds: 600, enabled: false } },
    applications: {
      argocd: { invented: { everySeconds: 60 } },
      nublado: { invented: { enabled: true } },
    },
    clusters: {},
  };
  const stack = { names: ["argocd", "nublado", "times-square", "web-hooks"], settings };
  const summary = (name: string): string => {
    const { everySeconds, status } = taskNamed(name, stack);
    return `${everySeconds} ${status}`;
  };

  it("of a task hold for all applications, those of an application go before them, key by key", () => {
    assert.equal(summary("invented/times-square"), "600 inactive");
    assert.equal(summary("invented/argocd"), "60 inactive");
    assert.equal(summary("invented/nublado"), "600 active");
  });

  it("leave other tasks alone", () => {
    assert.equal(summary("happened"), "300 active");
  });

  it("hold for the one task of the shared layout", () => {
    const { everySeconds, status } = taskNamed("invented", { ...stack, layout: shared });
    assert.deepEqual([everySeconds, status], [600, "inactive"]);
  });

  it("widen the window where it would not cover schedule and lateness", () => {
    const windows = [60, 540, 541, 3600].map((everySeconds) => {
      const changed = { ...unchanged, tasks: { invented: { everySeconds } } };
      return taskNamed("invented/times-square", { settings: changed }).params["window"];
    });
    assert.deepEqual(windows, [{ seconds: 600 }, { seconds: 600 }, { seconds: 601 }, { seconds: 3660 }]);
  });

  it("are looked up by what was written, not by what every object has", () => {
    assert.equal(taskNamed("invented/constructor", { names: ["constructor"] }).status, "active");
    assert.equal(taskNamed("invented/__proto__", { names: ["__proto__"] }).everySeconds, 300);
  });
});
