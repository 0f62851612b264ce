/** What a stack declares, for commands: read from its file, without engine and servers. */
import type { IgnoredObjects } from "../config/drift.ts";
import { readStackFile } from "../config/stack-file.ts";
import { settingsFrom } from "../config/settings.ts";
import { type Desired, desired } from "../desired.ts";
import type { ModelSettings } from "../model/settings.ts";
import type { Model } from "../model/types.ts";
import { expectStack } from "./stacks.ts";

export interface Declared extends Desired {
  readonly settings: ModelSettings;
}

/**
 * What a stack should have and everything that is wrong with it, but for where its server is.
 *
 * @param root Absolute path of the project.
 * @throws UserError when there is no such stack.
 */
export async function readDeclared(root: string, stack: string): Promise<Declared> {
  expectStack(root, stack);
  const read = settingsFrom(readStackFile(root, stack), { root, connection: "optional" });
  const wanted = await desired(read);
  return { ...wanted, settings: read.declared, faults: [...read.faults, ...wanted.faults] };
}

/** What the stack file says that a drift run passes over. Faults are told by who reads all of the file. */
export function ignoredObjects(root: string, stack: string): readonly IgnoredObjects[] {
  return settingsFrom(readStackFile(root, stack), { root, connection: "optional" }).ignored;
}

/** The model as text for files and programs. */
export function modelText(model: Model): string {
  return `${JSON.stringify(model, undefined, 2)}\n`;
}
