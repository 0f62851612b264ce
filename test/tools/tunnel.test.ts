/** The tunnel of the commands, with a small program in kubectl's place that really forwards to a real InfluxDB. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, before, describe, it, type TestContext } from "node:test";
import {
  openTunnel,
  throughTunnel,
  type Tunnel,
  type TunnelTarget,
  tunnelTarget,
} from "../../tools/engine/tunnel.ts";
import { isHealthy } from "../../tools/local/influxd.ts";
import { isRunning, processStart } from "../../tools/processes.mjs";
import { good, directoryWith } from "../support/configuration.ts";
import { startServer, type TestServer } from "../support/influxd.ts";
import { until } from "../support/until.ts";

const target = { context: "here", namespace: "monitoring", service: "influxdb", port: 80 } as const;

/** What stands on PATH as kubectl: notes its calls, finds no Service `absent` times, and then forwards. */
const standIn = `
import { appendFileSync, readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
const [calls, absent, to] = CONFIGURED;
appendFileSync(calls, JSON.stringify({ pid: process.pid, args: process.argv.slice(2) }) + "\\n");
if (readFileSync(calls, "utf8").trim().split("\\n").length <= absent) {
  console.error('Error from server (NotFound): services "influxdb" not found');
  process.exit(1);
}
const port = Number(process.argv.at(-1).split(":")[0]);
createServer((incoming) => {
  const outgoing = connect(to, "127.0.0.1");
  for (const [from, into] of [[incoming, outgoing], [outgoing, incoming]]) from.pipe(into).on("error", () => from.destroy());
  outgoing.on("error", () => console.error("error: lost connection to pod"));
}).listen(port, "127.0.0.1", () => console.log("Forwarding from 127.0.0.1:" + port + " -> " + to));
`;

interface Call {
  readonly pid: number;
  readonly args: readonly string[];
}

