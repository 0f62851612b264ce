import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { z } from "zod";
import { isRunning, processStart } from "../../tools/processes.mjs";
import { versions } from "../../versions.ts";
import { accessSettled, mayDo } from "../support/kubernetes/access.ts";
import {
  apply,
  create,
  define,
  expectApplied,
  type Manifest,
  type Outcome,
} from "../support/kubernetes/apply.ts";
import { makeClient } from "../support/kubernetes/client.ts";
import { type KubernetesServer, startKubernetes } from "../support/kubernetes/server.ts";
import { strimziCrds, strimziMissing } from "../support/strimzi/crds.ts";
import { findJava } from "../support/strimzi/java.ts";
import { until } from "../support/until.ts";

let server: KubernetesServer;
const base = mkdtempSync(join(tmpdir(), "kubernetes test "));
before(async () => {
  server = await startKubernetes();
});
after(async () => {
  rmSync(base, { recursive: true, force: true });
  await server.stop();
});

function configMap(name: string, rest: object = {}, namespace = "default"): Manifest {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace }, ...rest };
}

function deployment(name: string, container: object): Manifest {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name, image: "busybox:1", ...container }] } },
    },
  };
}

function assertRefused(outcome: Outcome, pattern: RegExp): void {
  assert.ok("refusal" in outcome, "it was not refused");
  assert.match(outcome.refusal, pattern);
}

function assertTaken(outcome: Outcome): void {
  assert.ok("object" in outcome, JSON.stringify(outcome));
}

async function statusOf(path: string): Promise<number> {
  return (await server.request("GET", path)).status;
}

void test("it is the version that is pinned, and its kubeconfig lets its administrator in", async () => {
  const cluster = z.object({ server: z.string(), "certificate-authority-data": z.string() });
  const config = z
    .object({
      "current-context": z.literal("test"),
      contexts: z.tuple([z.object({ name: z.literal("test") })]),
      clusters: z.tuple([z.object({ cluster })]),
      users: z.tuple([z.object({ user: z.object({ token: z.string() }) })]),
    })
    .parse(JSON.parse(readFileSync(server.kubeconfig, "utf8")));
  const [{ cluster: found }] = config.clusters;
  const ca = Buffer.from(found["certificate-authority-data"], "base64").toString();
  assert.equal(ca, readFileSync(server.ca, "utf8"));
  const client = makeClient(found.server, ca, config.users[0].user.token);
  try {
    const { body } = await client.request("GET", "/version");
    const [major, minor] = versions.kubernetes.built.split(".");
    const version = z.object({ major: z.string(), minor: z.string(), gitVersion: z.string() }).parse(body);
    assert.deepEqual(version, { major, minor, gitVersion: `v${versions.kubernetes.built}` });
    assert.equal((await client.request("GET", "/api/v1/secrets")).status, 200);
    assert.equal((await client.request("GET", "/api/v1/secrets", undefined, { token: "none" })).status, 401);
  } finally {
    client.close();
  }
});

void test("a field that it does not know is refused, and so is a value of another type", async () => {
  assertRefused(await create(server, configMap("unknown", { dta: {} })), /unknown field "dta"/);
  assertRefused(
    await apply(server, configMap("unknown", { dta: {} })),
    /\.dta: field not declared in schema/,
  );
  assertRefused(await create(server, configMap("type", { data: { key: 1 } })), /cannot unmarshal number/);
  assertRefused(await apply(server, configMap("type", { data: { key: 1 } })), /\.data\.key: expected string/);
  assertRefused(
    await create(server, deployment("deep", { resources: { limit: {} } })),
    /unknown field "spec\.template\.spec\.containers\[0\]\.resources\.limit"/,
  );
  assertRefused(
    await create(server, deployment("quantity", { resources: { limits: { memory: "1 GB" } } })),
    /quantities must match/,
  );
  assertRefused(await apply(server, { ...configMap("kind"), kind: "ConfigMup" }), /knows no ConfigMup of v1/);
  assertRefused(await apply(server, configMap("nowhere", {}, "nowhere")), /namespaces "nowhere" not found/);
  for (const name of ["unknown", "type", "kind"]) {
    assert.equal(await statusOf(`/api/v1/namespaces/default/configmaps/${name}`), 404);
  }
});

