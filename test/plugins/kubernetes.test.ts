/**
 * Objects on a real Kubernetes API server, through the real engine: by the official plugin where there is one, else by
 * its stand-in.
 */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { z } from "zod";
import { deadUrl } from "../support/fault-proxy.ts";
import { application, differences, edit, find, live, operations, type Parts, paths } from "./cluster.ts";
import { clusterParts } from "./parts.ts";

const parts = clusterParts();

/** What a stack sets whose objects may change in place, and are taken back when somebody edits them. */
const lenient = { enablePatchForce: true, enableConfigMapMutable: true, enableSecretMutable: true };
const shop = (changed: Parts = {}) => application(parts.server.kubeconfig, { provider: lenient, ...changed });
const replicas = z.object({ spec: z.object({ replicas: z.number() }) });
const LOOKING = ["--refresh", "--run-program"];

async function outputs(): Promise<Record<string, string>> {
  const { stdout } = await parts.engine.command("stack", "output", "--json", "--show-secrets");
  return JSON.parse(stdout) as Record<string, string>;
}

// One story, in order.
describe("a program of a namespace, a secret, settings and a deployment", () => {
  test("is previewed where no server answers", async () => {
    const path = join(parts.engine.directory, "nowhere");
    const config = await readFile(parts.server.kubeconfig, "utf8");
    await writeFile(path, config.replace(parts.server.url, (await deadUrl()).replace("http:", "https:")));
    const run = await parts.engine.succeed("preview", application(path), { env: parts.env });
    assert.equal(Object.keys(operations(run)).length, 5);
    assert.match(run.stdout, /after *: \[unknown\]/);
    const { code, stdout } = await parts.engine.run("up", application(path), { env: parts.env });
    assert.notEqual(code, 0);
    assert.match(stdout, /configured Kubernetes cluster is unreachable/);
  });

  test("is previewed with a server, which stays as it is", async () => {
    const run = await parts.engine.succeed("preview", shop(), { env: parts.env });
    assert.equal(Object.keys(operations(run)).length, 5);
    assert.match(run.stdout, /after *: \[unknown\]/);
    assert.equal(await find(parts.server, paths.namespace), undefined);
  });

  test("a field that does not exist is named at preview, before anything is made", async (t) => {
    if (parts.used === "official") {
      t.skip("the official plugin only warns");
      return;
    }
    const { code, stdout } = await parts.engine.run("preview", shop({ misspelt: { replcas: 3 } }), {
      env: parts.env,
    });
    assert.notEqual(code, 0);
    assert.match(stdout, /would not create apps\/v1 Deployment shop\/shop:.*unknown field "spec\.replcas"/);
    assert.equal(await find(parts.server, paths.namespace), undefined);
  });

  test("is made in the order of what needs what", async () => {
    await parts.engine.succeed("up", shop(), { env: parts.env });
    const { settings = "" } = await outputs();
    assert.match(settings, /^settings-[\da-f]{8}$/);
    const places = [
      paths.namespace,
      paths.secret,
      `${paths.configMaps}/${settings}`,
      paths.deployment,
      `${paths.configMaps}/after`,
    ];
    const objects = await Promise.all(places.map((path) => live(parts.server, path)));
    const [namespace = 0, secret = 0, config = 0, deployment = 0, last = 0] = objects.map(({ metadata }) =>
      Number(metadata.resourceVersion),
    );
    assert(namespace < secret && secret < deployment && config < deployment && deployment < last);
    assert.equal(objects.at(-1)?.data?.["uid"], objects.at(-2)?.metadata.uid);
  });

  test("holds its secret on the server, and nowhere else in the clear", async () => {
    const { password = "" } = await outputs();
    assert.equal(password.length, 24);
    const coded = Buffer.from(password).toString("base64");
    assert.equal((await live(parts.server, paths.secret)).data?.["password"], coded);
    const run = await parts.engine.succeed("preview", shop({ greeting: "bye" }), {
      env: parts.env,
      flags: ["--diff", ...LOOKING],
    });
    const shown = [await parts.engine.stateText(), run.stdout, run.stderr, run.events].join("\n");
    assert(!shown.includes(password) && !shown.includes(coded), "a secret was shown");
    // What is not secret beside it is to be seen.
    assert.match(run.stdout, /greeting *: "hello" => "bye"/);
  });

  test("is as declared when nobody changes it", async () => {
    await parts.engine.succeed("up", shop(), { env: parts.env, flags: ["--expect-no-changes"] });
    const run = await parts.engine.succeed("up", shop(), {
      env: parts.env,
      flags: ["--expect-no-changes", ...LOOKING],
    });
    assert.deepEqual(operations(run), {});
  });

  test("shows exactly what somebody has edited, and takes it back", async () => {
    await edit(parts.server, paths.deployment, {
      metadata: { annotations: { "example.org/by": "somebody" } },
      spec: { replicas: 7, revisionHistoryLimit: 3 },
    });
    const run = await parts.engine.succeed("preview", shop(), { env: parts.env, flags: LOOKING });
    // What the program does not declare is not its own.
    assert.deepEqual(differences(run), { deployment: ["spec.replicas"] });
    // Both sides are told: what was found counts as the old inputs.
    const step = run.log.steps.find(({ urn, op }) => urn.endsWith("::deployment") && op === "update");
    const [found, declared] = [step?.old, step?.new].map(
      (state) => replicas.parse(state?.inputs).spec.replicas,
    );
    assert.deepEqual([found, declared], [7, 2]);
    const refused = await parts.engine.run("up", application(parts.server.kubeconfig), {
      env: parts.env,
      flags: LOOKING,
    });
    assert.notEqual(refused.code, 0);
    assert.match(refused.stdout, /conflict with "kubectl-edit".*\.spec\.replicas/s);
    await parts.engine.succeed("up", shop(), { env: parts.env, flags: LOOKING });
    assert.equal((await live(parts.server, paths.deployment)).spec?.["replicas"], 2);
    await parts.engine.succeed("preview", shop(), {
      env: parts.env,
      flags: ["--expect-no-changes", ...LOOKING],
    });
  });

  test("makes anew what somebody has deleted", async () => {
    await parts.server.request("DELETE", `${paths.configMaps}/after`);
    const run = await parts.engine.succeed("up", shop(), { env: parts.env, flags: LOOKING });
    assert.deepEqual(operations(run), { after: "create" });
    await live(parts.server, `${paths.configMaps}/after`);
  });

  test("a field that does not exist is named also where the object does", async () => {
    const { code, stdout } = await parts.engine.run("preview", shop({ misspelt: { replcas: 3 } }), {
      env: parts.env,
    });
    assert.notEqual(code, 0);
    assert.match(stdout, /apps\/v1.*shop\/shop.*\.spec\.replcas: field not declared in schema/);
  });

  test("settings change in place where that is allowed, else they are replaced under a new name", async () => {
    const before = await outputs();
    const update = await parts.engine.succeed("preview", shop({ greeting: "hey" }), { env: parts.env });
    assert.deepEqual(differences(update), { settings: ["data.greeting"] });
    assert.deepEqual(operations(update), { settings: "update" });
    await parts.engine.succeed("up", shop({ greeting: "hey", provider: {} }), { env: parts.env });
    const after = await outputs();
    assert.notEqual(after["settings"], before["settings"]);
    assert.equal(await find(parts.server, `${paths.configMaps}/${before["settings"] ?? ""}`), undefined);
    const { data } = await live(parts.server, `${paths.configMaps}/${after["settings"] ?? ""}`);
    assert.equal(data?.["greeting"], "hey");
  });

  test("a deployment whose selector changes is replaced, the old one first: they have one name", async () => {
    const { metadata: old } = await live(parts.server, paths.deployment);
    const run = await parts.engine.succeed("up", shop({ greeting: "hey", app: "store" }), { env: parts.env });
    assert.equal(operations(run)["deployment"], "create-replacement");
    assert.notEqual((await live(parts.server, paths.deployment)).metadata.uid, old.uid);
  });

  test("is taken away as a whole", async () => {
    await parts.engine.succeed("destroy", undefined, { env: parts.env });
    assert.equal(await find(parts.server, paths.namespace), undefined);
    const left = await parts.server.request("GET", "/apis/apps/v1/deployments");
    assert.deepEqual((left.body as { items: unknown[] }).items, []);
    assert.deepEqual(await parts.engine.resources(), []);
  });
});
