import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { accessSettled, type Deed, mayDo } from "../support/kubernetes/access.ts";
import { create, type Manifest } from "../support/kubernetes/apply.ts";
import { manifestsOf } from "../support/kubernetes/manifests.ts";
import { type KubernetesServer, startKubernetes } from "../support/kubernetes/server.ts";

/** Each with its own rights; what is not named here, neither may. */
const rights: readonly { readonly deed: Deed; readonly who: readonly string[] }[] = [
  { deed: { verb: "get", resource: "nodes", subresource: "stats" }, who: ["telegraf-ds"] },
  { deed: { verb: "get", resource: "nodes", subresource: "metrics" }, who: ["telegraf-ds"] },
  { deed: { verb: "get", resource: "nodes", subresource: "pods" }, who: ["telegraf-ds"] },
  // Whoever may do that may run commands in every container of the node.
  { deed: { verb: "get", resource: "nodes", subresource: "proxy" }, who: [] },
  { deed: { verb: "create", resource: "nodes", subresource: "proxy" }, who: [] },
  { deed: { verb: "list", resource: "nodes" }, who: ["telegraf"] },
  { deed: { verb: "list", resource: "pods" }, who: ["telegraf"] },
  { deed: { verb: "watch", resource: "pods", namespace: "strimzi" }, who: ["telegraf"] },
  { deed: { verb: "list", resource: "persistentvolumeclaims" }, who: ["telegraf"] },
  ...["daemonsets", "deployments", "statefulsets"].map((resource) => ({
    deed: { verb: "list", group: "apps", resource },
    who: ["telegraf"],
  })),
  { deed: { verb: "get", nonResourceUrl: "/metrics" }, who: ["telegraf"] },
  ...["secrets", "configmaps", "serviceaccounts"].flatMap((resource) =>
    ["get", "list"].map((verb) => ({ deed: { verb, resource }, who: [] })),
  ),
  { deed: { verb: "create", resource: "pods" }, who: [] },
  { deed: { verb: "create", resource: "pods", subresource: "exec" }, who: [] },
  { deed: { verb: "delete", resource: "pods" }, who: [] },
  { deed: { verb: "patch", resource: "nodes" }, who: [] },
];

describe("the agents of stack idfdev", () => {
  let server: KubernetesServer;
  let manifests: readonly Manifest[];
  before(async () => {
    const [started, all] = await Promise.all([startKubernetes(), manifestsOf("idfdev")]);
    server = started;
    // Those of its sinks are beside Kafka, in kinds of Strimzi: stacks.test.ts has them.
    manifests = all.filter(({ metadata }) => metadata.namespace !== "sasquatch");
  });
  after(() => server.stop());

  it("are taken by a real API server, to the last field", async () => {
    for (const namespace of ["strimzi"]) {
      const made = { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } };
      assert.ok("object" in (await create(server, made)));
    }
    assert.ok(manifests.length >= 14, `${manifests.length} objects`);
    for (const manifest of manifests) {
      const outcome = await create(server, manifest);
      assert.ok(
        "object" in outcome,
        `${manifest.kind} ${manifest.metadata.name}: ${JSON.stringify(outcome)}`,
      );
    }
  });

  it("may read what they read, and nothing else", async () => {
    await accessSettled(server);
    for (const { deed, who } of rights) {
      for (const name of ["telegraf", "telegraf-ds"]) {
        const serviceAccount = { namespace: "monitoring", name };
        const may = await mayDo(server, { serviceAccount }, deed);
        assert.equal(may, who.includes(name), `${name}: ${JSON.stringify(deed)}`);
      }
    }
  });
});
