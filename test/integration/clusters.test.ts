/** Both stacks through the real engine, on a real API server and with a real InfluxDB: one story, in order. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { z } from "zod";
import { targetVariables } from "../../telegraf/pod.ts";
import { api, ApiError } from "../support/influxd.ts";
import { expectAgreed } from "../support/kubernetes/client.ts";
import { type Answer, copyProject, type ProjectCopy } from "../support/project.ts";
import { type ClusterWorld, startClusterWorld } from "./support/cluster-world.ts";
import { editStackFile, type PlainPulumi, plainPulumi } from "./support/plain-pulumi.ts";
import {
  agents,
  client,
  environments,
  left,
  LOGIN,
  nameAdminSecret,
  namespaces,
  server,
  writeStackFiles,
} from "./support/two-stacks.ts";

const Step = z.object({ op: z.string(), urn: z.string() });
const Workload = z.object({
  template: z.object({
    spec: z.object({
      containers: z.tuple([
        z.object({
          image: z.string(),
          envFrom: z.tuple([z.object({ secretRef: z.object({ name: z.string() }) })]),
        }),
      ]),
    }),
  }),
});
const Named = z.object({ buckets: z.array(z.object({ id: z.string(), name: z.string() })) });

describe("a server and a client of it", () => {
  let project: ProjectCopy;
  let world: ClusterWorld;
  let cli: PlainPulumi;
  let operator: string;
  /** All that commands have printed. */
  let said = "";
  /** Every value that nobody may see. */
  const secrets = new Set<string>([LOGIN]);

  before(async () => {
    [project, world] = await Promise.all([copyProject(), startClusterWorld()]);
    cli = await plainPulumi(project, world.path);
    await writeStackFiles(project, world);
  });
  after(async () => {
    await world.stop();
    await project.remove();
  });

  it("the client says what it waits for while there is no server", async () => {
    await cli.succeed("stack", "init", client);
    const none = await tell("preview", "-s", client);
    assert.notEqual(none.code, 0);
    assert.match(none.stdout, /unknown stack "organization\/monitoring\/roundtable"/);
    await cli.succeed("stack", "init", server);
    const empty = await tell("up", "-s", client, "--yes", "--skip-preview");
    assert.notEqual(empty.code, 0);
    assert.doesNotMatch(empty.stdout, /kubernetes:|serializing/, "something was declared");
    assert.match(
      empty.stdout,
      /error: stack "organization\/monitoring\/roundtable" has no output "\w+": .*npm run up -- roundtable/,
    );
  });

  it("the server is previewed with nothing there, and comes up when its release has", async () => {
    const key = 'monitoring:secrets["chronograf-login"]';
    await cli.succeed("config", "set", "--secret", "--path", key, LOGIN, "-s", server);
    const preview = await tell("preview", "-s", server);
    assert.equal(preview.code, 0, preview.stdout);
    const [up] = await Promise.all([tell(...upOf(server)), started()]);
    assert.equal(up.code, 0, up.stdout);
    assert((await bucketNames()).includes("portal"));
    const near = await targetOf(server, "deployments", "telegraf");
    assert.equal(near[targetVariables.url], "http://influxdb.monitoring.svc");
    assert(await mayWrite(near, "monitoring"));
    assert(!(await mayWrite(near, "portal")), "an application of another cluster");
  });

  it("the client takes URL and tokens from it, each with the rights that it needs", async () => {
    const up = await tell(...upOf(client));
    assert.equal(up.code, 0, up.stdout);
    for (const [kind, name] of [
      ["deployments", "telegraf"],
      ["daemonsets", "telegraf-ds"],
    ] as const) {
      const target = await targetOf(client, kind, name);
      assert.equal(target[targetVariables.url], "https://influxdb.roundtable.lsst.cloud");
      assert.deepEqual(
        [await mayWrite(target, "portal"), await mayWrite(target, "transfers")],
        [true, false],
      );
    }
    const sink = await targetOf(client, "deployments", "sink-transfers");
    assert.deepEqual([await mayWrite(sink, "portal"), await mayWrite(sink, "transfers")], [false, true]);
  });

  it("find nothing to do the second time", async () => {
    for (const stack of [server, client]) {
      const again = await tell(...upOf(stack), "--refresh", "--expect-no-changes");
      assert.equal(again.code, 0, again.stdout);
    }
  });

  it("what somebody changed by hand is drift, and taken back", async () => {
    const deployment = "/apis/apps/v1/namespaces/monitoring/deployments/telegraf";
    const image = {
      spec: { template: { spec: { containers: [{ name: "telegraf", image: "telegraf:nightly" }] } } },
    };
    const edit = { contentType: "application/strategic-merge-patch+json" };
    const answer = await world.server.request(
      "PATCH",
      `${deployment}?fieldManager=kubectl-edit`,
      image,
      edit,
    );
    expectAgreed("edit", answer);
    const id = await bucketId("portal");
    await influx("PATCH", `/api/v2/buckets/${id}`, { description: "mine" });
    const drift = note(await project.run("npm", ["run", "--silent", "drift", "--", server], cli.env));
    assert.equal(drift.code, 7, drift.stdout + drift.stderr);
    assert.match(drift.stdout, /portal/);
    assert.match(drift.stdout, /telegraf/);
    const up = await tell(...upOf(server), "--refresh");
    assert.equal(up.code, 0, up.stdout);
    assert.doesNotMatch((await workload(server, "deployments", "telegraf")).image, /nightly/);
    assert.doesNotMatch(await influx("GET", `/api/v2/buckets/${id}`), /mine/);
  });

  it("a token with a new value reaches its pods with the client's next up, and those of nobody else", async () => {
    const before = await Promise.all(workloads.map(([kind, name]) => workload(client, kind, name)));
    const old = await targetOf(client, "deployments", "telegraf");
    await editStackFile(project, server, (given) => ({
      ...given,
      tokens: { rotation: { "agents-idfdev": "2026-11" } },
    }));
    const up = await tell(...upOf(server));
    assert.equal(up.code, 0, up.stdout);
    assert(await mayWrite(old, "portal"), "the old one ended before its grace");
    const taken = await tell(...upOf(client));
    assert.equal(taken.code, 0, taken.stdout);
    const afterwards = await Promise.all(workloads.map(([kind, name]) => workload(client, kind, name)));
    const rolled = afterwards.map(({ secret }, index) => secret !== before[index]?.secret);
    assert.deepEqual(rolled, [true, true, false]);
    const fresh = await targetOf(client, "deployments", "telegraf");
    assert.notEqual(fresh[targetVariables.token], old[targetVariables.token]);
    assert(await mayWrite(fresh, "portal"));
  });

  it("one more application is its own objects, and the tokens that reach it", async () => {
    await withApplications([...agents, "portal", "tap"]);
    const alerts = ["cpu-near-limit", "memory-near-limit", "pod-not-running", "pod-pending-long"];
    const more = ["pod-restarts", "volume-filling", "workload-degraded"];
    assert.deepEqual(await changesOf(server), {
      create: [
        ...["buckets-dbrp-tap", "buckets-tap"],
        ...[...alerts, ...more].map((alert) => `tasks-${alert}/tap`),
      ],
      // Chronograf is told its token by a Secret that its release names.
      replace: ["chronograf-environment", "tokens-agents-idfdev", "tokens-chronograf", "tokens-tasks"],
      update: ["chronograf-release"],
    });
    const up = await tell(...upOf(server));
    assert.equal(up.code, 0, up.stdout);
  });

  it("a client whose application the server no longer has is told", async () => {
    await withApplications([...agents, "tap"]);
    const up = await tell(...upOf(server));
    assert.equal(up.code, 0, up.stdout);
    const preview = await tell("preview", "-s", client);
    assert.notEqual(preview.code, 0);
    assert.match(preview.stdout, /error: stack "\S+" has no bucket for portal: .*server's stack file/);
  });

  it("a change of both files can be previewed as one, and is brought up server first", async () => {
    await withApplications([...agents, "portal", "tap"]);
    const preview = await tell("preview", "-s", client);
    assert.equal(preview.code, 0, preview.stdout);
    assert.match(preview.stdout, /warning: the file of stack "\S+" declares .* npm run up -- roundtable/);
    assert.match(preview.stdout, /has no bucket for portal:/);
    const early = await tell(...upOf(client));
    assert.notEqual(early.code, 0);
    assert.match(early.stdout, /error: stack "\S+" has no bucket for portal:/);
    assert.doesNotMatch(early.stdout, /kubernetes:\S+ \S+ updat/, "something was changed");
  });

  it("nothing secret is in states, histories or outputs", async () => {
    const state = join(dirname(project.root), "state");
    const files = await readdir(state, { recursive: true, withFileTypes: true });
    const texts = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), "utf8")),
    );
    const stackFiles = await Promise.all(
      [server, client].map((stack) => project.read(`Pulumi.${stack}.yaml`)),
    );
    const seen = [said, texts.join("\n"), stackFiles.join("\n")];
    for (const [index, text] of seen.entries()) assert.match(text, /portal/, `nothing was read of ${index}`);
    assert(secrets.size >= 7, `${secrets.size} secrets`);
    for (const secret of secrets) {
      for (const form of [secret, Buffer.from(secret).toString("base64")])
        assert(!seen.some((text) => text.includes(form)), "a secret is told");
    }
  });

  it("destroyed, they leave what is to stay, and come up on it again", async () => {
    assert((await left(world)).length > 20, "nothing is found");
    for (const stack of [client, server]) {
      const gone = await tell("destroy", "-s", stack, "--yes", "--skip-preview");
      assert.equal(gone.code, 0, gone.stdout);
    }
    assert.deepEqual(await left(world), [
      "persistentvolumeclaims/influxdb",
      "persistentvolumeclaims/influxdb-backup",
      "secrets/influxdb-auth",
    ]);
    await nameAdminSecret(project, "influxdb-auth");
    const again = await tell(...upOf(server));
    assert.equal(again.code, 0, again.stdout);
    assert((await bucketNames()).includes("tap"));
  });

  const upOf = (stack: string): string[] => ["up", "-s", stack, "--yes", "--skip-preview"];

  function note(answer: Answer): Answer {
    said += answer.stdout + answer.stderr;
    return answer;
  }

  async function tell(...args: string[]): Promise<Answer> {
    return note(await cli.run(...args));
  }

  async function started(): Promise<void> {
    operator = await world.startReleased(namespaces[server]);
    const { "admin-password": password = "" } = await world.secret(namespaces[server], "influxdb-auth");
    for (const secret of [operator, password]) secrets.add(secret);
  }

  async function influx(method: "GET" | "PATCH", path: string, json?: unknown): Promise<string> {
    return api({ url: world.url, token: operator }, method, path, json === undefined ? {} : { json });
  }

  async function buckets() {
    return Named.parse(JSON.parse(await influx("GET", "/api/v2/buckets?limit=100"))).buckets;
  }

  async function bucketNames(): Promise<readonly string[]> {
    return (await buckets()).map(({ name }) => name);
  }

  async function bucketId(name: string): Promise<string> {
    const found = (await buckets()).find((bucket) => bucket.name === name);
    assert(found !== undefined, `no bucket ${name}`);
    return found.id;
  }

  async function withApplications(applications: readonly string[]): Promise<void> {
    await editStackFile(project, server, (given) => ({ ...given, environments: environments(applications) }));
  }

  /** What the pods of a workload are started with. */
  async function workload(stack: keyof typeof namespaces, kind: string, name: string) {
    const found = await world.find(`/apis/apps/v1/namespaces/${namespaces[stack]}/${kind}/${name}`);
    assert(found !== undefined, `no ${kind} ${name}`);
    const [{ image, envFrom }] = Workload.parse(found.spec).template.spec.containers;
    return { image, secret: envFrom[0].secretRef.name };
  }

  async function targetOf(stack: keyof typeof namespaces, kind: string, name: string) {
    const target = await world.secret(namespaces[stack], (await workload(stack, kind, name)).secret);
    secrets.add(target[targetVariables.token] ?? "");
    return target;
  }

  /** Whether a target's token writes a bucket, wherever its URL is. */
  async function mayWrite(target: Readonly<Record<string, string>>, bucket: string): Promise<boolean> {
    const query = new URLSearchParams({ org: world.org, bucket });
    const token = target[targetVariables.token] ?? "";
    try {
      // Nothing is written: a bucket with points is not given up.
      await api({ url: world.url, token }, "POST", `/api/v2/write?${query.toString()}`, {
        text: "# nothing",
      });
      return true;
    } catch (error) {
      if (error instanceof ApiError && [401, 403, 404].includes(error.status)) return false;
      throw error;
    }
  }

  async function changesOf(stack: string): Promise<Record<string, string[]>> {
    const preview = note(await cli.run("preview", "-s", stack, "--json"));
    assert.equal(preview.code, 0, preview.stdout);
    const { steps } = z.object({ steps: z.array(Step) }).parse(JSON.parse(preview.stdout));
    const changes: Record<string, string[]> = {};
    for (const { op, urn } of steps) {
      if (op !== "same") changes[op] = [...(changes[op] ?? []), urn.split("::").at(-1) ?? ""].sort();
    }
    return changes;
  }
});

/** Of the client, those last that have a token of their own. */
const workloads = [
  ["deployments", "telegraf"],
  ["daemonsets", "telegraf-ds"],
  ["deployments", "sink-transfers"],
] as const;
