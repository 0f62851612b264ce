/** From a stack file to a message: channel, route and secret declared, brought up, and an alert that reaches a receiver. */
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { samples } from "../../model/alerts/samples/index.ts";
import { story } from "../../model/alerts/samples/story.ts";
import { lineOf } from "../../tools/alerts/line-protocol.ts";
import { type Receiver, startReceiver } from "../../tools/alerts/receiver.ts";
import { runTask } from "../support/flux.ts";
import { api, startServer, type TestServer, writeLines } from "../support/influxd.ts";
import { type Answer, copyProject, errorsOf, type ProjectCopy } from "../support/project.ts";

describe("alerts of a stack", () => {
  let project: ProjectCopy;
  let server: TestServer;
  let receiver: Receiver;
  let file: string;
  let run: (words: readonly string[]) => Promise<Answer>;

  before(async () => {
    [project, server, receiver] = await Promise.all([copyProject(), startServer(), startReceiver()]);
    const base = dirname(project.root);
    const state = join(base, "state");
    await mkdir(state);
    const env = { PULUMI_BACKEND_URL: pathToFileURL(state).href, PULUMI_CONFIG_PASSPHRASE: "a passphrase" };
    run = (words) => project.run("npm", ["run", "--silent", ...words], env);
    const tokenFile = join(base, "token");
    await writeFile(tokenFile, server.token, { mode: 0o600 });
    file = join(project.root, "Pulumi.small.yaml");
    const config = {
      "monitoring:role": "server",
      "monitoring:environments": [{ name: "idfdev", applications: ["portal"] }],
      "monitoring:influxdb": { url: server.url, org: server.org, tokenFile },
      "monitoring:alerts": {
        channels: { ops: { kind: "slack", secret: "ops-url" } },
        routes: [{ channels: ["ops"] }],
      },
    };
    await writeFile(file, JSON.stringify({ config }));
  });
  after(async () => {
    await receiver.stop();
    await server.stop();
    await project.remove();
  });

  it("are refused without the secret of a channel, with the command that sets it", async () => {
    const { code, stdout, stderr } = await run(["preview", "--", "small"]);
    assert.notEqual(code, 0);
    assert.match(stdout + stderr, /monitoring:alerts\.channels\.ops\.secret/);
    assert.match(
      stdout + stderr,
      /pulumi config set --secret --path monitoring:secrets\.ops-url --stack small/,
    );
    assert.match(stdout + stderr, /nothing was changed/);
  });

  it("reach the channel, and neither stack file, record nor task shows the secret", async () => {
    const address = `${receiver.url}/secret-path`;
    const key = 'monitoring:secrets["ops-url"]';
    const set = await run([
      ...["pulumi", "--", "config", "set", "--secret", "--path", key, address, "--stack", "small"],
    ]);
    assert.equal(set.code, 0, errorsOf(set));
    const up = await run(["up", "--", "small", "--yes", "--skip-preview"]);
    assert.equal(up.code, 0, errorsOf(up));

    const now = Math.floor(Date.now() / 1000);
    const sample = samples.find(({ id }) => id === "pod-restarts");
    assert(sample?.kind === "state");
    const lines = story(
      sample,
      [
        ["fine", 20],
        ["worse", 10],
      ],
      now,
    ).map(({ point, seconds }) => lineOf(point, seconds));
    await writeLines(server, "portal", lines);
    await runTask(server, await taskId("pod-restarts/portal"), new Date((now + 1) * 1000).toISOString());
    await runTask(server, await taskId("deliver/ops"), new Date((now + 2) * 1000).toISOString());

    const messages = receiver.take("/secret-path").map(({ body }) => body);
    assert.equal(messages.length, 1, messages.join("\n"));
    assert.match(messages[0] ?? "", /pod-restarts · idfdev · portal · portal\/web-0\/app/);
    const exported = await run(["pulumi", "--", "stack", "export", "--stack", "small"]);
    const tasks = await api(server, "GET", `/api/v2/tasks?orgID=${server.orgId}&limit=500`);
    for (const text of [await readFile(file, "utf8"), exported.stdout, up.stdout, up.stderr, tasks])
      assert(!text.includes("secret-path"), text.slice(0, 200));
  });

  async function taskId(name: string): Promise<string> {
    const query = new URLSearchParams({ orgID: server.orgId, name });
    const { tasks } = JSON.parse(await api(server, "GET", `/api/v2/tasks?${query.toString()}`)) as {
      tasks: { id: string }[];
    };
    assert(tasks[0] !== undefined, `no task ${name}`);
    return tasks[0].id;
  }
});
