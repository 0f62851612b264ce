import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, describe, it } from "node:test";
import { z } from "zod";
import { compileTasks, loadTemplates } from "../../flux/index.ts";
import { readDeclared } from "../../tools/declared.ts";
import { startFaultProxy, type FaultProxy } from "../support/fault-proxy.ts";
import { api, startServer, type TestServer } from "../support/influxd.ts";
import { copyProject, errorsOf, type Answer, type ProjectCopy } from "../support/project.ts";

const DAY = 86_400;
const Named = z.object({ name: z.string() });
const Report = z.object({
  matches: z.array(Named.extend({ taken: z.boolean(), waitsFor: z.array(z.string()) })),
  differs: z.array(
    Named.extend({
      properties: z.array(
        z.object({ property: z.string(), declared: z.unknown(), found: z.unknown(), replaces: z.boolean() }),
      ),
    }),
  ),
  missing: z.array(Named),
  ambiguous: z.array(Named.extend({ candidates: z.array(z.string()) })),
  unknown: z.array(z.object({ kind: z.string(), name: z.string() })),
  ignored: z.array(z.object({ name: z.string(), reason: z.string() })),
  unused: z.array(z.object({ kind: z.string(), name: z.string() })),
  file: z.string().nullable(),
});
const names = (list: readonly z.infer<typeof Named>[]) => list.map(({ name }) => name);

