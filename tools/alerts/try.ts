/**
 * Tries an alert on the running local InfluxDB: writes points that it has to find, runs its task, delivers to a receiver
 * of its own, and takes everything away again.
 */
import { compileTask, type Templates } from "../../flux/index.ts";
import { deliveryTasks } from "../../model/alerts/delivery.ts";
import { everything } from "../../model/alerts/settings.ts";
import { alerted, isOfNoApplication, multiapp } from "../../model/buckets.ts";
import { alerts } from "../../model/alerts/catalogue.ts";
import type { AlertDefinition } from "../../model/alerts/definition.ts";
import type { AlertSample } from "../../model/alerts/samples/sample.ts";
import { story, type Timed } from "../../model/alerts/samples/story.ts";
import type { Point } from "../../model/alerts/samples/point.ts";
import type { ModelSettings } from "../../model/settings.ts";
import type { Model, TaskSpec } from "../../model/types.ts";
import { UserError } from "../errors.ts";
import { field } from "../json.mjs";
import { type Answer, call, list, messageOf } from "../local/http.ts";
import { lineOf } from "./line-protocol.ts";
import { startReceiver } from "./receiver.ts";

/** Cluster of the points that are written, so that they can be told from others and taken away. */
const tryCluster = "try";
const channel = "try";
const secret = "try-url";

export interface TryOptions {
  readonly url: string;
  readonly token: string;
  readonly organization: string;
  readonly sample: AlertSample;
  readonly model: Model;
  readonly settings: ModelSettings;
  readonly templates: Templates;
  readonly say: (sentence: string) => void;
}

/** What the receiver got: the body of the message; undefined when nothing came. */
export async function tryAlert(options: TryOptions): Promise<string | undefined> {
  const { sample, model, say } = options;
  const alert = alerts.find(({ id }) => id === sample.id);
  const task = model.tasks.find(
    ({ id, application }) => id === sample.id && (application === "" || application === "portal"),
  );
  if (alert === undefined || task === undefined) throw absent(sample.id, model);
  const server = await Server.open(options);
  const receiver = await startReceiver();
  const now = Math.floor(Date.now() / 1000);
  const source = task.reads[0] ?? "";
  const points = pointsFor(alert, sample, now);
  const clusters = new Set(points.map(({ point }) => point.tags["cluster"] ?? tryCluster));
  try {
    const lines = points.map(({ point, seconds }) => lineOf(point, seconds)).filter((line) => line !== "");
    say(`Writing ${lines.length} points to bucket ${source}, as ${alert.id} has to find them.`);
    await server.write(source, lines);
    say(`Running task ${task.name}.`);
    await server.run(await server.taskId(task.name), now + 1);
    await server.putSecret(secret, receiver.url + "/");
    const id = await server.makeTask(deliveryScript(alert, options));
    say("Running a delivery to a receiver on this machine.");
    try {
      await server.run(id, now + 2);
    } finally {
      await server.remove(`/api/v2/tasks/${id}`);
    }
    return receiver
      .take("/")
      .map(({ body }) => body)
      .find((body) => body.includes(`"${alert.id}"`));
  } finally {
    await receiver.stop();
    await server.removeSecret(secret);
    for (const cluster of clusters) {
      for (const bucket of [source, multiapp, alerted])
        await server.forget(bucket, `cluster="${cluster}"`, now);
    }
    await server.forget(alerted, `channel="${channel}"`, now);
    // What is there of others is found again by the next run.
    if (isOfNoApplication(alert.home)) await server.forget(multiapp, `alert="${alert.id}"`, now);
  }
}

function absent(id: string, model: Model): UserError {
  const bucket = model.absentAlerts.find((missing) => missing.id === id)?.bucket ?? "";
  return new UserError(
    `Alert ${id} is not in this stack: nothing keeps its points.`,
    `declare bucket ${bucket}: monitoring:buckets.extra.${bucket}: {}, then npm start`,
  );
}

/** Points of the last minutes: fine, then bad for as long as the alert takes. */
function pointsFor(alert: AlertDefinition, sample: AlertSample, now: number): readonly Timed[] {
  const fine = Math.ceil(alert.windowSeconds / 60);
  const points =
    sample.kind === "event"
      ? sample.points("bad").map((point) => ({ point, seconds: now - 30 }))
      : story(
          sample,
          [
            ["fine", fine],
            ["bad", Math.ceil(sample.takes ?? fine + 10)],
          ],
          now,
        );
  return points.map(({ point, seconds }) => ({
    point: { ...point, tags: { ...point.tags, cluster: named(point) } },
    seconds,
  }));
}

/** Name of a point's cluster in a try; samples have others beside the one that they are about. */
function named({ tags }: Point): string {
  const { cluster } = tags;
  return cluster === undefined || cluster === "idfdev" ? tryCluster : `${tryCluster}-${cluster}`;
}

