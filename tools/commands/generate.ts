import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generate } from "../../packages/influxdb/schema/generate.ts";
import { cataloguePage } from "../alerts/catalogue-page.ts";
import { projectRoot } from "../project.ts";

const page = "docs/alert-catalogue.md";

/** Rewrites what is written from other things: the provider's resource classes, and the page of the alert catalogue. */
export default async function (): Promise<number> {
  const changed = [...(await generate())];
  const path = join(projectRoot, page);
  const text = cataloguePage();
  if ((await readFile(path, "utf8").catch(() => "")) !== text) {
    await writeFile(path, text);
    changed.push(page);
  }
  console.log(changed.length === 0 ? "generated files are up to date" : `rewrote ${changed.join(", ")}`);
  return 0;
}
