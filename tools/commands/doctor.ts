import { existsSync } from "node:fs";
import { join } from "node:path";
import { difference } from "../bootstrap/dependencies.mjs";
import { isAtLeast, nodeVersions } from "../bootstrap/node.mjs";
import { cacheDirectory } from "../cache.mjs";
import { localPaths } from "../local/paths.ts";
import { isHealthy } from "../local/influxd.ts";
import { runningServer } from "../local/server.ts";
import { projectRoot } from "../project.ts";
import { find } from "../toolchain/find.ts";
import type { Part } from "../toolchain/part.ts";
import { parts } from "../toolchain/parts.ts";
import { inspectPrerequisites } from "../toolchain/prerequisites.ts";

interface Row {
  readonly part: string;
  readonly version: string;
  readonly where: string;
  readonly state: string;
  /** What to do about it. */
  readonly mend?: string;
  /** Whether the commands cannot work because of it. */
  readonly broken?: boolean;
}

/** Says what was found where and what is missing, with the command that mends it. Builds and changes nothing. */
export default async function doctor(): Promise<number> {
  const cache = cacheDirectory(process.env);
  const partRows = await Promise.all(parts.map((part) => partRow(part, cache)));
  const missing = parts.filter((_, i) => partRows[i]?.where === "");
  const folder = join(projectRoot, "tools", "toolchain");
  const tools = await inspectPrerequisites(parts, folder, process.env);
  const needed = new Set(missing.flatMap(({ needs }) => needs));
  const toolRows = tools.map(({ name, path = "", version = "", fault, mend }): Row => {
    const required = needed.has(name === "go" ? "go" : name === "rustc" || name === "cargo" ? "rust" : "cc");
    if (fault === undefined) return { part: name, version, where: path, state: "ok (only to build)" };
    const state = required ? "needed to build what is missing" : "not needed: nothing has to be built";
    return {
      part: name,
      version,
      where: path,
      state: `${state}. ${fault}`,
      broken: required,
      ...(required ? { mend } : {}),
    };
  });
  const rows = [nodeRow(cache), packagesRow(), ...partRows, ...toolRows, await serverRow()];
  for (const line of table(rows)) console.log(line);

  const advice = rows.flatMap(({ part, mend }) => (mend === undefined ? [] : [`  ${part}: ${mend}`]));
  if (advice.length > 0) console.log(["", "To mend:", ...advice].join("\n"));
  console.log(`\nCache: ${cache}`);
  return rows.some(({ broken }) => broken) ? 1 : 0;
}

function nodeRow(cache: string): Row {
  const { minimum } = nodeVersions(projectRoot);
  const where = process.execPath.startsWith(cache) ? `${process.execPath} (cache)` : process.execPath;
  const ok = isAtLeast(minimum, process.versions.node);
  return {
    part: "node",
    version: process.versions.node,
    where,
    state: ok ? "ok" : `${minimum} needed`,
    broken: !ok,
  };
}

function packagesRow(): Row {
  const why = difference(projectRoot);
  const row = { part: "npm packages", version: "", where: join(projectRoot, "node_modules") };
  return why === undefined
    ? { ...row, state: "ok" }
    : { ...row, state: `not as in package-lock.json: ${why}`, mend: "npm ci", broken: true };
}

async function partRow(part: Part, cache: string): Promise<Row> {
  const { found, rejected } = await find(part, cache, process.env);
  const others = rejected.map(({ path, why }) => `${path} ${why}, ${part.minimum} needed`).join("; ");
  if (found) {
    const state = others === "" ? "ok" : `ok (passed over: ${others})`;
    return { part: part.name, version: found.version, where: `${found.path} (${found.source})`, state };
  }
  const state = `missing${others === "" ? "" : ` (${others})`}`;
  const mend = `npm start (builds ${part.version}, about ${part.takes}), or put ${part.binary} ${part.minimum} or later on PATH`;
  return { part: part.name, version: "", where: "", state, mend, broken: true };
}

async function serverRow(): Promise<Row> {
  const paths = localPaths(projectRoot);
  const running = await runningServer(paths);
  const row = { part: "local server", version: "", where: running?.url || paths.influxdb };
  if (running?.process === undefined) {
    return { ...row, state: existsSync(paths.influxdb) ? "stopped" : "not set up", mend: "npm start" };
  }
  const healthy = running.url !== "" && (await isHealthy(running.url));
  const state = `${healthy ? "running" : "not answering"} (process ${running.process.pid})`;
  return healthy ? { ...row, state } : { ...row, state, mend: "npm start (starts it again)" };
}

function table(rows: readonly Row[]): string[] {
  const head = { part: "part", version: "version", where: "where", state: "state" };
  const columns = ["part", "version", "where", "state"] as const;
  const all = [head, ...rows];
  const widths = columns.map((column) => Math.max(...all.map((row) => row[column].length)));
  return all.map((row) =>
    columns
      .map((column, i) => row[column].padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
