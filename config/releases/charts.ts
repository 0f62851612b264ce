/** Charts in a directory, for clusters that reach no network: those that are needed must be there, in our version. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import type { Fault } from "../../model/faults.ts";
import { keyText, whereKey } from "../../model/keys.ts";
import type { Chart } from "../../versions.ts";
import { readYaml } from "../yaml.ts";
import type { ReleaseInput } from "./input.ts";

/** Key of the stack file that says where charts come from. */
const key = ["kubernetes", "charts", "directory"];

const chartFile = z.looseObject({ name: z.string(), version: z.string() });

/** What is wrong with a directory of charts; nothing where they come from elsewhere. */
export function chartFaults(
  charts: readonly Chart[],
  { charts: from, ...input }: Pick<ReleaseInput, "charts" | "root" | "source">,
): readonly Fault[] {
  if (from === undefined || !("directory" in from)) return [];
  const { directory } = from;
  // One that is not there is a fault already.
  if (!existsSync(resolve(input.root, directory))) return [];
  return charts.flatMap((chart) => chartFault(chart, directory, input));
}

function chartFault(
  chart: Chart,
  directory: string,
  { root, source }: Pick<ReleaseInput, "root" | "source">,
): readonly Fault[] {
  const path = join(resolve(root, directory), chart.name);
  const pull = `helm pull ${chart.name} --repo ${chart.repository} --version ${chart.version} --untar --untardir ${directory}`;
  const where = whereKey(source, key);
  const expected = `a directory that holds the chart \`${chart.name}\` ${chart.version}, unpacked`;
  const read = readYaml(join(path, "Chart.yaml"), `${chart.name}/Chart.yaml`, { expected, mend: pull });
  if ("fault" in read) {
    const { found } = read.fault;
    return [{ where, found: `\`${directory}\`: ${chart.name}/Chart.yaml: ${found}`, expected, mend: pull }];
  }
  const { data } = chartFile.safeParse(read.value);
  if (data?.name === chart.name && data.version === chart.version) return [];
  const found = data === undefined ? "another file" : `the chart \`${data.name}\` ${data.version}`;
  return [
    {
      where,
      found: `\`${directory}\`: ${chart.name}/Chart.yaml: ${found}`,
      expected: `the chart \`${chart.name}\` ${chart.version}, which ${keyText(["releases"])} is written for`,
      mend: `remove ${path}, then ${pull}`,
    },
  ];
}
