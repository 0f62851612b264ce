/** What a test does in Kafka: making topics, sending messages, asking how far a group is. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Kafka, shortLived } from "./broker.ts";

/** How many messages a topic has, and how many of them a group has done with. */
export interface Offsets {
  readonly sent: number;
  readonly done: number;
}

/** The value of a message. */
export type Message = string | Uint8Array | null;

export interface KafkaHands {
  makeTopic(topic: string, partitions: number): Promise<void>;
  /** Sends messages; they are in Kafka when it returns. One without a value is a tombstone. */
  send(topic: string, messages: readonly Message[]): Promise<void>;
  offsets(topic: string, group: string): Promise<Offsets>;
  stop(): Promise<void>;
}

type Answer = Partial<Offsets> & { readonly error?: string };

/** Kafka's own client, in one Java for all that a test asks: starting one takes seconds. */
export async function kafkaHands({ broker, jars }: Pick<Kafka, "broker" | "jars">): Promise<KafkaHands> {
  const directory = await mkdtemp(join(tmpdir(), "kafka-hands-"));
  const program = join(import.meta.dirname, "KafkaHands.java");
  const quiet = "-Dorg.slf4j.simpleLogger.defaultLogLevel=off";
  const child = spawn("java", [...shortLived, quiet, "-cp", jars, program, broker], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  let last: Promise<unknown> = Promise.resolve();
  const ask = (command: Readonly<Record<string, unknown>>): Promise<Answer> => {
    // One after the other: answers carry no name.
    const answer = last.then(async () => {
      child.stdin.write(`${JSON.stringify(command)}\n`);
      const line = await answers.next();
      if (line.done === true) throw new Error("Kafka's client has ended");
      const said = JSON.parse(line.value) as Answer;
      if (said.error !== undefined) throw new Error(`${JSON.stringify(command)}: ${said.error}`);
      return said;
    });
    last = answer.catch(() => undefined);
    return answer;
  };
  return {
    makeTopic: async (topic, partitions) => {
      await ask({ do: "topic", topic, partitions });
    },
    send: async (topic, messages) => {
      const file = join(directory, "messages");
      const line = (message: Message) => (message === null ? "-" : Buffer.from(message).toString("base64"));
      await writeFile(file, messages.map(line).join("\n"));
      await ask({ do: "send", topic, file });
    },
    offsets: async (topic, group) => {
      const { sent = 0, done = 0 } = await ask({ do: "offsets", topic, group });
      return { sent, done };
    },
    stop: async () => {
      process.off("exit", kill);
      const ended = once(child, "exit");
      child.stdin.end();
      child.kill("SIGTERM");
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
