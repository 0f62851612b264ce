/** Kinds that the server does not know by itself: one that the same program defines, and one of the whole cluster. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as kubernetes from "@pulumi/kubernetes";
import type { Program } from "../../index.ts";
import { differences, edit, find, live } from "./cluster.ts";
import { clusterParts } from "./parts.ts";

const parts = clusterParts();

const group = "test.example.org";
const schema = {
  type: "object",
  properties: { spec: { type: "object", properties: { partitions: { type: "integer" } } } },
};

function definition(kind: string, scope: string) {
  const plural = `${kind.toLowerCase()}s`;
  const version = { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } };
  return {
    metadata: { name: `${plural}.${group}` },
    spec: { group, scope, names: { kind, plural }, versions: [version] },
  };
}

function program(field = "partitions"): Program {
  return async () => {
    const connection = { kubeconfig: parts.server.kubeconfig, enablePatchForce: true };
    const provider = new kubernetes.Provider("cluster", connection);
    for (const [kind, scope] of [
      ["Topic", "Namespaced"],
      ["Zone", "Cluster"],
    ] as const) {
      const crd = new kubernetes.apiextensions.v1.CustomResourceDefinition(
        `${kind}s`,
        definition(kind, scope),
        {
          provider,
        },
      );
      new kubernetes.apiextensions.CustomResource(
        kind,
        {
          apiVersion: `${group}/v1`,
          kind,
          metadata: { name: "first" },
          // One field is spelt as the test wants it.
          spec: { partitions: 3, ...(field === "partitions" ? {} : { [field]: 4 }) },
        },
        { provider, dependsOn: [crd] },
      );
    }
    return Promise.resolve({});
  };
}

const topic = `/apis/${group}/v1/namespaces/default/topics/first`;
const zone = `/apis/${group}/v1/zones/first`;

// One story, in order.
describe("custom kinds", () => {
  test("are made in the run that defines them", async () => {
    await parts.engine.succeed("preview", program(), { env: parts.env });
    await parts.engine.succeed("up", program(), { env: parts.env });
    assert.deepEqual((await live(parts.server, topic)).spec, { partitions: 3 });
    assert.deepEqual((await live(parts.server, zone)).spec, { partitions: 3 });
    await parts.engine.succeed("up", program(), {
      env: parts.env,
      flags: ["--expect-no-changes", "--refresh", "--run-program"],
    });
  });

  test("show what somebody has edited", async () => {
    await edit(parts.server, zone, { spec: { partitions: 5 } });
    const flags = ["--refresh", "--run-program"];
    const run = await parts.engine.succeed("preview", program(), { env: parts.env, flags });
    assert.deepEqual(differences(run), { Zone: ["spec.partitions"] });
    await parts.engine.succeed("up", program(), { env: parts.env, flags });
    assert.deepEqual((await live(parts.server, zone)).spec, { partitions: 3 });
  });

  test("a field that their definition does not have is named at preview", async () => {
    const { code, stdout } = await parts.engine.run("preview", program("partitons"), { env: parts.env });
    assert.notEqual(code, 0);
    assert.match(stdout, /Topic.*\.spec\.partitons/s);
  });

  test("are taken away", async () => {
    await parts.engine.succeed("destroy", undefined, { env: parts.env });
    assert.equal(await find(parts.server, topic), undefined);
    assert.equal(await find(parts.server, zone), undefined);
  });
});
