/** The limits of an alert: defaults of the catalogue, changed by the stack file for clusters and applications. */
import { formatDuration, parseDuration } from "../durations.ts";
import type { Fault } from "../faults.ts";
import { describeValue, keyFault, type KeyPath, removeCommand, setCommand } from "../keys.ts";
import type { ConfigurationSource, TaskSettings } from "../settings.ts";
import { didYouMean, listNames } from "../suggest.ts";
import type { FluxRecord } from "../types.ts";
import type { AlertDefinition, Limit, Unit } from "./definition.ts";

type Values = Readonly<Record<string, number>>;
type Written = Readonly<Record<string, string | number>>;

/** How each unit is written, with an example. */
const forms: Readonly<Record<Unit, readonly [form: string, example: string]>> = {
  count: ["a number", "3"],
  percent: ["a percentage such as `95%`", "95%"],
  duration: ["a duration such as `30d` or `15m`", "30d"],
  bytes: ["a size such as `20GiB`", "20GiB"],
};

/** A limit as Flux gets it; undefined when the text is none of that unit. */
export function parseLimit(unit: Unit, written: string | number): number | undefined {
  const text = String(written).trim();
  switch (unit) {
    case "count":
      return numberOf(text);
    case "percent":
      return text.endsWith("%") ? numberOf(text.slice(0, -1)) : undefined;
    case "duration":
      return parseDuration(text);
    case "bytes": {
      const [, amount = "", prefix = ""] = /^(\d+(?:\.\d+)?)\s*([KMGT]i)?B$/.exec(text) ?? [];
      const value = numberOf(amount);
      return value === undefined ? undefined : value * 1024 ** " KMGT".indexOf(prefix.charAt(0) || " ");
    }
  }
}

