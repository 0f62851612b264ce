import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import type { TestEvent } from "node:test/reporters";
import { relative } from "node:path";

/** Result of a test run. */
export interface Tally {
  passed: number;
  failed: number;
  /** What did not run, each with its reason. A skipped suite is one entry, whatever it holds. */
  readonly skipped: string[];
}

/** How to run tests. */
export interface TestRunOptions {
  /** Absolute paths. Each file runs in a process of its own. */
  readonly files: readonly string[];
  /** How many files run at a time. Integration tests start servers: more would only make them wait for each other. */
  readonly concurrency: number;
  /** For how long one file may run. */
  readonly minutes: number;
  /** Paths are shown relative to it. */
  readonly root: string;
  readonly output: NodeJS.WritableStream;
}

/** Runs test files with Node's own runner, shows results as they come, and counts them. */
export async function runTests({
  files,
  concurrency,
  minutes,
  root,
  output,
}: TestRunOptions): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0, skipped: [] };
  const events: AsyncIterable<TestEvent> = run({
    files: [...files],
    concurrency,
    isolation: "process",
    timeout: minutes * 60_000,
  });

  async function* counted(): AsyncGenerator<TestEvent> {
    for await (const event of events) {
      count(tally, event, root);
      // The runner's own summary leaves skipped suites out; ours stands at the end.
      if (event.type !== "test:diagnostic" || event.data.file !== undefined) yield event;
    }
  }
  await pipeline(Readable.from(counted()), new spec(), output, { end: false });
  return tally;
}

/** The lines at the end of a run: what was skipped and why, then the counts, always last. */
export function closingLines({ passed, failed, skipped }: Tally): string[] {
  const lines =
    skipped.length === 0
      ? []
      : ["", "SKIPPED, so nothing is known about:", ...skipped.map((line) => `  ${line}`)];
  if (passed + failed === 0) lines.push("", "No test ran.");
  return [...lines, `${passed} passed, ${failed} failed, ${skipped.length} skipped`];
}

/** Exit code of a run: a run in which nothing ran has shown nothing. */
export function exitCode({ passed, failed }: Tally): number {
  return failed > 0 || passed === 0 ? 1 : 0;
}

function count(tally: Tally, event: TestEvent, root: string): void {
  if (event.type !== "test:pass" && event.type !== "test:fail") return;
  const { name, file, skip, todo, nesting, details } = event.data;
  const where = file === undefined ? "" : `${relative(root, file)}: `;
  const reason = skip ?? todo;
  if (reason !== undefined && reason !== false) {
    tally.skipped.push(`${where}${name} — ${typeof reason === "string" ? reason : "no reason given"}`);
  } else if (details.type !== "suite") {
    // The runner counts a file in which no test ran as one passed test of that name.
    const empty = event.type === "test:pass" && nesting === 0 && name === file;
    if (empty) process.stderr.write(`${relative(root, name)}: no test ran in this file\n`);
    if (event.type === "test:fail" || empty) tally.failed++;
    else tally.passed++;
  }
}
