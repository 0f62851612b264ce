import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { readTemplates, type Templates } from "./compile.ts";
import type { FluxSource } from "./diagnostics.ts";

/** Folders of task files. */
const taskFolders = ["alerts", "delivery", "tasks"] as const;

/**
 * Reads and checks the task files and the function library: every `*.flux` of their folders, not of folders below.
 * @param directory @default flux of this program
 * @param shown how messages name the directory. @default `flux`
 */
export async function loadTemplates(
  directory = fileURLToPath(new URL(".", import.meta.url)),
  shown = "flux",
): Promise<Templates> {
  const [functions, ...tasks] = await Promise.all(
    ["lib", ...taskFolders].map((folder) => loadFolder(directory, folder, shown)),
  );
  return readTemplates(tasks.flat(), functions);
}

/** The Flux files of a folder by name; none when there is no such folder. */
async function loadFolder(directory: string, folder: string, shown: string): Promise<readonly FluxSource[]> {
  const entries = await readdir(`${directory}/${folder}`, { withFileTypes: true }).catch(noneIfAbsent);
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".flux"))
    .map(({ name }) => `${folder}/${name}`);
  return Promise.all(
    files.sort().map(async (file) => {
      const text = await readFile(`${directory}/${file}`, "utf8");
      return { file, path: `${shown}/${file}`, text };
    }),
  );
}

function noneIfAbsent(error: NodeJS.ErrnoException): [] {
  if (error.code === "ENOENT") return [];
  throw error;
}
