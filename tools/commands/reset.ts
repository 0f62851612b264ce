import { readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { localPaths } from "../local/paths.ts";
import { stopServer } from "../local/server.ts";
import { withLock } from "../lock.mjs";
import { projectRoot } from "../project.ts";

/** Stops what `npm start` started and forgets everything about it. */
export default async function reset(): Promise<number> {
  const paths = localPaths(projectRoot);
  const removed = await withLock(
    paths.lock,
    { what: "forgetting the local stack", say: console.error },
    async () => {
      const pid = await stopServer(paths);
      if (pid !== undefined) console.log(`InfluxDB (process ${pid}) is stopped.`);
      // Others may be waiting for the locks.
      const names = (await readdir(paths.directory)).filter((name) => !name.includes("lock"));
      for (const name of names) await rm(join(paths.directory, name), { recursive: true, force: true });
      return names.sort();
    },
  );
  const folder = basename(paths.directory);
  if (removed.length === 0) console.log(`There was nothing in ${folder}/ to forget.`);
  else console.log(`Removed from ${folder}/: ${removed.join(", ")}. \`npm start\` begins anew.`);
  return 0;
}
