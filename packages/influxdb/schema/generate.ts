import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { functions } from "../functions/index.ts";
import { kinds } from "../kinds/index.ts";
import { resourceClasses } from "./classes.ts";

const folder = fileURLToPath(new URL("../resources", import.meta.url));

/** The generated files as they should stand, formatted. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const options = { ...(await resolveConfig(join(folder, "index.ts"))), parser: "typescript" };
  const files = [...resourceClasses(kinds, functions)].map(
    async ([name, text]): Promise<[string, string]> => [name, await format(text, options)],
  );
  return new Map(await Promise.all(files));
}

/** Names of generated files that are missing, stale or no longer made. */
export async function staleFiles(): Promise<string[]> {
  const wanted = await generatedFiles();
  const present = new Map(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );
  return [...new Set([...wanted.keys(), ...present.keys()])]
    .filter((name) => wanted.get(name) !== present.get(name))
    .sort();
}

/** Writes the typed resource classes. Returns the names of the files that changed. */
export async function generate(): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const stale = await staleFiles();
  const wanted = await generatedFiles();
  for (const name of stale) {
    const text = wanted.get(name);
    if (text === undefined) rmSync(join(folder, name));
    else writeFileSync(join(folder, name), text);
  }
  return stale;
}
