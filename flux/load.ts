import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { readTemplates, type Templates } from "./compile.ts";
import type { FluxSource } from "./diagnostics.ts";

/**
 * Reads and checks the task templates of a directory: every `*.flux` in it, not in folders below.
 * @param directory @default flux/tasks of this program
 * @param shown how messages name the directory. @default `flux/tasks`
 */
export async function loadTemplates(
  directory = fileURLToPath(new URL("tasks", import.meta.url)),
  shown = "flux/tasks",
): Promise<Templates> {
  const entries = await readdir(directory, { withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".flux"))
    .map(({ name }) => name);
  const sources = files.sort().map(async (file): Promise<FluxSource> => {
    const text = await readFile(`${directory}/${file}`, "utf8");
    return { file, path: `${shown}/${file}`, text };
  });
  return readTemplates(await Promise.all(sources));
}
