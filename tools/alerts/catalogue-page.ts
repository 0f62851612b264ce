/** `docs/alert-catalogue.md`: the runbook of every alert, written from the catalogue. */
import { alerts } from "../../model/alerts/catalogue.ts";
import type { AlertDefinition } from "../../model/alerts/definition.ts";
import { formatLimit } from "../../model/alerts/limits.ts";
import { formatDuration } from "../../model/durations.ts";

const head = `# The alert catalogue

Every alert that the program knows, with its limits and what to do when it fires. This page is written from the catalogue by \`npm run generate\`; how alerts work, reach people and are changed is in [alerts.md](alerts.md). \`npm run alerts -- <stack>\` shows the same for one stack, as its file changes it.

Limits are set under \`monitoring:tasks.<alert>.limits\`, also for single applications and clusters.
`;

/** The whole page. */
export function cataloguePage(): string {
  const rows = alerts.map(
    ({ id, title, severities, home }) =>
      `| [${id}](#${id}) | ${title} | ${severities.join(", ")} | ${home === "*" ? "each application" : `\`${home}\``} |`,
  );
  const table = [
    "| alert | fires when | severities | reads the points of |",
    "| --- | --- | --- | --- |",
    ...rows,
  ];
  return [head, ...table, "", ...alerts.map(section)].join("\n");
}

function section({
  id,
  title,
  kind,
  severities,
  everySeconds,
  windowSeconds,
  limits,
  advice,
}: AlertDefinition): string {
  const rows = Object.entries(limits).map(
    ([name, { unit, value, doc }]) => `| \`${name}\` | ${formatLimit(unit, value)} | ${doc} |`,
  );
  const table =
    rows.length === 0 ? [] : ["", "| limit | default | meaning |", "| --- | --- | --- |", ...rows];
  const how =
    kind === "event" ? "Each event is sent once." : "Sent once, repeated while it lasts, and resolved.";
  return [
    `## ${id}`,
    "",
    `${title}. Severity: ${severities.join(", ")}. Looked for every ${formatDuration(everySeconds)}, over the last ${formatDuration(windowSeconds)}. ${how}`,
    ...table,
    "",
    advice,
    "",
  ].join("\n");
}
