/** An SDK that the real engine generates from the provider's executable, and what ought to be in it. */
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { providerFolder, TestEngine } from "../../../../test/support/engine.ts";
import { buildGenerators, languages } from "../../../../test/support/sdk-generator/generator.ts";
import type { Kind } from "../../definition/kind.ts";
import type { TypeSpec } from "../../definition/types.ts";
import { kinds } from "../../kinds/index.ts";

/** A package in some language. */
export interface Generated {
  readonly folder: string;
  /** Text of every file, by its path. */
  readonly files: ReadonlyMap<string, string>;
  remove(): Promise<void>;
}

/** Lets the engine generate the package of a language. */
export async function generate(language: string): Promise<Generated> {
  const directory = await mkdtemp(join(tmpdir(), "sdk-test-"));
  const plugins = join(directory, "plugins");
  await buildGenerators(plugins);
  const engine = await TestEngine.make({
    languages: Object.fromEntries(languages.map((each) => [each, plugins])),
  });
  try {
    const provider = join(providerFolder, "pulumi-resource-influxdb");
    const made = ["package", "gen-sdk", provider, "--language", language, "--out", directory];
    const { code, stdout, stderr } = await engine.command(...made);
    assert.equal(code, 0, stdout + stderr);
    assert.doesNotMatch(stdout + stderr, /warning|error/i);
  } finally {
    await engine.remove();
  }
  const folder = join(directory, language);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = paths.map(async (path): Promise<[string, string]> => {
    return [path.slice(folder.length + 1), await readFile(path, "utf8")];
  });
  return {
    folder,
    files: new Map(await Promise.all(texts)),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/** What is in a file that must be there. */
export function textOf({ files }: Generated, path: string): string {
  const text = files.get(path);
  assert(text !== undefined, `no ${path} among ${[...files.keys()].join(", ")}`);
  return text;
}

/** Names of a kind's inputs: those that must be given, those that may be, and those that are secret. */
export function inputsOf({ properties }: Kind) {
  const inputs = Object.entries(properties).filter(([, { computed }]) => !computed);
  const names = (keep: (property: Kind["properties"][string]) => boolean) =>
    inputs
      .filter(([, property]) => keep(property))
      .map(([key]) => key)
      .sort();
  return {
    required: names(({ required }) => required === true),
    optional: names(({ required }) => required !== true),
    secret: names(({ secret }) => secret === true),
  };
}

/** An enumeration that is expected: the property of which it is the type, and its values. */
export interface Enumeration {
  readonly name: string;
  readonly values: readonly string[];
}

/** The enumerations of all kinds. */
export const enumerations: readonly Enumeration[] = kinds.flatMap(({ name, properties }) =>
  Object.entries(properties).flatMap(([key, { type }]) => enumerationsIn(type, name, key)),
);

function enumerationsIn(type: TypeSpec, owner: string, key: string): Enumeration[] {
  if (type.type === "list" || type.type === "map") return enumerationsIn(type.of, owner, key);
  if (type.type === "object") {
    return Object.entries(type.fields).flatMap(([field, { type: inner }]) =>
      enumerationsIn(inner, type.name, field),
    );
  }
  if (type.type !== "string" || type.values === undefined) return [];
  return [{ name: `${owner}${upperFirst(key)}`, values: type.values }];
}

export function upperFirst(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

export function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

/** The words of a name as Python has them: `bucketId` → `bucket_id`. */
export function snakeCase(text: string): string {
  return lowerFirst(text).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
