import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { bucketOf } from "../../model/applications.ts";
import type { TaskSettings } from "../../model/settings.ts";
import { catalogue, taskIds, tasksOf } from "../../model/tasks.ts";
import type { Application, TaskSpec } from "../../model/types.ts";

const unchanged: TaskSettings = { tasks: {}, applications: {} };

function application(name: string): Application {
  return { name, bucket: bucketOf(name), environments: ["idfdev"] };
}

/** The task of that name; a failed test if there is none. */
function taskNamed(
  name: string,
  settings: TaskSettings = unchanged,
  names: readonly string[] = ["times-square"],
): TaskSpec {
  const task = tasksOf(names.map(application), settings).find((candidate) => candidate.name === name);
  assert(task !== undefined, `no task ${name}`);
  return task;
}

const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/), { maxLength: 20 });

describe("tasksOf", () => {
  test("declares every task of the catalogue for every application", () => {
    const specs = tasksOf(["argocd", "times-square"].map(application), unchanged);
    assert.deepEqual(
      specs.map(({ name }) => name),
      taskIds.flatMap((id) => [`${id}/argocd`, `${id}/times-square`]),
    );
    assert.deepEqual(taskIds, ["pod-restarts", "pod-state"]);
  });

  test("binds the application's own bucket, and the one that all write", () => {
    assert.deepEqual(taskNamed("pod-restarts/times-square"), {
      name: "pod-restarts/times-square",
      id: "pod-restarts",
      application: "times-square",
      description: "Picks container restarts of times-square",
      file: "pod-restarts.flux",
      everySeconds: 150,
      offsetSeconds: taskNamed("pod-restarts/times-square").offsetSeconds,
      status: "active",
      reads: ["times_square"],
      writes: ["multiapp_"],
      params: {
        bucket: "times_square",
        application: "times-square",
        target: "multiapp_",
        window: { seconds: 210 },
        lookback: { seconds: 900 },
      },
    });
  });

  test("adding applications moves no task of the others", () => {
    fc.assert(
      fc.property(names, names, (some, others) => {
        const all = [...new Set([...others, ...some])];
        const after = new Map(tasksOf(all.map(application), unchanged).map((task) => [task.name, task]));
        for (const task of tasksOf(some.map(application), unchanged))
          assert.deepEqual(after.get(task.name), task);
      }),
    );
  });

  test("offsets leave late points time to arrive, and are less than the schedule", () => {
    for (const { everySeconds, offsetSeconds, id } of tasksOf(many(200), unchanged)) {
      const lateness = catalogue.find((definition) => definition.id === id)?.latenessSeconds ?? Infinity;
      assert(
        offsetSeconds >= lateness && offsetSeconds < everySeconds,
        `${offsetSeconds} s every ${everySeconds} s`,
      );
    }
  });

  test("hundreds of tasks do not fire in the same second", () => {
    const perSecond = new Map<number, number>();
    const specs = tasksOf(many(200), unchanged);
    for (const { offsetSeconds } of specs)
      perSecond.set(offsetSeconds, (perSecond.get(offsetSeconds) ?? 0) + 1);
    // 400 tasks over 90 seconds are 4.4 a second on average; of a fair spread, none has more than a few times that.
    assert(perSecond.size > 80, `only ${perSecond.size} different offsets`);
    assert(Math.max(...perSecond.values()) < 16, `${Math.max(...perSecond.values())} in one second`);
  });

  test("the tasks of one application do not fire together", () => {
    const specs = tasksOf(many(200), unchanged);
    const together = many(200).filter(({ name }) => {
      const offsets = specs
        .filter((task) => task.application === name)
        .map(({ offsetSeconds }) => offsetSeconds);
      return new Set(offsets).size < offsets.length;
    });
    assert(together.length < 20, `${together.length} of 200 do`);
  });

  test("any schedule has an offset below it and a window that covers it and the lateness", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200_000 }), names, (everySeconds, list) => {
        const settings = { tasks: { "pod-state": { everySeconds } }, applications: {} };
        for (const task of tasksOf(list.map(application), settings)) {
          if (task.id !== "pod-state") continue;
          assert.equal(task.everySeconds, everySeconds);
          assert.deepEqual(task.params["window"], { seconds: everySeconds + 60 });
          assert(Number.isSafeInteger(task.offsetSeconds));
          assert(task.offsetSeconds >= 0 && task.offsetSeconds < everySeconds);
        }
      }),
    );
  });

  test("a task that runs rarely is not late by more than its lateness and five minutes", () => {
    const settings = { tasks: { "pod-state": { everySeconds: 86_400 } }, applications: {} };
    const offsets = tasksOf(many(200), settings).flatMap((task) =>
      task.id === "pod-state" ? task.offsetSeconds : [],
    );
    assert(offsets.every((offset) => offset < 360));
    assert(new Set(offsets).size > 100);
  });
});

describe("overrides", () => {
  const settings: TaskSettings = {
    tasks: { "pod-state": { everySeconds: 600, enabled: false } },
    applications: {
      argocd: { "pod-state": { everySeconds: 60 } },
      nublado: { "pod-state": { enabled: true } },
    },
  };
  const all = ["argocd", "nublado", "times-square"];
  const summary = (name: string): string => {
    const { everySeconds, status } = taskNamed(name, settings, all);
    return `${everySeconds} ${status}`;
  };

  test("of a task hold for all applications, those of an application go before them, key by key", () => {
    assert.equal(summary("pod-state/times-square"), "600 inactive");
    assert.equal(summary("pod-state/argocd"), "60 inactive");
    assert.equal(summary("pod-state/nublado"), "600 active");
  });

  test("leave other tasks alone", () => {
    for (const name of all) assert.equal(summary(`pod-restarts/${name}`), "150 active");
  });

  test("are looked up by what was written, not by what every object has", () => {
    assert.equal(taskNamed("pod-state/constructor", unchanged, ["constructor"]).status, "active");
    assert.equal(taskNamed("pod-state/__proto__", unchanged, ["__proto__"]).everySeconds, 150);
  });
});

function many(count: number): readonly Application[] {
  return Array.from({ length: count }, (_, index) => application(`application-${index}`));
}
