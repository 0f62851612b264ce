/** Alerts as a real InfluxDB runs them: given points, when the tasks run at a time, then what a receiver got. */
import assert from "node:assert/strict";
import { compileTasks, loadTemplates, type Templates } from "../../flux/index.ts";
import { alerts } from "../../model/alerts/catalogue.ts";
import type { AlertDefinition } from "../../model/alerts/definition.ts";
import type { Point } from "../../model/alerts/samples/point.ts";
import { everything } from "../../model/alerts/settings.ts";
import { isOfInfluxDB, isOfNoApplication } from "../../model/buckets.ts";
import { buildModel } from "../../model/model.ts";
import type { ModelSettings } from "../../model/settings.ts";
import type { Model } from "../../model/types.ts";
import { makeTask, runTask } from "./flux.ts";
import { api, makeBucket, queryRows, type Row, startServer, type TestServer } from "./influxd.ts";
import { serving } from "./model.ts";
import { sharedParts } from "./parts.ts";
import { lineOf } from "../../tools/alerts/line-protocol.ts";
import { type Receiver, startReceiver } from "../../tools/alerts/receiver.ts";

/** A message as the receiver of a test gets it. */
export interface Message {
  readonly severity: string;
  readonly alert: string;
  readonly cluster: string;
  readonly application: string;
  readonly subject: string;
  readonly text: string;
}

/** The application whose alerts are tried, where an alert is one of every application. */
export const application = "portal";
export const cluster = "idfdev";
const sharedBucket = "applications";

/** One bucket for all applications. */
export const inSharedLayout = (settings: ModelSettings): ModelSettings => ({
  ...settings,
  layout: { kind: "shared", bucket: sharedBucket },
});

/** An organization of its own with the tasks of one alert, and one channel. */
export interface AlertWorld {
  readonly alert: AlertDefinition;
  readonly model: Model;
  /** The organization. */
  readonly server: TestServer;
  /** Script of a task by name. */
  readonly scripts: ReadonlyMap<string, string>;
  /** Writes points of a minute to the bucket that the alert reads. */
  write(points: readonly Point[], minute: number): Promise<void>;
  /** Writes points of many minutes at once. */
  writeAll(points: readonly (readonly [minute: number, points: readonly Point[]])[]): Promise<void>;
  /** Runs the alert's task as if it were due at that minute. */
  find(minute: number): Promise<void>;
  /** Runs the delivery as if it were due at that minute. */
  deliver(minute: number): Promise<void>;
  /** The alert's task as a task of the server, and then the delivery. */
  runTasks(minute: number): Promise<void>;
  /** Path of the receiver that its channel sends to. */
  readonly path: string;
  /** Runs any task of the model as if it were due at that minute. */
  run(task: string, minute: number): Promise<void>;
  /** Messages since the last call that were accepted. */
  messages(): readonly Message[];
  /** Rows of a measurement in a bucket. */
  rows(bucket: string, measurement: string): Promise<readonly Row[]>;
  /** What the receiver answers from now on. */
  answer(status: number): void;
}

const start = Date.UTC(2020, 0, 15);

/** The instant of a minute of the tests' time. */
export function instant(minute: number): string {
  return new Date(start + minute * 60_000).toISOString();
}

/** What the worlds of a file share. */
export interface AlertParts {
  readonly server: TestServer;
  readonly receiver: Receiver;
  readonly templates: Templates;
}

/** One server and one receiver for the tests of a file or suite: started before them, stopped after. */
export function alertParts(templates?: Templates): AlertParts {
  const parts = sharedParts(async (own) => {
    const [server, receiver, loaded] = await Promise.all([
      own(startServer(), (started) => started.stop()),
      own(startReceiver(), (started) => started.stop()),
      templates ?? loadTemplates(),
    ]);
    return { server, receiver, templates: loaded };
  });
  return {
    get server() {
      return parts().server;
    },
    get receiver() {
      return parts().receiver;
    },
    get templates() {
      return parts().templates;
    },
  };
}

let count = 0;

