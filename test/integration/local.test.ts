import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { z } from "zod";
import { localServer, type LocalServer } from "../support/local-server.ts";
import { copyProject, errorsOf, type ProjectCopy } from "../support/project.ts";

const STATE = ".local/state/.pulumi/stacks/monitoring/local.json";
const Drift = z.object({
  drift: z.array(
    z.object({
      name: z.string(),
      state: z.string(),
      properties: z.array(
        z.object({ property: z.string(), declared: z.unknown().optional(), found: z.unknown().optional() }),
      ),
    }),
  ),
});

/** The whole way of somebody who has just cloned the project. Each step builds on the one before. */
describe("the local stack", () => {
  let project: ProjectCopy;
  let server: LocalServer;

  before(async () => {
    project = await copyProject();
  });
  after(() => project.remove());

  it("comes up from a clone with everything that is declared", async () => {
    const { code, stdout, stderr } = await project.npm("start");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /The local stack is up\. Objects created: 355\./);
    assert.match(stdout, /38 buckets, 38 DBRPs, 276 tasks, 3 tokens for 33 applications/);

    server = await localServer(project);
    const buckets = (await server.buckets()).filter(({ type }) => type === "user").map(({ name }) => name);
    assert.equal(buckets.length, 38);
    assert.ok(["times_square", "multiapp_", "alerted_"].every((name) => buckets.includes(name)));
    assert.equal((await server.dbrps()).length, 38);
    assert.equal((await server.tasks()).length, 276);
    assert.deepEqual((await server.authorizations()).length, 4);
  });

  it("says that nothing changed when it is started again", async () => {
    const { code, stdout, stderr } = await project.npm("start");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /The local stack is up\. Nothing changed\./);
  });

  it("leaves the checkout clean, and tells no secret", async () => {
    const { stdout } = await project.run("git", ["status", "--porcelain"]);
    assert.equal(stdout, "");
    const outputs = await project.npm("outputs", "local");
    assert.equal(outputs.code, 0, outputs.stderr);
    assert.match(outputs.stdout, /agents/);
    const state = await project.read(STATE);
    const shown = await project.npm("outputs", "local", "--json", "--show-secrets");
    const { tokens } = z.object({ tokens: z.record(z.string(), z.string()) }).parse(JSON.parse(shown.stdout));
    assert.deepEqual(Object.keys(tokens).sort(), ["agents-idfdev", "chronograf", "tasks"]);
    for (const secret of [...Object.values(tokens), server.token]) {
      assert.ok(secret.length > 20);
      assert.ok(!state.includes(secret), "a token stands in the state in clear");
      assert.ok(!outputs.stdout.includes(secret), "a token is shown");
    }
  });

  it("gives the agents a token that writes every application's bucket and no other", async () => {
    const shown = await project.npm("outputs", "local", "--json", "--show-secrets");
    const { tokens } = z
      .object({ tokens: z.object({ "agents-idfdev": z.string() }) })
      .parse(JSON.parse(shown.stdout));
    const write = async (bucket: string) => {
      const answer = await fetch(`${server.url}/api/v2/write?orgID=${server.orgId}&bucket=${bucket}`, {
        method: "POST",
        headers: { authorization: `Token ${tokens["agents-idfdev"]}` },
        body: "try value=1",
      });
      await answer.body?.cancel();
      return answer.status;
    };
    assert.equal(await write("portal"), 204);
    assert.notEqual(await write("multiapp_"), 204);
    assert.notEqual(await write("_monitoring"), 204);
  });

  it("finds no drift where nobody touched anything", async () => {
    const { code, stdout } = await project.npm("drift", "local");
    assert.equal(code, 0);
    assert.match(stdout, /no drift/);
  });

  it("names everything that was changed by hand, with what is declared and what was found, and writes nothing", async () => {
    await changeByHand(server);
    const state = await project.read(STATE);
    const { code, stdout, stderr } = await project.npm("drift", "local", "--json");
    assert.equal(code, 7, stderr);
    const drift = new Map(Drift.parse(JSON.parse(stdout)).drift.map((object) => [object.name, object]));
    const property = (name: string) => drift.get(name)?.properties;
    assert.deepEqual(property("buckets-portal"), [
      { property: "retentionSeconds", declared: 604800, found: 2592000 },
    ]);
    assert.deepEqual(property("buckets-tap"), [
      { property: "description", declared: "Points of application tap", found: "by hand" },
    ]);
    assert.equal(drift.get("buckets-dbrp-butler")?.state, "missing");
    assert.equal(drift.get("tasks-pod-pending-long/butler")?.state, "missing");
    const [flux, ...others] = property("tasks-pod-restarts/argocd") ?? [];
    assert.deepEqual([flux?.property, others.length], ["flux", 0]);
    assert.match(String(flux?.found), /\/\/ edited$/);
    assert.doesNotMatch(String(flux?.declared), /edited/);
    assert.deepEqual(property("tokens-agents-idfdev"), [
      { property: "status", declared: "active", found: "inactive" },
    ]);
    assert.equal(drift.size, 6);
    assert.equal(await project.read(STATE), state);
  });

  it("mends all of it with one up, after which there is no drift", async () => {
    const up = await project.npm("up", "local", "--yes");
    assert.equal(up.code, 0, errorsOf(up));
    assert.match(up.stdout, /\+ 2 created/);
    assert.match(up.stdout, /~ 4 updated/);
    const { code, stdout } = await project.npm("drift", "local");
    assert.equal(code, 0, stdout);
  });

  it("lists what nobody declared, as drift of its own that up does not mend", async () => {
    const made = async (path: string, body: object) =>
      z
        .object({ id: z.string() })
        .parse(JSON.parse(await server.send("POST", path, { orgID: server.orgId, ...body }))).id;
    const bucket = await made("/api/v2/buckets", { name: "by-hand", retentionRules: [] });
    const flux = 'option task = {name: "nightly", every: 1d}\nfrom(bucket: "by-hand") |> range(start: -1d)';
    const task = await made("/api/v2/tasks", { flux });

    const { code, stdout } = await project.npm("drift", "local");
    assert.equal(code, 7, stdout);
    assert.match(stdout, /^local: 2 objects are on the server that the stack does not declare$/m);
    assert.match(stdout, new RegExp(`^  Bucket "by-hand" \\(${bucket}\\)$`, "m"));
    assert.match(stdout, new RegExp(`^  Task "nightly" \\(${task}\\)$`, "m"));
    assert.doesNotMatch(stdout, /To mend/);
    const json = await project.npm("drift", "local", "--json");
    const report = z.object({
      orphans: z.array(z.object({ kind: z.string(), name: z.string() })),
      ignored: z.array(z.object({ name: z.string(), reason: z.string() })),
      unused: z.array(z.unknown()),
      unlisted: z.array(z.unknown()),
    });
    const { orphans, ignored, unused, unlisted } = report.parse(JSON.parse(json.stdout));
    assert.deepEqual(orphans, [
      { kind: "Bucket", name: "by-hand" },
      { kind: "Task", name: "nightly" },
    ]);
    assert.deepEqual(
      ignored.map(({ name }) => name),
      ["admin", "admin", "admin's Token"],
    );
    assert.deepEqual([unused, unlisted], [[], []]);

    await server.send("DELETE", `/api/v2/tasks/${task}`);
    await server.send("DELETE", `/api/v2/buckets/${bucket}`);
    assert.equal((await project.npm("drift", "local")).code, 0);
  });

  it("tells at preview which points would be lost, and how to allow it", async () => {
    const file = join(project.root, "Pulumi.local.yaml");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace("        - portal\n", "").replace("        - tap\n", ""));
    const { code, stdout, stderr } = await project.npm("preview", "local");
    await writeFile(file, text);
    assert.equal(code, 0, stdout + stderr);
    assert.match(
      stderr,
      /^Points would be lost, so that up will refuse to do this:\n {2}bucket "portal" holds 1 series/m,
    );
    assert.match(
      stderr,
      /the oldest point of \d{4}-\d\d-\d\dT.*monitoring:buckets\.overrides\.portal\.allowDataLoss: true/,
    );
    assert.doesNotMatch(stderr, /"tap"/);
  });

  it("hands other commands to the engine, where the local stack is", async () => {
    const set = ["config", "set", "--path", "monitoring:buckets.retention", "8d", "--stack", "local"];
    const changed = await project.npm("pulumi", ...set);
    assert.equal(changed.code, 0, changed.stderr);
    const file = join(project.root, "Pulumi.local.yaml");
    const text = await readFile(file, "utf8");
    assert.match(text, /retention: 8d/);
    assert.doesNotMatch(text, /encryptionsalt/);
    assert.match((await project.npm("model", "local")).stdout, /^portal +application +8d/m);
    await project.run("git", ["checkout", "-q", "Pulumi.local.yaml"]);
    assert.match(
      (await project.npm("pulumi", "stack", "-s", "local")).stdout,
      /monitoring:index:Server +server/,
    );
    const refused = await project.npm("pulumi", "--color", "never", "up", "-s", "local");
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /mend: npm run up -- local/);
  });

  it("refuses a broken Flux file at preview, with its place, and touches nothing", async () => {
    const file = join(project.root, "flux/alerts/pod-restarts.flux");
    const text = await readFile(file, "utf8");
    await writeFile(file, `${text}\nbroken = 1 + "one"\n`);
    const { code, stdout, stderr } = await project.npm("preview", "local");
    await writeFile(file, text);
    assert.notEqual(code, 0);
    const line = text.split("\n").length + 1;
    assert.match(stdout + stderr, new RegExp(`flux/alerts/pod-restarts\\.flux:${line}:\\d+`));
    assert.doesNotMatch(stdout + stderr, /at .*\.ts:\d+/);
  });

  it("says how to take over a bucket that exists already, and converges when it is out of the way", async () => {
    const file = join(project.root, "Pulumi.local.yaml");
    const text = await readFile(file, "utf8");
    await server.send("POST", "/api/v2/buckets", {
      orgID: server.orgId,
      name: "newcomer",
      retentionRules: [],
    });
    await writeFile(file, text.replace("        - argocd\n", "        - argocd\n        - newcomer\n"));

    const up = await project.npm("up", "local", "--yes", "--skip-preview");
    assert.notEqual(up.code, 0);
    assert.match(
      up.stdout + up.stderr,
      /pulumi import influxdb:index:Bucket <resource name> 'monitoring\/newcomer'/,
    );

    const found = (await server.buckets()).find(({ name }) => name === "newcomer");
    await server.send("DELETE", `/api/v2/buckets/${found?.id}`);
    const again = await project.npm("up", "local", "--yes", "--skip-preview");
    assert.equal(again.code, 0, errorsOf(again));
    await writeFile(file, text);
    const back = await project.npm("up", "local", "--yes", "--skip-preview");
    assert.equal(back.code, 0, errorsOf(back));
    assert.equal((await server.buckets()).length, 40);
  });

  it("does not take away a bucket that holds points before the declaration allows it", async () => {
    const all = async () => {
      const objects = await Promise.all([server.buckets(), server.dbrps(), server.tasks()]);
      return [...objects, await server.authorizations()].map(({ length }) => length);
    };
    const before = await all();
    const refused = await project.npm("destroy", "local", "--yes");
    assert.notEqual(refused.code, 0);
    assert.match(refused.stderr, /^.*destroy was not begun, and nothing was changed/m);
    // Others may hold some by now: tasks run.
    assert.match(
      refused.stderr,
      /^ {2}bucket "portal" holds \d+ series, the oldest point of \d{4}-.*; allowed by monitoring:buckets\.overrides\.portal\.allowDataLoss: true$/m,
    );
    assert.match(refused.stderr, /--exclude 'urn:pulumi:local::\S+::buckets-portal'/);
    assert.deepEqual(await all(), before);
    const without = await project.read("Pulumi.local.yaml");
    await writeFile(join(project.root, "Pulumi.local.yaml"), without.replace("        - portal\n", ""));
    const up = await project.npm("up", "local", "--yes", "--skip-preview");
    await writeFile(join(project.root, "Pulumi.local.yaml"), without);
    assert.notEqual(up.code, 0);
    assert.match(up.stderr, /up was not begun, and nothing was changed/);
    assert.deepEqual(await all(), before);
  });

  it("begins nothing that it cannot plan", async () => {
    const refused = await project.npm("up", "local", "--yes", "--bogus");
    assert.notEqual(refused.code, 0);
    assert.match(refused.stderr, /could not be planned; nothing was changed:\n.*unknown flag: --bogus/);
    assert.match(refused.stderr, /mend: .*npm run up -- local --skip-loss-check/);
  });

  it("takes away such a bucket once the declaration allows it", async () => {
    const file = join(project.root, "Pulumi.local.yaml");
    await writeFile(file, `${await readFile(file, "utf8")}  monitoring:buckets:\n    allowDataLoss: true\n`);
    const up = await project.npm("up", "local", "--yes", "--skip-preview");
    assert.equal(up.code, 0, errorsOf(up));
  });

  it("takes away everything that it declared, and nothing else", async () => {
    const { code, stdout, stderr } = await project.npm("destroy", "local", "--yes");
    assert.equal(code, 0, stdout + stderr);
    assert.deepEqual((await server.buckets()).map(({ name }) => name).sort(), ["_monitoring", "_tasks"]);
    assert.deepEqual([await server.tasks(), await server.dbrps()], [[], []]);
    assert.equal((await server.authorizations()).length, 1);
  });
});