void test("what is right is kept, changed in place, or only checked", async () => {
  const path = "/api/v1/namespaces/default/configmaps/right";
  assertTaken(await apply(server, configMap("right", { data: { key: "a" } }), { dryRun: true }));
  assert.equal(await statusOf(path), 404);
  assertTaken(await create(server, configMap("right", { data: { key: "a", other: "b" } })));
  assertRefused(await create(server, configMap("right")), /already exists/);
  assertTaken(await apply(server, configMap("right", { data: { key: "c" } })));
  const { body } = await server.request("GET", path);
  assert.deepEqual(z.object({ data: z.unknown() }).parse(body).data, { key: "c", other: "b" });
  // Neither accounts nor nodes stand in the way: nothing looks after them.
  assertTaken(
    await create(server, {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "pod" },
      spec: { containers: [{ name: "main", image: "busybox:1" }] },
    }),
  );
  assertTaken(await apply(server, deployment("privileged", { securityContext: { privileged: true } })));
});

void test("who has a right may, and who has none may not", async () => {
  const namespace = "rights";
  await expectApplied(server, { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  await expectApplied(server, configMap("seen", {}, namespace));
  for (const name of ["reader", "stranger"]) {
    await expectApplied(server, { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } });
  }
  const apiVersion = "rbac.authorization.k8s.io/v1";
  const rules = [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get"] }];
  await expectApplied(server, { apiVersion, kind: "Role", metadata: { name: "read", namespace }, rules });
  const bound = {
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "read" },
    subjects: [{ kind: "ServiceAccount", name: "reader", namespace }],
  };
  const binding = { apiVersion, kind: "RoleBinding", metadata: { name: "read", namespace }, ...bound };
  await expectApplied(server, binding);
  await accessSettled(server);

  const path = `/api/v1/namespaces/${namespace}/configmaps/seen`;
  const reader = await server.token(namespace, "reader");
  const stranger = await server.token(namespace, "stranger");
  assert.equal((await server.request("GET", path, undefined, { token: reader })).status, 200);
  assert.equal((await server.request("DELETE", path, undefined, { token: reader })).status, 403);
  assert.equal((await server.request("GET", path, undefined, { token: stranger })).status, 403);
  assertRefused(
    await create(server, configMap("made", {}, namespace), { token: reader }),
    /User "system:serviceaccount:rights:reader" cannot create resource "configmaps"/,
  );

  const account = { serviceAccount: { namespace, name: "reader" } };
  const get = { verb: "get", resource: "configmaps", namespace };
  assert.equal(await mayDo(server, account, get), true);
  assert.equal(await mayDo(server, account, { ...get, name: "seen" }), true);
  assert.equal(await mayDo(server, account, { ...get, namespace: "default" }), false);
  assert.equal(await mayDo(server, account, { ...get, subresource: "status" }), false);
  assert.equal(await mayDo(server, { user: "nobody" }, get), false);
  assert.equal(await mayDo(server, { user: "nobody", groups: ["system:masters"] }, get), true);
  assert.equal(await mayDo(server, account, { verb: "get", nonResourceUrl: "/version" }), true);
  assert.equal(await mayDo(server, account, { verb: "get", nonResourceUrl: "/metrics" }), false);

  // What is taken away is gone, and no later than the wait says.
  await server.request("DELETE", `/apis/${apiVersion}/namespaces/${namespace}/rolebindings/read`);
  await accessSettled(server);
  assert.equal(await mayDo(server, account, get), false);
});

void test("a namespace goes with all that is in it, once nothing holds that", async () => {
  const namespace = "going";
  const path = `/api/v1/namespaces/${namespace}`;
  await expectApplied(server, { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  const held = { name: "held", namespace, finalizers: ["example.org/hold"] };
  await expectApplied(server, { ...configMap("held"), metadata: held });
  await expectApplied(server, { ...deployment("worker", {}), metadata: { name: "worker", namespace } });
  await server.request("DELETE", path);
  await until("the Deployment is gone", async () =>
    (await statusOf(`/apis/apps/v1/namespaces/${namespace}/deployments/worker`)) === 404 ? true : undefined,
  );
  assert.equal(await statusOf(path), 200);
  await server.request("PATCH", `${path}/configmaps/held`, { metadata: { finalizers: null } });
  await until("the namespace is gone", async () => ((await statusOf(path)) === 404 ? true : undefined));
});

const missing = await strimziMissing();
void test("Strimzi's own definitions judge its objects", { skip: missing ?? false }, async () => {
  const topic = (spec: object): Manifest => ({
    apiVersion: "kafka.strimzi.io/v1",
    kind: "KafkaTopic",
    metadata: { name: "topic", labels: { "strimzi.io/cluster": "kafka" } },
    spec,
  });
  assertRefused(await apply(server, topic({ partitions: 1 })), /knows no KafkaTopic/);
  await define(server, await strimziCrds());
  assertRefused(await create(server, topic({ partition: 1 })), /unknown field "spec\.partition"/);
  assertRefused(
    await apply(server, topic({ partition: 1 })),
    /\.spec\.partition: field not declared in schema/,
  );
  assertRefused(await apply(server, topic({ partitions: "one" })), /spec\.partitions/);
  assertRefused(await apply(server, topic({ partitions: 0 })), /greater than or equal to 1/);
  assertTaken(await apply(server, topic({ partitions: 1, config: { "retention.ms": 1000 } })));
});

void test("what is missing for Strimzi's definitions is named, and a Java is taken only when it is new enough", async () => {
  const empty = join(base, "empty");
  mkdirSync(empty);
  const why = await strimziMissing({ cache: empty, env: { PATH: empty }, javas: [] });
  assert.match(why ?? "", /missing: Java 21 or later, Maven/);
  await assert.rejects(strimziCrds({ cache: empty, env: { PATH: empty }, javas: [] }), { name: "UserError" });

  const java = (home: string, version: string): string => {
    const path = join(base, home, "bin", "java");
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!/bin/sh\necho 'openjdk version "${version}" 2026' >&2\n`, { mode: 0o755 });
    return path;
  };
  const env = { JAVA_HOME: join(base, "old"), PATH: dirname(java("default", "17.0.15")) };
  java("old", "1.8.0_400");
  assert.equal(await findJava(21, env, []), undefined);
  const [jvm] = [join(base, "jvm")];
  java("jvm/a", "11.0.2");
  const newer = java("jvm/b", "25");
  assert.equal(await findJava(21, env, [[jvm, ""]]), newer);
  assert.equal(await findJava(17, env, [[jvm, ""]]), join(base, "default", "bin", "java"));
});

void test("two run side by side; one that is stopped leaves nothing, and the other goes on", async () => {
  const other = await startKubernetes();
  const directory = dirname(other.kubeconfig);
  try {
    assert.notEqual(other.url, server.url);
    await expectApplied(other, configMap("here"));
    assert.equal(await statusOf("/api/v1/namespaces/default/configmaps/here"), 404);
    assert.equal(
      (await other.request("GET", "/api/v1/nodes", undefined, { token: server.adminToken })).status,
      401,
    );
  } finally {
    await other.stop();
  }
  assert.ok(!existsSync(directory));
  await assert.rejects(other.request("GET", "/version"));
  assert.equal(await statusOf("/readyz"), 200);
});

for (const signal of ["SIGKILL", "SIGINT"] as const) {
  void test(`a test that ${signal} ends leaves neither processes nor files`, async () => {
    const module = new URL("../support/kubernetes/keeper.ts", import.meta.url).href;
    // Two that would go on for ever.
    const source = `
      import { join } from "node:path";
      import { startKeeper } from ${JSON.stringify(module)};
      const keeper = await startKeeper("kept-test-");
      const one = { path: "/bin/sleep", args: ["1000"], logFile: join(keeper.directory, "log") };
      const pids = [(await keeper.start(one)).pid, (await keeper.start(one)).pid];
      console.log(JSON.stringify({ directory: keeper.directory, pids }));
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", source], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const line: unknown = (await once(createInterface(child.stdout), "line"))[0];
    const { directory, pids } = z
      .object({ directory: z.string(), pids: z.array(z.number()) })
      .parse(JSON.parse(String(line)));
    const kept = pids.map((pid) => ({ pid, started: processStart(pid) ?? "" }));
    assert.ok(kept.every(isRunning) && existsSync(directory));
    child.kill(signal);
    await until("all is gone", () =>
      Promise.resolve(kept.some(isRunning) || existsSync(directory) ? undefined : true),
    );
  });
}

void test("a server that does not start is told by the end of its log", async () => {
  const bin = join(base, "broken");
  mkdirSync(bin);
  const program = join(bin, "kube-apiserver");
  const version = `Kubernetes v${versions.kubernetes.built}`;
  writeFileSync(
    program,
    `#!/bin/sh\n[ "$1" = --version ] && echo ${version} && exit\necho why it fails\nexit 3\n`,
  );
  chmodSync(program, 0o755);
  const env = { ...process.env, PATH: [bin, process.env["PATH"]].join(delimiter) };
  await assert.rejects(startKubernetes({ env }), (error: Error) => {
    assert.match(error.message, /ended with 3/);
    assert.match(error.message, /kube-apiserver\.log ends:\n {2}\| why it fails/);
    assert.match(error.message, /etcd\.log ends:/);
    return true;
  });
});
