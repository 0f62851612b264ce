/** What the component of InfluxDB declares. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { Cluster } from "../../components/cluster.ts";
import { Influxdb } from "../../components/influxdb/influxdb.ts";
import type { ClusterSettings } from "../../model/cluster.ts";
import type { InfluxdbRelease } from "../../model/releases.ts";
import { at, get, type Recorded, recorded } from "./recorded.ts";
import { clusterSettings, influxdbRelease } from "./releases.ts";

const release = "kubernetes:helm.sh/v3:Release";
const outputs = {
  "random:index/randomPassword:RandomPassword": () => ({ result: "made" }),
  "kubernetes:core/v1:Secret": () => ({
    data: { "admin-password": btoa("there"), "admin-token": btoa("token-there") },
  }),
};

interface Declared {
  readonly all: ReadonlyMap<string, Recorded>;
  readonly token: unknown;
  readonly tokenSecret: boolean;
  readonly urls: readonly (string | undefined)[];
}

/** What is declared of the release with these changes. */
async function declared(
  changes: Partial<InfluxdbRelease> = {},
  { cluster: settings = clusterSettings, token }: { cluster?: ClusterSettings; token?: string } = {},
): Promise<Declared> {
  const found: { token?: unknown; tokenSecret?: boolean; urls?: Declared["urls"] } = {};
  const all = await recorded((options) => {
    const cluster = new Cluster("cluster", settings);
    const influxdb = new Influxdb(
      "influxdb",
      {
        cluster,
        release: { ...influxdbRelease, ...changes },
        org: "square",
        writersIn: ["kafka"],
        ...(token === undefined ? {} : { token: pulumi.output(token) }),
      },
      { ...options, ...cluster.options(cluster), ...options },
    );
    found.urls = [influxdb.serviceUrl, influxdb.publicUrl];
    influxdb.token.apply((value) => (found.token = value));
    void pulumi.isSecret(influxdb.token).then((secret) => (found.tokenSecret = secret));
  }, outputs);
  return { all, token: found.token, tokenSecret: found.tokenSecret === true, urls: found.urls ?? [] };
}

