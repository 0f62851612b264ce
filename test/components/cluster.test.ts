/** What pods on a cluster have in common, wherever they are declared: from the stack file to the objects. */
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { Agents } from "../../components/agents.ts";
import { Cluster } from "../../components/cluster.ts";
import { Backup } from "../../components/influxdb/backup.ts";
import { podsOf } from "../../desired.ts";
import { buildModel } from "../../model/model.ts";
import { readStack } from "../support/configuration.ts";
import { environment } from "../support/faults.ts";
import { at, recorded } from "./recorded.ts";

/** Pods of everything that a stack declares without a chart, by the name of what makes them. */
async function podsOfStack(t: TestContext, kubernetes: string): Promise<ReadonlyMap<string, unknown>> {
  const { settings, faults } = readStack(t, {
    keys: {
      ...{ kubernetes, telegraf: "{}", telegrafDs: "{}", ...environment("[telegraf, telegraf-ds]") },
      releases: "{influxdb: {backup: {volume: {}}}}",
      kafka:
        "{clusters: {summit: {bootstrap: ['sasquatch:9093'], version: 4.2.0, namespace: sasquatch}}, sinks: {transfers: {cluster: summit, topics: [transfers], format: influx, pointsPerMessage: 10}}}",
    },
  });
  assert.deepEqual(faults, []);
  const { agents, sinks } = podsOf(settings, buildModel(settings.declared));
  const release = settings.releases?.influxdb;
  const { backup } = release ?? {};
  assert.ok(settings.kubernetes !== undefined && release !== undefined && backup !== undefined);
  const [of, url] = [settings.kubernetes, "http://influxdb.monitoring.svc"];
  const all = await recorded((options) => {
    const cluster = new Cluster("cluster", of);
    const targets = { target: () => ({ url, org: "square", token: "writing" }) };
    new Agents("agents", { cluster, agents, sinks, targets, authority: undefined }, options);
    new Backup("backup", { cluster, release, backup, url, adminSecret: "influxdb-auth" }, options);
  });
  const pods = [...all].flatMap(([name, { inputs }]): [string, unknown][] => {
    const template = at(inputs, "spec", "jobTemplate", "spec", "template") ?? at(inputs, "spec", "template");
    return template === undefined ? [] : [[name, at(template, "spec")]];
  });
  return new Map(pods);
}

const names = ["backup-make", "backup-restore", "sink-transfers", "telegraf", "telegraf-ds"];

describe("the pods of a cluster", () => {
  it("name the secrets of the registry, in every namespace", async (t) => {
    const pods = await podsOfStack(t, "{context: test, imagePullSecrets: [registry, mirror]}");
    assert.deepEqual([...pods.keys()].sort(), names);
    for (const [name, pod] of pods)
      assert.deepEqual(at(pod, "imagePullSecrets"), [{ name: "registry" }, { name: "mirror" }], name);
  });

  it("name none where there are none", async (t) => {
    const pods = await podsOfStack(t, "{context: test}");
    assert.deepEqual([...pods.keys()].sort(), names);
    for (const [name, pod] of pods) assert.equal(at(pod, "imagePullSecrets"), undefined, name);
  });
});
