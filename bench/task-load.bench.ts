/**
 * What the alerts of many applications cost the server, in both layouts, on the same points: a bucket for each
 * application, or one for all. Runs every task of an alert of each application once, as its tick does, and takes the CPU
 * time of influxd. A number as argument: how many applications.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileTasks, loadTemplates } from "../flux/index.ts";
import { alerts } from "../model/alerts/catalogue.ts";
import { samples } from "../model/alerts/samples/index.ts";
import { bucketOf } from "../model/applications.ts";
import { buildModel } from "../model/model.ts";
import type { Layout } from "../model/settings.ts";
import { api, makeBucket, type TestServer } from "../test/support/influxd.ts";
import { serving } from "../test/support/model.ts";
import { lineOf } from "../tools/alerts/line-protocol.ts";
import { startInfluxd } from "../tools/local/influxd.ts";
import { ensure } from "../tools/toolchain/index.ts";
import { influxd } from "../tools/toolchain/parts.ts";

const applications = Array.from(
  { length: Number(process.argv[2] ?? 100) },
  (_, index) => `application-${index}`,
);
const minutes = 40;
const rounds = 3;
const now = Math.floor(Date.now() / 60_000) * 60;
const own = alerts.filter(({ home }) => home === "*").map(({ id }) => id);
const shared = "applications";

/** Milliseconds of CPU that a process has used. */
async function cpuOf(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).replace(/^.*\) /, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** The points of an application, as the alerts read them. */
function linesOf(application: string, tag: boolean): string[] {
  return Array.from({ length: minutes }, (_, index) =>
    samples
      .filter(({ id }) => own.includes(id))
      .flatMap((sample) =>
        sample.kind === "event"
          ? []
          : sample.points("fine", {
              index: index + 1,
              seconds: now - (minutes - 1 - index) * 60,
              spent: { fine: index + 1, bad: 0, worse: 0 },
            }),
      )
      .map((point) => {
        const tags = { ...point.tags, namespace: application, ...(tag ? { application } : {}) };
        return lineOf({ ...point, tags }, now - (minutes - 1 - index) * 60);
      }),
  ).flat();
}

async function costOf(
  server: TestServer,
  pid: number,
  layout: Layout,
): Promise<{ cpu: number; tasks: number }> {
  const name = `layout ${layout.kind}`;
  const { id: orgId } = JSON.parse(await api(server, "POST", "/api/v2/orgs", { json: { name } })) as {
    id: string;
  };
  const ours = { ...server, orgId };
  const { model } = buildModel({ ...serving(applications), layout });
  for (const { name: bucket } of model.buckets) await makeBucket(ours, bucket);
  for (const application of applications) {
    const bucket = layout.kind === "shared" ? layout.bucket : bucketOf(application);
    const query = new URLSearchParams({ orgID: orgId, bucket, precision: "s" });
    const text = linesOf(application, layout.kind === "shared").join("\n");
    await api(ours, "POST", `/api/v2/write?${query.toString()}`, { text });
  }
  const { compiled } = compileTasks(model.tasks, await loadTemplates());
  const tasks = model.tasks.filter(({ id }) => own.includes(id));
  const costs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = await cpuOf(pid);
    for (const task of tasks) {
      const json = {
        query: compiled.get(task.name),
        type: "flux",
        now: new Date((now + 1) * 1000).toISOString(),
      };
      await api(ours, "POST", `/api/v2/query?orgID=${orgId}`, { json, accept: "application/csv" });
    }
    costs.push((await cpuOf(pid)) - before);
  }
  return { cpu: costs.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0, tasks: tasks.length };
}

const directory = await mkdtemp(join(tmpdir(), "bench-"));
const { path: binary } = await ensure(influxd);
const process_ = await startInfluxd({ binary, directory, logFile: join(directory, "log"), port: 0 });
try {
  const { url, pid } = process_;
  const token = "operator-token-of-a-bench";
  const setup = { username: "bench", password: "password-of-a-bench", org: "bench", bucket: "setup", token };
  await api({ url, token }, "POST", "/api/v2/setup", { json: setup });
  const server = { url, token, org: "bench", orgId: "" } as TestServer;
  const one = await costOf(server, pid, { kind: "applications" });
  const all = await costOf(server, pid, { kind: "shared", bucket: shared });
  const line = (what: string, figure: string): void => {
    console.log(`task-load  ${what.padEnd(64)} ${figure.padStart(10)}`);
  };
  line(`${applications.length} applications, a bucket each: ${one.tasks} tasks, once`, `${one.cpu} ms`);
  line(`${applications.length} applications, one bucket: ${all.tasks} tasks, once`, `${all.cpu} ms`);
  line("a bucket each against one bucket", `${(one.cpu / all.cpu).toFixed(1)} ×`);
} finally {
  await process_.stop();
  await rm(directory, { recursive: true, force: true });
}
