/** A way to a server that is reached from inside its cluster only: `kubectl port-forward`, for as long as a command runs. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { readStackFile } from "../../config/stack-file.ts";
import { settingsFrom } from "../../config/settings.ts";
import { influxdbService, tunnelUrl } from "../../model/releases.ts";
import { isErrno, UserError } from "../errors.ts";
import { projectRoot } from "../project.ts";
import { type Environment, onPath } from "../toolchain/find.ts";
import { LOCAL_STACK } from "./workspace.ts";

/** What is forwarded, and how the cluster is reached. */
export interface TunnelTarget {
  /** Context of the kubeconfig. @default the current one */
  readonly context?: string | undefined;
  /** Path of the kubeconfig. @default that of kubectl */
  readonly kubeconfig?: string | undefined;
  readonly namespace: string;
  readonly service: string;
  /** Port of the Service. */
  readonly port: number;
  /** Port on the loopback interface of this machine. */
  readonly localPort: number;
}

/** A tunnel that is kept open. */
export interface Tunnel {
  /** What kubectl said last on its standard error, for when the command failed. */
  readonly said: readonly string[];
  /** Ends it, and waits until it is gone. */
  close(): Promise<void>;
}

/** How long a command waits for the tunnel before it begins without: a server that is not there yet has none. */
const PATIENCE_MS = 15_000;
/** Waits between two tries: doubled from the first to the last. */
const BACKOFF_MS = { first: 200, last: 5_000 } as const;
/** Lines of kubectl that are kept. */
const KEPT = 8;
/** What some versions say, and go on listening where nothing answers any more. */
const LOST = /lost connection to pod|error occurred forwarding|error forwarding port/;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The tunnel that the program of a stack counts on; undefined where its server is reached without. */
export function tunnelTarget(root: string, stack: string): TunnelTarget | undefined {
  // What is wrong with the file is told by the program that reads it next.
  const read = settingsFrom(readStackFile(root, stack), { root, connection: "required" });
  const { connection, kubernetes, releases } = read;
  if (kubernetes === undefined || releases?.influxdb === undefined) return undefined;
  if (releases.influxdb.reach !== "port-forward" || connection?.url !== tunnelUrl) return undefined;
  const { context, kubeconfig, namespace } = kubernetes;
  const localPort = Number(new URL(tunnelUrl).port);
  return { context, kubeconfig, namespace, ...influxdbService(releases.influxdb), localPort };
}

/**
 * Runs what talks to the server of a stack, with the tunnel that it may need. What kubectl said is shown only when the
 * work failed.
 *
 * @param failed Whether a result means that it did. @default only an exception does
 * @throws UserError when no tunnel can be opened at all.
 */
export async function withTunnel<T>(
  stack: string,
  work: () => Promise<T>,
  failed: (result: T) => boolean = () => false,
): Promise<T> {
  const target = stack === LOCAL_STACK ? undefined : tunnelTarget(projectRoot, stack);
  return target === undefined ? work() : throughTunnel(target, work, failed);
}

/** Like {@link withTunnel}, with a tunnel that is needed. */
export async function throughTunnel<T>(
  target: TunnelTarget,
  work: () => Promise<T>,
  failed: (result: T) => boolean = () => false,
): Promise<T> {
  const tunnel = await openTunnel(target);
  let went = false;
  try {
    const result = await work();
    went = !failed(result);
    return result;
  } finally {
    await tunnel.close();
    if (!went && tunnel.said.length > 0) {
      const what = `the tunnel to svc/${target.service} in namespace ${target.namespace}`;
      process.stderr.write(`${what}; kubectl port-forward said last:\n  ${tunnel.said.join("\n  ")}\n`);
    }
  }
}

/**
 * Opens a tunnel and keeps it open: what ends is begun anew. Returns when it is open, or when it turned out that its
 * Service is not there yet.
 */
export async function openTunnel(target: TunnelTarget, env: Environment = process.env): Promise<Tunnel> {
  const [kubectl] = onPath("kubectl", env);
  if (kubectl === undefined) {
    throw new UserError(
      `the server is reached by a tunnel to svc/${target.service}, and there is no \`kubectl\` on PATH that opens it`,
      "install kubectl (kubernetes.io/docs/tasks/tools) and put it on PATH, or say in the stack file how the server is reached without: monitoring:releases.influxdb.ingress or .reach",
    );
  }
  await expectFree(target.localPort);
  const tunnel = new Forward(kubectl, target, env);
  await Promise.race([tunnel.tried, pause(PATIENCE_MS, undefined, { ref: false })]);
  return tunnel;
}

