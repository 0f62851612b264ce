/** The real telegraf, as the toolchain finds or builds it. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderConfig, type TelegrafConfig } from "../../../telegraf/config.ts";
import { ensure } from "../../../tools/toolchain/index.ts";
import { telegraf } from "../../../tools/toolchain/parts.ts";

type Variables = Readonly<Record<string, string>>;

/** Strict: the environment is put into texts only, after the configuration has been read. */
const strict = "--strict-env-handling";

/** What telegraf says of a configuration: undefined when it takes it. */
export async function refusal(
  config: TelegrafConfig | string,
  env: Variables = {},
): Promise<string | undefined> {
  const { path } = await ensure(telegraf);
  const directory = await mkdtemp(join(tmpdir(), "telegraf-test-"));
  try {
    const file = join(directory, "telegraf.conf");
    await writeFile(file, typeof config === "string" ? config : renderConfig(config));
    return await new Promise((resolve) => {
      execFile(path, ["config", "check", strict, "--config", file], { env }, (error, stdout, stderr) => {
        resolve(error === null ? undefined : `${stdout}${stderr}`);
      });
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** A telegraf that runs until it is stopped. */
export interface RunningTelegraf {
  /** Fails when it has ended by itself. */
  expectAlive(): void;
  /** All that it has said. */
  log(): string;
  stop(): Promise<void>;
}

/** Runs telegraf with a configuration. */
export async function startTelegraf(config: TelegrafConfig, env: Variables): Promise<RunningTelegraf> {
  const { path } = await ensure(telegraf);
  const directory = await mkdtemp(join(tmpdir(), "telegraf-test-"));
  const file = join(directory, "telegraf.conf");
  await writeFile(file, renderConfig(config));
  const child = spawn(path, [strict, "--config", file], { env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  const ended = once(child, "exit");
  return {
    expectAlive: () => {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`telegraf has ended:\n${said}`);
    },
    log: () => said,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
