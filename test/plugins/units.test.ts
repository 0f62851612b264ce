/** Parts of the stand-ins that need neither engine nor server. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { UNKNOWN } from "../../packages/influxdb/definition/values.ts";
import { pluginEnvironment } from "../support/plugins/index.ts";
import { connectionOf } from "../support/plugins/kubernetes/kubeconfig.ts";
import { normalized, pruned, withSecrets } from "../support/plugins/kubernetes/objects.ts";
import { canonicalQuantity } from "../support/plugins/kubernetes/quantity.ts";
import { replacing } from "../support/plugins/kubernetes/replacement.ts";
import { changesBetween } from "../support/plugins/service/changes.ts";
import { decode, encode, marked, Secret } from "../support/plugins/service/properties.ts";

describe("quantities", () => {
  for (const [given, written] of [
    ["1024Mi", "1Gi"],
    ["1.5Gi", "1536Mi"],
    ["1000m", "1"],
    ["0.5", "500m"],
    ["100m", "100m"],
    [2, "2"],
    ["1500k", "1500k"],
    ["2000k", "2M"],
    ["0", "0"],
    ["0Gi", "0"],
    ["unlimited", "unlimited"],
  ] as const) {
    it(`${given} is written ${written}`, () => {
      assert.equal(canonicalQuantity(given), written);
    });
  }
});

describe("changes", () => {
  const never = () => false;

  it("are told at the deepest place, as the engine writes it", () => {
    const olds = {
      metadata: { annotations: { "a.b/c": "1" } },
      spec: { ports: [{ port: 1 }, { port: 2 }], gone: 1 },
    };
    const news = {
      metadata: { annotations: { "a.b/c": "2" } },
      spec: { ports: [{ port: 3 }], made: UNKNOWN },
    };
    assert.deepEqual(
      changesBetween(olds, news, never).map(({ path, change }) => [path, change]),
      [
        ['metadata.annotations["a.b/c"]', "update"],
        ["spec.ports[0].port", "update"],
        ["spec.ports[1]", "delete"],
        ["spec.gone", "delete"],
        ["spec.made", "add"],
      ],
    );
  });

  it("are none between something empty and nothing", () => {
    assert.deepEqual(changesBetween({ spec: {} }, { spec: { rules: [], selector: {} } }, never), []);
  });

  it("need another object where the server refuses them, and where settings may not change in place", () => {
    const strict = { configMaps: false, secrets: false };
    const lenient = { configMaps: true, secrets: true };
    const settings = { apiVersion: "v1", kind: "ConfigMap" };
    assert(replacing(settings, strict)(["data", "key"]));
    assert(!replacing(settings, lenient)(["data", "key"]));
    assert(replacing({ ...settings, immutable: true }, lenient)(["data", "key"]));
    assert(replacing({ apiVersion: "apps/v1", kind: "StatefulSet" }, lenient)(["spec", "serviceName"]));
    assert(!replacing({ apiVersion: "apps/v1", kind: "StatefulSet" }, lenient)(["spec", "serviceNameX"]));
    assert(
      replacing({ apiVersion: "v1", kind: "PersistentVolumeClaim" }, lenient)(["spec", "storageClassName"]),
    );
    assert(replacing({ apiVersion: "batch/v1", kind: "Job" }, lenient)(["spec", "template", "spec", "x"]));
    assert(!replacing({ apiVersion: "apps/v1", kind: "Deployment" }, lenient)(["spec", "template", "spec"]));
  });
});

describe("properties", () => {
  it("keep secrets and what is not known at any depth on their way", () => {
    const bag = { a: { b: new Secret([1, UNKNOWN]) }, c: [UNKNOWN, null, true] };
    assert.deepEqual(decode(encode(bag)), bag);
  });

  it("are secret where the inputs are, lists as a whole", () => {
    const inputs = { data: { a: new Secret("x"), b: "y" }, list: [{ c: new Secret("z") }] };
    assert.deepEqual(marked({ data: { a: "1", b: "2" }, list: [{ c: "3" }, 4] }, inputs), {
      data: { a: new Secret("1"), b: "2" },
      list: new Secret([{ c: "3" }, 4]),
    });
  });
});

describe("objects", () => {
  it("have texts of a Secret where the server keeps them, and keep them secret", () => {
    const secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: {},
      stringData: { a: "x", b: UNKNOWN },
      data: { c: "eQ==" },
    };
    const kept = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: {},
      data: { c: "eQ==", a: "eA==", b: UNKNOWN },
    };
    assert.deepEqual(normalized(secret), kept);
    assert.deepEqual(withSecrets(kept, {})["data"], new Secret(kept.data));
  });

  it("are compared as far as they are declared", () => {
    const live = { spec: { a: 1, b: [{ c: 2, d: 3 }, { c: 4 }] }, status: {} };
    assert.deepEqual(pruned(live, { spec: { b: [{ c: 0 }] } }), { spec: { b: [{ c: 2 }] } });
  });
});

describe("a kubeconfig", () => {
  const config = (user: unknown) =>
    JSON.stringify({
      "current-context": "one",
      contexts: [
        { name: "one", context: { cluster: "c", user: "u", namespace: "ns" } },
        { name: "two", context: { cluster: "none", user: "u" } },
      ],
      clusters: [
        { name: "c", cluster: { server: "https://example.org", "certificate-authority-data": "Q0E=" } },
      ],
      users: [{ name: "u", user }],
    });

  it("gives a token, or a client certificate", () => {
    const connection = { url: "https://example.org", skipVerify: false, ca: "CA", namespace: "ns" };
    assert.deepEqual(connectionOf(config({ token: "t" })), { ...connection, token: "t" });
    const client = { "client-certificate-data": "Q0VSVA==", "client-key-data": "S0VZ" };
    assert.deepEqual(connectionOf(config(client)), { ...connection, certificate: "CERT", key: "KEY" });
  });

  it("says what is missing, without what it holds", () => {
    const given = config({ token: "hidden" });
    assert.throws(
      () => connectionOf(given, "three"),
      /context of the kubeconfig: expected one of one, two, found three/,
    );
    assert.throws(
      () => connectionOf(given, "two"),
      /cluster of the kubeconfig: expected one of c, found none/,
    );
    assert.throws(() => connectionOf(config({ exec: {} })), /expected a token or a client certificate/);
    assert.throws(
      () => connectionOf("/nowhere/config"),
      /kubeconfig \/nowhere\/config: there is no such file/,
    );
  });
});

describe("the plugins that are used", () => {
  /** A plugin of another version, or none at all, is not believed by its name. */
  it("are stand-ins where what is on PATH does not answer as it should", async () => {
    const folder = await mkdtemp(join(tmpdir(), "plugins-test-"));
    try {
      for (const name of ["kubernetes", "random"]) {
        await writeFile(join(folder, `pulumi-resource-${name}`), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
      }
      const env = { PATH: [folder, "/usr/bin", "/bin"].join(delimiter), PULUMI_HOME: folder };
      const { used, path } = await pluginEnvironment(env);
      assert.equal(used, "stand-in");
      assert.match(path.split(delimiter)[0] ?? "", /plugins\/kubernetes$/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("are the official ones of PULUMI_HOME in the version of their packages", async () => {
    const home = await mkdtemp(join(tmpdir(), "plugins-test-"));
    const make = async (name: string, version: string) => {
      const folder = join(home, "plugins", `resource-${name}-v${version}`);
      await mkdir(folder, { recursive: true });
      const module = fileURLToPath(import.meta.resolve("../support/plugins/service/serve.ts"));
      const source = `import { serve } from "${module}"; serve("${name}", () => ({ version: "${version}" }));`;
      const start = `exec "${process.execPath}" --disable-warning=ExperimentalWarning "${folder}/main.mjs" "$@"`;
      await writeFile(join(folder, "main.mjs"), source);
      await writeFile(join(folder, `pulumi-resource-${name}`), `#!/bin/sh\n${start}\n`, { mode: 0o755 });
      return folder;
    };
    const versionOf = async (name: string) => {
      const manifest = await readFile(
        fileURLToPath(import.meta.resolve(`@pulumi/${name}/package.json`)),
        "utf8",
      );
      return (JSON.parse(manifest) as { version: string }).version;
    };
    try {
      const env = { PATH: "/usr/bin", PULUMI_HOME: home };
      const random = await make("random", await versionOf("random"));
      await make("kubernetes", "4.0.0");
      const one = await pluginEnvironment(env);
      assert.equal(one.used, "stand-in");
      assert(one.path.split(delimiter).includes(random));

      const kubernetes = await make("kubernetes", await versionOf("kubernetes"));
      const both = await pluginEnvironment(env);
      assert.equal(both.used, "official");
      assert.deepEqual(both.path.split(delimiter).slice(0, 2), [kubernetes, random]);
      // What it has set up itself it does not take for official.
      assert.equal((await pluginEnvironment({ ...env, PATH: one.path, PULUMI_HOME: "" })).used, "stand-in");
    } finally {
      await rm(home, { recursive: true });
    }
  });
});
