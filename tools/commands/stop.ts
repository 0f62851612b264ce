import { existsSync } from "node:fs";
import { localPaths } from "../local/paths.ts";
import { stopServer } from "../local/server.ts";
import { withLock } from "../lock.mjs";
import { projectRoot } from "../project.ts";

/** Stops what `npm start` started; keeps its data. */
export default async function stop(): Promise<number> {
  const paths = localPaths(projectRoot);
  const pid = await withLock(paths.lock, { what: "stopping the local stack", say: console.error }, () =>
    stopServer(paths),
  );
  const kept = existsSync(paths.influxdb) ? ` Its data is kept in ${paths.influxdb}.` : "";
  console.log(
    pid === undefined ? `InfluxDB was not running.${kept}` : `InfluxDB (process ${pid}) is stopped.${kept}`,
  );
  if (kept !== "") console.log("`npm start` starts it again; `npm run reset` forgets it.");
  return 0;
}
