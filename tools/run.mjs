/**
 * First step of every command: `node tools/run.mjs <command> [arguments …]`. Sees to a Node.js that runs TypeScript
 * and to the npm packages, then hands over to tools/main.ts. Nothing is installed yet when it runs, on any Node.js
 * from 18 on, so it is plain JavaScript with built-ins only.
 */
import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureDependencies } from "./bootstrap/dependencies.mjs";
import { ensureNode } from "./bootstrap/node.mjs";
import { Stop } from "./bootstrap/npm.mjs";
import { cacheDirectory } from "./cache.mjs";

/** Commands that use built-ins only: they work, and tell what is missing, where nothing can be installed. */
const WITHOUT_PACKAGES = new Set(["doctor", "stop", "reset"]);

/** @param {string} sentence */
const say = (sentence) => void process.stderr.write(`${sentence}\n`);

try {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const args = process.argv.slice(2);
  const cache = cacheDirectory(process.env);
  const node = await ensureNode({ root, cache, env: process.env, say });
  const env = {
    ...process.env,
    PATH: ledBy(node, process.env["PATH"] ?? ""),
    // Half of the time that a command and the provider take to start is compiling the SDK, each time the same.
    NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] ?? join(cache, "node-compile-cache"),
  };
  if (!WITHOUT_PACKAGES.has(args[0] ?? "")) await ensureDependencies({ root, node, env, say });
  handOver(node, [join(root, "tools", "main.ts"), ...args], env);
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  say(error.message);
  process.exitCode = 1;
}

/**
 * PATH on which `node` is that Node.js. Left alone if it is already: putting a system directory first would change
 * which of several engines or compilers is found.
 * @param {string} node
 * @param {string} path
 * @returns {string}
 */
function ledBy(node, path) {
  for (const directory of path.split(delimiter).filter(isAbsolute)) {
    try {
      if (realpathSync(join(directory, "node")) === realpathSync(node)) return path;
      break; // another one comes first
    } catch {
      // none here
    }
  }
  return [dirname(node), path].join(delimiter);
}

/**
 * Runs the command and ends as it ends.
 * @param {string} node
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
function handOver(node, args, env) {
  // Node.js 22 says at each start that running TypeScript is experimental.
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", ...args], { env, stdio: "inherit" });
  // A terminal sends Ctrl-C to the child as well; passing it on would count as pressing it twice, and the engine
  // takes that for "stop at once, whatever is left half done".
  const terminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => {
      if (signal !== "SIGINT" || !terminal) child.kill(signal);
    });
  }
  child.once("error", (error) => {
    say(`${node} cannot be run: ${error.message}`);
    process.exitCode = 1;
  });
  child.once("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