async function freePort(): Promise<number> {
  const server = await listening(0);
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function listening(port: number): Promise<Server> {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

/** An answer for `until`. */
async function happened(yes: boolean): Promise<true | undefined> {
  return Promise.resolve(yes || undefined);
}

describe("the tunnel to a server", () => {
  const directory = mkdtempSync(join(tmpdir(), "tunnel test "));
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(async () => {
    await server.stop();
    rmSync(directory, { recursive: true });
  });

  /** A PATH whose kubectl finds nothing so many times, and then forwards to the server, or to that port. */
  async function kubectl(t: TestContext, absent: number, to = Number(new URL(server.url).port)) {
    const bin = mkdtempSync(join(directory, "bin-"));
    const calls = join(bin, "calls");
    const script = join(bin, "kubectl.mjs");
    writeFileSync(script, standIn.replace("CONFIGURED", JSON.stringify([calls, absent, to])));
    const path = join(bin, "kubectl");
    writeFileSync(path, `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`, { mode: 0o755 });
    const called = (): readonly Call[] =>
      existsSync(calls)
        ? readFileSync(calls, "utf8")
            .split("\n")
            .slice(0, -1)
            .map((line) => JSON.parse(line) as Call)
        : [];
    const opened: Tunnel[] = [];
    t.after(async () => {
      for (const tunnel of opened) await tunnel.close();
      for (const { pid } of called()) assert.equal(processStart(pid), undefined, "kubectl is left behind");
    });
    const localPort = await freePort();
    const env = { ...process.env, PATH: [bin, process.env["PATH"]].join(delimiter) };
    /** What a test that fails leaves open would keep this file from its end. */
    const open = async (whole: TunnelTarget): Promise<Tunnel> => {
      const tunnel = await openTunnel(whole, env);
      opened.push(tunnel);
      return tunnel;
    };
    return { env, open, called, target: { ...target, localPort }, url: `http://127.0.0.1:${localPort}` };
  }

  const answers = (url: string) => until(`${url} answers`, async () => happened(await isHealthy(url)));

  it("opens when the Service is there, is begun anew when it dies, and is gone after the command", async (t) => {
    const { open, called, url, target: whole } = await kubectl(t, 2);
    const tunnel = await open({ ...whole, kubeconfig: "/k config" });
    assert.equal(called().length, 1, "a Service that is not there yet is not waited for");
    await answers(url);
    assert.deepEqual(called()[2]?.args, [
      ...["port-forward", "--kubeconfig", "/k config", "--context", "here", "--namespace", "monitoring"],
      ...["--address", "127.0.0.1", "svc/influxdb", `${whole.localPort}:80`],
    ]);
    process.kill(called()[2]?.pid ?? 0, "SIGKILL");
    await until("kubectl runs again", () => happened(called().length > 3));
    await answers(url);
    await tunnel.close();
    assert.equal(await isHealthy(url), false);
    (await listening(whole.localPort)).close();
  });

  it("is open when the command begins, where the Service is there", async (t) => {
    const { open, url, target: whole } = await kubectl(t, 0);
    const tunnel = await open(whole);
    assert.ok(await isHealthy(url));
    await tunnel.close();
  });

  it("is begun anew when its kubectl goes on without a pod", async (t) => {
    const { open, called, url, target: whole } = await kubectl(t, 0, await freePort());
    const tunnel = await open(whole);
    assert.equal(await isHealthy(url), false);
    await until("kubectl runs again", () => happened(called().length > 1));
    await tunnel.close();
    assert.match(tunnel.said.join("\n"), /^error: lost connection to pod/);
  });

  it("says what kubectl said when the command failed, and nothing when it went well", async (t) => {
    const { env, target: whole } = await kubectl(t, 1_000);
    const path = process.env["PATH"];
    process.env["PATH"] = env.PATH;
    t.after(() => {
      process.env["PATH"] = path;
    });
    const written = t.mock.method(process.stderr, "write", () => true);
    const told = () => written.mock.calls.map((call) => String(call.arguments[0])).join("");
    assert.equal(
      await throughTunnel(
        whole,
        () => Promise.resolve(0),
        (code) => code !== 0,
      ),
      0,
    );
    assert.equal(told(), "");
    await throughTunnel(
      whole,
      () => Promise.resolve(1),
      (code) => code !== 0,
    );
    await assert.rejects(
      throughTunnel(whole, () => Promise.reject(new Error("broken"))),
      /^Error: broken$/,
    );
    written.mock.restore();
    const said =
      'the tunnel to svc/influxdb in namespace monitoring; kubectl port-forward said last:\n  Error from server (NotFound): services "influxdb" not found\n';
    assert.ok(told().startsWith(said), told());
    assert.equal(told().split("said last").length, 3);
  });

  it("does not begin where something listens already, or without kubectl", async (t) => {
    const { open, called, target: whole } = await kubectl(t, 0);
    const other = await listening(whole.localPort);
    t.after(() => {
      other.close();
    });
    await assert.rejects(open(whole), (error: Error) => {
      assert.equal(error.name, "UserError");
      assert.match(
        error.message,
        new RegExp(`^port ${whole.localPort} .* is taken.*\n  mend: .*lsof -nP -iTCP:`),
      );
      return true;
    });
    await assert.rejects(openTunnel(whole, { PATH: directory }), (error: Error) => {
      assert.equal(error.name, "UserError");
      assert.match(
        error.message,
        /no `kubectl` on PATH[^]*mend: install kubectl.*monitoring:releases\.influxdb\.ingress/,
      );
      return true;
    });
    assert.deepEqual(called(), []);
  });

  it("goes with a command that is told to end, and outlives Ctrl-C as the engine does", async (t) => {
    const { env, called, url, target: whole } = await kubectl(t, 0);
    const module = new URL("../../tools/engine/tunnel.ts", import.meta.url).href;
    const source = `
      import { openTunnel } from ${JSON.stringify(module)};
      await openTunnel(${JSON.stringify(whole)});
      process.on("SIGINT", () => console.log("interrupted"));
      console.log("open");
      setInterval(() => {}, 1000);`;
    const command = spawn(process.execPath, ["--input-type=module", "--eval", source], {
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const printed: string[] = [];
    command.stdout.on("data", (chunk: Buffer) => printed.push(chunk.toString()));
    const says = (word: string) => until(`it says ${word}`, () => happened(printed.join("").includes(word)));
    await says("open");
    command.kill("SIGINT");
    await says("interrupted");
    assert.ok(await isHealthy(url));
    const [pid = 0] = called().map((call) => call.pid);
    const kubectlProcess = { pid, started: processStart(pid) ?? "" };
    command.kill("SIGTERM");
    await once(command, "exit");
    assert.equal(command.signalCode, "SIGTERM");
    await until("its kubectl is gone", () => happened(!isRunning(kubectlProcess)));
  });
});

describe("the tunnel of a stack", () => {
  const targetOf = (
    t: TestContext,
    more: Readonly<Record<string, string | undefined>>,
  ): TunnelTarget | undefined => {
    const keys = {
      ...good,
      influxdb: "{org: monitoring}",
      token: undefined,
      kubernetes: "{context: here, namespace: metrics, environment: idfdev}",
      releases: "{influxdb: {name: points}}",
      ...more,
    };
    const lines = Object.entries(keys).flatMap(([key, value]) =>
      value === undefined ? [] : [`  monitoring:${key}: ${value}\n`],
    );
    return tunnelTarget(directoryWith(t, { "Pulumi.x.yaml": `config:\n${lines.join("")}` }), "x");
  };

  it("leads to the Service of its release", (t) => {
    const { kubeconfig, ...rest } = targetOf(t, {}) ?? {};
    assert.equal(kubeconfig, undefined);
    assert.deepEqual(rest, {
      context: "here",
      namespace: "metrics",
      service: "points",
      port: 80,
      localPort: 18086,
    });
  });

  it("is none where the server is reached otherwise", (t) => {
    const release = (more: string) => `{influxdb: {name: points, ${more}}}`;
    for (const keys of [
      { releases: release("ingress: {host: influxdb.example.org}") },
      { releases: release("reach: service") },
      { influxdb: "{url: 'http://localhost:8086', org: monitoring}" },
      { releases: undefined, influxdb: good["influxdb"], token: good["token"] },
    ]) {
      assert.equal(targetOf(t, keys), undefined, JSON.stringify(keys));
    }
  });
});
