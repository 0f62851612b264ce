import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deliveryTasks, heartbeatTasks, routeRows } from "../../model/alerts/delivery.ts";
import type { AlertDefinition } from "../../model/alerts/definition.ts";
import {
  type AlertSettings,
  type ChannelSettings,
  noAlerts,
  type RouteSettings,
} from "../../model/alerts/settings.ts";
import type { TaskSettings } from "../../model/settings.ts";
import type { BucketSpec, FluxRecord } from "../../model/types.ts";

const unchanged: TaskSettings = { tasks: {}, applications: {}, clusters: {} };
const channel = (name: string, changes: Partial<ChannelSettings> = {}): ChannelSettings => ({
  name,
  kind: "webhook",
  secret: `${name}-url`,
  options: {},
  timeoutSeconds: 5,
  resolved: true,
  ...changes,
});
const route = (changes: Partial<RouteSettings> = {}): RouteSettings => ({
  severities: [],
  alerts: [],
  clusters: [],
  applications: [],
  channels: ["ops"],
  repeatSeconds: {},
  ...changes,
});
const sending = (routes: readonly RouteSettings[], changes: Partial<AlertSettings> = {}): AlertSettings => ({
  ...noAlerts,
  channels: [channel("ops")],
  routes,
  repeatSeconds: { info: 0, warning: 100, critical: 10 },
  ...changes,
});

/** `level alert/cluster/application repeat quiet`, times in seconds. */
const brief = (rows: readonly FluxRecord[]): readonly string[] =>
  (rows as readonly Readonly<Record<string, string | number>>[]).map(
    ({ level, alert, cluster, application, repeat, quietFrom, quietTo }) =>
      `${String(level)} ${String(alert)}/${String(cluster)}/${String(application)} ${Number(repeat) / 1e9} ${String(quietFrom)}-${String(quietTo)}`,
  );

describe("rows of routes", () => {
  it("are one for each severity when a route names nothing", () => {
    assert.deepEqual(brief(routeRows(channel("ops"), sending([route()]))), [
      "1 */*/* 0 0-0",
      "2 */*/* 100 0-0",
      "3 */*/* 10 0-0",
    ]);
  });

  it("are one for each combination of what a route names", () => {
    const named = route({
      severities: ["critical"],
      alerts: ["a", "b"],
      clusters: ["c"],
      applications: ["x", "y"],
    });
    assert.deepEqual(brief(routeRows(channel("ops"), sending([named]))), [
      "3 a/c/x 10 0-0",
      "3 a/c/y 10 0-0",
      "3 b/c/x 10 0-0",
      "3 b/c/y 10 0-0",
    ]);
  });

  it("follow the first route that says something of it, each severity by itself", () => {
    const quiet = { fromMinute: 1320, toMinute: 360 };
    const rows = routeRows(
      channel("ops"),
      sending([
        route({ severities: ["warning"], repeatSeconds: { warning: 7 }, quiet }),
        route({ repeatSeconds: { warning: 8, critical: 9 } }),
        route({ severities: ["critical"] }),
      ]),
    );
    assert.deepEqual(brief(rows), ["2 */*/* 7 1320-360", "1 */*/* 0 0-0", "3 */*/* 9 0-0"]);
  });

  it("are those of the channel alone, and none where no route leads to it", () => {
    const settings = sending([
      route({ channels: ["ops", "night"], severities: ["info"] }),
      route({ channels: ["day"] }),
    ]);
    assert.deepEqual(brief(routeRows(channel("night"), settings)), ["1 */*/* 0 0-0"]);
    assert.deepEqual(routeRows(channel("nobody"), settings), []);
  });

  it("say whether the channel is told what is resolved", () => {
    const [row] = routeRows(channel("ops", { resolved: false }), sending([route()]));
    assert.equal(row?.["resolved"], false);
  });
});

const alert: AlertDefinition = {
  id: "invented",
  title: "Something is wrong",
  kind: "state",
  home: "*",
  severities: ["warning"],
  everySeconds: 300,
  latenessSeconds: 60,
  windowSeconds: 600,
  limits: {},
  advice: "",
};
const bucket = (name: string, retentionSeconds: number): BucketSpec => ({
  name,
  kind: "internal",
  description: "",
  retentionSeconds,
  allowDataLoss: false,
});
const buckets = [bucket("multiapp_", 3600), bucket("alerted_", 7 * 86_400)];

