/** What the network policies of a stack let through: all that its own parts need, and nothing that nobody named. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { z } from "zod";
import type { Manifest } from "../support/kubernetes/apply.ts";
import { manifestsOf } from "../support/kubernetes/manifests.ts";
import { mayReach, type Party } from "../support/kubernetes/policies.ts";
import { stackFiles } from "./support/stack-files.ts";

const Template = z.looseObject({
  metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
  spec: z.looseObject({ hostNetwork: z.boolean().optional() }),
});
const Workload = z.looseObject({ spec: z.looseObject({ template: Template }) });
const Scheduled = z.looseObject({ spec: z.looseObject({ jobTemplate: Workload }) });
const Selecting = z.looseObject({
  spec: z.looseObject({ podSelector: z.object({ matchLabels: z.record(z.string(), z.string()) }) }),
});

const port = 8086;
const node = "10.1.2.3";

describe("where policies say who may reach whom", () => {
  const root = mkdtempSync(join(tmpdir(), "policies "));
  let manifests: readonly Manifest[];
  before(async () => {
    writeFileSync(join(root, "Pulumi.walled.yaml"), stackFiles["walled"] ?? "");
    manifests = await manifestsOf("walled", root);
  });
  after(() => rmSync(root, { recursive: true }));

  const named = (kind: string, name: string): Manifest => {
    const found = manifests.find((each) => each.kind === kind && each.metadata.name === name);
    assert.ok(found !== undefined, `no ${kind} ${name}`);
    return found;
  };
  const pod = (manifest: Manifest): Party => {
    const { spec } =
      manifest.kind === "CronJob" ? Scheduled.parse(manifest).spec.jobTemplate : Workload.parse(manifest);
    const party = { namespace: manifest.metadata.namespace ?? "", labels: spec.template.metadata.labels };
    return spec.template.spec.hostNetwork === true ? { ...party, address: node } : party;
  };
  /** Pods of a release, which are not ours: those that its own policy is about. */
  const released = (policy: string): Party => {
    const manifest = named("NetworkPolicy", policy);
    const labels = Selecting.parse(manifest).spec.podSelector.matchLabels;
    return { namespace: manifest.metadata.namespace ?? "", labels };
  };

  it("everything of the stack that writes, reads or saves points reaches InfluxDB", () => {
    const writers = manifests.filter(({ kind }) => kind === "Deployment" || kind === "DaemonSet");
    assert.deepEqual(writers.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).sort(), [
      "kafka/sink-transfers",
      "walled/sink-lines",
      "walled/telegraf",
      "walled/telegraf-ds",
    ]);
    const all = [...writers, named("CronJob", "influxdb-backup")].map(pod);
    for (const from of [...all, released("monitoring-chronograf")])
      assert.ok(mayReach(manifests, from, released("influxdb"), port), JSON.stringify(from));
  });

  it("nobody else does, but who is named", () => {
    const reaches = (from: Party) => mayReach(manifests, from, released("influxdb"), port);
    assert.equal(reaches({ namespace: "gateways", labels: {} }), true);
    assert.equal(reaches({ namespace: "walled", labels: { app: "stranger" } }), false);
    const own = { "app.kubernetes.io/part-of": "monitoring" };
    assert.equal(reaches({ namespace: "elsewhere", labels: own }), false);
    assert.equal(reaches({ namespace: "elsewhere", labels: {}, address: "192.0.2.1" }), false);
    assert.equal(mayReach(manifests, released("monitoring-chronograf"), released("influxdb"), 22), false);
  });
});
