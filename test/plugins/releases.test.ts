/** Helm releases as the stand-in keeps them. The official plugin runs Helm, and needs nodes: it is not tried here. */
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Program } from "../../index.ts";
import { differences, find, live, operations } from "./cluster.ts";
import { clusterParts } from "./parts.ts";

const parts = clusterParts();
let chart: string;

const PASSWORD = "the-password-of-the-administrator";

interface Wanted {
  readonly size?: string;
  readonly chart?: string;
  readonly name?: string;
}

function program({ size = "20Gi", chart: wanted = chart, name = "main" }: Wanted = {}): Program {
  return async () => {
    const options = { provider: new kubernetes.Provider("cluster", { kubeconfig: parts.server.kubeconfig }) };
    const release = new kubernetes.helm.v3.Release(
      "database",
      {
        chart: wanted,
        name,
        namespace: "data",
        createNamespace: true,
        values: { persistence: { size }, admin: { password: pulumi.secret(PASSWORD) } },
      },
      options,
    );
    const after = new kubernetes.core.v1.ConfigMap(
      "after",
      { metadata: { name: "after", namespace: release.namespace }, data: { of: release.status.name } },
      options,
    );
    return Promise.resolve({ status: release.status, after: after.metadata.name });
  };
}

const recordPath = (name = "main") => `/api/v1/namespaces/data/secrets/sh.helm.release.v1.${name}.v1`;

async function record(): Promise<unknown> {
  const { data } = await live(parts.server, recordPath());
  return JSON.parse(Buffer.from(data?.["release"] ?? "", "base64").toString());
}

// One story, in order.
describe("a release", () => {
  before(async () => {
    chart = join(parts.engine.directory, "chart");
    await mkdir(chart);
    await writeFile(
      join(chart, "Chart.yaml"),
      "apiVersion: v2\nname: database\nversion: 2.1.2\nappVersion: 2.9.1\n",
    );
  });

  test("of a directory without a chart is refused at preview", async () => {
    const { code, stdout } = await parts.engine.run("preview", program({ chart: parts.engine.directory }), {
      env: parts.env,
    });
    assert.notEqual(code, 0);
    assert.match(stdout, /Chart\.yaml/);
    const missing = await parts.engine.run("preview", program({ chart: "nowhere" }), { env: parts.env });
    assert.notEqual(missing.code, 0);
    assert.match(missing.stdout, /nowhere/);
  });

  test("is recorded as Helm does, and what depends on it comes after", async (t) => {
    if (parts.used === "official") {
      t.skip("the official plugin runs Helm");
      return;
    }
    const preview = await parts.engine.succeed("preview", program(), { env: parts.env });
    assert.equal(await find(parts.server, recordPath()), undefined);
    assert.deepEqual(operations(preview), { database: "create", after: "create" });
    await parts.engine.succeed("up", program(), { env: parts.env });
    assert.deepEqual(await record(), {
      name: "main",
      namespace: "data",
      version: 1,
      info: { status: "deployed" },
      chart: { metadata: { name: "database", version: "2.1.2" } },
      config: { persistence: { size: "20Gi" }, admin: { password: PASSWORD } },
    });
    const { stdout } = await parts.engine.command("stack", "output", "status", "--json");
    assert.deepEqual(JSON.parse(stdout), {
      status: "deployed",
      name: "main",
      namespace: "data",
      chart: "database",
      version: "2.1.2",
      appVersion: "2.9.1",
      revision: 1,
    });
    await parts.engine.succeed("up", program(), {
      env: parts.env,
      flags: ["--expect-no-changes", "--refresh", "--run-program"],
    });
  });

  test("changes its values in place, and shows no secret of them", async (t) => {
    if (parts.used === "official") {
      t.skip("the official plugin runs Helm");
      return;
    }
    const flags = ["--diff"];
    const preview = await parts.engine.succeed("preview", program({ size: "40Gi" }), {
      env: parts.env,
      flags,
    });
    // As with the official plugin nothing of the status is known before: who needs a name takes the input.
    assert.deepEqual(differences(preview), { database: ["values.persistence.size"], after: ["data.of"] });
    await parts.engine.succeed("up", program({ size: "40Gi" }), { env: parts.env });
    const { version, config } = (await record()) as { version: number; config: unknown };
    assert.deepEqual(
      [version, config],
      [2, { persistence: { size: "40Gi" }, admin: { password: PASSWORD } }],
    );
    const shown = [await parts.engine.stateText(), preview.stdout, preview.events].join("\n");
    assert(!shown.includes(PASSWORD), "a secret was shown");
  });

  test("under another name is another one", async (t) => {
    if (parts.used === "official") {
      t.skip("the official plugin runs Helm");
      return;
    }
    await parts.engine.succeed("up", program({ name: "other" }), { env: parts.env });
    assert.equal(await find(parts.server, recordPath()), undefined);
    await live(parts.server, recordPath("other"));
    await parts.engine.succeed("destroy", undefined, { env: parts.env });
    assert.equal(await find(parts.server, recordPath("other")), undefined);
  });
});
