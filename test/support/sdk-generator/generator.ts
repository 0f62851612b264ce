/** Generates SDKs with the real engine. What stands for the language plugins of the standard CLI is in `main.go`. */
import { execFile } from "node:child_process";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { goCommand } from "../../../tools/toolchain/go-cache.ts";
import { pulumi } from "../../../tools/toolchain/parts.ts";
import { buildEnvironment, inspectPrerequisites } from "../../../tools/toolchain/prerequisites.ts";

/** Languages whose generator is a package of the engine's module. */
export const languages = ["nodejs", "python", "go"] as const;

const toolchain = fileURLToPath(new URL("../../../tools/toolchain", import.meta.url));
/** Holds the modules that the generators and the generated Go consist of, pinned. */
export const goModules = join(toolchain, pulumi.name);
const source = fileURLToPath(new URL("main.go", import.meta.url));

/** Why nothing can be built with Go here; undefined when it can. */
export async function goFault(): Promise<string | undefined> {
  const [go] = await inspectPrerequisites([pulumi], toolchain, process.env);
  return go?.fault;
}

/** Builds all packages below a folder, or what is named, with the engine's own build cache. */
export async function goBuild(folder: string, ...what: readonly string[]): Promise<void> {
  // The settings with which the engine is built: what is in the cache can be used.
  const args = ["build", "-trimpath", "-mod=readonly", "-buildvcs=false", "-ldflags=-s -w", ...what];
  const env = { ...buildEnvironment(process.env), CGO_ENABLED: "0" };
  await promisify(execFile)(goCommand(process.env), args, { cwd: folder, env });
}

/** Builds the stand-ins into a folder, where the engine finds them under their names. */
export async function buildGenerators(folder: string): Promise<void> {
  await mkdir(folder);
  await goBuild(goModules, "-o", join(folder, "generator"), source);
  for (const language of languages) await symlink("generator", join(folder, `pulumi-language-${language}`));
}