function numberOf(text: string): number | undefined {
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** A limit as the stack file writes it. */
export function formatLimit(unit: Unit, value: number): string {
  switch (unit) {
    case "count":
      return String(value);
    case "percent":
      return `${value}%`;
    case "duration":
      return formatDuration(value);
    case "bytes": {
      const power = Math.min(4, Math.floor(Math.log2(Math.max(value, 1)) / 10));
      return `${value / 1024 ** power}${["", "Ki", "Mi", "Gi", "Ti"][power] ?? ""}B`;
    }
  }
}

/**
 * Rows of limits for the applications that one task serves: for all, for each cluster and application that the stack file
 * changes something of, and for both where both are changed; then what the application says goes before what the
 * cluster says.
 * @param serves the application of the task; undefined when it serves all.
 */
export function limitRows(
  alert: AlertDefinition,
  settings: TaskSettings,
  serves: string | undefined,
): readonly FluxRecord[] {
  return rowsOf(alert, settings, serves).map(({ values, ...place }) => ({ ...place, ...values }));
}

/** The limits that hold for an application on a cluster; `*`: on every other one. */
interface LimitRow {
  readonly cluster: string;
  readonly application: string;
  readonly values: Values;
}

function rowsOf(
  { id, limits }: AlertDefinition,
  { tasks, applications, clusters }: TaskSettings,
  serves: string | undefined,
): readonly LimitRow[] {
  const values = (written: Written = {}): Values =>
    Object.fromEntries(
      Object.entries(limits).flatMap(([name, { unit }]) => {
        const value = written[name] === undefined ? undefined : parseLimit(unit, written[name]);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  const base: Values = {
    ...Object.fromEntries(Object.entries(limits).map(([name, { value }]) => [name, value])),
    ...values(tasks[id]?.limits),
  };
  const changed = (of: TaskSettings["clusters"]): readonly string[] =>
    Object.keys(of).filter((name) => Object.keys(of[name]?.[id]?.limits ?? {}).length > 0);
  const ofApplications = changed(applications).filter((name) => serves === undefined || name === serves);
  return [...changed(clusters), "*"].flatMap((cluster) =>
    [...ofApplications, "*"].map((application) => ({
      cluster,
      application,
      values: {
        ...base,
        ...values(clusters[cluster]?.[id]?.limits),
        ...values(applications[application]?.[id]?.limits),
      },
    })),
  );
}

/** Limits that an alert does not have, or that are written in another unit than theirs. */
export function limitFaults(
  alerts: readonly AlertDefinition[],
  { source, tasks }: { readonly source: ConfigurationSource; readonly tasks: TaskSettings },
): readonly Fault[] {
  return alerts.flatMap((alert) => {
    const { id, limits } = alert;
    const check = (path: KeyPath, written: Written = {}): Fault[] =>
      Object.entries(written).flatMap(([name, value]) => {
        const key = [...path, "limits", name];
        const limit = Object.hasOwn(limits, name) ? limits[name] : undefined;
        return limit === undefined
          ? [unknownLimit(source, key, name, Object.keys(limits))]
          : unitFaults(source, key, limit, value);
      });
    return [
      ...check(["tasks", id], tasks.tasks[id]?.limits),
      ...Object.entries(tasks.applications).flatMap(([name, of]) =>
        check(["tasks", id, "applications", name], of[id]?.limits),
      ),
      ...Object.entries(tasks.clusters).flatMap(([name, of]) =>
        check(["tasks", id, "clusters", name], of[id]?.limits),
      ),
      ...orderFaults(alert, source, tasks),
    ];
  });
}

/** Limits of which the one for warnings lies beyond the critical one, in each place that makes it so. */
function orderFaults(
  alert: AlertDefinition,
  source: ConfigurationSource,
  settings: TaskSettings,
): readonly Fault[] {
  const { id, limits, worse } = alert;
  if (worse === undefined) return [];
  const { tasks, clusters, applications } = settings;
  const faults = new Map<string, Fault>();
  for (const { cluster, application, values } of rowsOf(alert, settings, undefined)) {
    const { warning, critical } = values;
    if (warning === undefined || critical === undefined) continue;
    if (worse === "above" ? warning <= critical : warning >= critical) continue;
    const places: readonly (readonly [KeyPath, Written | undefined])[] = [
      [["tasks", id, "applications", application], applications[application]?.[id]?.limits],
      [["tasks", id, "clusters", cluster], clusters[cluster]?.[id]?.limits],
      [["tasks", id], tasks[id]?.limits],
    ];
    // What was said for the fewest is what made it so.
    const [path, written = {}] =
      places.find(([, said]) => said?.["warning"] !== undefined || said?.["critical"] !== undefined) ?? [];
    if (path === undefined) continue;
    const name = written["warning"] === undefined ? "critical" : "warning";
    const other = name === "warning" ? "critical" : "warning";
    const text = {
      warning: textOf(limits["warning"], warning),
      critical: textOf(limits["critical"], critical),
    };
    const key = [...path, "limits", name];
    faults.set(
      key.join("."),
      keyFault(source, key, {
        found: `\`${text[name]}\`, with \`${other}\` at \`${text[other]}\`: what is ${worse} both is critical, and nothing would be a warning`,
        expected: `\`warning\` ${worse === "above" ? "at most" : "at least"} what \`critical\` is`,
        mend: setCommand(source, key, text[other]),
      }),
    );
  }
  return [...faults.values()];
}

const textOf = (limit: Limit | undefined, value: number): string =>
  limit === undefined ? String(value) : formatLimit(limit.unit, value);

function unknownLimit(
  source: ConfigurationSource,
  key: KeyPath,
  name: string,
  known: readonly string[],
): Fault {
  return keyFault(source, key, {
    found: `limit \`${name}\`, which the alert does not have`,
    expected: known.length === 0 ? "no limits" : `one of ${listNames(known)}${didYouMean(name, known)}`,
    mend: `correct the name in ${source.file}, or remove it: ${removeCommand(source, key)}`,
  });
}

function unitFaults(
  source: ConfigurationSource,
  key: KeyPath,
  limit: Limit,
  value: string | number,
): Fault[] {
  if (parseLimit(limit.unit, value) !== undefined) return [];
  const [form, example] = forms[limit.unit];
  return [
    keyFault(source, key, {
      found: describeValue(value),
      expected: form,
      mend: setCommand(source, key, example),
    }),
  ];
}
