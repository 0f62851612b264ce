import { noteConnection, refreshFlags } from "../local/connection.ts";
import { localPaths } from "../local/paths.ts";
import { withLock } from "../lock.mjs";
import { projectRoot } from "../project.ts";
import { operate, type OperationKind, REFRESH } from "./operate.ts";
import { stackOf } from "./stack-argument.ts";
import { LOCAL_STACK } from "./workspace.ts";

/** A command that runs an operation of the engine; flags after the stack are the engine's. */
export function operateCommand(kind: OperationKind): (args: string[]) => Promise<number> {
  return async (args) => {
    const { stack, flags } = stackOf(kind, args);
    if (stack !== LOCAL_STACK) {
      return (await operate({ kind, stack, flags: kind === "up" ? refreshing(flags, REFRESH) : flags })).code;
    }
    if (kind === "preview") return (await operate({ kind, stack, flags })).code;
    const paths = localPaths(projectRoot);
    const say = (sentence: string) => void process.stderr.write(`${sentence}\n`);
    return withLock(paths.lock, { what: `running ${kind} on the local stack`, say }, async () => {
      if (kind !== "up") return (await operate({ kind, stack, flags })).code;
      const { code } = await operate({ kind, stack, flags: refreshing(flags, await refreshFlags(paths)) });
      if (code === 0) await noteConnection(paths);
      return code;
    });
  };
}

/** An `up` mends what was changed by hand, so it has to look first; `--refresh=false` leaves that out. */
function refreshing(flags: readonly string[], refresh: readonly string[]): readonly string[] {
  const chosen = flags.some(
    (flag) => flag === "-r" || flag.startsWith("--refresh") || flag.startsWith("-r="),
  );
  return chosen ? flags : [...refresh, ...flags];
}