describe("the task of a channel", () => {
  const settings = { tasks: unchanged, alerts: sending([route({ severities: ["warning"] })]) };
  const [task] = deliveryTasks([alert], buckets, settings);
  assert(task !== undefined);
  const rowOf = (definition: AlertDefinition, tasks: TaskSettings = unchanged): FluxRecord => {
    const [made] = deliveryTasks([definition], buckets, { ...settings, tasks });
    return (made?.params["alerts"] as readonly FluxRecord[])[0] ?? {};
  };

  it("reads what was found and what was sent, and runs each minute", () => {
    const { name, id, file, everySeconds, reads, writes, status } = task;
    assert.deepEqual(
      [name, id, file, everySeconds, reads, writes, status],
      [
        "deliver/ops",
        "deliver",
        "delivery/webhook.flux",
        60,
        ["multiapp_", "alerted_"],
        ["alerted_"],
        "active",
      ],
    );
    const { channel: of, secret, authorization, reach, keep, most } = task.params;
    assert.deepEqual([of, secret, authorization, most], ["ops", "ops-url", "", 50]);
    assert.deepEqual([reach, keep], [{ seconds: 3300 }, { seconds: 7 * 86_400 }]);
  });

  it("looks back a day at most, and remembers thirty, where buckets keep for ever", () => {
    const forever = [bucket("multiapp_", 0), bucket("alerted_", 0)];
    const [made] = deliveryTasks([alert], forever, settings);
    assert.deepEqual(
      [made?.params["reach"], made?.params["keep"]],
      [{ seconds: 86_400 - 300 }, { seconds: 30 * 86_400 }],
    );
  });

  it("knows of each alert how long a finding holds, and after what time without it is resolved", () => {
    // Two runs, the latest that the second begins (a minute of lateness, up to five of spread), two runs of this task.
    assert.partialDeepStrictEqual(rowOf(alert), {
      id: "invented",
      title: "Something is wrong",
      link: `${noAlerts.runbooks}invented`,
      event: false,
      stale: (600 + 300 + 120) * 1e9,
      resolve: 600e9,
    });
    assert.equal(rowOf({ ...alert, resolveSeconds: 5 })["resolve"], 5e9);
    assert.equal(rowOf({ ...alert, kind: "event" })["event"], true);
  });

  it("follows an override of the alert's schedule", () => {
    const row = rowOf(alert, { ...unchanged, tasks: { invented: { everySeconds: 600 } } });
    assert.deepEqual([row["stale"], row["resolve"]], [(1200 + 360 + 120) * 1e9, 1200e9]);
  });

  it("is inactive where the stack file says so, and has the header and options of its kind", () => {
    const tasks = { ...unchanged, tasks: { "deliver/ops": { enabled: false } } };
    assert.equal(deliveryTasks([alert], buckets, { ...settings, tasks })[0]?.status, "inactive");
    const special = channel("ops", { authorization: "bearer", options: { topic: "x" }, kind: "kafka" });
    const alerts = { ...settings.alerts, channels: [special] };
    const [made] = deliveryTasks([alert], buckets, { ...settings, alerts });
    assert.deepEqual([made?.params["authorization"], made?.params["topic"]], ["bearer", "x"]);
    const slack = { ...settings.alerts, channels: [channel("ops", { kind: "slack" })] };
    assert.equal(
      "authorization" in (deliveryTasks([alert], buckets, { ...settings, alerts: slack })[0]?.params ?? {}),
      false,
    );
  });
});

describe("the heartbeat", () => {
  it("is a task where there is one, and inactive where the stack file says so", () => {
    assert.deepEqual(heartbeatTasks({ tasks: unchanged, alerts: noAlerts }), []);
    const alerts = { ...noAlerts, heartbeat: { secret: "s", everySeconds: 120 } };
    const [task] = heartbeatTasks({
      tasks: { ...unchanged, tasks: { heartbeat: { enabled: false } } },
      alerts,
    });
    assert.deepEqual(
      [task?.name, task?.everySeconds, task?.status, task?.params["secret"], task?.writes],
      ["heartbeat", 120, "inactive", "s", ["alerted_"]],
    );
  });
});
