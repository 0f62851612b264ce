/** Tasks as a real InfluxDB runs them: given rows, when a task runs at a time, then rows. */
import assert from "node:assert/strict";
import { compileTasks, loadTemplates, type Templates } from "../../flux/index.ts";
import { bucketOf } from "../../model/applications.ts";
import { multiapp } from "../../model/buckets.ts";
import { tasksOf } from "../../model/tasks.ts";
import { api, ApiError, makeBucket, queryRows, type Row, type TestServer, writeLines } from "./influxd.ts";
import { until } from "./until.ts";

/** A value of a field: numbers are floats, bigints integers. */
export type FieldValue = number | bigint | boolean | string;

/** A point that a test writes. */
export interface Sample {
  /** Time of day, `12:03:30`. */
  readonly at: string;
  readonly measurement: string;
  /** A tag that is undefined is not there. */
  readonly tags: Readonly<Record<string, string | undefined>>;
  readonly fields: Readonly<Record<string, FieldValue | undefined>>;
}

/** An application of its own for one test: its bucket, its tasks, its rows among those of all. */
export interface Subject {
  readonly application: string;
  /** Writes points to the application's bucket. */
  given(...samples: readonly Sample[]): Promise<void>;
  /** Runs the application's task of that id as if it were due at each of these times of day, one after the other. */
  run(id: string, ...times: readonly string[]): Promise<void>;
  /** What the tasks have written for the application under a measurement: a row a point, by time. */
  picked(measurement: string): Promise<readonly Row[]>;
}

/** Tests live on this day. It is past, so that a run that is due meanwhile finds nothing. */
const day = "2020-01-15";

/** The instant of a time of day, as InfluxDB writes it. */
export function at(time: string): string {
  return `${day}T${time}Z`;
}

/** Gives every test of a file an application of its own on one server. */
export async function fluxWorld(server: TestServer): Promise<{ subject: () => Promise<Subject> }> {
  const templates = await loadTemplates();
  assert.deepEqual(templates.faults, []);
  await makeBucket(server, multiapp);
  let count = 0;
  return {
    subject: async () => {
      count += 1;
      const application = `app-${count}`;
      await makeBucket(server, bucketOf(application));
      return subjectOf(server, templates, application);
    },
  };
}

function subjectOf(server: TestServer, templates: Templates, application: string): Subject {
  const bucket = bucketOf(application);
  const specs = tasksOf([{ name: application, bucket, environments: ["test"] }], {
    tasks: {},
    applications: {},
  });
  const { compiled, faults } = compileTasks(specs, templates);
  assert.deepEqual(faults, []);
  const made = new Map<string, Promise<string>>();
  return {
    application,
    given: (...samples) => writeLines(server, bucket, samples.map(lineOf)),
    run: async (id, ...times) => {
      const flux = compiled.get(`${id}/${application}`);
      assert(flux !== undefined, `there is no task ${id}`);
      const task = await (made.get(id) ?? remember(made, id, makeTask(server, flux)));
      for (const time of times) await runTask(server, task, at(time));
    },
    picked: (measurement) => pickedRows(server, measurement, application),
  };
}

function remember<Value>(map: Map<string, Value>, key: string, value: Value): Value {
  map.set(key, value);
  return value;
}

/** Rows of an application: tags and fields side by side, which a query's pivot would rob of its empty texts. */
async function pickedRows(
  server: TestServer,
  measurement: string,
  application: string,
): Promise<readonly Row[]> {
  const points = await queryRows(
    server,
    `from(bucket: ${JSON.stringify(multiapp)})
      |> range(start: 2020-01-01T00:00:00Z, stop: 2020-02-01T00:00:00Z)
      |> filter(fn: (r) => r._measurement == "${measurement}" and r.application == "${application}")
      |> drop(columns: ["_start", "_stop", "_measurement", "application"])`,
  );
  const rows = new Map<string, Row>();
  for (const { _field, _value = "", ...point } of points) {
    const { _time, pod, container } = point;
    const key = JSON.stringify([_time, pod, container, Object.entries(point).sort()]);
    rows.set(key, { ...(rows.get(key) ?? point), [String(_field)]: _value });
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

/** Makes a task from Flux; gives its id. It is active, because the server runs no other. */
export async function makeTask(server: TestServer, flux: string): Promise<string> {
  const made = await api(server, "POST", "/api/v2/tasks", { json: { orgID: server.orgId, flux } });
  return (JSON.parse(made) as { id: string }).id;
}

/** Runs a task as if it were due at that instant, and waits for the run to succeed. */
export async function runTask(server: TestServer, task: string, scheduledFor: string): Promise<void> {
  const runs = `/api/v2/tasks/${task}/runs`;
  const { id } = JSON.parse(await api(server, "POST", runs, { json: { scheduledFor } })) as { id: string };
  const status = await until(`the run of ${scheduledFor} has ended`, async () => {
    const now = await statusOf(server, `${runs}/${id}`);
    return now === "success" || now === "failed" || now === "canceled" ? now : undefined;
  });
  if (status === "success") return;
  throw new Error(`the run of ${scheduledFor} ${status}: ${await api(server, "GET", `${runs}/${id}/logs`)}`);
}

/**
 * Status of a run; undefined when the server does not know it just now: a run that has ended is logged up to a second
 * later (404 until then), and asked for in the very moment of its end the server panics (500) without harm.
 */
async function statusOf(server: TestServer, run: string): Promise<string | undefined> {
  try {
    return (JSON.parse(await api(server, "GET", run)) as { status: string }).status;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.message.includes("panic")))
      return undefined;
    throw error;
  }
}

/** Line protocol of a sample. */
export function lineOf({ at: time, measurement, tags, fields }: Sample): string {
  const key = [
    escape(measurement),
    ...Object.entries(tags).flatMap(([name, value]) => (value ? `${escape(name)}=${escape(value)}` : [])),
  ];
  const values = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : `${escape(name)}=${fieldText(value)}`,
  );
  return `${key.join(",")} ${values.join(",")} ${Date.parse(at(time)) / 1000}`;
}

function escape(text: string): string {
  return text.replace(/[ ,=]/g, "\\$&");
}

function fieldText(value: FieldValue): string {
  if (typeof value === "bigint") return `${value}i`;
  return typeof value === "string" ? `"${value.replace(/["\\]/g, "\\$&")}"` : String(value);
}