/** The Flux of a delivery that takes everything of the tried cluster, to a channel that no stack declares. */
function deliveryScript(alert: AlertDefinition, { model, settings, templates }: TryOptions): string {
  const clusters = isOfNoApplication(alert.home) ? [] : [tryCluster];
  const route = { ...everything, alerts: [alert.id], clusters, channels: [channel] };
  const [task] = deliveryTasks(alerts, model.buckets, {
    ...settings,
    alerts: {
      ...settings.alerts,
      channels: [{ name: channel, kind: "webhook", secret, options: {}, timeoutSeconds: 5, resolved: false }],
      routes: [route],
    },
  });
  const template = task === undefined ? undefined : templates.byFile.get(task.file);
  const { flux } =
    template === undefined || task === undefined ? {} : compileTask(template, task satisfies TaskSpec);
  if (flux === undefined) throw new Error("the delivery of the try does not compile");
  return flux;
}

/** The API of the server, as far as a try needs it. */
class Server {
  readonly #options: TryOptions;
  readonly #orgId: string;

  private constructor(options: TryOptions, orgId: string) {
    this.#options = options;
    this.#orgId = orgId;
  }

  static async open(options: TryOptions): Promise<Server> {
    const path = `/api/v2/orgs?org=${encodeURIComponent(options.organization)}`;
    const { body } = await call(options.url, path, { token: options.token });
    const id = field(list(body, "orgs")[0], "id");
    if (typeof id !== "string") throw new Error(`organization ${options.organization} is not there`);
    return new Server(options, id);
  }

  async write(bucket: string, lines: readonly string[]): Promise<void> {
    const query = new URLSearchParams({ orgID: this.#orgId, bucket, precision: "s" });
    const response = await fetch(new URL(`/api/v2/write?${query.toString()}`, this.#options.url), {
      method: "POST",
      headers: { authorization: `Token ${this.#options.token}` },
      body: lines.join("\n"),
      signal: AbortSignal.timeout(30_000),
    });
    if (!response.ok) throw new Error(`writing to ${bucket}: ${response.status} ${await response.text()}`);
  }

  async taskId(name: string): Promise<string> {
    const query = new URLSearchParams({ orgID: this.#orgId, name });
    const { body } = await this.#ask("GET", `/api/v2/tasks?${query.toString()}`);
    const id = field(list(body, "tasks")[0], "id");
    if (typeof id === "string") return id;
    throw new UserError(`Task ${name} is not on the server.`, "npm start");
  }

  async makeTask(flux: string): Promise<string> {
    const { body } = await this.#ask("POST", "/api/v2/tasks", { orgID: this.#orgId, flux });
    return String(field(body, "id"));
  }

  /** Runs a task as if it were due then, and waits for its end. */
  async run(task: string, seconds: number): Promise<void> {
    const scheduledFor = new Date(seconds * 1000).toISOString();
    const { body } = await this.#ask("POST", `/api/v2/tasks/${task}/runs`, { scheduledFor });
    const path = `/api/v2/tasks/${task}/runs/${String(field(body, "id"))}`;
    for (let tries = 0; tries < 300; tries += 1) {
      // The server does not know a run for up to a second after its end.
      const answer = await call(this.#options.url, path, { token: this.#options.token });
      const status = field(answer.body, "status");
      if (status === "success") return;
      if (status === "failed" || status === "canceled") throw await this.#failure(path, status);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`the run ${path} did not end`);
  }

  async #failure(path: string, status: string): Promise<Error> {
    const { body } = await this.#ask("GET", `${path}/logs`);
    const lines = list(body, "events").map((event) => String(field(event, "message")));
    return new Error(`the run of the task ${status}:\n${lines.join("\n")}`);
  }

  async putSecret(key: string, value: string): Promise<void> {
    await this.#ask("PATCH", `/api/v2/orgs/${this.#orgId}/secrets`, { [key]: value });
  }

  async removeSecret(key: string): Promise<void> {
    await this.#ask("POST", `/api/v2/orgs/${this.#orgId}/secrets/delete`, { secrets: [key] });
  }

  async remove(path: string): Promise<void> {
    await this.#ask("DELETE", path);
  }

  /** Takes points away again. */
  async forget(bucket: string, predicate: string, now: number): Promise<void> {
    const query = new URLSearchParams({ orgID: this.#orgId, bucket });
    const day = 86_400;
    const [start, stop] = [now - 8 * day, now + day].map((seconds) => new Date(seconds * 1000).toISOString());
    await this.#ask("POST", `/api/v2/delete?${query.toString()}`, { start, stop, predicate });
  }

  async #ask(method: "GET" | "POST" | "PATCH" | "DELETE", path: string, body?: unknown): Promise<Answer> {
    const { url, token } = this.#options;
    const answer = await call(url, path, { method, token, ...(body === undefined ? {} : { body }) });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${messageOf(answer)}`);
    return answer;
  }
}