/** Makes a world for an alert. `change`: what its stack file says besides one channel that gets everything. */
export async function alertWorld(
  {
    server,
    receiver,
    templates,
  }: Pick<AlertParts, "templates"> & {
    server: TestServer;
    receiver: Pick<Receiver, "url" | "take" | "answer">;
  },
  id: string,
  change: (settings: ModelSettings) => ModelSettings = (settings) => settings,
): Promise<AlertWorld> {
  const alert = alerts.find((candidate) => candidate.id === id);
  assert(alert !== undefined, `there is no alert ${id}`);
  count += 1;
  const name = `${id}-${count}`;
  const path = `/${name}`;
  const { id: orgId } = JSON.parse(await api(server, "POST", "/api/v2/orgs", { json: { name } })) as {
    id: string;
  };
  const own: TestServer = { ...server, org: name, orgId };
  const settings = change(settingsFor(alert));
  const { model, faults } = buildModel(settings);
  assert.deepEqual(faults, []);
  const { compiled: scripts, faults: fluxFaults } = compileTasks(model.tasks, templates);
  assert.deepEqual(fluxFaults, []);
  for (const { name: bucket } of model.buckets) await makeBucket(own, bucket);
  await api(own, "PATCH", `/api/v2/orgs/${orgId}/secrets`, { json: { "ops-url": receiver.url + path } });

  const finder = model.tasks.find((task) => task.id === id);
  assert(finder !== undefined, `the model has no task ${id}`);
  const home = finder.reads[0] ?? "";
  if (isOfInfluxDB(home)) await keepForEver(own, home);
  const run = async (task: string, minute: number): Promise<void> => {
    const flux = scripts.get(task);
    assert(flux !== undefined, `there is no task ${task}`);
    const json = { query: flux, type: "flux", now: instant(minute) };
    await api(own, "POST", `/api/v2/query?orgID=${orgId}`, { json, accept: "application/csv" }).then(
      (answer) => {
        // An error after the first rows comes as a table of its own.
        assert.doesNotMatch(answer, /^#?,error,reference|\r\n,error,reference/, `${task}: ${answer}`);
      },
    );
  };
  // In the shared layout points say whose they are.
  const { only } = finder.params;
  const whose = typeof only === "string" && only !== "" ? only : application;
  const tag = home === sharedBucket ? { application: whose } : {};
  const writeAll: AlertWorld["writeAll"] = async (points) => {
    const lines = points.flatMap(([minute, all]) =>
      all.map((point) =>
        lineOf({ ...point, tags: { ...point.tags, ...tag } }, Date.parse(instant(minute)) / 1000),
      ),
    );
    const query = new URLSearchParams({ orgID: orgId, bucket: home, precision: "s" });
    if (lines.length > 0)
      await api(own, "POST", `/api/v2/write?${query.toString()}`, { text: lines.join("\n") });
  };
  let status = 200;
  return {
    alert,
    model,
    server: own,
    scripts,
    writeAll,
    write: (points, minute) => writeAll([[minute, points]]),
    path,
    run,
    find: (minute) => run(finder.name, minute),
    deliver: (minute) => run("deliver/ops", minute),
    runTasks: async (minute) => {
      for (const task of [finder.name, "deliver/ops"]) {
        const late = task === finder.name ? 0 : 1;
        await runTask(own, await makeTask(own, scripts.get(task) ?? ""), instant(minute + late));
      }
    },
    messages: () => {
      const got = receiver.take(path).map(({ body }) => messageOf(body));
      return status < 300 ? got : [];
    },
    answer: (next) => {
      status = next;
      receiver.answer(path, next);
    },
    rows: (bucket, measurement) =>
      queryRows(
        own,
        `from(bucket: ${JSON.stringify(bucket)}) |> range(start: 0)
          |> filter(fn: (r) => r._measurement == ${JSON.stringify(measurement)})
          |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value") |> group() |> sort(columns: ["_time"])`,
      ),
  };
}

/** Buckets of InfluxDB keep their points for days, and the tests live in the past. */
async function keepForEver(server: TestServer, bucket: string): Promise<void> {
  const found = await api(server, "GET", `/api/v2/buckets?orgID=${server.orgId}&name=${bucket}`);
  const { buckets } = JSON.parse(found) as { buckets: readonly { id: string }[] };
  const json = { retentionRules: [{ type: "expire", everySeconds: 0 }] };
  await api(server, "PATCH", `/api/v2/buckets/${buckets[0]?.id ?? ""}`, { json });
}

function settingsFor({ home }: AlertDefinition): ModelSettings {
  const names = home === "*" || isOfNoApplication(home) ? [application] : [application, home];
  const settings = serving(names);
  return {
    ...settings,
    buckets: { ...settings.buckets, retentionSeconds: 0, internalRetentionSeconds: 0 },
    alerts: {
      ...settings.alerts,
      channels: [
        { name: "ops", kind: "webhook", secret: "ops-url", options: {}, timeoutSeconds: 20, resolved: true },
      ],
      routes: [{ ...everything, channels: ["ops"] }],
      repeatSeconds: { info: 86_400, warning: 86_400, critical: 86_400 },
    },
    secrets: ["ops-url"],
  };
}

function messageOf(body: string): Message {
  const { severity, alert, cluster: where, application: of, subject, text } = JSON.parse(body) as Message;
  return { severity, alert, cluster: where, application: of, subject, text };
}
