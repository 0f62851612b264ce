/** What stacks declare on Kubernetes, as a real API server takes it: every object, every field. */
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { projectRoot } from "../../tools/project.ts";
import { create, define, expectApplied, type Manifest, objectPath } from "../support/kubernetes/apply.ts";
import { expectAgreed } from "../support/kubernetes/client.ts";
import { manifestsOf } from "../support/kubernetes/manifests.ts";
import { type KubernetesServer, startKubernetes } from "../support/kubernetes/server.ts";
import { strimziCrds, strimziMissing } from "../support/strimzi/crds.ts";
import { httpRoutes } from "./support/gateway.ts";
import { stackFiles } from "./support/stack-files.ts";

const missing = await strimziMissing();

describe("every object is taken by a real API server, to the last field", () => {
  const root = mkdtempSync(join(tmpdir(), "stack files "));
  let server: KubernetesServer;

  before(async () => {
    for (const [stack, text] of Object.entries(stackFiles))
      writeFileSync(join(root, `Pulumi.${stack}.yaml`), text);
    cpSync(join(projectRoot, "Pulumi.roundtable.yaml"), join(root, "Pulumi.roundtable.yaml"));
    // Beside roundtable on one cluster, it needs a namespace of its own.
    const text = readFileSync(join(projectRoot, "Pulumi.idfdev.yaml"), "utf8");
    const apart = text.replace(
      "    context: idfdev\n",
      "    context: idfdev\n    namespace: monitoring-idfdev\n",
    );
    assert.notEqual(apart, text);
    writeFileSync(join(root, "Pulumi.idfdev.yaml"), apart);
    server = await startKubernetes();
    await define(server, [httpRoutes, ...(missing === undefined ? await strimziCrds() : [])]);
    // Of namespaces that others make.
    for (const name of ["strimzi", "kafka", "sasquatch"])
      await expectApplied(server, { apiVersion: "v1", kind: "Namespace", metadata: { name } });
  });
  after(async () => {
    rmSync(root, { recursive: true });
    await server.stop();
  });

  it("of stack roundtable", async () => {
    assert.deepEqual(await taken("roundtable", projectRoot), {
      ...{ ConfigMap: 3, CronJob: 2, DaemonSet: 1, Deployment: 1, Namespace: 1, PersistentVolumeClaim: 2 },
      ...{ ClusterRole: 2, ClusterRoleBinding: 2, Secret: 4, ServiceAccount: 2 },
    });
  });

  it("of stack idfdev, with its Kafka sinks", { skip: missing ?? false }, async () => {
    const kinds = await taken("idfdev");
    assert.deepEqual([kinds["KafkaTopic"], kinds["KafkaUser"]], [1, 2]);
    assert.deepEqual([kinds["Deployment"], kinds["DaemonSet"], kinds["ConfigMap"]], [3, 1, 4]);
  });

  it("of a server with routes by a gateway, network policies, and backups to S3", async () => {
    const kinds = await taken("routed");
    assert.deepEqual([kinds["HTTPRoute"], kinds["NetworkPolicy"], kinds["CronJob"]], [2, 2, 2]);
    assert.equal(kinds["PersistentVolumeClaim"], 1);
  });

  it("of a server whose Secret and backup volume are there already", async () => {
    const kinds = await taken("settled");
    assert.deepEqual(
      [kinds["PersistentVolumeClaim"], kinds["Secret"], kinds["Namespace"]],
      [1, 1, undefined],
    );
  });

  it("of agents that do everything they can", async () => {
    const kinds = await taken("busy");
    assert.deepEqual([kinds["Service"], kinds["PersistentVolumeClaim"], kinds["ConfigMap"]], [1, 1, 3]);
  });

  it("of sinks on a Kafka that Strimzi does not run", async () => {
    assert.equal((await taken("foreign"))["Deployment"], 3);
  });

  it("of sinks on Kafkas of Strimzi", { skip: missing ?? false }, async () => {
    const kinds = await taken("strimzi");
    assert.deepEqual([kinds["KafkaTopic"], kinds["KafkaUser"], kinds["Deployment"]], [3, 2, 3]);
  });

  /** Creates all that a stack declares, and takes away again what others could collide with. How many of each kind. */
  async function taken(stack: string, of: string = root): Promise<Readonly<Record<string, number>>> {
    const manifests = await manifestsOf(stack, of);
    const refusals: string[] = [];
    const counts: Record<string, number> = {};
    const made: Manifest[] = [];
    for (const manifest of manifests) {
      const outcome = await create(server, manifest);
      counts[manifest.kind] = (counts[manifest.kind] ?? 0) + 1;
      if ("object" in outcome) made.push(outcome.object);
      else refusals.push(`${manifest.kind} ${manifest.metadata.name ?? ""}: ${outcome.refusal}`);
    }
    assert.deepEqual(refusals, []);
    for (const object of made.filter(({ metadata }) => metadata.namespace === undefined)) {
      if (object.kind === "Namespace") continue;
      const path = await objectPath(server, object);
      assert(path !== undefined);
      expectAgreed(path, await server.request("DELETE", path));
    }
    return counts;
  }
});
