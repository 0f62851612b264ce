/** `npm run alerts -- try`: every kind of alert fires on a real server, and nothing of it stays. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { compileTasks, loadTemplates, type Templates } from "../../flux/index.ts";
import { samples } from "../../model/alerts/samples/index.ts";
import { buildModel } from "../../model/model.ts";
import { tryAlert } from "../../tools/alerts/try.ts";
import { makeTask } from "../support/flux.ts";
import { api, makeBucket, queryRows, startServer, type TestServer } from "../support/influxd.ts";
import { serving } from "../support/model.ts";

/** One of each: of every application, of one, of the infrastructure, of events, of InfluxDB's own and of internal buckets. */
const tried = [
  "pod-restarts",
  "login-failures",
  "job-failed",
  "package-tests-failed",
  "task-failing",
  "alert-path-broken",
] as const;

describe("npm run alerts -- try", () => {
  let server: TestServer;
  let templates: Templates;
  const settings = serving(["portal", "gafaelfawr"]);
  const { model } = buildModel(settings);
  before(async () => {
    [server, templates] = await Promise.all([startServer(), loadTemplates()]);
    for (const { name } of model.buckets) await makeBucket(server, name);
    const { compiled } = compileTasks(model.tasks, templates);
    for (const task of model.tasks.filter(
      ({ id, application }) => isTried(id) && application !== "gafaelfawr",
    ))
      await makeTask(server, compiled.get(task.name) ?? "");
  });
  after(() => server.stop());

  for (const id of tried) {
    it(`shows the message of ${id}, and takes everything away`, async () => {
      const sample = samples.find((candidate) => candidate.id === id);
      assert(sample !== undefined);
      const { url, token, org: organization } = server;
      const said: string[] = [];
      const say = (sentence: string): void => void said.push(sentence);
      const message = await tryAlert({ url, token, organization, sample, model, settings, templates, say });
      assert(message !== undefined, `${id} said nothing`);
      assert.equal((JSON.parse(message) as { alert: string }).alert, id);
      assert.equal(said.length, 3);
      const left = await queryRows(
        server,
        'from(bucket: "multiapp_") |> range(start: -1h) |> filter(fn: (r) => r.cluster == "try")',
      );
      assert.deepEqual(left, []);
      const tasks = await api(server, "GET", `/api/v2/tasks?orgID=${server.orgId}&limit=500`);
      assert.doesNotMatch(tasks, /deliver\/try/);
      assert.doesNotMatch(await api(server, "GET", `/api/v2/orgs/${server.orgId}/secrets`), /try-url/);
    });
  }
});

function isTried(id: string): boolean {
  return tried.some((one) => one === id);
}
