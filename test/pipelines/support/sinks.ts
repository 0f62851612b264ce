/** Sinks as they are declared, and as real telegraf processes. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SinkSettings } from "../../../model/sink-settings.ts";
import type { Layout } from "../../../model/settings.ts";
import { type SinkSpec, sinksOf } from "../../../model/sinks.ts";
import { renderConfig } from "../../../telegraf/config.ts";
import { podVariable, sinkConfig } from "../../../telegraf/sink.ts";
import { ensure } from "../../../tools/toolchain/index.ts";
import { telegraf } from "../../../tools/toolchain/parts.ts";
import { api, type TestServer } from "../../support/influxd.ts";
import { until } from "../../support/until.ts";

export const tags = { cluster: "idfdev", environment: "data-dev.lsst.cloud" };
/** Where agents tell how they are. */
export const healthBucket = "telegraf";

/** Settings of a sink that says what it must. */
export function sinkSettings(
  own: Partial<SinkSettings> & Pick<SinkSettings, "name" | "format">,
): SinkSettings {
  return {
    ...{ brokers: ["127.0.0.1:9092"], kafkaVersion: "4.1.1", authentication: { kind: "none" } },
    ...{ topics: [own.name], patterns: [], offset: "oldest", times: "message", precision: "ns" },
    ...{ undelivered: 1_000, pointsPerMessage: 1, replicas: 1 },
    ...own,
  };
}

/** A sink as it would be declared. */
export function declared(settings: SinkSettings, layout: Layout = { kind: "applications" }): SinkSpec {
  const { sinks, faults } = sinksOf(
    { clusters: [], sinks: [settings] },
    {
      source: { stack: "test", file: "Pulumi.test.yaml" },
      environment: "idfdev",
      layout,
      retentionSeconds: 0,
    },
  );
  assert.deepEqual(faults, []);
  return sinks[0] ?? assert.fail("no sink");
}

/** A sink that runs. */
export interface RunningSink {
  /** All that it has said. */
  log(): string;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  /** Ends it as Kubernetes does. */
  stop(): Promise<void>;
}

/** Runs a sink as its pod would: with a token that may do what a sink's may, and nothing else. */
export async function startSink(sink: SinkSpec, server: TestServer, pod = "pod-1"): Promise<RunningSink> {
  const { config, faults } = sinkConfig({
    sink,
    tags,
    influxdb: { url: server.url, organization: server.org },
    intervalSeconds: 1,
    where: sink.name,
  });
  assert.deepEqual(faults, []);
  const { path } = await ensure(telegraf);
  const directory = await mkdtemp(join(tmpdir(), "sink-test-"));
  const file = join(directory, "telegraf.conf");
  // At this level it says how full its buffers are.
  await writeFile(file, renderConfig({ ...config, agent: { ...config.agent, debug: true } }));
  const env = { INFLUX_TOKEN: await tokenOf(sink, server), [podVariable]: pod };
  const child = spawn(path, ["--strict-env-handling", "--config", file], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  }
  const forget = (): void => {
    child.kill("SIGKILL");
  };
  process.once("exit", forget);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    process.off("exit", forget);
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, "exit");
      child.kill(signal);
      await ended;
    }
    await rm(directory, { recursive: true, force: true });
  };
  return { log: () => said, kill: () => end("SIGKILL"), stop: () => end("SIGTERM") };
}

/** Waits until what a sink has said is enough. */
export async function untilSays(
  sink: RunningSink,
  what: string,
  enough: (log: string) => boolean,
): Promise<void> {
  await until(`the sink says ${what}`, () => Promise.resolve(enough(sink.log()) ? true : undefined)).catch(
    (error: unknown) => {
      throw new Error(`it has said:\n${sink.log().slice(-6_000)}`, { cause: error });
    },
  );
}

async function tokenOf({ store: { token } }: SinkSpec, server: TestServer): Promise<string> {
  const found = JSON.parse(await api(server, "GET", `/api/v2/buckets?orgID=${server.orgId}&limit=100`)) as {
    readonly buckets: readonly { readonly id: string; readonly name: string }[];
  };
  const permissions = found.buckets
    .filter(({ name }) => token.writes.includes(name))
    .map(({ id }) => ({ action: "write", resource: { type: "buckets", id, orgID: server.orgId } }));
  assert.equal(permissions.length, token.writes.length);
  const made = await api(server, "POST", "/api/v2/authorizations", {
    json: { orgID: server.orgId, description: token.description, permissions },
  });
  return (JSON.parse(made) as { token: string }).token;
}
