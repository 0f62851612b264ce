/** What the program waits for by annotation, and names that are taken. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as kubernetes from "@pulumi/kubernetes";
import type { Program } from "../../index.ts";
import { expectAgreed } from "../support/kubernetes/client.ts";
import { until } from "../support/until.ts";
import { find, live } from "./cluster.ts";
import { clusterParts } from "./parts.ts";

const parts = clusterParts();

const first = "/api/v1/namespaces/default/pods/first";
const second = "/api/v1/namespaces/default/configmaps/second";

/** A pod that is waited for, and settings that depend on it. */
function program(annotations: Readonly<Record<string, string>>, label = "a"): Program {
  return async () => {
    const options = { provider: new kubernetes.Provider("cluster", { kubeconfig: parts.server.kubeconfig }) };
    const pod = new kubernetes.core.v1.Pod(
      "first",
      {
        metadata: { name: "first", annotations, labels: { label } },
        spec: { containers: [{ name: "main", image: "registry.example.org/main:1" }] },
      },
      options,
    );
    new kubernetes.core.v1.ConfigMap(
      "second",
      { metadata: { name: "second" }, data: { phase: pod.status.phase } },
      { ...options, dependsOn: [pod] },
    );
    return Promise.resolve({});
  };
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message?: string;
}

/** Sets the pod's status, as a node would. Gives the server's count of changes after it. */
async function setConditions(conditions: readonly Condition[]): Promise<number> {
  const status = { phase: "Running", conditions };
  expectAgreed("set the status", await parts.server.request("PATCH", `${first}/status`, { status }));
  return Number((await live(parts.server, first)).metadata.resourceVersion);
}

// One story, in order.
describe("a program that waits for a condition", () => {
  const ready = { "pulumi.com/waitFor": "condition=Ready", "pulumi.com/timeoutSeconds": "1" };

  test("says what it has waited for in vain, and has what was made on record", async () => {
    const { code, stdout } = await parts.engine.run("up", program(ready), { env: parts.env });
    assert.notEqual(code, 0);
    assert.match(stdout, /v1 Pod default\/first.*waited 1 s in vain.*Ready: expected True, found no such/s);
    const recorded = await parts.engine.resources();
    assert.deepEqual(
      recorded.map(({ id }) => id),
      ["default/first"],
    );
    await setConditions([{ type: "Ready", status: "False", message: "no image" }]);
    const again = await parts.engine.run("up", program(ready), { env: parts.env });
    assert.match(again.stdout, /Ready: expected True, found False: no image/);
    assert.equal(await find(parts.server, second), undefined);
  });

  test("goes on with what depends on it when it holds", async () => {
    const both = { "pulumi.com/waitFor": '["condition=Ready", "condition=Busy=False"]' };
    const running = await parts.engine.start("up", program(both, "b"), { env: parts.env });
    await until("the pod is changed", async () => {
      const { metadata } = await live(parts.server, first);
      return metadata.labels?.["label"] === "b" ? metadata : undefined;
    });
    await setConditions([{ type: "Ready", status: "True" }]);
    const version = await setConditions([
      { type: "Ready", status: "True" },
      { type: "Busy", status: "False" },
    ]);
    const { code, stdout } = await running.ended;
    assert.equal(code, 0, stdout);
    const { data, metadata } = await live(parts.server, second);
    assert.equal(data?.["phase"], "Running");
    assert(Number(metadata.resourceVersion) > version, "it was made before the condition held");
    await parts.engine.succeed("up", program(both, "b"), { env: parts.env, flags: ["--expect-no-changes"] });
  });

  test("does not wait where it says so, and refuses at preview what it cannot wait for", async () => {
    await setConditions([{ type: "Ready", status: "False" }]);
    const skipping = { "pulumi.com/waitFor": "condition=Ready", "pulumi.com/skipAwait": "true" };
    await parts.engine.succeed("up", program(skipping, "c"), { env: parts.env });
    const { code, stdout } = await parts.engine.run("preview", program({ "pulumi.com/waitFor": "ready" }), {
      env: parts.env,
    });
    assert.notEqual(code, 0);
    assert.match(stdout, /pulumi\.com\/waitFor.*found ready/s);
  });

  test("does not take over what is there already", async () => {
    await parts.engine.succeed("destroy", undefined, { env: parts.env });
    assert.equal(await find(parts.server, first), undefined);
    const mine = { metadata: { name: "second" }, data: { mine: "yes" } };
    expectAgreed("make", await parts.server.request("POST", "/api/v1/namespaces/default/configmaps", mine));
    const { code, stdout } = await parts.engine.run("up", program({}), { env: parts.env });
    assert.notEqual(code, 0);
    assert.match(stdout, /exists/);
    assert.deepEqual((await live(parts.server, second)).data, { mine: "yes" });
  });
});