/** What listens there already would be taken for the server, and be sent its token. */
async function expectFree(port: number): Promise<void> {
  const probe = createServer();
  try {
    probe.listen(port, "127.0.0.1");
    await once(probe, "listening");
  } catch (error) {
    if (!isErrno(error, "EADDRINUSE")) throw error;
    throw new UserError(
      `port ${port} of this machine, where the tunnel to the server begins, is taken: another command may be at work, or one that was killed left its kubectl behind`,
      `wait for the other command, or end what listens there: lsof -nP -iTCP:${port} -sTCP:LISTEN`,
    );
  }
  probe.close();
  await once(probe, "close");
}

class Forward implements Tunnel {
  readonly said: string[] = [];
  /** Resolves when it is open, or has ended for the first time. */
  readonly tried: Promise<void>;
  readonly #command: readonly [string, readonly string[], Environment];
  readonly #closing = new AbortController();
  readonly #loop: Promise<void>;
  readonly #resolveTried: () => void;
  #child: ChildProcess | undefined;

  constructor(kubectl: string, target: TunnelTarget, env: Environment) {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.tried = promise;
    this.#resolveTried = () => {
      resolve(undefined);
    };
    this.#command = [kubectl, argumentsOf(target), env];
    for (const signal of SIGNALS) process.on(signal, this.#onSignal);
    process.on("exit", this.#kill);
    this.#loop = this.#keepOpen();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#kill();
    await this.#loop;
    this.#forgetProcess();
  }

  async #keepOpen(): Promise<void> {
    let wait: number = BACKOFF_MS.first;
    while (!this.#closing.signal.aborted) {
      const opened = await this.#forward();
      this.#resolveTried();
      if (opened) wait = BACKOFF_MS.first;
      const { signal } = this.#closing;
      // Rejects only because it is closed, and then the loop ends.
      await pause(wait, undefined, { signal, ref: false }).catch(() => undefined);
      if (!opened) wait = Math.min(wait * 2, BACKOFF_MS.last);
    }
  }

  /** One kubectl, from its start to its end; gives whether it was open. */
  async #forward(): Promise<boolean> {
    const [command, args, env] = this.#command;
    // In a process group of its own: Ctrl-C is for the engine, which still has to talk to the server then.
    const child = spawn(command, args, {
      env: { ...env },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    let opened = false;
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (!line.startsWith("Forwarding from")) return;
      opened = true;
      this.#resolveTried();
    });
    createInterface({ input: child.stderr }).on("line", (line) => {
      this.said.push(line);
      this.said.splice(0, this.said.length - KEPT);
      if (LOST.test(line)) this.#kill();
    });
    await new Promise<void>((resolve) => {
      child.once("close", () => {
        resolve();
      });
      child.once("error", (error) => {
        this.said.push(error.message);
        resolve();
      });
    });
    this.#child = undefined;
    return opened;
  }

  readonly #kill = (): void => {
    this.#child?.kill("SIGKILL");
  };

  /** A process that is told to end takes its tunnel along; Ctrl-C leaves it to who waits for the engine, if somebody does. */
  readonly #onSignal = (signal: NodeJS.Signals): void => {
    if (signal === "SIGINT" && process.listenerCount(signal) > 1) return;
    this.#kill();
    this.#forgetProcess();
    process.kill(process.pid, signal);
  };

  #forgetProcess(): void {
    for (const signal of SIGNALS) process.off(signal, this.#onSignal);
    process.off("exit", this.#kill);
  }
}

function argumentsOf({
  context,
  kubeconfig,
  namespace,
  service,
  port,
  localPort,
}: TunnelTarget): readonly string[] {
  return [
    "port-forward",
    ...(kubeconfig === undefined ? [] : ["--kubeconfig", kubeconfig]),
    ...(context === undefined ? [] : ["--context", context]),
    ...["--namespace", namespace, "--address", "127.0.0.1"],
    `svc/${service}`,
    `${localPort}:${port}`,
  ];
}
