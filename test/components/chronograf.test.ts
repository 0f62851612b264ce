/** What the component of Chronograf declares. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { Chronograf } from "../../components/chronograf/chronograf.ts";
import { Cluster } from "../../components/cluster.ts";
import type { ChronografRelease } from "../../model/releases.ts";
import { at, get, type Recorded, recorded } from "./recorded.ts";
import { chronografRelease, clusterSettings } from "./releases.ts";

const outputs = {
  "random:index/randomPassword:RandomPassword": () => ({ result: "signing" }),
  // As Pulumi names what is given no name.
  "kubernetes:core/v1:ConfigMap": ({ metadata }: Readonly<Record<string, unknown>>) => ({
    metadata: { name: at(metadata, "name") ?? "named-by-content" },
  }),
};

function declared(
  changes: Partial<ChronografRelease> = {},
  authority?: string,
): Promise<ReadonlyMap<string, Recorded>> {
  return recorded((options) => {
    const cluster = new Cluster("cluster", clusterSettings);
    const influxdb = {
      ...{ url: "http://influxdb.monitoring.svc", org: "square", token: pulumi.output("reading") },
      pods: { app: "influxdb" },
    };
    const secrets = new Map([
      ["client", pulumi.secret("hush")],
      ["other", pulumi.secret("of-somebody-else")],
    ]);
    const release = { ...chronografRelease, ...changes };
    new Chronograf(
      "chronograf",
      { cluster, release, influxdb, secrets, authority },
      { ...cluster.options(cluster), ...options },
    );
  }, outputs);
}

describe("the component of Chronograf", () => {
  it("keeps what its pod is started with in one secret that never changes, under a name of its own", async () => {
    const all = await declared();
    const { inputs } = get(all, "chronograf-environment");
    assert.equal(inputs["immutable"], true);
    // A fixed name would leave the pod with what it has.
    assert.equal(at(inputs, "metadata", "name"), undefined);
    assert.deepEqual(inputs["stringData"], {
      secret: {
        INFLUXDB_URL: "http://influxdb.monitoring.svc",
        INFLUXDB_ORG: "square",
        INFLUXDB_TOKEN: "reading",
        TOKEN_SECRET: "signing",
        PUBLIC_URL: "https://monitoring.example.org",
        GENERIC_CLIENT_ID: "abc",
        GENERIC_CLIENT_SECRET: "hush",
        GENERIC_NAME: "gafaelfawr",
        GENERIC_SCOPES: "openid",
      },
    });
    assert.doesNotMatch(JSON.stringify(get(all, "chronograf-release").inputs), /hush|reading|signing/);
  });

  it("has nothing of a login where nobody signs in: the server would not start", async () => {
    const all = await declared({ login: undefined });
    assert.equal(all.has("chronograf-sessions"), false);
    const variables = at(get(all, "chronograf-environment").inputs, "stringData", "secret");
    assert.deepEqual(Object.keys(variables ?? {}).sort(), ["INFLUXDB_ORG", "INFLUXDB_TOKEN", "INFLUXDB_URL"]);
  });

  it("installs the pinned chart after what its pod needs", async () => {
    const { inputs, after } = get(await declared(), "chronograf-release");
    assert.deepEqual(after, ["chronograf-environment", "chronograf-files"]);
    const { name, chart, version, atomic, allowNullValues } = inputs;
    assert.deepEqual(
      { name, chart, version, atomic, allowNullValues },
      { name: "monitoring", chart: "chronograf", version: "1.2.6", atomic: true, allowNullValues: true },
    );
  });

  it("shows dashboards and organizations from files", async () => {
    const { inputs } = get(await declared(), "chronograf-files");
    assert.deepEqual(inputs["data"], {
      "nodes.dashboard": "{}",
      "ops.org": '{"id":"ops","name":"Operations","defaultRole":"viewer"}\n',
    });
    const none = await declared({ dashboards: new Map(), organizations: [] });
    assert.equal(none.has("chronograf-files"), false);
  });

  it("keeps private authorities of server and login under a name that follows them, which the release takes", async () => {
    const { login } = chronografRelease;
    assert.ok(login !== undefined);
    const all = await declared({ login: { ...login, authority: "PEM of the login" } }, "PEM of the server");
    const { inputs } = get(all, "chronograf-authorities");
    assert.deepEqual(inputs["data"], {
      "influxdb.crt": "PEM of the server",
      "login.crt": "PEM of the login",
    });
    assert.equal(inputs["immutable"], true);
    assert.equal(at(inputs, "metadata", "name"), undefined);
    const { inputs: release, after } = get(all, "chronograf-release");
    assert.ok(after.includes("chronograf-authorities"));
    assert.deepEqual(at(release, "values", "volumes"), [
      { name: "resources", configMap: { name: "monitoring-chronograf-files" } },
      { name: "authorities", configMap: { name: "named-by-content" } },
    ]);

    const one = get(await declared({}, "PEM of the server"), "chronograf-authorities");
    assert.deepEqual(Object.keys(one.inputs["data"] ?? {}), ["influxdb.crt"]);
    assert.equal((await declared()).has("chronograf-authorities"), false);
  });

  it("lets a gateway lead to the service under the name that the chart gives it", async () => {
    const gateway = { name: "public", host: "m.example.org", tls: true };
    const all = await declared({ ingress: undefined, gateway });
    const [rule]: readonly unknown[] = [at(get(all, "chronograf-route").inputs, "spec", "rules", 0)];
    assert.deepEqual(rule, {
      matches: [{ path: { type: "PathPrefix", value: "/chronograf" } }],
      backendRefs: [{ name: "monitoring-chronograf", port: 80 }],
    });
  });

  it("may always reach its server, where a policy says what it may reach", async () => {
    const all = await declared({ network: { from: [], to: [{ cidr: "192.0.2.0/24" }] } });
    const { inputs } = get(all, "chronograf-network");
    assert.deepEqual(at(inputs, "spec", "ingress"), []);
    assert.deepEqual(at(inputs, "spec", "egress", 1), {
      to: [{ podSelector: { matchLabels: { app: "influxdb" } } }, { ipBlock: { cidr: "192.0.2.0/24" } }],
    });
  });
});
