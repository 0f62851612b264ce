/** What the chart chronograf is told, and what its pod finds: each of the traps that rendering and running has shown. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { chronografEnvironment } from "../../components/chronograf/environment.ts";
import { chronografValues, type ChronografValuesArgs } from "../../components/chronograf/values.ts";
import { chronografRelease as release } from "./releases.ts";

const args: ChronografValuesArgs = {
  release,
  environmentSecret: "environment-1",
  files: "files",
  authorities: undefined,
  image: { repository: "chronograf", tag: "1.11.4" },
};
const values = chronografValues(args);

describe("values of chronograf", () => {
  it("leave the chart's sign-in off, and take one secret for all variables", () => {
    assert.deepEqual(values.oauth, { enabled: false });
    assert.equal(values.envFromSecret, "environment-1");
  });

  it("have variables as a map of texts without what the templates would not escape", () => {
    for (const [name, value] of Object.entries(values.env)) {
      assert.equal(typeof value, "string", name);
      assert.doesNotMatch(value, /["\\\n]/, name);
    }
  });

  it("say the path twice, in the form that the server and the probes take", () => {
    assert.equal(values.env.BASE_PATH, "/chronograf");
    assert.equal(values.ingress.path, "/chronograf");
    const root = chronografValues({ ...args, release: { ...release, path: "" } });
    assert.equal("BASE_PATH" in root.env, false);
    assert.equal(root.ingress.path, "/");
  });

  it("can write a fresh volume, and replace a pod that holds it", () => {
    assert.equal(values.env.CHRONOGRAF_AS_ROOT, "true");
    assert.deepEqual(values.updateStrategy, { type: "Recreate" });
    assert.equal(values.persistence.enabled, true);
    assert.equal(values.persistence.keepPvc, true);
  });

  it("find the files where they are mounted", () => {
    assert.deepEqual(values.volumes, [{ name: "resources", configMap: { name: "files" } }]);
    assert.deepEqual(values.volumeMounts, [{ name: "resources", mountPath: values.env.RESOURCES_PATH }]);
    const none = chronografValues({ ...args, files: undefined });
    assert.deepEqual([none.volumes, none.volumeMounts], [[], []]);
  });

  it("trust private authorities beside those of the image, and mount nothing where there are none", () => {
    const more = chronografValues({ ...args, authorities: "authorities-1" });
    assert.deepEqual(more.volumes[1], { name: "authorities", configMap: { name: "authorities-1" } });
    const { mountPath = "" } = more.volumeMounts.find(({ name }) => name === "authorities") ?? {};
    assert.equal(more.env.SSL_CERT_DIR, `/etc/ssl/certs:${mountPath}`);
    assert.notEqual(mountPath, more.env.RESOURCES_PATH);
    assert.equal("SSL_CERT_DIR" in values.env, false);
    assert.equal(values.volumes.length, 1);
  });

  it("take away the amounts of the chart that nobody asked for", () => {
    assert.deepEqual(values.resources, {
      requests: { cpu: "100m", memory: "256Mi" },
      limits: { cpu: null, memory: "1Gi" },
    });
  });

  it("keep the certificate by the name of its objects", () => {
    assert.equal(values.ingress.secretName, "monitoring-chronograf-tls");
  });
});

describe("the variables of chronograf", () => {
  const server = { url: "http://influxdb.monitoring.svc", org: "square", token: "t" };
  const all = { INFLUXDB_URL: server.url, INFLUXDB_ORG: "square", INFLUXDB_TOKEN: "t" };

  it("name the server by all three, and nothing of a login without one", () => {
    assert.deepEqual(chronografEnvironment(server), all);
  });

  it("have what a login needs, under the names of its kind", () => {
    const login = {
      clientId: "id",
      clientSecret: "hush",
      tokenSecret: "sign",
      publicUrl: "https://a.example.org",
    };
    const prefixes = { github: "GH", google: "GOOGLE", generic: "GENERIC" } as const;
    for (const kind of ["github", "google", "generic"] as const) {
      const variables = chronografEnvironment({
        ...server,
        login: { ...login, kind, options: { MORE: "x" } },
      });
      assert.deepEqual(variables, {
        ...all,
        TOKEN_SECRET: "sign",
        PUBLIC_URL: "https://a.example.org",
        [`${prefixes[kind]}_CLIENT_ID`]: "id",
        [`${prefixes[kind]}_CLIENT_SECRET`]: "hush",
        MORE: "x",
      });
    }
  });
});
