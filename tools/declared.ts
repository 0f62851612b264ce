/** What a stack declares, for commands: read from its file, without engine and servers. */
import { declaredIn } from "../config/declared.ts";
import type { IgnoredObjects } from "../config/drift.ts";
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
  const read = declaredIn(root, stack);
  const wanted = await desired(read);
  return { ...wanted, settings: read.declared, faults: [...read.faults, ...wanted.faults] };
}

/** What the stack file says that a drift run passes over. Faults are told by who reads all of the file. */
export function ignoredObjects(root: string, stack: string): readonly IgnoredObjects[] {
  return declaredIn(root, stack).ignored;
}

/** The model as text for files and programs. */
export function modelText(model: Model): string {
  return `${JSON.stringify(model, undefined, 2)}\n`;
}
