import { spawnSync } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import { projectRoot } from "../project.ts";

/** Runs the benchmarks one after the other, or those whose name holds one of the arguments. */
export default async function bench(filters: readonly string[]): Promise<number> {
  const all = (await readdir(join(projectRoot, "bench"))).filter((name) => name.endsWith(".bench.ts")).sort();
  const chosen = all.filter(
    (name) => filters.length === 0 || filters.some((filter) => name.includes(filter)),
  );
  if (chosen.length === 0) {
    throw new UserError(
      `No benchmark matches ${filters.join(" or ") || "bench/*.bench.ts"}; there are ${all.join(", ") || "none"}.`,
      "npm run bench",
    );
  }
  let failed = 0;
  for (const name of chosen) {
    console.log(`\n── ${name}`);
    const args = ["--disable-warning=ExperimentalWarning", join(projectRoot, "bench", name)];
    // Nothing else may run beside a benchmark, this process included.
    const { status } = spawnSync(process.execPath, args, { cwd: projectRoot, stdio: "inherit" });
    if (status !== 0) failed++;
  }
  if (failed > 0) console.log(`\n${failed} of ${chosen.length} benchmarks failed.`);
  return failed > 0 ? 1 : 0;
}
