/**
 * Real telegraf, real InfluxDB, small endpoints: what alerts read arrives where they read it, with the tags and the
 * types that model/collectors says.
 */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { generate } from "selfsigned";
import type { FieldType, Shape } from "../../model/collectors/shape.ts";
import { shapes } from "../../model/collectors/shapes.ts";
import { type AgentSettings, telegrafConfig, type TelegrafSettings } from "../../telegraf/agent.ts";
import { daemonsetConfig, type DaemonsetSettings } from "../../telegraf/daemonset.ts";
import { destinationOf } from "../../telegraf/placement.ts";
import { measurementOf } from "../../telegraf/profiles.ts";
import { vaultToken } from "../../telegraf/sources.ts";
import { makeBucket, queryRows, startServer, type TestServer } from "../support/influxd.ts";
import { type Certificate, makeAuthority, makeCertificate, startTlsServer } from "../support/tls.ts";
import { until } from "../support/until.ts";
import {
  type Endpoint,
  freePort,
  kubelet,
  kubernetesApi,
  startEndpoint,
  vault,
} from "./support/endpoints.ts";
import {
  applications,
  clusterEvent,
  type LayoutName,
  placementOf,
  prepulls,
  scraped,
  sharedBucket,
  vaultAudit,
} from "./support/settings.ts";
import { type RunningTelegraf, startTelegraf } from "./support/telegraf.ts";

const cluster = "idfdev";
const token = "token-of-a-service-account";
const secret = "secret-of-github";

/** What nothing here feeds: applications' events come over Kafka, and the rest InfluxDB and its tasks write. */
const unfed = (shape: Shape): boolean =>
  /kafka_consumer|^InfluxDB|^the (?:delivery|heartbeat)/.test(shape.from);

/** Tags and fields that nothing here feeds, by measurement. */
const missing: Readonly<Record<string, readonly string[]>> = {
  // Of pods that are discovered: that needs an API server that can be watched.
  prometheus_kafka: ["pod_name"],
  // No path says which nodes lack an image; a script has to count them.
  nublado_prepuller: ["missing_nodes"],
  // Only a certificate that is not valid has an error; a test of its own.
  x509_cert: ["verification_error"],
};

/** Text of an exporter whose series carry every tag of a shape as a label, beside a label `cluster` of its own. */
function exporterText({ tags, fields }: Shape): string {
  const ours = ["cluster", "url"];
  const labels = tags.filter((tag) => !ours.includes(tag)).map((tag) => [tag, `a ${tag}`] as const);
  const strimzi = labels.some(([tag]) => tag === "kafka_cluster");
  const all = [
    ...labels.filter(([tag]) => tag !== "kafka_cluster"),
    ["cluster", strimzi ? "a kafka_cluster" : "not-ours"],
    ["environment", "not-ours"],
    ["application", "not-ours"],
    ["home__", "events"],
    ["bucket__", "events"],
  ] as const;
  const series = all.map(([label, value]) => `${label}="${value}"`).join(",");
  const gauges = Object.keys(fields).map((field) => `# TYPE ${field} gauge\n${field}{${series}} 7`);
  const histogram = ['h_bucket{le="0.5"} 1', 'h_bucket{le="+Inf"} 2', "h_sum 1.5", "h_count 2"];
  return [...gauges, "# TYPE h histogram", ...histogram, ""].join("\n");
}

/** All series of a bucket: measurement, field, tags, type. */
interface Series {
  readonly bucket: string;
  readonly measurement: string;
  readonly field: string;
  readonly type: FieldType;
  readonly tags: Readonly<Record<string, unknown>>;
}

const types: readonly FieldType[] = ["float", "int", "string", "bool"];

