/** What the chart influxdb2 is told: each of its traps, which reading and rendering it has shown. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  influxdbTimeout,
  influxdbValues,
  type InfluxdbValuesArgs,
} from "../../components/influxdb/values.ts";
import { influxdbRelease as release } from "./releases.ts";

const args: InfluxdbValuesArgs = {
  release,
  org: "square",
  adminSecret: "influxdb-auth",
  claim: "data",
  image: { repository: "registry.example.org/influxdb", tag: "2.9.1" },
};
const values = influxdbValues(args);

describe("values of influxdb2", () => {
  it("name everything after the release, whatever the chart is called", () => {
    assert.equal(values.fullnameOverride, "influxdb");
    assert.equal("nameOverride" in values, false);
  });

  it("never take the image of the chart, which is years old", () => {
    assert.deepEqual(values.image, {
      repository: "registry.example.org/influxdb",
      tag: "2.9.1",
      pullPolicy: "IfNotPresent",
    });
  });

  it("name the secrets of the registry as texts, and none where there are none", () => {
    assert.equal("pullSecrets" in values.image, false);
    const { image } = influxdbValues({ ...args, pullSecrets: ["registry", "123"] });
    assert.deepEqual(image.pullSecrets, ['"registry"', '"123"']);
  });

  it("take a secret that is there: that of the chart is random and goes with the release", () => {
    assert.equal(values.adminUser.existingSecret, "influxdb-auth");
    assert.deepEqual(
      Object.keys(values.adminUser).filter((key) => ["password", "token"].includes(key)),
      [],
    );
  });

  it("put quotes around what the templates write as it is", () => {
    for (const org of ["123", "true", "null", "1e3", "a: b # c", 'q"uo\\te']) {
      const { organization } = influxdbValues({ ...args, org }).adminUser;
      assert.match(organization, /^".*"$/);
      assert.equal(JSON.parse(organization), org);
    }
    assert.equal(values.adminUser.bucket, '"initial"');
    assert.equal(values.adminUser.user, '"admin"');
  });

  it("mount the claim that is declared beside the release, by its name", () => {
    assert.deepEqual(values.persistence, { enabled: true, useExisting: true, name: "data" });
  });

  it("have the options as a list of texts, none of them twice and none of the chart's own", () => {
    const names = values.env.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    assert.ok(names.includes("INFLUXD_QUERY_CONCURRENCY"));
    for (const { value } of values.env) assert.equal(typeof value, "string");
    assert.deepEqual(
      names.filter((name) => /^DOCKER_|_PATH$/.test(name)),
      [],
    );
  });

  it("run no script, whose failure would empty the volume", () => {
    assert.deepEqual(values.initScripts, { enabled: false });
  });

  it("have no disruption budget, which would hold every node with it", () => {
    assert.deepEqual(values.pdb, { create: false });
  });

  it("give the first start time, in numbers that are not zero, and Helm more of it", () => {
    const { enabled, initialDelaySeconds, periodSeconds, failureThreshold } = values.startupProbe;
    assert.equal(enabled, true);
    assert.ok(initialDelaySeconds > 0);
    assert.ok(periodSeconds * failureThreshold >= 900);
    assert.ok(influxdbTimeout > periodSeconds * failureThreshold);
  });

  it("keep the name of the port that the probes have", () => {
    assert.equal(values.service.portName, "http");
    assert.equal(values.service.port, 80);
  });

  it("run as the user of the image, who may write what the first start writes and nothing else", () => {
    const { runAsUser, runAsGroup, runAsNonRoot, readOnlyRootFilesystem } = values.securityContext;
    assert.deepEqual([runAsUser, runAsGroup, runAsNonRoot, readOnlyRootFilesystem], [1000, 1000, true, true]);
    assert.deepEqual(
      values.mountPoints.map(({ mountPath }) => mountPath),
      ["/etc/influxdb2", "/tmp"],
    );
    assert.deepEqual(
      values.volumes.map(({ name }) => name),
      values.mountPoints.map(({ name }) => name),
    );
  });

  it("have an ingress with a certificate of its own name, and none where there is none", () => {
    assert.deepEqual(values.ingress, {
      ...{ enabled: true, className: "nginx", hostname: "influxdb.example.org", path: "/" },
      ...{ annotations: { issuer: "le" }, tls: true, secretName: "influxdb-tls" },
    });
    const open = { host: "a.example.org", tls: false, annotations: {} };
    const plain = influxdbValues({ ...args, release: { ...release, ingress: open } }).ingress;
    assert.deepEqual(plain, {
      enabled: true,
      hostname: "a.example.org",
      path: "/",
      annotations: {},
      tls: false,
    });
    const none = influxdbValues({ ...args, release: { ...release, ingress: undefined } }).ingress;
    assert.deepEqual(none, { enabled: false });
  });

  it("run where the stack file says, with the label by which policies let its peers through", () => {
    assert.deepEqual(values.nodeSelector, { pool: "kafka" });
    assert.deepEqual(values.tolerations, [{ key: "kafka", operator: "Exists" }]);
    assert.deepEqual(values.podLabels, { "app.kubernetes.io/part-of": "monitoring" });
    assert.deepEqual(values.resources, release.resources);
  });
});
