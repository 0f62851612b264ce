/** InfluxDB with the buckets of the model, everything that telegraf asks, and both agents. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";
import type { Shape } from "../../../model/collectors/shape.ts";
import { shapes } from "../../../model/collectors/shapes.ts";
import { type AgentSettings, telegrafConfig, type TelegrafSettings } from "../../../telegraf/agent.ts";
import {
  daemonsetConfig,
  type DaemonsetSettings,
  hostEnvironment,
  hostMount,
} from "../../../telegraf/daemonset.ts";
import { measurementOf } from "../../../telegraf/profiles.ts";
import { vaultToken } from "../../../telegraf/sources.ts";
import { makeBucket, startServer, type TestServer } from "../../support/influxd.ts";
import { type Certificate, makeAuthority, makeCertificate, startTlsServer } from "../../support/tls.ts";
import { until } from "../../support/until.ts";
import { type Endpoint, freePort, kubelet, kubernetesApi, startEndpoint, vault } from "./endpoints.ts";
import { clusterEvent, type LayoutName, placementOf, prepulls, scraped, vaultAudit } from "./settings.ts";
import { type RunningTelegraf, startTelegraf } from "./telegraf.ts";

/** What applications of a node say: of one that there is, and of others at one instant. */
const ownLines = [
  // As a pod that is found and has a label of the name: of telegraf's two tags neither is lost.
  "own,application=mobu,cluster=not-ours,namespace=said,namespace__=found value=1",
  ...["application=foo", "application=bar", "application=bar,exported_application=foo"].map(
    (tags, index) => `stray,${tags} value=${index} ${Date.now()}000000`,
  ),
];

/** The cluster of the agents. */
export const cluster = "idfdev";
const token = "token-of-a-service-account";
const secret = "secret-of-github";
const password = "password-of-argocd";

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
    ["url", "not-ours"],
    ["home__", "events"],
    ["bucket__", "events"],
  ] as const;
  const series = all.map(([label, value]) => `${label}="${value}"`).join(",");
  const gauges = Object.keys(fields).map((field) => `# TYPE ${field} gauge\n${field}{${series}} 7`);
  const histogram = ['h_bucket{le="0.5"} 1', 'h_bucket{le="+Inf"} 2', "h_sum 1.5", "h_count 2"];
  return [...gauges, "# TYPE h histogram", ...histogram, ""].join("\n");
}

export interface World {
  readonly server: TestServer;
  readonly placement: AgentSettings["placement"];
  expectAlive(): void;
  log(): string;
  stop(): Promise<void>;
}

/** Starts InfluxDB with the buckets of the model, the endpoints, and both agents, and calls what listens. */
export async function startWorld(layout: LayoutName): Promise<World> {
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
      await startEndpoint((path, { url = "" }) =>
        path === "/federate" && decodeURIComponent(url).endsWith('?match[]={job="a b"}')
          ? `up{job="a b"} 1 ${Date.now() - 30_000}
`
          : texts.get(measurementOf(path.replace(/^\/|\/metrics$/g, ""))),
      ),
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
      profiles: [
        { component: "federated", home: "monitoring", targets: [exporters.url], federate: ['{job="a b"}'] },
        ...scraped.map(({ component, home }) => ({
          component,
          home,
          targets: [`${exporters.url}/${component}/metrics`],
          ...(component === "strimzi" ? { renames: { cluster: "kafka_cluster" } } : {}),
        })),
      ],
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
        {
          ...{ kind: "http", name: "argocd", home: "events", address: `unix://${events}`, path: "/argocd" },
          ...{ format: clusterEvent, user: { name: "argocd", passwordVariable: "CALLER" } },
        },
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
    const env = {
      INFLUX_TOKEN: server.token,
      GITHUB_SECRET: secret,
      CALLER: password,
      PATH: process.env["PATH"] ?? "",
    };
    agents.push(await startTelegraf(config, env));
    agents.push(
      await startTelegraf(nodeConfig, {
        ...env,
        ...{ NODE_NAME: "node-1", HOST_IP: "127.0.0.1" },
        ...Object.fromEntries(
          Object.entries(hostEnvironment).map(([name, path]) => [
            name,
            path.replace(hostMount.mountPath, host),
          ]),
        ),
      }),
    );
    const log = (): string => agents.map((agent) => agent.log()).join("\n");

    await until("GitHub's call is taken", () => callAsGithub(port));
    await until("Argo CD's call is taken", () =>
      callAsArgocd(events, { app: "mobu", user: "someone", phase: "Succeeded", revision: "abc" }),
    );
    await until("Vault's call is taken", () =>
      sendLine(audit, {
        ...{ type: "request", error: "none", auth: { display_name: "someone" } },
        request: { operation: "update", path: "secret/a", mount_type: "kv" },
      }),
    );
    await until("the node's socket is there", () => sendLine(local, ownLines.join("\n")));
    const expectAlive = (): void => agents.forEach((agent) => agent.expectAlive());
    return { server, placement, expectAlive, log, stop };
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

/** A notification of Argo CD. Undefined while nobody listens. */
async function callAsArgocd(socketPath: string, document: unknown): Promise<true | undefined> {
  const options = { socketPath, path: "/argocd", method: "POST", auth: `argocd:${password}` };
  const status = await new Promise<number | undefined>((resolve) => {
    const call = request(options, (answer) => resolve(answer.resume().statusCode));
    call.on("error", () => resolve(undefined));
    call.end(JSON.stringify(document));
  });
  if (status === undefined) return undefined;
  assert.equal(status, 204);
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
