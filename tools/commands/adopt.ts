import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { ignoredObjects } from "../declared.ts";
import { previewQuietly } from "../engine/operate.ts";
import { stackOf } from "../engine/stack-argument.ts";
import { withTunnel } from "../engine/tunnel.ts";
import { projectRoot } from "../project.ts";
import { importFile } from "../survey/import-file.ts";
import { describeReport, reportOf, takeable } from "../survey/report.ts";
import { surveyStack } from "../survey/stack.ts";

/**
 * `npm run adopt -- <stack> [--url <url>] [--file <file>] [--with-changes] [--json]`: finds on the server what the
 * stack declares and has not on record, and writes the list with which `npm run import` takes it over. Changes
 * nothing. A token in INFLUX_TOKEN is used instead of the declared one.
 */
export default async function (args: string[]): Promise<number> {
  const { stack, flags } = stackOf("adopt", args);
  const text = { type: "string" } as const;
  const off = { type: "boolean", default: false } as const;
  const { values } = parseArgs({
    args: [...flags],
    options: { url: text, file: text, json: off, "with-changes": off },
  });
  const withChanges = values["with-changes"];
  const outcome = await previewQuietly(stack);
  const token = process.env["INFLUX_TOKEN"];
  const look = () =>
    surveyStack(outcome, ignoredObjects(projectRoot, stack), {
      url: values.url,
      token: token === "" ? undefined : token,
    });
  // Another address is asked as it is.
  const survey = await (values.url === undefined ? withTunnel(stack, look) : look());
  const taken = takeable(survey.verdicts, withChanges);
  const report = reportOf(survey, taken);
  const file = taken.length === 0 ? undefined : (values.file ?? `adopt-${stack}.json`);
  if (file !== undefined) await writeFile(file, `${JSON.stringify(importFile(taken), undefined, 2)}\n`);
  if (values.json) {
    const { unknown, ...groups } = report;
    const { objects, ...rest } = unknown;
    console.log(
      JSON.stringify({ stack, ...groups, unknown: objects, ...rest, file: file ?? null }, undefined, 2),
    );
    return 0;
  }
  for (const line of describeReport(report, withChanges)) console.log(line);
  if (taken.some(({ declaration }) => declaration.kind.name === "Authorization")) {
    console.log(
      `The server does not tell the values of tokens: those taken over are empty in the outputs. A new one, when you want it: a text for the token under monitoring:tokens.rotation in Pulumi.${stack}.yaml\n`,
    );
  }
  console.log(
    file === undefined
      ? `${stack}: nothing to take over`
      : `${file} lists ${taken.length} to take over: npm run import -- ${stack} --file ${file}`,
  );
  return 0;
}
