import { type DeclaredSettings, settingsFrom } from "./settings.ts";
import { readStackFile } from "./stack-file.ts";

/**
 * What the file of a stack says, faults included, without the engine; it may leave open where its server is.
 *
 * @param root Absolute path of the project.
 */
export function declaredIn(root: string, stack: string): DeclaredSettings {
  return settingsFrom(readStackFile(root, stack), { root, connection: "optional" });
}
