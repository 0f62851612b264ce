/** Tasks as a real InfluxDB runs them. */
import { api, ApiError, type TestServer } from "./influxd.ts";
import { until } from "./until.ts";

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
