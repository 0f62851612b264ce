/** Tasks as a real InfluxDB runs them, and the points they run on. */
import { api, ApiError, type TestServer } from "./influxd.ts";
import { until } from "./until.ts";

/** A value of a field: numbers are floats, bigints integers. */
export type FieldValue = number | bigint | boolean | string;

/** A point that a test writes. */
export interface Sample {
  /** The instant, as ISO 8601. */
  readonly at: string;
  readonly measurement: string;
  /** A tag that is undefined is not there. */
  readonly tags: Readonly<Record<string, string | undefined>>;
  readonly fields: Readonly<Record<string, FieldValue | undefined>>;
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

/** Line protocol of a sample, its time in seconds. A sample without fields is nothing. */
export function lineOf({ at: time, measurement, tags, fields }: Sample): string {
  const key = [
    escape(measurement),
    ...Object.entries(tags).flatMap(([name, value]) => (value ? `${escape(name)}=${escape(value)}` : [])),
  ];
  const values = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : `${escape(name)}=${fieldText(value)}`,
  );
  return values.length === 0 ? "" : `${key.join(",")} ${values.join(",")} ${Date.parse(time) / 1000}`;
}

function escape(text: string): string {
  return text.replace(/[ ,=]/g, "\\$&");
}

function fieldText(value: FieldValue): string {
  if (typeof value === "bigint") return `${value}i`;
  return typeof value === "string" ? `"${value.replace(/["\\]/g, "\\$&")}"` : String(value);
}
