/**
 * Environment files in the manner of Phalanx: `values.yaml` (defaults) overlaid by `values-<environment>.yaml`. An
 * application is enabled if the merged value of `applications.<name>` is true.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { compare } from "../model/applications.ts";
import type { Fault } from "../model/faults.ts";
import { describeValue } from "../model/keys.ts";
import type { EnabledApplication } from "../model/settings.ts";
import { didYouMean, listNames } from "../model/suggest.ts";
import { readError, readYaml } from "./yaml.ts";

/** Where the environment files are. */
export interface EnvironmentsDirectory {
  /** Absolute path. */
  readonly path: string;
  /** As the stack file says it. */
  readonly shown: string;
  /** Key that says it, for faults. */
  readonly key: string;
}

/** The applications that an environment enables, sorted; and every fault of its files. */
export function readEnvironment(
  directory: EnvironmentsDirectory,
  environment: string,
): { readonly applications: readonly EnabledApplication[]; readonly faults: readonly Fault[] } {
  const listed = listEnvironments(directory);
  if (!("names" in listed)) return { applications: [], faults: [listed.fault] };

  const defaults = readApplications(directory, "values.yaml", {
    expected: "the defaults of all environments",
    mend: `correct ${directory.key}, or add the file`,
  });
  const file = `values-${environment}.yaml`;
  const overlay = readApplications(directory, file, {
    expected: `the file of environment \`${environment}\`; there are ${listNames(listed.names)}${didYouMean(environment, listed.names)}`,
    mend: "correct the name of the environment in the stack file, or add the file",
  });

  const faults = [...defaults.faults, ...overlay.faults];
  const merged = new Map([...defaults.enabled, ...overlay.enabled]);
  const applications = [...merged]
    .filter(([, { enabled }]) => enabled)
    .map(([name, { where }]) => ({ name, where }))
    .sort((a, b) => compare(a.name, b.name));
  if (faults.length === 0 && applications.length === 0) {
    faults.push({
      where: `${directory.shown}/${file}: applications`,
      found: "no application that is true, here or in values.yaml",
      expected: "at least one enabled application",
      mend: "enable one there, or take the environment out of the stack file",
    });
  }
  return { applications, faults };
}

function listEnvironments(directory: EnvironmentsDirectory): { names: readonly string[] } | { fault: Fault } {
  try {
    const names = readdirSync(directory.path).flatMap((name) => /^values-(.+)\.yaml$/.exec(name)?.[1] ?? []);
    return { names: names.sort(compare) };
  } catch (error) {
    const found = readError(error).replace("file", "directory");
    return {
      fault: {
        where: directory.key,
        found: `${describeValue(directory.shown)}: ${found} (looked for ${directory.path})`,
        expected: "a directory with values.yaml and values-<environment>.yaml, relative to the project",
        mend: "correct the path, or list the applications of every environment in the stack file",
      },
    };
  }
}

type Enabled = ReadonlyMap<string, { readonly enabled: boolean; readonly where: string }>;

function readApplications(
  directory: EnvironmentsDirectory,
  name: string,
  missing: Omit<Fault, "where" | "found">,
): { readonly enabled: Enabled; readonly faults: readonly Fault[] } {
  const shown = `${directory.shown}/${name}`;
  const file = readYaml(join(directory.path, name), shown, missing);
  if ("fault" in file) return { enabled: new Map(), faults: [file.fault] };

  const where = `${shown}: applications`;
  const wrong = (found: string): Fault => ({
    where,
    found,
    expected: "a map from application names to true or false",
    mend: "correct the file there",
  });
  if (!isMap(file.value)) {
    return { enabled: new Map(), faults: [{ ...wrong(describeValue(file.value)), where: shown }] };
  }
  // An overlay may leave everything as the defaults say.
  const applications = file.value["applications"] ?? {};
  if (!isMap(applications)) return { enabled: new Map(), faults: [wrong(describeValue(applications))] };

  const enabled = new Map<string, { readonly enabled: boolean; readonly where: string }>();
  const faults: Fault[] = [];
  for (const [application, value] of Object.entries(applications)) {
    const here = `${where}.${application}`;
    if (typeof value === "boolean") {
      enabled.set(application, { enabled: value, where: here });
    } else {
      faults.push({
        where: here,
        found: describeValue(value),
        expected: "true or false",
        mend: "correct the file there",
      });
    }
  }
  return { enabled, faults };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