async function seriesOf(server: TestServer, bucket: string): Promise<Series[]> {
  const found = await Promise.all(
    types.map(async (type) => {
      const rows = await queryRows(
        server,
        `import "types"
         from(bucket: "${bucket}") |> range(start: -1h) |> last()
           |> filter(fn: (r) => types.isType(v: r._value, type: "${type}")) |> group()
           |> drop(columns: ["_start", "_stop", "_time"])`,
      );
      return rows.map(({ _measurement, _field, _value, ...tags }) => ({
        ...{ bucket, measurement: String(_measurement), field: String(_field), type, tags },
      }));
    }),
  );
  return found.flat();
}

for (const layout of ["applications", "shared"] as const) {
  void describe(`layout ${layout}`, () => {
    let world: World;
    before(async () => {
      world = await startWorld(layout);
    });
    after(() => world.stop());

    for (const shape of shapes.filter((each) => !unfed(each))) {
      void test(`${shape.measurement} arrives in the home ${shape.home}`, async () => {
        const { placement } = world;
        const homes = shape.home === "*" ? ["times-square", "nublado"] : [shape.home];
        for (const home of homes) {
          const place = destinationOf(home, placement) ?? assert.fail(`no bucket for ${home}`);
          const absent = missing[shape.measurement] ?? [];
          const fields = Object.entries(shape.fields).filter(([field]) => !absent.includes(field));
          const tags = shape.tags.filter((tag) => !absent.includes(tag));
          let lacking: readonly string[] = [];
          await until(`${shape.measurement} is whole`, async () => {
            const here = (await seriesOf(world.server, place.bucket)).filter(
              ({ measurement, tags: { application } }) =>
                measurement === shape.measurement && application === place.application,
            );
            lacking = lacks(here, fields, tags);
            return lacking.length === 0 ? true : undefined;
          }).catch((error: unknown) => {
            throw new Error(`${place.bucket} lacks ${lacking.join(", ")}\n${world.log()}`, { cause: error });
          });
        }
      });
    }

    void test("every point is in the bucket of its home, and in no other", async () => {
      const where = new Map<string, Set<string>>();
      for (const bucket of world.placement.buckets) {
        for (const { measurement } of await seriesOf(world.server, bucket)) {
          where.set(measurement, (where.get(measurement) ?? new Set()).add(bucket));
        }
      }
      for (const { measurement, home } of shapes.filter((each) => !unfed(each) && each.home !== "*")) {
        const bucket = destinationOf(home, world.placement)?.bucket;
        assert.deepEqual([...(where.get(measurement) ?? [])], [bucket], measurement);
      }
    });

    void test("no exporter can say which cluster it is of; what it says is kept beside", async () => {
      const { bucket } = destinationOf("nublado", world.placement) ?? assert.fail();
      const hub = (await seriesOf(world.server, bucket)).filter(
        ({ measurement, field }) => measurement === "prometheus_hub" && field === "jupyterhub_total_users",
      );
      const [{ tags } = assert.fail("no hub")] = hub;
      assert.equal(hub.length, 1);
      assert.equal(tags["cluster"], cluster);
      assert.equal(tags["environment"], "data-dev.lsst.cloud");
      assert.equal(tags["exported_cluster"], "not-ours");
      assert.equal(tags["exported_environment"], "not-ours");
      assert.equal(tags["exported_application"], "not-ours");
      assert.equal(tags["application"], layout === "shared" ? "nublado" : undefined);
      assert.equal(tags["home__"], undefined);
      assert.equal(tags["bucket__"], undefined);
    });

    void test("histograms come whole, by bound", async () => {
      const { bucket } = destinationOf("nublado", world.placement) ?? assert.fail();
      const found = (await seriesOf(world.server, bucket)).filter(
        ({ measurement, field }) => measurement === "prometheus_hub" && field.startsWith("h_"),
      );
      const bounds = found.map(({ field, tags: { le } }) =>
        le === undefined ? field : `${field} ${String(le)}`,
      );
      assert.deepEqual(bounds.sort(), ["h_bucket +Inf", "h_bucket 0.5", "h_count", "h_sum"]);
    });

    void test("pods of a lab are the application's, and those of nobody are in the fallback", async () => {
      const { placement, server } = world;
      const namespaces = async (home: string) => {
        const { bucket } = destinationOf(home, placement) ?? assert.fail();
        const found = (await seriesOf(server, bucket)).filter(
          ({ measurement, tags }) =>
            measurement.startsWith("kubernetes_pod_") &&
            (layout !== "shared" || bucket !== sharedBucket || tags["application"] === home),
        );
        return [...new Set(found.map(({ tags }) => tags["namespace"]))].sort();
      };
      assert.deepEqual(await namespaces("nublado"), ["nublado", "nublado-someone"]);
      assert.deepEqual(await namespaces("times-square"), ["times-square"]);
      assert.deepEqual(await namespaces("kubernetes"), ["kube-system"]);
    });

    void test("a pod is written once: by the agent of its node, or by the one agent if it has none", async () => {
      const { bucket } = destinationOf("times-square", world.placement) ?? assert.fail();
      const found = (await seriesOf(world.server, bucket)).filter(({ field }) => field === "restarts_total");
      const seen = new Set(found.map(({ tags }) => `${String(tags["pod_name"])} ${String(tags["host"])}`));
      assert.deepEqual([...seen].sort(), ["waiting undefined", "web node-1"]);
      const waiting = found.filter(({ tags }) => tags["pod_name"] === "waiting");
      assert.deepEqual(new Set(waiting.map(({ tags }) => tags["phase"])), new Set(["Pending"]));
    });

    void test("an application's point on the socket of its node comes to its bucket", async () => {
      const { bucket } = destinationOf("mobu", world.placement) ?? assert.fail();
      await until("the point of the socket is there", async () => {
        const found = (await seriesOf(world.server, bucket)).filter(
          ({ measurement }) => measurement === "own",
        );
        const [tags] = found.map((each) => each.tags);
        if (tags === undefined) return undefined;
        const application = layout === "shared" ? "mobu" : undefined;
        assert.deepEqual(
          [tags["cluster"], tags["application"], tags["host"]],
          [cluster, application, "node-1"],
        );
        return true;
      });
    });

    void test("a certificate that is nobody's is told as such, with what is left of it", async () => {
      const { bucket } = destinationOf("telegraf", world.placement) ?? assert.fail();
      const rows = await queryRows(
        world.server,
        `from(bucket: "${bucket}") |> range(start: -1h) |> last()
           |> filter(fn: (r) => r._measurement == "x509_cert" and r._field == "expiry" and r.verification == "invalid")
           |> group() |> keep(columns: ["_value", "common_name"])`,
      );
      const left = rows.find(({ common_name }) => common_name === "expiring")?.["_value"];
      assert.ok(typeof left === "number" && left > 2 * 86_400 && left < 3 * 86_400, String(left));
    });

    void test("nothing was lost or refused on the way", () => {
      const errors = world.log().match(/^.*(?: E! |rejected|dropped).*$/gm) ?? [];
      assert.deepEqual(errors, []);
    });
  });
}