async function changeByHand(server: LocalServer): Promise<void> {
  const bucket = new Map((await server.buckets()).map(({ name, id }) => [name, id]));
  const task = new Map((await server.tasks()).map((found) => [found.name, found]));
  const rule = { type: "expire", everySeconds: 2592000, shardGroupDurationSeconds: 86400 };
  await server.send("PATCH", `/api/v2/buckets/${bucket.get("portal")}`, { retentionRules: [rule] });
  await server.send("PATCH", `/api/v2/buckets/${bucket.get("tap")}`, { description: "by hand" });
  const edited = task.get("pod-restarts/argocd");
  assert.ok(edited);
  const { id, flux, status, description } = edited;
  await server.send("PATCH", `/api/v2/tasks/${id}`, { flux: `${flux}\n// edited`, status, description });
  await server.send("DELETE", `/api/v2/tasks/${task.get("pod-pending-long/butler")?.id}`);
  const mapping = (await server.dbrps()).find(({ database }) => database === "butler");
  await server.send("DELETE", `/api/v2/dbrps/${mapping?.id}?orgID=${server.orgId}`);
  const agents = (await server.authorizations()).find(({ description: text }) => text.startsWith("Agents"));
  await server.send("PATCH", `/api/v2/authorizations/${agents?.id}`, { status: "inactive" });
}
