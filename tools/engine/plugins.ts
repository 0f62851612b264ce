/** What the engine needs and does not have: plugins for packages of others, and the stack of a server. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import { field } from "../json.mjs";
import { UserError } from "../errors.ts";
import { type Environment, onPath } from "../toolchain/find.ts";

/** A plugin by its package, and the version that its npm package asks for. */
export interface Plugin {
  readonly name: string;
  readonly version: string;
}

/** The packages of others that the program declares resources of. */
const packages = ["kubernetes", "random"] as const;

/** What the engine says of a plugin that it neither finds nor can download. */
const MISSING =
  /(?:resource plugin 'pulumi-resource-([\w-]+)' (?:found in the workspace )?at version v?|pulumi plugin install resource ([\w-]+) v?)([\w.+-]+)/;

/**
 * What to tell in place of the engine's errors when it lacks a plugin; undefined when it failed of something else. It
 * gives up at the first: those are named too that the next run would lack.
 *
 * @param errors Messages of the engine.
 * @param declared Packages of which the program declared resources.
 */
export function missingPlugins(
  errors: readonly string[],
  declared: ReadonlySet<string>,
  env: Environment,
): UserError | undefined {
  const named = errors.flatMap((error): readonly Plugin[] => {
    const [, found, asked, version] = MISSING.exec(error) ?? [];
    const name = found ?? asked;
    return name === undefined || version === undefined ? [] : [{ name, version }];
  });
  if (named.length === 0) return undefined;
  const others = packages
    .filter((name) => declared.has(name) && !named.some((plugin) => plugin.name === name))
    .map((name) => ({ name, version: versionOf(name) }))
    .filter((plugin) => !isInstalled(plugin, env));
  const all = [...new Map([...named, ...others].map((plugin) => [plugin.name, plugin])).values()];
  const several = all.length > 1;
  const list = all.map(({ name, version }) => `${name} ${version}`).join(" and ");
  const install = all.map(
    ({ name, version }) => `npm run pulumi -- plugin install resource ${name} ${version}`,
  );
  const binaries = all.map(({ name }) => binaryOf(name)).join(" and ");
  return new UserError(
    `the engine needs the plugin${several ? "s" : ""} ${list}, and could neither find nor download ${several ? "them" : "it"}`,
    `${install.join(" && ")} (with --file <archive> where there is no network), or put ${binaries} on PATH`,
  );
}

/** What to tell when a client's stack names a server's that was never brought up; undefined when it failed of something else. */
export function missingServer(errors: readonly string[]): UserError | undefined {
  const [, stack] = errors.map((error) => /unknown stack "([^"]+)"/.exec(error)).find(Boolean) ?? [];
  if (stack === undefined) return undefined;
  return new UserError(
    `the stack of the server, "${stack}", does not exist in this backend: its outputs say where to write`,
    `npm run up -- ${stack.split("/").at(-1) ?? stack}, or correct monitoring:server.stack`,
  );
}

/** The version of a package's plugin: that of its npm package. */
function versionOf(name: string): string {
  const manifest: unknown = createRequire(import.meta.url)(`@pulumi/${name}/package.json`);
  return String(field(manifest, "version"));
}

function isInstalled({ name, version }: Plugin, env: Environment): boolean {
  const binary = binaryOf(name);
  const home = env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
  return (
    onPath(binary, env).length > 0 ||
    existsSync(join(home, "plugins", `resource-${name}-v${version}`, binary))
  );
}

function binaryOf(name: string): string {
  return `pulumi-resource-${name}`;
}