describe("the component of InfluxDB", () => {
  it("declares a password, a token, their secret, a volume and the release, and waits in that order", async () => {
    const { all } = await declared();
    assert.deepEqual([...all.keys()].filter((name) => name.startsWith("influxdb")).sort(), [
      "influxdb-admin",
      "influxdb-data",
      "influxdb-password",
      "influxdb-release",
      "influxdb-token",
    ]);
    assert.deepEqual(get(all, "influxdb-release").after, ["influxdb-admin", "influxdb-data"]);
  });

  it("keeps secret and volume where they may be needed again, and only there", async () => {
    const kept = await declared();
    for (const name of ["influxdb-admin", "influxdb-data"])
      assert.equal(get(kept.all, name).retained, true, name);
    assert.equal(get(kept.all, "influxdb-release").retained, false);
    const gone = await declared({ storage: { size: "1Gi", retain: false } });
    for (const name of ["influxdb-admin", "influxdb-data"])
      assert.equal(get(gone.all, name).retained, false, name);
  });

  it("gives the secret the keys of the chart, and nothing of it to the values", async () => {
    const { all, token, tokenSecret } = await declared();
    const { inputs } = get(all, "influxdb-admin");
    assert.equal(at(inputs, "metadata", "name"), "influxdb-auth");
    assert.deepEqual(inputs["stringData"], { secret: { "admin-password": "made", "admin-token": "made" } });
    assert.deepEqual([token, tokenSecret], ["made", true]);
    const { inputs: values } = get(all, "influxdb-release");
    assert.doesNotMatch(JSON.stringify(values), /made|"secret"/);
  });

  it("makes a password that every server takes", async () => {
    const { all } = await declared();
    const { length, minLower, minUpper, minNumeric, minSpecial } = get(all, "influxdb-password").inputs;
    assert.deepEqual([minLower, minUpper, minNumeric, minSpecial], [1, 1, 1, 1]);
    assert.ok(Number(length) >= 8 && Number(length) <= 72);
  });

  it("takes a token that is given, and makes none", async () => {
    const { all, token, tokenSecret } = await declared({}, { token: "given" });
    assert.equal(all.has("influxdb-token"), false);
    assert.equal(at(get(all, "influxdb-admin").inputs, "stringData", "secret", "admin-token"), "given");
    assert.deepEqual([token, tokenSecret], ["given", true]);
  });

  it("takes a secret that is there, makes none, and reads its token", async () => {
    const { all, token, tokenSecret } = await declared({ adminSecret: "vault-made" });
    assert.equal(all.has("influxdb-password"), false);
    assert.deepEqual([token, tokenSecret], ["token-there", true]);
  });

  it("installs the pinned chart under a name of its own, undone when it fails", async () => {
    const { inputs, type } = get((await declared()).all, "influxdb-release");
    assert.equal(type, release);
    const { name, namespace, chart, version, atomic, timeout, repositoryOpts } = inputs;
    assert.deepEqual(
      { name, namespace, chart, version, atomic, repositoryOpts },
      {
        ...{ name: "influxdb", namespace: "monitoring", chart: "influxdb2", version: "2.1.2", atomic: true },
        repositoryOpts: { repo: "https://helm.influxdata.com" },
      },
    );
    assert.ok(Number(timeout) >= 900);
  });

  it("takes chart and image from where the cluster has them", async () => {
    const mirror = { ...clusterSettings, imageRegistry: "registry.example.org/mirror" };
    const oci = { ...mirror, charts: { repository: "oci://registry.example.org/charts" } };
    const { inputs: fromRegistry } = get((await declared({}, { cluster: oci })).all, "influxdb-release");
    assert.equal(fromRegistry["chart"], "oci://registry.example.org/charts/influxdb2");
    assert.equal(fromRegistry["version"], "2.1.2");
    assert.equal(at(fromRegistry, "values", "image", "repository"), "registry.example.org/mirror/influxdb");
    const local = { ...clusterSettings, charts: { directory: "/srv/charts" } };
    const { inputs: fromDirectory } = get((await declared({}, { cluster: local })).all, "influxdb-release");
    assert.equal(fromDirectory["chart"], "/srv/charts/influxdb2");
    assert.equal(fromDirectory["repositoryOpts"], undefined);
  });

  it("tells where it is, from inside and from outside", async () => {
    assert.deepEqual((await declared()).urls, [
      "http://influxdb.monitoring.svc",
      "https://influxdb.example.org",
    ]);
    assert.deepEqual((await declared({ ingress: undefined })).urls, [
      "http://influxdb.monitoring.svc",
      undefined,
    ]);
  });

  it("lets a gateway lead to the service of the chart", async () => {
    const gateway = {
      name: "public",
      namespace: "gateways",
      section: "https",
      host: "i.example.org",
      tls: true,
    };
    const { all } = await declared({ ingress: undefined, gateway });
    const { inputs, after } = get(all, "influxdb-route");
    assert.deepEqual(after, ["influxdb-release"]);
    assert.deepEqual([inputs["apiVersion"], inputs["kind"]], ["gateway.networking.k8s.io/v1", "HTTPRoute"]);
    assert.deepEqual(inputs["spec"], {
      parentRefs: [{ name: "public", namespace: "gateways", sectionName: "https" }],
      hostnames: ["i.example.org"],
      rules: [
        {
          matches: [{ path: { type: "PathPrefix", value: "/" } }],
          backendRefs: [{ name: "influxdb", port: 80 }],
        },
      ],
    });
  });

  it("has a policy only where the stack file asks for one: its own pods, and who is named", async () => {
    assert.equal((await declared()).all.has("influxdb-network"), false);
    const from = [{ namespace: "ingress-nginx" }, { cidr: "10.0.0.0/8" }];
    const { inputs } = get((await declared({ network: { from } })).all, "influxdb-network");
    const own = { matchLabels: { "app.kubernetes.io/part-of": "monitoring" } };
    assert.deepEqual(inputs["spec"], {
      podSelector: {
        matchLabels: { "app.kubernetes.io/name": "influxdb2", "app.kubernetes.io/instance": "influxdb" },
      },
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [
            { podSelector: own },
            {
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kafka" } },
              podSelector: own,
            },
            { podSelector: { matchLabels: { "app.kubernetes.io/name": "chronograf" } } },
            { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "ingress-nginx" } } },
            { ipBlock: { cidr: "10.0.0.0/8" } },
          ],
          ports: [{ port: 8086, protocol: "TCP" }],
        },
      ],
    });
    const closed = get((await declared({ network: { from: [], to: [] } })).all, "influxdb-network");
    assert.deepEqual(at(closed.inputs, "spec", "policyTypes"), ["Ingress", "Egress"]);
    assert.equal(JSON.stringify(at(closed.inputs, "spec", "egress")).includes("53"), true);
  });
});

