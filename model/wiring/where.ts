/** How faults of the wiring name things. */
import type { Fault } from "../faults.ts";
import { didYouMean, listNames } from "../suggest.ts";
import type { TaskSpec } from "../types.ts";

/** A bucket that nothing declares. */
export function undeclared(bucket: string, names: readonly string[]): Omit<Fault, "where"> {
  return {
    found: `bucket \`${bucket}\`, which nothing declares`,
    expected: `a declared bucket${didYouMean(bucket, names)}`,
    mend: `declare it (monitoring:buckets.extra) or name one of ${listNames(names)}`,
  };
}

/** Where a task comes from. */
export function whereTask({ file, name }: TaskSpec): string {
  return `flux/${file}: task ${name}`;
}
