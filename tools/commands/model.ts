import { parseArgs } from "node:util";
import { formatDuration, formatRetention } from "../../model/durations.ts";
import { describeFaults } from "../../model/faults.ts";
import type { Model } from "../../model/types.ts";
import { modelText, readDeclared } from "../declared.ts";
import { stackOf } from "../engine/stack-argument.ts";
import { projectRoot } from "../project.ts";

/**
 * `npm run model -- <stack> [--json]`: what should exist, without engine and servers, and what the checks say of it.
 * Faults go to standard error; with any, the exit code is 1.
 */
export default async function (args: string[]): Promise<number> {
  const { stack, flags } = stackOf("model", args);
  const { values } = parseArgs({ args: [...flags], options: { json: { type: "boolean", default: false } } });
  const { model, faults } = await readDeclared(projectRoot, stack);
  console.log((values.json ? modelText(model) : modelTable(model)).trimEnd());
  if (faults.length === 0) return 0;
  console.error(describeFaults(faults));
  return 1;
}

/** The model in short, for people. */
export function modelTable({ applications, buckets, dbrps, tasks, tokens }: Model): string {
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
    "",
  ].join("\n");
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
