import { stackNames } from "../config/stack-file.ts";
import { didYouMean, listNames } from "../model/suggest.ts";
import { UserError } from "./errors.ts";

/** Throws a {@link UserError} when the project at `root` has no such stack. */
export function expectStack(root: string, stack: string): void {
  const stacks = stackNames(root);
  if (stacks.includes(stack)) return;
  throw new UserError(
    `There is no stack \`${stack}\`: found no Pulumi.${stack}.yaml; expected one of ${listNames(stacks)}${didYouMean(stack, stacks)}`,
    `name one of these, or create Pulumi.${stack}.yaml`,
  );
}
