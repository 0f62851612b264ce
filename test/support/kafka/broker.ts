/** A real Kafka of one test file: one broker that is its own controller, on loopback ports, gone after `stop`. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "../../telegraf/support/endpoints.ts";
import { until } from "../until.ts";
import { kafkaJars, kafkaVersion } from "./jars.ts";

export interface Kafka {
  /** `127.0.0.1:<port>` */
  readonly broker: string;
  readonly version: string;
  /** Class path of its jars. */
  readonly jars: string;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  /** Ends it as an update does, and waits until it is gone. */
  end(): Promise<void>;
  /** Starts it anew, on the same data and port. */
  revive(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** Options of a Java that lives for seconds: quick to start, and small. */
export const shortLived = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"] as const;

/** Starts a broker that holds nothing. Topics are there only when they were made. */
export async function startKafka(): Promise<Kafka> {
  const [jars, version] = [await kafkaJars(), await kafkaVersion()];
  const directory = await mkdtemp(join(tmpdir(), "kafka-test-"));
  const [port, controller] = [await freePort(), await freePort()];
  const broker = `127.0.0.1:${port}`;
  const properties = join(directory, "server.properties");
  const logFile = join(directory, "kafka.log");
  await writeFile(properties, propertiesOf(directory, port, controller));
  const java = ["-cp", jars, ...shortLived, "-Xmx512m"];
  const format = ["kafka.tools.StorageTool", "format", "-t", "bW9uaXRvcmluZy1rYWZrYQ", "-c", properties];

  let child: ChildProcess | undefined;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  };
  const revive = async (): Promise<void> => {
    const log = openSync(logFile, "a");
    child = spawn("java", [...java, "kafka.Kafka", properties], { stdio: ["ignore", log, log] });
    closeSync(log);
    const { pid = 0 } = child;
    const kill = (): void => {
      if (pid > 0) process.kill(pid, "SIGKILL");
    };
    process.once("exit", kill);
    child.once("exit", () => process.off("exit", kill));
    const started = child;
    await until("Kafka answers", async () => {
      if (started.exitCode !== null) throw new Error(`Kafka has ended:\n${await readFile(logFile, "utf8")}`);
      return (await answers(port)) ? true : undefined;
    });
  };
  const stop = async (): Promise<void> => {
    await end("SIGKILL");
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await promisify(execFile)("java", [...java, ...format]);
    await revive();
  } catch (error) {
    await stop();
    throw error;
  }
  return { broker, version, jars, revive, stop, kill: () => end("SIGKILL"), end: () => end("SIGTERM") };
}

function propertiesOf(directory: string, port: number, controller: number): string {
  return Object.entries({
    "process.roles": "broker,controller",
    "node.id": 1,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    "advertised.listeners": `PLAINTEXT://127.0.0.1:${port}`,
    "controller.listener.names": "CONTROLLER",
    "controller.quorum.voters": `1@127.0.0.1:${controller}`,
    "log.dirs": join(directory, "data"),
    "offsets.topic.replication.factor": 1,
    "offsets.topic.num.partitions": 1,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "group.initial.rebalance.delay.ms": 0,
    // A misspelt topic would be made otherwise, and nobody would notice.
    "auto.create.topics.enable": false,
    // A broker that was killed counts as alive for this long, and cannot come back before.
    "broker.session.timeout.ms": 3_000,
    "broker.heartbeat.interval.ms": 500,
  })
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
