/** YAML files, with what can be wrong with them as a fault. */
import { readFileSync } from "node:fs";
import { CORE_SCHEMA, load, mergeTag, YAMLException } from "js-yaml";
import type { Fault } from "../model/faults.ts";

export type YamlFile = { readonly value: unknown } | { readonly fault: Fault };

const yaml = CORE_SCHEMA.withTags(mergeTag);

/**
 * Reads one YAML document.
 *
 * @param path Where the file is.
 * @param shown How faults call it.
 * @param missing What faults say when it is not there.
 * @returns `value` undefined for a file without content.
 */
export function readYaml(path: string, shown: string, missing: Omit<Fault, "where" | "found">): YamlFile {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    return { fault: { where: shown, found: readError(error), ...missing } };
  }
  // js-yaml refuses a document that is not there; a file of comments is one.
  if (/^(?:\s*(?:#.*)?(?:\n|$))*$/.test(text)) return { value: undefined };
  try {
    return { value: load(text, { schema: yaml }) };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { mark, reason } = error;
    // js-yaml counts from 0, people and editors from 1.
    const where = mark === undefined ? shown : `${shown}:${mark.line + 1}:${mark.column + 1}`;
    return {
      fault: { where, found: reason, expected: "valid YAML, one document", mend: "correct the file there" },
    };
  }
}

/** Why a file cannot be read, for people. */
export function readError(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return "no such file";
  if (code === "EACCES" || code === "EPERM") return "a file that may not be read";
  if (code === "EISDIR") return "a directory";
  throw error;
}
