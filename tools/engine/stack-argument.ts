import { UserError } from "../errors.ts";

/** The stack that a command is for, and what follows it. */
export function stackOf(
  command: string,
  args: readonly string[],
): { stack: string; flags: readonly string[] } {
  const [stack, ...flags] = args;
  if (stack !== undefined && !stack.startsWith("-")) return { stack, flags };
  throw new UserError(
    `npm run ${command} needs the name of a stack first, found ${stack === undefined ? "nothing" : `"${stack}"`}`,
    `npm run ${command} -- local`,
  );
}
