/**
 * Running npm before anything is installed. Plain JavaScript with built-ins only.
 */
import { spawn } from "node:child_process";
import { basename } from "node:path";

/** Ends the first step with sentences for people, without a stack. */
export class Stop extends Error {}

/**
 * @typedef {object} NpmCall
 * @property {readonly string[]} args
 * @property {string} cwd
 * @property {string} node the Node.js that runs npm
 * @property {Readonly<Record<string, string | undefined>>} env
 * @property {string} doing what fails if it fails, worded to start a sentence: "Installing Node.js 24.21.0"
 * @property {(sentence: string) => void} say
 */

/**
 * Runs npm to its end, quietly, with a line now and then.
 * @param {NpmCall} call
 * @returns {Promise<void>}
 */
export async function npm({ args, cwd, node, env, doing, say }) {
  const begun = Date.now();
  const [command, first] = npmCommand(env, node);
  const child = spawn(command, [...first, ...args], {
    cwd,
    env: { ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const timer = setInterval(() => say(`${doing} … ${Math.round((Date.now() - begun) / 1000)} s`), 10_000);
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  try {
    await new Promise((resolve, reject) => {
      child.once("error", (error) => reject(new Stop(missing(doing, error))));
      child.once("close", (code, signal) => {
        if (code === 0) resolve(undefined);
        else reject(new Stop(explain(doing, signal ?? `exit code ${code}`, output)));
      });
    });
  } finally {
    clearInterval(timer);
  }
}

/**
 * The npm that runs us if one does, else the one on PATH. Its own path is known to it as JavaScript, which the right
 * Node.js can run even when another one stands first on PATH.
 * @param {Readonly<Record<string, string | undefined>>} env
 * @param {string} node
 * @returns {[string, string[]]}
 */
function npmCommand(env, node) {
  const running = env["npm_execpath"] ?? "";
  return /^npm-cli\.c?js$/.test(basename(running)) ? [node, [running]] : ["npm", []];
}

/** @param {string} doing @param {Error} error @returns {string} */
function missing(doing, error) {
  return (
    `${doing}: npm cannot be run (${error.message}).\n` +
    "  mend: install npm (it comes with Node.js; Debian and Ubuntu package it apart) and put it on PATH"
  );
}

/** @param {string} doing @param {string} how @param {string} output @returns {string} */
function explain(doing, how, output) {
  const offline =
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ENOTCACHED)\b/;
  const tail = output
    .trimEnd()
    .split("\n")
    .slice(-12)
    .map((line) => `  | ${line}`)
    .join("\n");
  if (offline.test(output)) {
    return (
      `${doing}: npm cannot reach its package registry.\n${tail}\n` +
      "  mend: check the network and npm's registry and proxy settings with `npm ping`, then run the command again"
    );
  }
  return `${doing}: npm failed (${how}).\n${tail}\n  mend: mend what npm says, then run the command again`;
}
