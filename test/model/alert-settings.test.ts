/** Settings of tasks that would be ignored are refused. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { buildModel } from "../../model/model.ts";
import type { ModelSettings, TaskOverride } from "../../model/settings.ts";
import { serving } from "../support/model.ts";

const channel = { kind: "slack", secret: "url", options: {}, timeoutSeconds: 5, resolved: true } as const;
const everything = { severities: [], alerts: [], clusters: [], applications: [], repeatSeconds: {} };

/** Keys of the faults of a stack that says this of a task, for all or for the portal. */
function refused(
  id: string,
  override: TaskOverride,
  of: "all" | "portal",
  changes: Partial<ModelSettings> = {},
) {
  const settings = serving(["portal"]);
  const tasks =
    of === "all"
      ? { tasks: { [id]: override }, applications: {}, clusters: {} }
      : { tasks: {}, applications: { portal: { [id]: override } }, clusters: {} };
  const alerts = {
    ...settings.alerts,
    channels: [{ ...channel, name: "ops" }],
    routes: [{ ...everything, channels: ["ops"] }],
    heartbeat: { secret: "url", everySeconds: 300 },
  };
  const { faults } = buildModel({ ...settings, alerts, secrets: ["url"], tasks, ...changes });
  return faults.map(({ where }) => where.replace(/^.*monitoring:/, ""));
}

describe("settings of one application", () => {
  it("are taken by an alert that has a task for each", () => {
    assert.deepEqual(refused("pod-restarts", { everySeconds: 600, enabled: false }, "portal"), []);
  });

  it("are refused, but for limits, where one task serves all", () => {
    const override = { everySeconds: 600, enabled: false };
    const keys = ["every", "enabled"].map((key) => `tasks.job-failed.applications.portal.${key}`);
    assert.deepEqual(refused("job-failed", override, "portal"), keys);
    const layout = { kind: "shared", bucket: "applications" } as const;
    const shared = keys.map((key) => key.replace("job-failed", "pod-restarts"));
    assert.deepEqual(refused("pod-restarts", override, "portal", { layout }), shared);
    assert.deepEqual(refused("pod-restarts", { limits: { warning: 2 } }, "portal", { layout }), []);
  });

  it("are refused for deliveries", () => {
    assert.deepEqual(refused("deliver/ops", { enabled: false }, "portal"), [
      'tasks["deliver/ops"].applications.portal.enabled',
    ]);
  });
});

describe("settings of deliveries and of the heartbeat", () => {
  it("are whether they run, and nothing else", () => {
    for (const id of ["deliver/ops", "heartbeat"]) {
      const key = id === "heartbeat" ? "tasks.heartbeat" : 'tasks["deliver/ops"]';
      assert.deepEqual(refused(id, { enabled: false }, "all"), []);
      assert.deepEqual(refused(id, { everySeconds: 600, limits: { warning: 1 } }, "all"), [
        `${key}.every`,
        `${key}.limits`,
      ]);
    }
  });
});
