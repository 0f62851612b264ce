import { checks, reportAll } from "../quality.ts";

/** Types, lint with its import rules, format: all of them, also after one has failed. */
export default async function check(): Promise<number> {
  return reportAll(
    [checks.types, checks.lint, checks.format],
    "`npm run fix` mends what can be mended by itself",
  );
}
