import { checks, reportAll } from "../quality.ts";

/** Mends what the linter and the formatter can mend by themselves. */
export default async function fix(): Promise<number> {
  // One after the other: both write.
  const linted = await reportAll([checks.lintFix]);
  return Math.max(linted, await reportAll([checks.formatFix], "mend what is listed above by hand"));
}
