/** The same objects twice: as a program for the engine, and as plain requests. */
import * as influxdb from "@pulumi/influxdb";
import * as pulumi from "@pulumi/pulumi";
import { Pool } from "undici";
import type { Program } from "../../index.ts";
import type { TestServer } from "../../test/support/influxd.ts";

const RETENTION_SECONDS = 604_800;

/** Requests under way at once: the provider's own default. */
const WIDTH = 8;

const fluxOf = (name: string) =>
  `option task = {name: "${name}", every: 1h}\nfrom(bucket: "${name}") |> range(start: -1h) |> limit(n: 1)\n`;

/** Names of the applications that make up about `count` objects: each has a bucket, a mapping and a task. */
export function applications(count: number): string[] {
  return Array.from({ length: Math.round(count / 3) }, (_, index) => `app_${index}`);
}

/** Declares about `count` objects. */
export function programOf(
  { url, token, org }: Pick<TestServer, "url" | "token" | "org">,
  count: number,
): Program {
  return async () => {
    const provider = new influxdb.Provider("influxdb", { url, token: pulumi.secret(token), org });
    for (const name of applications(count)) {
      const bucket = new influxdb.Bucket(name, { name, retentionSeconds: RETENTION_SECONDS }, { provider });
      const mapping = { database: name, retentionPolicy: "7d", bucketId: bucket.id };
      new influxdb.Dbrp(name, mapping, { provider });
      const task = { flux: fluxOf(name), status: "inactive" as const };
      new influxdb.Task(name, task, { provider, dependsOn: bucket });
    }
    return Promise.resolve({});
  };
}

/** Makes about `count` objects by plain requests. */
export async function createRaw(server: TestServer, count: number): Promise<void> {
  const names = applications(count);
  const pool = new Pool(server.url, { connections: WIDTH });
  const post = async (path: string, body: unknown): Promise<{ id: string }> => {
    const headers = { authorization: `Token ${server.token}`, "content-type": "application/json" };
    const answer = await pool.request({ method: "POST", path, headers, body: JSON.stringify(body) });
    if (answer.statusCode >= 300) throw new Error(await answer.body.text());
    return (await answer.body.json()) as { id: string };
  };
  const { orgId: orgID } = server;
  await atOnce(names, async (name) => {
    const retentionRules = [
      { type: "expire", everySeconds: RETENTION_SECONDS, shardGroupDurationSeconds: 86_400 },
    ];
    const { id: bucketID } = await post("/api/v2/buckets", { orgID, name, retentionRules });
    await post("/api/v2/dbrps", { orgID, bucketID, database: name, retention_policy: "7d", default: true });
    await post("/api/v2/tasks", { orgID, flux: fluxOf(name), status: "inactive" });
  });
  await pool.close();
}

/** Reads every list that a refresh of these objects needs. */
export async function listRaw(server: TestServer): Promise<void> {
  const pool = new Pool(server.url, { connections: WIDTH });
  const get = async <Page>(path: string): Promise<Page> => {
    const answer = await pool.request({
      method: "GET",
      path,
      headers: { authorization: `Token ${server.token}` },
    });
    return (await answer.body.json()) as Page;
  };
  const query = `orgID=${server.orgId}`;
  const buckets = async (offset = 0): Promise<void> => {
    const page = await get<{ buckets: unknown[] }>(`/api/v2/buckets?${query}&limit=100&offset=${offset}`);
    if (page.buckets.length === 100) await buckets(offset + 100);
  };
  const tasks = async (after = ""): Promise<void> => {
    const page = await get<{ tasks: { id: string }[] }>(`/api/v2/tasks?${query}&limit=500${after}`);
    if (page.tasks.length === 500) await tasks(`&after=${page.tasks.at(-1)?.id ?? ""}`);
  };
  await Promise.all([get("/api/v2/orgs?limit=100"), get(`/api/v2/dbrps?${query}`), buckets(), tasks()]);
  await pool.close();
}

async function atOnce<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: WIDTH }, worker));
}
