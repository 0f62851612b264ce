/**
 * Dashboards of Chronograf as files. It reads them on every request, and says nothing of one that it cannot read: all
 * that come after it by name then open empty. So they are checked before.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import type { Fault } from "../../model/faults.ts";
import { describeValue, keyFault, setCommand } from "../../model/keys.ts";
import type { ConfigurationSource } from "../../model/settings.ts";
import { readError } from "../yaml.ts";

/** Ids of dashboards that people make count up from 1; those of files begin here. */
export const firstDashboardId = 100_000;

/** A ConfigMap holds 1 MiB; the rest is for names. */
const mostBytes = 1_000_000;

const cellTypes = [
  ...["line", "line-stacked", "line-stepplot", "bar", "line-plus-single-stat", "single-stat", "gauge"],
  ...["table", "alerts", "news", "guide", "note"],
] as const;

const place = z.number().int().min(0);
const extent = z.number().int().min(1);

const form = z.looseObject({
  id: z.number().int().min(firstDashboardId),
  name: z.string().min(1),
  organization: z.string(),
  cells: z.array(
    z.looseObject({
      i: z.string().min(1),
      x: place,
      y: place,
      w: extent,
      h: extent,
      name: z.string(),
      type: z.enum(cellTypes),
      queries: z.array(
        z.looseObject({ type: z.enum(["flux", "influxql"]).optional(), query: z.string().min(1) }),
      ),
    }),
  ),
  templates: z
    .array(
      z.looseObject({
        tempVar: z.string().regex(/^:[\w-]+:$/),
        type: z.string(),
        query: z.looseObject({ flux: z.string().optional() }).optional(),
      }),
    )
    .optional(),
});

/** A dashboard, as far as it is looked into here. */
export type Dashboard = z.output<typeof form>;

/** A file that was read. */
export interface DashboardFile {
  /** Name in its directory: `nodes.dashboard`. */
  readonly name: string;
  /** For faults. */
  readonly path: string;
  readonly text: string;
}

type FaultOfFile = Omit<Fault, "where">;

/** The dashboard in a text, or what is wrong with it. */
export function readDashboard(
  text: string,
): { readonly dashboard: Dashboard } | { readonly fault: FaultOfFile } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return {
      fault: { found: "a text that is no JSON", expected: "one dashboard as JSON", mend: "correct the file" },
    };
  }
  if (text.includes("{{")) {
    return {
      fault: {
        found: "`{{`",
        expected: "no `{{`: Chronograf takes it for a template of its own",
        mend: "put a blank between the two",
      },
    };
  }
  if (typeof value === "object" && value !== null && "dashboard" in value && "meta" in value) {
    return {
      fault: {
        found: "a file as Chronograf exports it, which it lists, and opens empty",
        expected: "the dashboard alone",
        mend: "keep what is under `dashboard`",
      },
    };
  }
  const read = form.safeParse(value);
  return read.success
    ? { dashboard: read.data }
    : { fault: formFault(value, read.error.issues[0]?.path ?? []) };
}

function formFault(value: unknown, path: readonly PropertyKey[]): FaultOfFile {
  let found = value;
  for (const step of path) {
    found = typeof found === "object" && found !== null ? Reflect.get(found, step) : undefined;
  }
  const key = path.map(String).join(".");
  const expected =
    key === "id"
      ? `a whole number from ${firstDashboardId} on; smaller ones are of dashboards that people make`
      : path[0] === "cells" && path.length === 3 && path[2] === "type"
        ? `one of ${cellTypes.join(", ")}`
        : "the form that docs/server.md tells";
  return { found: `at \`${key}\` ${describeValue(found)}`, expected, mend: `correct \`${key}\`` };
}

/** What is wrong with files that are shown together. `organizations`: ids of those besides `default`. */
export function dashboardFaults(
  files: readonly DashboardFile[],
  organizations: readonly string[],
): readonly Fault[] {
  const owners = new Map<number, string>();
  const faults: Fault[] = [];
  for (const { name, path, text } of files) {
    const told: FaultOfFile[] = [];
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) {
      told.push({
        found: `the name \`${name}\``,
        expected: "letters, digits, `-`, `_` and `.`",
        mend: "rename the file",
      });
    }
    const read = readDashboard(text);
    if ("fault" in read) told.push(read.fault);
    else {
      const owner = owners.get(read.dashboard.id);
      owners.set(read.dashboard.id, owner ?? name);
      told.push(...contentFaults(read.dashboard, owner, organizations));
    }
    faults.push(...told.map((fault) => ({ where: path, ...fault })));
  }
  const bytes = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  if (bytes > mostBytes) {
    faults.push({
      where: files[0]?.path ?? "",
      found: `${bytes} bytes in all dashboards together`,
      expected: `at most ${mostBytes}: they become one ConfigMap`,
      mend: "remove what nobody looks at",
    });
  }
  return faults;
}

function contentFaults(
  { id, organization, cells }: Dashboard,
  owner: string | undefined,
  organizations: readonly string[],
): readonly FaultOfFile[] {
  const told: FaultOfFile[] = [];
  if (owner !== undefined) {
    told.push({
      found: `the id ${id}, which \`${owner}\` has`,
      expected: "an id of its own: only the first is shown",
      mend: "correct `id`",
    });
  }
  if (organization !== "default" && !organizations.includes(organization)) {
    told.push({
      found: `the organization \`${organization}\``,
      expected: "`default`, or an id of monitoring:releases.chronograf.organizations: else nobody sees it",
      mend: "correct `organization`",
    });
  }
  const names = cells.map(({ i }) => i);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    told.push({ found: `two cells \`${twice}\``, expected: "each `i` once", mend: "rename one of them" });
  const wide = cells.find(({ x, w }) => x + w > 12);
  if (wide !== undefined) {
    told.push({
      found: `the cell \`${wide.i}\`, which ends beyond column 12`,
      expected: "`x` and `w` of 12 together at most",
      mend: "move it, or make it narrower",
    });
  }
  return told;
}

const ending = ".dashboard";

/** The files of a directory, by name, as far as nothing is wrong with them. `given`: as the stack file has it. */
export function dashboardsOf(
  given: string | undefined,
  organizations: readonly string[],
  { root, source }: { readonly root: string; readonly source: ConfigurationSource },
): { readonly dashboards: ReadonlyMap<string, string>; readonly faults: readonly Fault[] } {
  const shown = (given ?? "dashboards").replace(/\/+$/, "");
  const directory = resolve(root, shown);
  const key = ["releases", "chronograf", "dashboards"];
  const none = new Map<string, string>();
  let names: readonly string[];
  try {
    names = readdirSync(directory).filter((name) => name.endsWith(ending));
  } catch (error) {
    // A project without dashboards has none, which is no fault.
    if (given === undefined) return { dashboards: none, faults: [] };
    const fault = keyFault(source, key, {
      found: `${describeValue(given)}: ${readError(error)}`,
      expected: "a directory that can be read",
      mend: setCommand(source, key, "dashboards"),
    });
    return { dashboards: none, faults: [fault] };
  }
  const files = [...names].sort().map((name) => ({
    name,
    path: `${shown}/${name}`,
    text: readFileSync(join(directory, name), "utf8"),
  }));
  return {
    dashboards: new Map(files.map(({ name, text }) => [name, text])),
    faults: dashboardFaults(files, organizations),
  };
}
