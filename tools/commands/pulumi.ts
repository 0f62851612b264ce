import { UserError } from "../errors.ts";
import { localPaths } from "../local/paths.ts";
import { withLock } from "../lock.mjs";
import { projectRoot } from "../project.ts";
import { launchEngine } from "../engine/run.ts";
import { LOCAL_STACK, workspaceOf } from "../engine/workspace.ts";

/** Operations that run the program, and the commands that do the same: the engine has no plugin to run it with. */
const OURS: Readonly<Record<string, string>> = {
  up: "up",
  update: "up",
  preview: "preview",
  pre: "preview",
  refresh: "refresh",
  destroy: "destroy",
  down: "destroy",
  dn: "destroy",
  import: "adopt",
  watch: "up",
};

/** Flags that take the next argument for their value, wherever they may stand before the operation. */
const VALUED = new Set(["-s", "--stack", "-C", "--cwd", "--color", "-v", "--verbose", "--config-file"]);

/**
 * `npm run pulumi -- <arguments>`: the engine that the commands use, with these arguments as they are; on the local
 * stack in the place where `npm start` keeps it.
 */
export default async function (args: readonly string[]): Promise<number> {
  const [operation, second] = wordsOf(args);
  const stack = stackIn(args);
  const ours = operation === undefined ? undefined : OURS[operation];
  if (ours !== undefined) {
    throw new UserError(
      `pulumi ${operation ?? ""} runs the program, and has a command of its own here`,
      `npm run ${ours} -- ${stack ?? second ?? "<stack>"}`,
    );
  }
  if (stack !== LOCAL_STACK) {
    return (await launchEngine({ directory: projectRoot, env: process.env }, args, { quiet: false })).code;
  }
  const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);
  const lock = { what: "running pulumi on the local stack", say };
  return withLock(localPaths(projectRoot).lock, lock, async () => {
    const { directory, env } = await workspaceOf(LOCAL_STACK);
    // Configuration is what people edit; the engine's own copy of it is made anew by every command.
    const where = operation === "config" ? projectRoot : directory;
    return (await launchEngine({ directory: where, env }, args, { quiet: false })).code;
  });
}

/** The arguments that are neither flags nor their values. */
function wordsOf(args: readonly string[]): string[] {
  return args.filter((arg, index) => !arg.startsWith("-") && !VALUED.has(args[index - 1] ?? ""));
}

/** The stack that the arguments name. */
function stackIn(args: readonly string[]): string | undefined {
  for (const [index, arg] of args.entries()) {
    if (arg === "-s" || arg === "--stack") return args[index + 1];
    const [, value] = /^(?:--stack=|-s=?)(.+)$/.exec(arg) ?? [];
    if (value !== undefined) return value;
  }
  return undefined;
}
