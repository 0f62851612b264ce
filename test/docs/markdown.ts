/**
 * Reads the documents of the project. What their commands do is tested by what stands in them: a comment on the line
 * before a fenced block says what the tests do with it; readers do not see it.
 *
 *     <!-- run -->                          run it with bash, after the blocks before it; it must succeed
 *     <!-- run: exit 7 -->                  … and end with that exit code
 *     <!-- output -->                       what the last block run prints: these lines, in this order, among others
 *     <!-- file: name -->                   it is that file
 *     <!-- append: name -->                 put it at the end of that file
 *     <!-- insert: name after - portal -->  put it into that file, after the first line that reads so
 *
 * In an output block `<port>`, `<pid>`, `<seconds>`, `<version>` and `<time>` stand for a number, and `…` for any text
 * within the line.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../tools/project.ts";

/** Paths of all documents, relative to the project. */
export const documents: readonly string[] = globSync(["*.md", "docs/**/*.md", "packages/*/*.md"], {
  cwd: projectRoot,
}).sort();

const actions = ["run", "output", "file", "append", "insert"] as const;

/** A fenced block that the tests do something with. */
export interface Block {
  /** `<document>:<line>` of its first line. */
  readonly where: string;
  readonly text: string;
  readonly action: (typeof actions)[number];
  /** What stands after the colon; empty if nothing does. */
  readonly argument: string;
}

export function readDocument(path: string): string {
  return readFileSync(join(projectRoot, path), "utf8");
}

/** The blocks of a document that carry a comment. Throws for a comment that is none of ours, or leads to no block. */
export function blocksOf(path: string): readonly Block[] {
  const blocks: Block[] = [];
  const lines = readDocument(path).split("\n");
  for (const [index, line] of lines.entries()) {
    const [, name, argument = ""] = /^<!-- (\w+)(?:: (.*?))? -->$/.exec(line) ?? [];
    if (name === undefined) continue;
    const action = actions.find((known) => known === name);
    if (action === undefined) throw new Error(`${path}:${index + 1}: no such comment: ${line}`);
    const start = lines.findIndex((next, place) => place > index && next !== "");
    const fence = /^`{3,}/.exec(lines[start] ?? "")?.[0];
    const end = lines.findIndex((next, place) => place > start && next === fence);
    if (fence === undefined || end < 0) throw new Error(`${path}:${index + 1}: no fenced block follows`);
    blocks.push({
      where: `${path}:${start + 2}`,
      text: lines.slice(start + 1, end).join("\n"),
      action,
      argument,
    });
  }
  return blocks;
}

/** The document without its fenced blocks. */
export function proseOf(path: string): string {
  return readDocument(path).replace(/^(`{3,}).*?^\1$/gms, "");
}

const placeholder = /<(?:port|pid|seconds|version|time)>|…/;

/** The first line of an output block that is not among the printed lines after those before it; undefined if none. */
export function missingLine(expected: string, printed: string): string | undefined {
  const lines = printed.split("\n").map((line) => line.trimEnd());
  let from = 0;
  for (const line of expected.split("\n")) {
    if (line.trim() === "") continue;
    const pattern = patternOf(line.trimEnd());
    const found = lines.findIndex((candidate, index) => index >= from && pattern.test(candidate));
    if (found < 0) return line;
    from = found + 1;
  }
  return undefined;
}

function patternOf(line: string): RegExp {
  const parts = line.split(new RegExp(`(${placeholder.source})`)).map((part) => {
    if (part === "…") return ".*";
    return placeholder.test(part) ? "[\\d.:TZ-]+" : part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`);
}
