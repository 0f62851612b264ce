import { parseArgs } from "node:util";
import { formatDuration, formatRetention } from "../../model/durations.ts";
import { capacityTable } from "../../model/capacity/table.ts";
import { describeFaults } from "../../model/faults.ts";
import type { SinkSpec } from "../../model/sinks.ts";
import type { TelegrafConfig } from "../../telegraf/config.ts";
import { type Declared, modelText, readDeclared } from "../declared.ts";
import { stackOf } from "../engine/stack-argument.ts";
import { projectRoot } from "../project.ts";

/**
 * `npm run model -- <stack> [--json]`: what should exist, without engine and servers, and what the checks say of it.
 * Warnings and faults go to standard error; with any fault, the exit code is 1.
 */
export default async function (args: string[]): Promise<number> {
  const { stack, flags } = stackOf("model", args);
  const { values } = parseArgs({ args: [...flags], options: { json: { type: "boolean", default: false } } });
  return printModel(await readDeclared(projectRoot, stack), values.json);
}

/** Prints what a stack declares and what is wrong with it; gives the exit code. */
export function printModel(declared: Declared, json: boolean): number {
  const { model, faults, warnings } = declared;
  console.log((json ? modelText(model) : modelTable(declared)).trimEnd());
  for (const warning of warnings) console.error(`warning: ${warning}`);
  if (faults.length === 0) return 0;
  console.error(describeFaults(faults));
  return 1;
}

/** The model in short, for people. */
export function modelTable(declared: Pick<Declared, "model" | "estimate" | "agents">): string {
  const { model, estimate, agents } = declared;
  const { applications, buckets, dbrps, tasks, tokens, sinks } = model;
  const counts = `${applications.length} applications, ${buckets.length} buckets, ${dbrps.length} DBRPs, ${tasks.length} tasks, ${tokens.length} tokens`;
  const byId = Map.groupBy(tasks, ({ id }) => id);
  return [
    counts,
    // The buckets of a client are declared by its server's stack.
    ...table(
      ["application", "bucket", "environments"],
      buckets.length > 0
        ? []
        : applications.map(({ name, bucket, environments }) => [name, bucket, environments.join(" ")]),
    ),
    ...table(
      ["bucket", "kind", "keeps", "DBRP"],
      buckets.map(({ name, kind, retentionSeconds }) => [
        name,
        kind,
        formatRetention(retentionSeconds),
        dbrps
          .filter(({ bucket }) => bucket === name)
          .map(({ database, retentionPolicy }) => `${database}/${retentionPolicy}`)
          .join(" "),
      ]),
    ),
    ...table(
      ["tasks", "number", "active", "every"],
      [...byId].map(([id, all]) => [
        id,
        String(all.length),
        String(all.filter(({ status }) => status === "active").length),
        [...new Set(all.map(({ everySeconds }) => formatDuration(everySeconds)))].join(" "),
      ]),
    ),
    ...table(
      ["token", "permissions", "for"],
      tokens.map(({ name, permissions, description }) => [name, String(permissions.length), description]),
    ),
    ...table(["agent", "inputs", "writes with token"], agents === undefined ? [] : agentRows(agents)),
    ...table(["sink", "topics", "format", "bucket", "writes with token"], sinks.map(sinkRow)),
    ...capacityLines(estimate),
    "",
  ].join("\n");
}

function agentRows({ token, telegraf, nodes }: NonNullable<Declared["agents"]>): readonly string[][] {
  const row = (name: string, pod: { readonly config: TelegrafConfig } | undefined): string[][] =>
    pod === undefined ? [] : [[name, String(inputsOf(pod.config)), token]];
  return [...row("telegraf", telegraf), ...row("telegraf-ds", nodes)];
}

function inputsOf({ plugins }: TelegrafConfig): number {
  return plugins.filter(({ kind }) => kind === "inputs").length;
}

function sinkRow({ name, topics, patterns, format, store }: SinkSpec): string[] {
  return [name, [...topics, ...patterns].join(" "), format.kind, store.bucket, store.token.name];
}

/** What the buckets will take, where anything is declared that fills them. */
function capacityLines(estimate: Declared["estimate"]): readonly string[] {
  if (estimate === undefined) return [];
  const { head, rows, summary } = capacityTable(estimate);
  return rows.length === 0 ? [] : [...table(head, rows), summary];
}

/** Rows under a head, in columns; nothing where there are no rows. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  return [
    "",
    ...all.map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    ),
  ];
}
