/** The real server takes every option, and the combinations that the checks let through. */
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  influxdEnvironment,
  influxdOptions,
  influxdSettings,
  type InfluxdSettings,
} from "../../model/releases/influxd.ts";
import { startInfluxd } from "../../tools/local/influxd.ts";
import { ensure } from "../../tools/toolchain/index.ts";
import { influxd } from "../../tools/toolchain/parts.ts";
import { api } from "../support/influxd.ts";

/** Every option, away from what the server itself takes. */
const every = {
  queryConcurrency: 5,
  queryQueue: 6,
  queryMemory: 2 ** 26,
  queryMemoryInitial: 2 ** 20,
  queryMemoryTotal: 2 ** 28,
  sessionLengthSeconds: 1_800,
  sessionRenew: false,
  hashedTokens: false,
  strongPasswords: true,
  hardening: true,
  fluxLogging: true,
  logLevel: "error",
  metrics: false,
  ui: false,
  profiling: false,
  reporting: false,
  cacheMemory: 2 ** 27,
  cacheSnapshotMemory: 2 ** 24,
  cacheSnapshotColdSeconds: 120,
  compactColdSeconds: 3_600,
  compactions: 1,
  compactThroughput: 2 ** 24,
  writeTimeoutSeconds: 7,
  retentionCheckSeconds: 600,
} as const satisfies Required<InfluxdSettings>;

/** Starts a server with these options as arguments: the same names as the variables. */
async function configuration(
  t: TestContext,
  settings: InfluxdSettings,
): Promise<Readonly<Record<string, unknown>>> {
  const directory = await mkdtemp(join(tmpdir(), "influxd-options-"));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const environment = influxdEnvironment(settings);
  // Its level decides what of its log says where it listens, which the start waits for.
  const args = environment
    .filter(({ name }) => name !== "INFLUXD_LOG_LEVEL")
    .map(({ name, value }) => {
      return `--${flagOf(name)}=${value}`;
    });
  const { path: binary } = await ensure(influxd);
  const server = await startInfluxd({ binary, directory, logFile: join(directory, "log"), extraArgs: args });
  t.after(() => server.stop());
  const token = "operator-token-of-a-test";
  const setup = { username: "tester", password: "Password-of-a-test-1", org: "test", bucket: "setup", token };
  await api({ url: server.url, token }, "POST", "/api/v2/setup", { json: setup });
  const answer: unknown = JSON.parse(await api({ url: server.url, token }, "GET", "/api/v2/config"));
  assert.ok(typeof answer === "object" && answer !== null && "config" in answer);
  const { config } = answer;
  assert.ok(typeof config === "object" && config !== null);
  return Object.fromEntries(Object.entries(config));
}

function flagOf(variable: string): string {
  return variable.replace("INFLUXD_", "").toLowerCase().replaceAll("_", "-");
}

/** Durations in seconds: the server tells one as `2m0s`, another in nanoseconds. */
function plain(value: unknown): string {
  const text = String(value);
  const [, hours = "0", minutes = "0", seconds] = /^(?:(\d+)h)?(?:(\d+)m)?(\d+)s$/.exec(text) ?? [];
  if (seconds !== undefined) return String(Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds));
  return /^\d+000000000$/.test(text) ? String(Number(text) / 1e9) : text;
}

describe("options of influxd on the real server", () => {
  it("are all taken, each with its value", async (t) => {
    assert.deepEqual(Object.keys(every).sort(), [...influxdOptions].sort());
    const config = await configuration(t, every);
    for (const { name, value } of influxdEnvironment(every)) {
      if (name === "INFLUXD_LOG_LEVEL") continue;
      const flag = flagOf(name);
      assert.equal(plain(config[flag]), plain(value), flag);
    }
  });

  it("start a server as they are by default, and with as many queries as come", async (t) => {
    const resources = { limits: { memory: "4Gi" } };
    const config = await configuration(t, influxdSettings({}, resources));
    assert.equal(config["query-max-memory-bytes"], 2 ** 31);
    const open = await configuration(t, influxdSettings({ queryConcurrency: 0 }, resources));
    assert.equal(open["query-queue-size"], 0);
  });
});
