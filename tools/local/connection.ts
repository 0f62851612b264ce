import { createHash } from "node:crypto";
import { readIfThere, writePrivate } from "./files.ts";
import type { LocalPaths } from "./paths.ts";
import { readServer } from "./server.ts";

/**
 * Flags for an operation on the local stack that refreshes. The engine looks at the server with the address and the
 * token of its last `up`; when the server has moved to another port, or its credentials were made anew, it has to run
 * the program once more to learn the new ones first. That makes an `up` half as long again, so it is asked for only then.
 */
export async function refreshFlags(paths: LocalPaths): Promise<readonly string[]> {
  const known = (await readIfThere(paths.connection)) === (await fingerprint(paths));
  return known ? ["--refresh"] : ["--refresh", "--run-program"];
}

/** Notes that the engine knows the server as it is now: after an `up` that succeeded. */
export async function noteConnection(paths: LocalPaths): Promise<void> {
  await writePrivate(paths.connection, await fingerprint(paths));
}

async function fingerprint(paths: LocalPaths): Promise<string> {
  const [server, token] = await Promise.all([readServer(paths), readIfThere(paths.token)]);
  return createHash("sha256").update(`${server?.url}\n${token}`).digest("hex");
}
