import { globSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import { projectRoot } from "../project.ts";
import { closingLines, exitCode, runTests } from "../test-run.ts";
import { ensureAll } from "../toolchain/index.ts";
import { parts, testParts } from "../toolchain/parts.ts";

const PATTERNS = ["test/**/*.test.ts", "packages/*/test/**/*.test.ts"];

/** Runs all test tiers, or the files whose path holds one of the arguments. */
export default async function test(filters: readonly string[]): Promise<number> {
  const all = globSync(PATTERNS, { cwd: projectRoot }).sort();
  const chosen = all.filter(
    (path) => filters.length === 0 || filters.some((filter) => path.includes(filter)),
  );
  if (chosen.length === 0) {
    throw new UserError(
      `None of ${all.length} test files (${PATTERNS.join(", ")}) has ${filters.join(" or ")} in its path.`,
      "npm test",
    );
  }
  // Here and not in each test: its progress is seen, and the time is not any test's. Few tests want the parts that
  // only tests want: those make them ready themselves when they are run alone.
  await ensureAll(filters.length === 0 ? testParts : parts);
  const tally = await runTests({
    files: chosen.map((path) => join(projectRoot, path)),
    concurrency: 2,
    minutes: 30,
    root: projectRoot,
    output: process.stdout,
  });
  for (const line of closingLines(tally)) console.log(line);
  return exitCode(tally);
}
