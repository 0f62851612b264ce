/** The catalogue as a stack has it: what fires when, and to whom. */
import type { AlertDefinition, Severity } from "../../model/alerts/definition.ts";
import { alerts } from "../../model/alerts/catalogue.ts";
import { formatLimit } from "../../model/alerts/limits.ts";
import type { RouteSettings } from "../../model/alerts/settings.ts";
import { formatDuration } from "../../model/durations.ts";
import type { ModelSettings } from "../../model/settings.ts";
import type { FluxRecord, Model } from "../../model/types.ts";

/** One alert in one stack. */
export interface ListedAlert {
  readonly id: string;
  readonly title: string;
  readonly kind: AlertDefinition["kind"];
  /** Tasks that look for it; none when it is absent. */
  readonly tasks: number;
  readonly active: number;
  readonly everySeconds: number;
  /** Bucket whose absence keeps it out of this stack. */
  readonly missingBucket?: string;
  /** Limits for all clusters and applications, as the stack file writes them. */
  readonly limits: Readonly<Record<string, string>>;
  /** Rows of limits for some of them. */
  readonly exceptions: number;
  /** Channels by severity. */
  readonly channels: Readonly<Partial<Record<Severity, readonly string[]>>>;
  readonly advice: string;
}

/** Every alert of the catalogue. */
export function listedAlerts(model: Model, settings: ModelSettings): readonly ListedAlert[] {
  return alerts.map((alert) => listed(alert, model, settings));
}

function listed(alert: AlertDefinition, model: Model, settings: ModelSettings): ListedAlert {
  const { id, title, kind, advice, severities } = alert;
  const tasks = model.tasks.filter((task) => task.id === id);
  const missing = model.absentAlerts.find((absent) => absent.id === id)?.bucket;
  const rows = tasks.flatMap(({ params }) => rowsOf(params["limits"]));
  const general = rows.find(({ cluster, application }) => cluster === "*" && application === "*");
  const special = rows.filter(({ cluster, application }) => cluster !== "*" || application !== "*");
  const values = Object.entries(alert.limits).map(([name, { unit, value }]): [string, string] => {
    const found = general?.[name];
    return [name, formatLimit(unit, typeof found === "number" ? found : value)];
  });
  return {
    id,
    title,
    kind,
    tasks: tasks.length,
    active: tasks.filter(({ status }) => status === "active").length,
    everySeconds: tasks[0]?.everySeconds ?? alert.everySeconds,
    ...(missing === undefined ? {} : { missingBucket: missing }),
    limits: Object.fromEntries(values),
    exceptions: new Set(special.map((row) => JSON.stringify(row))).size,
    channels: Object.fromEntries(
      severities.map((severity) => [severity, channelsOf(id, severity, settings.alerts.routes)]),
    ),
    advice,
  };
}

function rowsOf(value: unknown): readonly FluxRecord[] {
  return Array.isArray(value) ? (value as readonly FluxRecord[]) : [];
}

/** Channels that get it from some cluster and application at least. */
function channelsOf(id: string, severity: Severity, routes: readonly RouteSettings[]): readonly string[] {
  const names = routes
    .filter(({ severities }) => severities.length === 0 || severities.includes(severity))
    .filter(({ alerts: ids }) => ids.length === 0 || ids.includes(id))
    .flatMap(({ channels }) => channels);
  return [...new Set(names)];
}

/** The alerts as a table for people. */
export function alertTable(listed: readonly ListedAlert[], stack: string, channels: number): string {
  const there = listed.filter(({ tasks }) => tasks > 0);
  const absent = listed.filter(({ tasks }) => tasks === 0);
  const head = ["alert", "looks", "limits", channels === 0 ? "severity" : "to"];
  const rows = there.map((alert) => [
    alert.id + (alert.active === 0 ? " (switched off)" : ""),
    `every ${formatDuration(alert.everySeconds)}${alert.tasks > 1 ? ` × ${alert.tasks}` : ""}`,
    limitsText(alert),
    channels === 0 ? Object.keys(alert.channels).join(", ") : channelsText(alert),
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [
    `${stack}: ${there.length} alerts, ${channels} channels`,
    "",
    ...[head, ...rows].map(line),
    ...(absent.length === 0 ? [] : ["", "Not in this stack, because nothing keeps their points:"]),
    ...absent.map(({ id, missingBucket = "" }) => `  ${id} needs bucket ${missingBucket}`),
    ...(channels === 0
      ? ["", "No channel is declared: findings are kept, and nobody is told. See docs/alerts.md."]
      : []),
  ].join("\n");
}

function limitsText({ limits, exceptions }: ListedAlert): string {
  const text = Object.entries(limits).map(([name, value]) => `${name} ${value}`);
  return [...text, ...(exceptions === 0 ? [] : [`${exceptions} exceptions`])].join(", ") || "–";
}

function channelsText({ channels }: ListedAlert): string {
  const text = Object.entries(channels).map(
    ([severity, names]) => `${severity} → ${names.length === 0 ? "nobody" : names.join(" ")}`,
  );
  return text.join(", ");
}

/** One alert in full. */
export function alertText(alert: ListedAlert): string {
  const { id, title, kind, tasks, missingBucket, everySeconds, advice } = alert;
  const state =
    missingBucket === undefined
      ? `${tasks} ${tasks === 1 ? "task" : "tasks"} every ${formatDuration(everySeconds)}`
      : `not in this stack: it needs bucket ${missingBucket} (monitoring:buckets.extra.${missingBucket})`;
  return [
    `${id}: ${title}`,
    `  kind    ${kind === "state" ? "state: sent once, repeated while it lasts, resolved" : "event: each one is sent once"}`,
    `  looks   ${state}`,
    `  limits  ${limitsText(alert)}`,
    `  to      ${channelsText(alert)}`,
    `  advice  ${advice}`,
    `  Flux    flux/alerts/${id}.flux`,
  ].join("\n");
}
