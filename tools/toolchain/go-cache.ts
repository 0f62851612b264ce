import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { UserError } from "../errors.ts";
import { type Environment, onPath } from "./find.ts";

/** The Go that was looked at before the build. */
export function goCommand(env: Environment): string {
  return onPath("go", env)[0] ?? "go";
}

/**
 * Runs a build with a Go build cache whose path has no blanks, however the user's own is called: InfluxDB's build
 * makes the Flux library inside it and then names it to the C compiler unquoted. Where the path has blanks, the same
 * directory gets a second name for the time of the build.
 */
export async function withPlainGoCache<T>(
  env: Environment,
  body: (env: Environment) => Promise<T>,
): Promise<T> {
  const { stdout } = await promisify(execFile)(goCommand(env), ["env", "GOCACHE"], { env: { ...env } });
  const cache = stdout.trim();
  if (!/\s/.test(cache)) return body(env);

  const directory = await mkdtemp(join(tmpdir(), "go-cache-"));
  try {
    if (/\s/.test(directory)) {
      throw new UserError(
        `Neither Go's build cache (${cache}) nor the directory for temporary files has a path without blanks; ` +
          "the build of InfluxDB needs one.",
        "export GOCACHE=<a directory without blanks in its path>",
      );
    }
    const name = join(directory, "go-build");
    await mkdir(cache, { recursive: true });
    await symlink(cache, name);
    return await body({ ...env, GOCACHE: name });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
