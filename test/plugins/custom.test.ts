/** Kinds that the server does not know by itself: one that the same program defines, and one of the whole cluster. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as kubernetes from "@pulumi/kubernetes";
import type { Program } from "../../index.ts";
import { TestEngine } from "../support/engine.ts";
import { type KubernetesServer, startKubernetes } from "../support/kubernetes/server.ts";
import { pluginEnvironment } from "../support/plugins/index.ts";
import { differences, edit, find, live } from "./cluster.ts";

let server: KubernetesServer;
let engine: TestEngine;
let env: Readonly<Record<string, string>>;
before(async () => {
  env = { PATH: (await pluginEnvironment(process.env)).path };
  [server, engine] = await Promise.all([startKubernetes(), TestEngine.make()]);
});
after(async () => {
  await engine.remove();
  await server.stop();
});

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
    const connection = { kubeconfig: server.kubeconfig, enablePatchForce: true };
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
    await engine.succeed("preview", program(), { env });
    await engine.succeed("up", program(), { env });
    assert.deepEqual((await live(server, topic)).spec, { partitions: 3 });
    assert.deepEqual((await live(server, zone)).spec, { partitions: 3 });
    await engine.succeed("up", program(), {
      env,
      flags: ["--expect-no-changes", "--refresh", "--run-program"],
    });
  });

  test("show what somebody has edited", async () => {
    await edit(server, zone, { spec: { partitions: 5 } });
    const flags = ["--refresh", "--run-program"];
    const run = await engine.succeed("preview", program(), { env, flags });
    assert.deepEqual(differences(run), { Zone: ["spec.partitions"] });
    await engine.succeed("up", program(), { env, flags });
    assert.deepEqual((await live(server, zone)).spec, { partitions: 3 });
  });

  test("a field that their definition does not have is named at preview", async () => {
    const { code, stdout } = await engine.run("preview", program("partitons"), { env });
    assert.notEqual(code, 0);
    assert.match(stdout, /Topic.*\.spec\.partitons/s);
  });

  test("are taken away", async () => {
    await engine.succeed("destroy", undefined, { env });
    assert.equal(await find(server, topic), undefined);
    assert.equal(await find(server, zone), undefined);
  });
});
