/**
 * A cluster that two stacks are brought up on: a real API server, Pulumi's plugins in front of it, and what runs in it
 * of which somebody else is asked: the InfluxDB of a release.
 */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { z } from "zod";
import { type Influxd, startInfluxd } from "../../../tools/local/influxd.ts";
import { ensure } from "../../../tools/toolchain/index.ts";
import { influxd } from "../../../tools/toolchain/parts.ts";
import { api, patient } from "../../support/influxd.ts";
import { expectAgreed } from "../../support/kubernetes/client.ts";
import { type KubernetesServer, startKubernetes } from "../../support/kubernetes/server.ts";
import { pluginEnvironment } from "../../support/plugins/index.ts";
import { until } from "../../support/until.ts";
import { freePort } from "../../telegraf/support/endpoints.ts";

/** An object of the cluster, as far as the tests look at it. */
const KubernetesObject = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  data: z.record(z.string(), z.string()).optional(),
  spec: z.unknown().optional(),
});
export type KubernetesObject = z.output<typeof KubernetesObject>;

export interface ClusterWorld {
  readonly server: KubernetesServer;
  /** `PATH` with Pulumi's plugins. */
  readonly path: string;
  /** Where the release's InfluxDB will answer. */
  readonly url: string;
  /** Organization that its first start makes. */
  readonly org: string;
  /** The object at that path; undefined when there is none. */
  find(path: string): Promise<KubernetesObject | undefined>;
  /** Names of the objects at that path. */
  names(path: string): Promise<readonly string[]>;
  /** Values of a Secret. */
  secret(namespace: string, name: string): Promise<Readonly<Record<string, string>>>;
  /** What the pod of the chart does, as soon as its release is there. Gives the operator token. */
  startReleased(namespace: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts it; InfluxDB comes later. */
export async function startClusterWorld(): Promise<ClusterWorld> {
  const base = await mkdtemp(join(tmpdir(), "cluster world "));
  const server = await startKubernetes();
  // Pulumi's own kubernetes plugin waits for pods and runs Helm: that needs nodes, and this cluster has none.
  const { path } = await pluginEnvironment({
    PATH: withoutKubernetes(process.env["PATH"] ?? ""),
    PULUMI_HOME: base,
  });
  const port = await freePort();
  const [url, org] = [`http://127.0.0.1:${port}`, "monitoring"];
  let running: Influxd | undefined;

  const find: ClusterWorld["find"] = async (at) => {
    const answer = await server.request("GET", at);
    return answer.status === 404 ? undefined : KubernetesObject.parse(expectAgreed(at, answer).body);
  };
  const secret: ClusterWorld["secret"] = async (namespace, name) => {
    const found = await find(`/api/v1/namespaces/${namespace}/secrets/${name}`);
    if (found === undefined) throw new Error(`there is no Secret ${namespace}/${name}`);
    return Object.fromEntries(Object.entries(found.data ?? {}).map(([key, value]) => [key, decoded(value)]));
  };
  const start = async (wanted: number): Promise<Influxd> => {
    const { path: binary } = await ensure(influxd);
    const logFile = join(base, "influxd.log");
    return startInfluxd({ binary, directory: join(base, "data"), logFile, port: wanted, extraArgs: patient });
  };
  return {
    ...{ server, path, url, org, find, secret },
    names: async (at) => {
      const { items } = z
        .object({ items: z.array(KubernetesObject) })
        .parse(expectAgreed(at, await server.request("GET", at)).body);
      return items.map(({ metadata }) => metadata.name).sort();
    },
    startReleased: async (namespace) => {
      const record = `/api/v1/namespaces/${namespace}/secrets/sh.helm.release.v1.influxdb.v1`;
      await until("the release of InfluxDB is there", () => find(record));
      const { "admin-password": password, "admin-token": token = "" } = await secret(
        namespace,
        "influxdb-auth",
      );
      // As the image does: nobody sees the server before it is set up.
      const aside = await start(0);
      const setup = { username: "admin", password, token, org, bucket: "initial" };
      await api({ url: aside.url, token }, "POST", "/api/v2/setup", { json: setup });
      await aside.stop();
      running = await start(port);
      if (running.port !== port) throw new Error(`somebody took port ${port}`);
      return token;
    },
    stop: async () => {
      await running?.stop();
      await server.stop();
      await rm(base, { recursive: true, force: true });
    },
  };
}

function decoded(value: string): string {
  return Buffer.from(value, "base64").toString();
}

function withoutKubernetes(path: string): string {
  return path
    .split(delimiter)
    .filter((folder) => !existsSync(join(folder, "pulumi-resource-kubernetes")))
    .join(delimiter);
}