/** What of a shape is not there yet. */
function lacks(
  here: readonly Series[],
  fields: readonly (readonly [string, FieldType])[],
  tags: readonly string[],
): string[] {
  return [
    ...fields
      .filter(([field, type]) => !here.some((series) => series.field === field && series.type === type))
      .map(([field, type]) => `field ${field}: ${type}`),
    ...tags
      .filter((tag) => !here.some((series) => series.tags[tag] !== undefined))
      .map((tag) => `tag ${tag}`),
  ];
}

interface World {
  readonly server: TestServer;
  readonly placement: AgentSettings["placement"];
  log(): string;
  stop(): Promise<void>;
}

/** Starts InfluxDB with the buckets of the model, the endpoints, and both agents, and calls what listens. */
async function startWorld(layout: LayoutName): Promise<World> {
  const directory = mkdtempSync(join(tmpdir(), "telegraf-world-"));
  const stops: (() => Promise<unknown>)[] = [];
  const agents: RunningTelegraf[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(agents.map((agent) => agent.stop()));
    for (const end of stops.reverse()) await end();
    rmSync(directory, { recursive: true, force: true });
  };
  const started = <T extends { stop(): Promise<void> }>(thing: T): T => {
    stops.push(() => thing.stop());
    return thing;
  };
  try {
    const server = started(await startServer());
    const placement = placementOf(layout);
    for (const bucket of placement.buckets) await makeBucket(server, bucket);

    const authority = await makeAuthority("authority");
    const ca = join(directory, "ca.pem");
    const tokenFile = join(directory, "token");
    writeFileSync(ca, authority.cert);
    writeFileSync(tokenFile, token);
    const behindTls = async (endpoint: Endpoint, certificate?: Certificate): Promise<string> =>
      started(await startTlsServer(endpoint.url, certificate ?? (await makeCertificate(authority)))).url;

    const texts = new Map(shapes.map((shape) => [shape.measurement, exporterText(shape)]));
    const exporters = started(
      await startEndpoint((path) => texts.get(measurementOf(path.replace(/^\/|\/metrics$/g, "")))),
    );
    const node = started(
      await startEndpoint(
        kubelet(
          "node-1",
          ["nublado", "nublado-someone", "times-square", "kube-system"],
          texts.get("prometheus_cadvisor") ?? "",
        ),
        token,
      ),
    );
    const api = started(await startEndpoint(kubernetesApi("node-1", ["nublado", "times-square"]), token));
    const secrets = started(await startEndpoint(vault, token));
    const documents = started(
      await startEndpoint((path) =>
        path.endsWith("/prepulls")
          ? { images: { pending: [{ reference: "lab:w_2026_01" }, { reference: "lab:d_1" }] } }
          : { actor: "an admin", username: "someone", token_type: "user", action: "create" },
      ),
    );
    const expiring = await behindTls(documents, await expiringCertificate());
    const site = await behindTls(documents);

    const common: Omit<AgentSettings, "where"> = {
      tags: { cluster, environment: "data-dev.lsst.cloud" },
      influxdb: { url: server.url, organization: server.org },
      placement,
      intervalSeconds: 1,
    };
    const port = await freePort();
    const events = join(directory, "events.sock");
    const audit = join(directory, "audit.sock");
    const local = join(directory, "local.sock");
    const one: TelegrafSettings = {
      ...common,
      where: "telegraf",
      profiles: scraped.map(({ component, home }) => ({
        component,
        home,
        targets: [`${exporters.url}/${component}/metrics`],
        ...(component === "strimzi" ? { renames: { cluster: "kafka_cluster" } } : {}),
      })),
      sites: { urls: [site], tls: { ca } },
      certificates: { sources: [site, expiring], intervalSeconds: 1, tls: { ca } },
      lookups: [
        { ...vaultToken("vault", await behindTls(secrets), tokenFile, { ca }), intervalSeconds: 1 },
        prepulls(documents.url),
        {
          ...{
            name: "token-changes",
            home: "gafaelfawr",
            url: `${documents.url}/history`,
            intervalSeconds: 1,
          },
          format: {
            measurement: "gafaelfawr_token_change",
            fields: { action: { path: "action", type: "string" } },
            tags: { actor: "actor", username: "username", token_type: "token_type" },
          },
        },
      ],
      github: { address: `127.0.0.1:${port}`, secretVariable: "GITHUB_SECRET" },
      listeners: [
        { kind: "socket", name: "argocd", home: "events", address: `unix://${events}`, format: clusterEvent },
        {
          kind: "socket",
          name: "vault-audit",
          home: "events",
          address: `unix://${audit}`,
          format: vaultAudit,
        },
      ],
      scripts: [
        {
          ...{ name: "validation", home: "events", intervalSeconds: 1 },
          command: ["/bin/echo", 'validation,check=a,item=b findings=2i,detail="c d"'],
        },
      ],
      inventory: { url: await behindTls(api), ca, tokenFile },
    };
    const perNode: DaemonsetSettings = {
      ...common,
      where: "telegraf-ds",
      kubelet: { url: await behindTls(node), ca, tokenFile },
      socket: local,
    };
    const { config, faults } = telegrafConfig(one);
    const { config: nodeConfig, faults: nodeFaults } = daemonsetConfig(perNode);
    assert.deepEqual([...faults, ...nodeFaults], []);
    const host = join(directory, "hostfs");
    symlinkSync("/", host);
    const env = { INFLUX_TOKEN: server.token, GITHUB_SECRET: secret, PATH: process.env["PATH"] ?? "" };
    agents.push(await startTelegraf(config, env));
    agents.push(
      await startTelegraf(nodeConfig, {
        ...env,
        ...{ NODE_NAME: "node-1", HOST_IP: "127.0.0.1", HOST_MOUNT_PREFIX: host, HOST_PROC: `${host}/proc` },
        ...{ HOST_SYS: `${host}/sys`, HOST_ETC: `${host}/etc`, HOST_VAR: `${host}/var` },
      }),
    );
    const log = (): string => agents.map((agent) => agent.log()).join("\n");

    await until("GitHub's call is taken", () => callAsGithub(port));
    await until("Argo CD's call is taken", () =>
      sendLine(events, { app: "mobu", user: "someone", phase: "Succeeded", revision: "abc" }),
    );
    await until("Vault's call is taken", () =>
      sendLine(audit, {
        ...{ type: "request", error: "none", auth: { display_name: "someone" } },
        request: { operation: "update", path: "secret/a", mount_type: "kv" },
      }),
    );
    await until("the node's socket is there", () =>
      sendLine(local, "own,application=mobu,cluster=not-ours value=1"),
    );
    return { server, placement, log, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A certificate that nobody signed, and that ends in less than three days. */
async function expiringCertificate(): Promise<Certificate> {
  const { cert, private: key } = await generate([{ name: "commonName", value: "expiring" }], {
    keyType: "ec",
    algorithm: "sha256",
    notAfterDate: new Date(Date.now() + 3 * 86_400_000 - 60_000),
    extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] }],
  });
  return { cert, key };
}

