/**
 * Pulumi's own kubernetes and random plugins, or stand-ins for them. The official ones are on no package registry, and
 * the engine cannot do without: where they are not installed, the stand-ins beside this file answer for them.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import * as grpc from "@grpc/grpc-js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";

export interface PluginEnvironment {
  /** The environment with a `PATH` on which the engine finds both plugins. */
  readonly env: NodeJS.ProcessEnv;
  /** That `PATH`. */
  readonly path: string;
  /** `official` only where both are. */
  readonly used: "official" | "stand-in";
}

/** How long a plugin may take to say its version. */
const ANSWER_MS = 10_000;
const NAMES = ["kubernetes", "random"] as const;
type Name = (typeof NAMES)[number];

const told = new Set<string>();

/**
 * Puts both plugins on `PATH`: official ones in the version of their npm package from `PATH` or `PULUMI_HOME`, else the
 * stand-ins. Says once on standard error which it is.
 */
export async function pluginEnvironment(env: NodeJS.ProcessEnv): Promise<PluginEnvironment> {
  const found = await Promise.all(NAMES.map(async (name) => ({ name, ...(await findPlugin(name, env)) })));
  const sentences = found.map(({ name, folder, version, others }) => {
    const which = folder === undefined ? "a stand-in" : `the official plugin of ${folder}`;
    return [`${name} ${version}: ${which}`, ...others].join("; ");
  });
  const sentence = `Pulumi plugins: ${sentences.join(" · ")}`;
  if (!told.has(sentence)) process.stderr.write(`${sentence}\n`);
  told.add(sentence);
  const folders = found.map(({ name, folder }) => folder ?? standInFolder(name));
  // The stand-ins are started with this Node.js.
  const path = [...folders, dirname(process.execPath), env["PATH"] ?? ""].join(delimiter);
  const used = found.every(({ folder }) => folder !== undefined) ? "official" : "stand-in";
  return { env: { ...env, PATH: path }, path, used };
}

function standInFolder(name: Name): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

interface Found {
  /** Folder of the official plugin in the right version. */
  readonly folder?: string;
  readonly version: string;
  /** What was found and cannot be used, in words. */
  readonly others: readonly string[];
}

async function findPlugin(name: Name, env: NodeJS.ProcessEnv): Promise<Found> {
  const { version } = createRequire(import.meta.url)(`@pulumi/${name}/package.json`) as { version: string };
  const binary = `pulumi-resource-${name}`;
  const standIn = standInFolder(name);
  const folders = (env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== standIn && existsSync(join(folder, binary)));
  const home = env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
  const installed = join(home, "plugins", `resource-${name}-v${version}`);
  if (existsSync(join(installed, binary))) folders.push(installed);
  const others: string[] = [];
  for (const folder of folders) {
    const is = await versionOf(join(folder, binary));
    if (is === version) return { folder, version, others };
    others.push(`that of ${folder} ${is === undefined ? "does not start" : `is ${is}`}`);
  }
  return { version, others };
}

/** Asks a plugin for its version, as the engine does; undefined where it gives none. */
async function versionOf(binary: string): Promise<string | undefined> {
  // Without an engine to serve, a plugin takes any address.
  const plugin = spawn(binary, ["127.0.0.1:0"], { stdio: ["ignore", "pipe", "ignore"] });
  const ended = new Promise((resolve) => plugin.once("close", resolve).once("error", resolve));
  try {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const port = await Promise.race([firstLine(plugin, signal), ended.then(() => undefined)]);
    return port === undefined ? undefined : await askVersion(port);
  } catch {
    return undefined;
  } finally {
    plugin.kill("SIGKILL");
    await ended;
  }
}

async function firstLine(plugin: ChildProcess, signal: AbortSignal): Promise<string> {
  if (plugin.stdout === null) throw new Error("its output is not read");
  const [line] = (await once(createInterface({ input: plugin.stdout }), "line", { signal })) as [string];
  return line;
}

async function askVersion(port: string): Promise<string> {
  const client = new services.ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  try {
    return await new Promise((resolve, reject) => {
      const deadline = { deadline: Date.now() + ANSWER_MS };
      client.getPluginInfo(new empty.Empty(), new grpc.Metadata(), deadline, (error, info) => {
        if (error === null) resolve(info.getVersion().replace(/^v/, ""));
        else reject(error);
      });
    });
  } finally {
    client.close();
  }
}
