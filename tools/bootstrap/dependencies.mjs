/**
 * npm packages of this project: installed when they are not what the lock file says. Plain JavaScript with built-ins
 * only.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { field, parseJson } from "../json.mjs";
import { withLock } from "../lock.mjs";
import { npm, Stop } from "./npm.mjs";

/**
 * Makes `node_modules` what package-lock.json says, if it is not.
 * @param {object} request
 * @param {string} request.root project root
 * @param {string} request.node the Node.js that runs npm
 * @param {Readonly<Record<string, string | undefined>>} request.env with that Node.js first on PATH
 * @param {(sentence: string) => void} request.say
 */
export async function ensureDependencies({ root, node, env, say }) {
  if (difference(root) === undefined) return;
  const lock = { what: "installing npm packages", say };
  await withLock(join(root, ".local", "npm.lock"), lock, async () => {
    const why = difference(root);
    if (why === undefined) return; // somebody else has installed them meanwhile
    const begun = Date.now();
    say(`Installing npm packages (${why}) with npm ci.`);
    // Development packages are needed by `npm test` and `npm run check` whatever NODE_ENV says; no package here
    // needs its install script.
    const args = ["ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund"];
    await npm({ args, cwd: root, node, env, doing: "Installing npm packages", say });
    const still = difference(root);
    if (still !== undefined) throw new Stop(`npm ci succeeded, and yet ${still}.`);
    say(`npm packages installed in ${Math.round((Date.now() - begun) / 1000)} s.`);
  });
}

/**
 * How the installed packages differ from package-lock.json; undefined if they do not. npm keeps what it has installed
 * in a lock file of its own, written last: comparing the two is certain, where comparing times of files is not (a
 * checkout changes them, npm writes both in the same moment).
 * @param {string} root
 * @returns {string | undefined}
 */
export function difference(root) {
  const installed = readLock(join(root, "node_modules", ".package-lock.json"));
  if (installed === undefined) return "none are installed yet";
  const wanted = readLock(join(root, "package-lock.json"));
  if (wanted === undefined)
    throw new Stop(`${join(root, "package-lock.json")} is missing or not valid JSON.`);
  for (const [path, entry] of wanted) {
    if (!/(^|\/)node_modules\//.test(path)) continue; // the project itself and its workspaces
    if (field(entry, "optional") === true) continue; // of other platforms, perhaps
    const found = installed.get(path);
    if (found === undefined) return `${path} is not installed`;
    for (const key of ["version", "integrity"]) {
      if (field(found, key) !== field(entry, key)) return `${path} has changed`;
    }
    if (!existsSync(join(root, path))) return `${path} was removed`;
  }
  return undefined;
}

/**
 * The packages of a lock file by path; undefined if it is not there or half written.
 * @param {string} path
 * @returns {Map<string, unknown> | undefined}
 */
function readLock(path) {
  if (!existsSync(path)) return undefined;
  const packages = field(parseJson(readFileSync(path, "utf8")), "packages");
  return typeof packages === "object" && packages !== null ? new Map(Object.entries(packages)) : undefined;
}