/** A workflow that has ended, told and signed as GitHub does. Undefined while nobody listens. */
async function callAsGithub(port: number): Promise<true | undefined> {
  const body = JSON.stringify({
    action: "completed",
    workflow_run: {
      ...{ name: "test", conclusion: "failure", head_branch: "main", run_attempt: 2 },
      ...{ created_at: "2026-01-01T00:00:00Z", run_started_at: "2026-01-01T00:00:10Z" },
      updated_at: "2026-01-01T00:01:00Z",
    },
    repository: { full_name: "example/project", private: false },
    sender: { login: "someone", site_admin: false },
  });
  const signature = `sha1=${createHmac("sha1", secret).update(body).digest("hex")}`;
  const headers = { "x-github-event": "workflow_run", "x-hub-signature": signature };
  const url = `http://127.0.0.1:${port}/github`;
  const answer = await fetch(url, { method: "POST", body, headers }).catch(() => undefined);
  if (answer === undefined) return undefined;
  assert.equal(answer.status, 200);
  return true;
}

/** A line, or a document as one, to a socket. Undefined while nobody listens. */
async function sendLine(path: string, document: unknown): Promise<true | undefined> {
  const line = typeof document === "string" ? document : JSON.stringify(document);
  return new Promise((resolve) => {
    const socket = connect(path, () => socket.end(`${line}\n`, () => resolve(true)));
    socket.on("error", () => resolve(undefined));
  });
}
