/**
 * Runs one command: `tools/commands/<name>.ts`, which exports `default async (args) => exit code`. Started by
 * tools/run.mjs, which sees to what commands need.
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { FaultError } from "../model/faults.ts";
import { suggest } from "../model/suggest.ts";
import { UserError } from "./errors.ts";
import { field } from "./json.mjs";

const folder = join(import.meta.dirname, "commands");

async function main([name, ...args]: readonly string[]): Promise<number> {
  const names = await commandNames();
  if (name === undefined || !names.includes(name)) {
    const near = name === undefined ? undefined : suggest(name, names);
    throw new UserError(
      (name === undefined ? "No command is named." : `There is no command "${name}".`) +
        (near === undefined ? "" : ` Did you mean "${near}"?`) +
        ` Commands: ${names.join(", ")}.`,
      `npm run ${near ?? "<command>"}`,
    );
  }
  return (await commandOf(name))(args);
}

/** Commands are loaded one at a time: some need npm packages, and some must work where none are installed. */
async function commandOf(name: string): Promise<(args: readonly string[]) => Promise<number>> {
  const module: unknown = await import(pathToFileURL(join(folder, `${name}.ts`)).href);
  const run = field(module, "default");
  if (!isFunction(run)) throw new Error(`tools/commands/${name}.ts has no default export to run`);
  return async (args) => Number(await run([...args]));
}

function isFunction(value: unknown): value is (args: string[]) => unknown {
  return typeof value === "function";
}

async function commandNames(): Promise<string[]> {
  const files = await readdir(folder);
  return files.flatMap((file) => /^(.+)(?<!\.d)\.ts$/.exec(file)?.[1] ?? []).sort();
}

/** A flag that a command does not have: Node's own sentence says which. */
function isBadFlag(error: unknown): error is Error {
  return (
    error instanceof Error &&
    "code" in error &&
    typeof error.code === "string" &&
    error.code.startsWith("ERR_PARSE_ARGS")
  );
}

function explain(error: unknown): string {
  if (error instanceof UserError || error instanceof FaultError || isBadFlag(error)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  // Ends at once: a connection kept open for reuse must not hold up the prompt.
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}
