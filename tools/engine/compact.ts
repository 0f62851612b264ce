/** The engine's report where nobody watches it: what it did, without every step on the way there. */
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

/** Steps that only say that something goes on, or that nothing came of it. What differs says so in brackets. */
const PASSING: readonly RegExp[] = [
  /^@ .*\.{4}$/,
  /^ +~? +\S+:\S+ .*\brefresh(?:ing)?(?: \([\d.]+m?s\))?$/,
  /^ [~+=<>-]{1,2} +\S+:\S+ .*\b(?:creating|updating|deleting|replacing|importing|reading|discarding)(?: replacement| original)? \(0s\)(?: \[diff: [^\]]*\])?$/,
  // An object as it should be.
  /^ {4}\S+:\S+:\S+ \S+(?: running)?$/,
];

/** Flags with which somebody asks for another report than the usual one. */
const OTHER = /^(?:--diff|--json|-j|--output|--show-|--debug|-d$)/;

/** Whether the engine's report is to be cut: it goes to a file or a pipe, and nobody asked for a special one. */
export function isCompact(flags: readonly string[], stream: { readonly isTTY?: boolean }): boolean {
  return stream.isTTY !== true && !flags.some((flag) => OTHER.test(flag));
}

/** Whether a line is part of the short report. */
export function isKept(line: string): boolean {
  return !PASSING.some((pattern) => pattern.test(line.trimEnd()));
}

/** Copies the lines of the short report, as they come. */
export async function copyCompact(from: Readable, to: Writable): Promise<void> {
  for await (const line of createInterface({ input: from })) {
    if (isKept(line)) to.write(`${line}\n`);
  }
}
