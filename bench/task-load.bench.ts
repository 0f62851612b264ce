/**
 * What the alerts of many applications cost the server, in both layouts, on the same points: a bucket for each
 * application, or one for all. Runs every task of an alert of each application once, as its tick does, and takes the CPU
 * time of influxd. One application in ten is not well; both layouts have to find that, and nothing else. A number as
 * argument: how many applications.
 */
import { deepEqual } from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileTasks, loadTemplates } from "../flux/index.ts";
import { alerts } from "../model/alerts/catalogue.ts";
import { samples } from "../model/alerts/samples/index.ts";
import { story } from "../model/alerts/samples/story.ts";
import { bucketOf } from "../model/applications.ts";
import { multiapp } from "../model/buckets.ts";
import { buildModel } from "../model/model.ts";
import type { Layout } from "../model/settings.ts";
import { api, makeBucket, queryRows, type TestServer, writeLines } from "../test/support/influxd.ts";
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

/** The points of an application, as the alerts read them: of each alert on a pod of its own, fine or bad all the time. */
function linesOf(application: string, like: "fine" | "bad", tag: boolean): string[] {
  return samples.flatMap((sample) => {
    if (sample.kind === "event" || !own.includes(sample.id)) return [];
    return story(sample, [[like, minutes]], now).map(({ point, seconds }) => {
      const pod = point.tags["pod_name"] === undefined ? {} : { pod_name: sample.id };
      const tags = { ...point.tags, ...pod, namespace: application, ...(tag ? { application } : {}) };
      return lineOf({ ...point, tags }, seconds);
    });
  });
}

/** What the tasks of a layout did. */
interface Outcome {
  readonly tasks: number;
  /** Milliseconds of CPU for a run of each. */
  readonly cpu: number;
  /** What was found, without the bucket that it was found in. */
  readonly findings: readonly string[];
  /** How many subjects each alert looked at. */
  readonly checked: readonly string[];
}

async function found(server: TestServer): Promise<Pick<Outcome, "findings" | "checked">> {
  const of = (measurement: string): string =>
    `from(bucket: "${multiapp}") |> range(start: 0) |> filter(fn: (r) => r._measurement == "${measurement}")`;
  const findings = await queryRows(
    server,
    `${of("finding")} |> filter(fn: (r) => r._field == "level") |> group()`,
  );
  // The row without cluster says that a task ran, and there are more tasks in one layout.
  const checked = await queryRows(
    server,
    `${of("checked")} |> filter(fn: (r) => exists r.cluster) |> group(columns: ["alert"]) |> sum()`,
  );
  return {
    findings: findings
      .map((row) => ["alert", "application", "subject", "_value"].map((key) => row[key]).join(" "))
      .sort(),
    checked: checked.map((row) => `${row["alert"]} ${row["_value"]}`).sort(),
  };
}

async function costOf(server: TestServer, pid: number, layout: Layout): Promise<Outcome> {
  const name = `layout ${layout.kind}`;
  const { id: orgId } = JSON.parse(await api(server, "POST", "/api/v2/orgs", { json: { name } })) as {
    id: string;
  };
  const ours = { ...server, orgId };
  const { model } = buildModel({ ...serving(applications), layout });
  for (const { name: bucket } of model.buckets) await makeBucket(ours, bucket);
  for (const [index, application] of applications.entries()) {
    const bucket = layout.kind === "shared" ? layout.bucket : bucketOf(application);
    const like = index % 10 === 0 ? "bad" : "fine";
    await writeLines(ours, bucket, linesOf(application, like, layout.kind === "shared"));
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
  const cpu = costs.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
  return { cpu, tasks: tasks.length, ...(await found(ours)) };
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
  const subjects = ({ checked }: Outcome): string =>
    String(checked.reduce((sum, row) => sum + Number(row.split(" ")[1]), 0));
  const line = (what: string, figure: string): void => {
    console.log(`task-load  ${what.padEnd(64)} ${figure.padStart(10)}`);
  };
  line(`${applications.length} applications, a bucket each: ${one.tasks} tasks, once`, `${one.cpu} ms`);
  line(`${applications.length} applications, one bucket: ${all.tasks} tasks, once`, `${all.cpu} ms`);
  line("a bucket each against one bucket", `${(one.cpu / all.cpu).toFixed(1)} ×`);
  line("subjects checked, in both", subjects(one));
  const alerting = new Set(one.findings.map((row) => row.split(" ")[0])).size;
  line(`findings, of ${alerting} of ${own.length} alerts, in both`, String(one.findings.length));
  deepEqual(all.findings, one.findings, "the layouts find different things");
  deepEqual(all.checked, one.checked, "the layouts look at different things");
} finally {
  await process_.stop();
  await rm(directory, { recursive: true, force: true });
}