/** A server that has been in use, and a stack that declares part of what is there. Each step builds on the one before. */
describe("adopting an existing server", () => {
  /** Number of objects that the stack declares. */
  let declared: number;
  let project: ProjectCopy;
  let server: TestServer;
  let proxy: FaultProxy;
  let command: (script: string, ...flags: string[]) => Promise<Answer>;
  const ids = new Map<string, string>();

  /** What was sent so far that changes anything. */
  const changes = () =>
    proxy.seen
      .filter(({ method, path }) => method !== "GET" && !/^\/api\/v2\/query\b/.test(path))
      .map(({ method, path }) => `${method} ${path}`);

  before(async () => {
    [project, server] = await Promise.all([copyProject(), startServer()]);
    proxy = await startFaultProxy(server.url);
    const [state, tokenFile] = ["state", "token"].map((name) => join(dirname(project.root), name));
    assert.ok(state !== undefined && tokenFile !== undefined);
    await mkdir(state);
    await writeFile(tokenFile, server.token, { mode: 0o600 });
    const env = { PULUMI_BACKEND_URL: pathToFileURL(state).href, PULUMI_CONFIG_PASSPHRASE: "a passphrase" };
    command = (script, ...flags) =>
      project.run("npm", ["run", "--silent", script, "--", "adopted", ...flags], env);
    const config = {
      "monitoring:role": "server",
      "monitoring:environments": [{ name: "one", applications: ["portal", "tap"] }],
      "monitoring:influxdb": { url: proxy.url, org: server.org, tokenFile },
      "monitoring:buckets": { overrides: { portal: { retention: "infinite" } } },
      "monitoring:drift": {
        ignore: [
          { kind: "Task", name: "nightly-*", reason: "made by the backup" },
          { kind: "Bucket", name: "gone" },
        ],
      },
    };
    await writeFile(join(project.root, "Pulumi.adopted.yaml"), JSON.stringify({ config }));
    await seed();
  });
  after(async () => {
    await proxy.stop();
    await server.stop();
    await project.remove();
  });

  async function make(name: string, path: string, json: object): Promise<string> {
    const { id } = z
      .object({ id: z.string() })
      .parse(JSON.parse(await api(server, "POST", path, { json: { orgID: server.orgId, ...json } })));
    ids.set(name, id);
    return id;
  }

  /** The past of the server, made by hand. */
  async function seed(): Promise<void> {
    const bucket = (name: string, description: string, seconds: number) =>
      make(`bucket ${name}`, "/api/v2/buckets", {
        name,
        description,
        retentionRules: seconds === 0 ? [] : [{ type: "expire", everySeconds: seconds }],
      });
    const { model } = await readDeclared(project.root, "adopted");
    declared = model.buckets.length + model.dbrps.length + model.tasks.length + model.tokens.length;
    const infrastructure: string[] = [];
    for (const { name, description } of model.buckets.filter(({ kind }) => kind === "infrastructure"))
      infrastructure.push(await bucket(name, description, 7 * DAY));
    const portal = await bucket("portal", "Points of application portal", 0);
    const tap = await bucket("tap", "by hand", 30 * DAY);
    await bucket("multiapp_", "What the tasks found, over all applications", 3600);
    await bucket("weather", "of other people", 0);
    const mapping = (database: string, policy: string, bucketID: string) =>
      make(`dbrp ${database}`, "/api/v2/dbrps", {
        database,
        retention_policy: policy,
        bucketID,
        default: true,
      });
    await mapping("portal", "autogen", portal);
    await mapping("tap", "7d", tap);

    const { compiled } = compileTasks(model.tasks, await loadTemplates());
    const task = (key: string, name: string, edit: (flux: string) => string = (flux) => flux) =>
      make(`task ${key}`, "/api/v2/tasks", {
        flux: edit(compiled.get(name) ?? ""),
        description: model.tasks.find((declared) => declared.name === name)?.description,
        status: "active",
      });
    await task("as declared", "pod-restarts/portal");
    await task("edited", "pod-restarts/tap", (flux) => `${flux}\n// edited`);
    await task("first twin", "pod-pending-long/portal");
    await task("second twin", "pod-pending-long/portal");
    const backup =
      'option task = {name: "nightly-backup", every: 1d}\nfrom(bucket: "weather") |> range(start: -1d)';
    await make("task backup", "/api/v2/tasks", { flux: backup });

    const token = (name: string, rights: readonly [action: string, id: string][]) =>
      make(`token ${name}`, "/api/v2/authorizations", {
        description: model.tokens.find((declared) => declared.name === name)?.description,
        permissions: rights.map(([action, id]) => ({
          action,
          resource: { type: "buckets", id, orgID: server.orgId },
        })),
      });
    // In another order than it is declared in.
    await token("agents-one", [
      ["write", tap],
      ["write", portal],
      ...infrastructure.map((id): [string, string] => ["write", id]),
    ]);
    await token("chronograf", [["read", portal]]);
  }

  it("tells apart what matches, differs, is missing, has several candidates, and is unknown; sends nothing but reads", async () => {
    const adopt = await command("adopt", "--json");
    assert.equal(adopt.code, 0, errorsOf(adopt));
    const report = Report.parse(JSON.parse(adopt.stdout));
    assert.deepEqual(names(report.matches), [
      "buckets-events",
      "buckets-kubernetes",
      "buckets-monitoring",
      "buckets-multiapp_",
      "buckets-portal",
      "buckets-dbrp-portal",
      "buckets-dbrp-tap",
      "tasks-pod-restarts/portal",
      "tokens-agents-one",
    ]);
    // These lead to a bucket that is not taken over, because it differs.
    assert.deepEqual(
      report.matches.flatMap(({ name, taken, waitsFor }) => (taken ? [] : [[name, waitsFor]])),
      [
        ["buckets-dbrp-tap", ["buckets-tap"]],
        ["tokens-agents-one", ["buckets-tap"]],
      ],
    );
    const [tap, restarts, chronograf, ...others] = report.differs;
    assert.deepEqual(others, []);
    assert.deepEqual(
      [tap?.name, tap?.properties],
      [
        "buckets-tap",
        [
          {
            property: "description",
            declared: "Points of application tap",
            found: "by hand",
            replaces: false,
          },
          { property: "retentionSeconds", declared: 7 * DAY, found: 30 * DAY, replaces: false },
        ],
      ],
    );
    assert.equal(restarts?.name, "tasks-pod-restarts/tap");
    assert.match(String(restarts.properties[0]?.found), /\/\/ edited$/);
    assert.equal(chronograf?.name, "tokens-chronograf");
    assert.deepEqual(
      chronograf.properties.map(({ property, replaces }) => [property, replaces]),
      [["permissions", true]],
    );
    const others_ = /^tasks-(?!pod-restarts|pod-pending-long)/;
    assert.deepEqual(
      names(report.missing).filter((name) => !others_.test(name)),
      [
        "buckets-alerted_",
        ...["alerted_", "events", "kubernetes", "monitoring", "multiapp_"].map(
          (name) => `buckets-dbrp-${name}`,
        ),
        "tasks-pod-pending-long/tap",
        "tokens-tasks",
      ],
    );
    const [twins] = report.ambiguous;
    assert.deepEqual(
      [twins?.name, twins?.candidates.toSorted()],
      ["tasks-pod-pending-long/portal", [ids.get("task first twin"), ids.get("task second twin")].sort()],
    );
    assert.deepEqual(report.unknown, [
      { kind: "User", name: "tester" },
      { kind: "OrganizationMembership", name: "tester" },
      { kind: "Bucket", name: "setup" },
      { kind: "Bucket", name: "weather" },
      { kind: "Authorization", name: "tester's Token" },
    ]);
    assert.deepEqual(report.ignored, [{ name: "nightly-backup", reason: "made by the backup" }]);
    assert.deepEqual(report.unused, [{ kind: "Bucket", name: "gone" }]);
    assert.deepEqual(changes(), []);
  });

  it("says the same to people, with what up would change, and shows no token", async () => {
    const { code, stdout } = await command("adopt");
    assert.equal(code, 0);
    assert.match(stdout, /^7 objects are as declared, and will be taken over:$/m);
    assert.match(stdout, /influxdb:index:Bucket buckets-tap = "tap" \([0-9a-f]{16}\)\n {4}description\n/);
    assert.match(stdout, /^ {6}found: {4}2592000$/m);
    assert.match(stdout, /tokens-agents-one = .*; refers to buckets-tap$/m);
    assert.match(stdout, /^ {4}permissions, for which up would replace it$/m);
    assert.match(stdout, /pod-pending-long\/portal" *: [0-9a-f]{16}, [0-9a-f]{16}$/m);
    assert.match(stdout, /monitoring:drift\.ignore has Bucket "gone", which fits nothing/);
    assert.match(stdout, /adopt-adopted\.json lists 7 to take over: npm run import -- adopted --file/);
    assert.ok(!stdout.includes(server.token));
  });

  it("writes the same list again and again, and looks elsewhere when it is told to", async () => {
    const list = () => readFile(join(project.root, "adopt-adopted.json"), "utf8");
    const first = await list();
    const { length } = proxy.seen;
    const again = await command("adopt", "--url", server.url);
    assert.equal(again.code, 0, errorsOf(again));
    assert.equal(proxy.seen.length, length);
    assert.equal(await list(), first);
    assert.ok(!first.includes(server.token));
  });

  it("takes nothing over when an object of the list is no longer what it was", async () => {
    const path = `/api/v2/buckets/${ids.get("bucket multiapp_")}`;
    await api(server, "PATCH", path, { json: { description: "changed" } });
    const refused = await command("import", "--file", "adopt-adopted.json");
    assert.equal(refused.code, 1);
    assert.match(
      refused.stderr,
      /nothing was done: 1 of 7 objects .*\n.*buckets-multiapp_ .*not as declared: description/,
    );
    await api(server, "PATCH", path, {
      json: { description: "What the tasks found, over all applications" },
    });
    const exported = await command("outputs", "--json");
    assert.equal(exported.stdout.trim(), "{}");
  });

  it("takes over all that is listed on a new stack, without one change to the server", async () => {
    const taken = await command("import", "--file", "adopt-adopted.json");
    assert.equal(taken.code, 0, errorsOf(taken));
    assert.match(taken.stdout, /adopted: 7 taken over\. The server was not changed\./);
    assert.deepEqual(changes(), []);
    const preview = await command("preview");
    assert.equal(preview.code, 0, errorsOf(preview));
    for (const name of ["buckets-portal", "buckets-multiapp_", "dbrp-portal", "restarts/portal"])
      assert.doesNotMatch(preview.stdout, new RegExp(`${name} `), name);
    // And two components, whose objects are none of these: those of the tokens, and of the secrets.
    assert.match(preview.stdout, new RegExp(`\\+ ${declared - 7 + 2} to create`));
    const again = await command("import", "--file", "adopt-adopted.json");
    assert.match(again.stdout, /0 taken over; 7 had been before/);
  });

  it("takes over what differs when it is told to, and an up changes that and nothing else", async () => {
    const adopt = await command("adopt", "--with-changes", "--file", "rest.json");
    assert.equal(adopt.code, 0, errorsOf(adopt));
    const taken = await command("import", "--file", "rest.json");
    assert.equal(taken.code, 0, errorsOf(taken));
    assert.match(taken.stdout, /adopted: 5 taken over/);
    assert.deepEqual(changes(), []);
    const preview = await command("preview");
    // One of the components has objects now.
    for (const summary of [
      new RegExp(`\\+ ${declared - 12 + 1} to create`),
      /~ 2 to update/,
      /\+-1 to replace/,
    ])
      assert.match(preview.stdout, summary);

    // One of the twins has to go; then everything is this stack's.
    await api(server, "DELETE", `/api/v2/tasks/${ids.get("task first twin")}`);
    await command("adopt", "--file", "twin.json");
    const twin = await command("import", "--file", "twin.json");
    assert.match(twin.stdout, /adopted: 1 taken over/, errorsOf(twin));
    const up = await command("up", "--yes", "--skip-preview");
    assert.equal(up.code, 0, errorsOf(up));
    assert.ok(changes().includes(`PATCH /api/v2/buckets/${ids.get("bucket tap")}`));
    const untouched = [
      "bucket portal",
      "bucket multiapp_",
      "dbrp portal",
      "task as declared",
      "token agents-one",
    ];
    for (const name of untouched)
      assert.ok(!changes().some((sent) => sent.includes(ids.get(name) ?? "?")), name);
    const drift = await command("drift", "--json");
    const { drift: objects, orphans } = z
      .object({ drift: z.array(z.unknown()), orphans: z.array(Named) })
      .parse(JSON.parse(drift.stdout));
    assert.deepEqual(
      [drift.code, objects, names(orphans)],
      [7, [], ["tester", "tester", "setup", "weather", "tester's Token"]],
    );
  });
});
