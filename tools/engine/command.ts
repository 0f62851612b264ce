import { localPaths } from "../local/paths.ts";
import { withLock } from "../lock.mjs";
import { projectRoot } from "../project.ts";
import { operate, type OperationKind } from "./operate.ts";
import { stackOf } from "./stack-argument.ts";
import { LOCAL_STACK } from "./workspace.ts";

/** A command that runs an operation of the engine; flags after the stack are the engine's. */
export function operateCommand(kind: OperationKind): (args: string[]) => Promise<number> {
  return async (args) => {
    const { stack, flags: given } = stackOf(kind, args);
    const flags = kind === "up" ? refreshing(given) : given;
    const run = async () => (await operate({ kind, stack, flags })).code;
    if (stack !== LOCAL_STACK || kind === "preview") return run();
    const say = (sentence: string) => void process.stderr.write(`${sentence}\n`);
    return withLock(localPaths(projectRoot).lock, { what: `running ${kind} on the local stack`, say }, run);
  };
}

/** An `up` mends what was changed by hand, so it has to look first; `--refresh=false` leaves that out. */
function refreshing(flags: readonly string[]): readonly string[] {
  const chosen = flags.some(
    (flag) => flag === "-r" || flag.startsWith("--refresh") || flag.startsWith("-r="),
  );
  return chosen ? flags : ["--refresh", ...flags];
}