describe("backups", () => {
  const times = { schedule: "17 3 * * *", timeZone: "Etc/UTC", keep: 7 };
  const toVolume = { ...times, target: { kind: "volume", size: "50Gi" } } as const;
  const pod = ["spec", "jobTemplate", "spec", "template", "spec"] as const;

  it("go to a volume that stays, by a pod that may do little", async () => {
    const { all } = await declared({ backup: toVolume });
    assert.equal(get(all, "influxdb-backup-volume").retained, true);
    const { inputs } = get(all, "influxdb-backup-make");
    assert.equal(at(inputs, "spec", "concurrencyPolicy"), "Forbid");
    assert.equal(at(inputs, "spec", "suspend"), false);
    assert.deepEqual(at(inputs, ...pod, "volumes", 0), {
      name: "backups",
      persistentVolumeClaim: { claimName: "influxdb-backup" },
    });
    assert.equal(at(inputs, ...pod, "automountServiceAccountToken"), false);
    assert.equal(at(inputs, ...pod, "securityContext", "runAsNonRoot"), true);
    assert.equal(at(inputs, ...pod, "containers", 0, "securityContext", "readOnlyRootFilesystem"), true);
    assert.equal(at(inputs, ...pod, "containers", 0, "image"), "influxdb:2.9.1");
  });

  it("get the token from the secret, never as an argument", async () => {
    const { all } = await declared({ backup: toVolume });
    for (const name of ["influxdb-backup-make", "influxdb-backup-restore"]) {
      const { inputs } = get(all, name);
      const env: unknown = at(inputs, ...pod, "containers", 0, "env");
      assert.ok(Array.isArray(env));
      const token: unknown = env.find((each: unknown) => at(each, "name") === "INFLUX_TOKEN");
      assert.deepEqual(at(token, "valueFrom"), {
        secretKeyRef: { name: "influxdb-auth", key: "admin-token" },
      });
      assert.doesNotMatch(JSON.stringify(at(inputs, ...pod, "containers", 0, "command")), /token/i);
      // The command would take it for a restore of that organization alone.
      assert.equal(
        env.some((each: unknown) => at(each, "name") === "INFLUX_ORG"),
        false,
      );
    }
  });

  it("are brought back by a job that only people start", async () => {
    const { inputs } = get((await declared({ backup: toVolume })).all, "influxdb-backup-restore");
    assert.equal(at(inputs, "metadata", "name"), "influxdb-restore");
    assert.equal(at(inputs, "spec", "suspend"), true);
    assert.equal(at(inputs, "spec", "jobTemplate", "spec", "backoffLimit"), 0);
  });

  it("go to a claim that is there, and then no volume is made", async () => {
    const { all } = await declared({ backup: { ...times, target: { kind: "claim", claim: "nfs" } } });
    assert.equal(all.has("influxdb-backup-volume"), false);
    const { inputs } = get(all, "influxdb-backup-make");
    assert.deepEqual(at(inputs, ...pod, "volumes", 0, "persistentVolumeClaim"), { claimName: "nfs" });
  });

  it("go to S3 through a volume as large as the data, with credentials of a secret", async () => {
    const target = {
      kind: "s3",
      bucket: "b",
      prefix: "influxdb",
      endpoint: "https://s3.example.org",
      credentialsSecret: "keys",
    } as const;
    const { all } = await declared({ backup: { ...times, target } });
    assert.equal(all.has("influxdb-backup-volume"), false);
    const make = get(all, "influxdb-backup-make").inputs;
    assert.equal(at(make, ...pod, "initContainers", 0, "name"), "make");
    assert.equal(at(make, ...pod, "containers", 0, "name"), "upload");
    assert.equal(
      at(
        make,
        ...pod,
        "volumes",
        0,
        "ephemeral",
        "volumeClaimTemplate",
        "spec",
        "resources",
        "requests",
        "storage",
      ),
      "20Gi",
    );
    const env: unknown = at(make, ...pod, "containers", 0, "env");
    assert.ok(Array.isArray(env));
    const names = env.map((each: unknown) => at(each, "name"));
    assert.ok(names.includes("AWS_SECRET_ACCESS_KEY") && names.includes("RCLONE_CONFIG_S3_ENDPOINT"));
    // What uploads need not open the server.
    assert.equal(names.includes("INFLUX_TOKEN"), false);
    const back = get(all, "influxdb-backup-restore").inputs;
    assert.equal(at(back, ...pod, "initContainers", 0, "name"), "download");
    assert.equal(at(back, ...pod, "containers", 0, "name"), "restore");
  });
});
