/** Applications: the union over the environments of a stack, and the checks on their names. */
import type { Fault } from "./faults.ts";
import { describeValue } from "./keys.ts";
import type { EnvironmentSettings } from "./settings.ts";
import { listNames } from "./suggest.ts";
import type { Application } from "./types.ts";

/** Name of the bucket of an application: `-` replaced by `_`. */
export function bucketOf(application: string): string {
  return application.replaceAll("-", "_");
}

/**
 * What is wrong with a name that becomes a bucket and a database, in words that follow "expected"; undefined if
 * nothing is. The server itself takes many of these and regrets it later: it refuses a leading `_` and `"`, a `/`
 * cannot stand in a database name, and an empty or blank-padded name can hardly be asked for again.
 */
export function nameExpectation(name: string): string | undefined {
  if (name.trim() === "") return "a name that is not empty or blank";
  if (name.startsWith("_") || name.startsWith("-")) {
    return "a bucket name that does not start with `_`, which InfluxDB keeps for itself";
  }
  if (name !== name.trim()) return "a name without blanks at its ends";
  if (/["/]|\p{Cc}/u.test(name)) return 'a name without `"`, `/` and control characters';
  return undefined;
}

/**
 * Every application of the environments, sorted by name. A faulty one is left out.
 *
 * @param reserved Bucket names that no application may have.
 */
export function applicationsOf(
  environments: readonly EnvironmentSettings[],
  reserved: readonly string[],
): { readonly applications: readonly Application[]; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  /** Environments by application, and where it was first seen. */
  const seen = new Map<string, { readonly where: string; readonly environments: Set<string> }>();
  for (const environment of environments) {
    for (const { name, where } of environment.applications) {
      const expected = nameExpectation(name);
      const known = seen.get(name);
      if (expected !== undefined) {
        faults.push({ where, found: describeValue(name), expected, mend: "rename the application there" });
      } else if (reserved.includes(bucketOf(name))) {
        faults.push({
          where,
          found: `${describeValue(name)}, whose bucket would be \`${bucketOf(name)}\``,
          expected: `an application whose bucket is none of the internal ones: ${listNames(reserved)}`,
          mend: "rename the application there",
        });
      } else if (known === undefined) {
        seen.set(name, { where, environments: new Set([environment.name]) });
      } else if (known.environments.has(environment.name)) {
        faults.push({
          where,
          found: `${describeValue(name)} a second time`,
          expected: `each application once in environment \`${environment.name}\``,
          mend: "remove one of the two lines",
        });
      } else {
        known.environments.add(environment.name);
      }
    }
  }

  const applications: Application[] = [];
  const byBucket = new Map<string, string>();
  for (const [name, { where, environments: names }] of [...seen].sort(([a], [b]) => compare(a, b))) {
    const bucket = bucketOf(name);
    const other = byBucket.get(bucket);
    if (other === undefined) {
      byBucket.set(bucket, name);
      applications.push({ name, bucket, environments: [...names].sort(compare) });
    } else {
      faults.push({
        where,
        found: `${describeValue(name)}, and ${describeValue(other)} at ${seen.get(other)?.where ?? where}`,
        expected: `applications that differ in more than \`-\` and \`_\`: both would use bucket \`${bucket}\``,
        mend: "rename or remove one of them",
      });
    }
  }
  return { applications, faults };
}

/** Order by code unit: the same on every machine, whatever its locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
