import { UserError } from "../errors.ts";
import { noteConnection, refreshFlags } from "../local/connection.ts";
import { localPaths } from "../local/paths.ts";
import { withLock } from "../lock.mjs";
import { projectRoot } from "../project.ts";
import { mayLose, plannedLosses } from "../survey/losses.ts";
import { operate, type OperationKind, type Outcome, REFRESH } from "./operate.ts";
import { stackOf } from "./stack-argument.ts";
import { withTunnel } from "./tunnel.ts";
import { LOCAL_STACK } from "./workspace.ts";

/** The flag of the engine that says whether to look at the servers first. */
const REFRESH_FLAG = /^(?:-r|--refresh)(?:=|$)/;
/** The same, where it says yes. */
const REFRESHES = /^(?:-r|--refresh)(?:=(?!false$)|$)/;

/** A command that runs an operation of the engine; flags after the stack are the engine's. */
export function operateCommand(kind: OperationKind): (args: string[]) => Promise<number> {
  return async (args) => {
    const { stack, flags } = stackOf(kind, args);
    if (kind === "preview") {
      const looks = flags.some((flag) => REFRESHES.test(flag));
      const preview = () => operate({ kind, stack, flags });
      const outcome = await (looks ? withTunnel(stack, preview, hasFailed) : preview());
      await tellLosses(stack, outcome);
      return outcome.code;
    }
    if (kind === "up" && asksFirst(flags)) await tellLosses(stack, await foresee(stack, flags));
    if (stack !== LOCAL_STACK) {
      const chosen = kind === "up" ? refreshing(flags, REFRESH) : flags;
      return (await withTunnel(stack, () => operate({ kind, stack, flags: chosen }), hasFailed)).code;
    }
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

/** Whether somebody sits at the terminal who is asked before anything is done. */
function asksFirst(flags: readonly string[]): boolean {
  const unasked = /^(?:-y|--yes|-f|--skip-preview|--non-interactive)(?:=true)?$/;
  return process.stdin.isTTY && process.stdout.isTTY && !flags.some((flag) => unasked.test(flag));
}

/** The engine asks right after its own preview: what it does not know of has to be said before. */
async function foresee(stack: string, flags: readonly string[]): Promise<Outcome> {
  return operate({ kind: "preview", stack, flags, quiet: true });
}

/** Says what points would be lost. A preview that failed says so itself, and plans nothing. */
async function tellLosses(stack: string, outcome: Outcome): Promise<void> {
  if (!mayLose(outcome)) return;
  try {
    const lines = await withTunnel(stack, () => plannedLosses(outcome));
    for (const line of lines) process.stderr.write(`${line}\n`);
  } catch (error) {
    // The preview itself went well.
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`whether points would be lost could not be looked at: ${error.message}\n`);
  }
}

function hasFailed({ code }: Outcome): boolean {
  return code !== 0;
}

/** An `up` mends what was changed by hand, so it has to look first; `--refresh=false` leaves that out. */
function refreshing(flags: readonly string[], refresh: readonly string[]): readonly string[] {
  const chosen = flags.some((flag) => REFRESH_FLAG.test(flag));
  return chosen ? flags : [...refresh, ...flags];
}
