import { UserError } from "../errors.ts";
import { noteConnection, refreshFlags } from "../local/connection.ts";
import { localPaths } from "../local/paths.ts";
import { withLock } from "../lock.mjs";
import { projectRoot } from "../project.ts";
import { mayLose, plannedLosses } from "../survey/losses.ts";
import { expectNoLoss, SKIP_LOSS_CHECK } from "./loss-guard.ts";
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
    const { stack, flags: given } = stackOf(kind, args);
    const flags = given.filter((flag) => flag !== SKIP_LOSS_CHECK);
    if (kind === "preview") {
      const looks = flags.some((flag) => REFRESHES.test(flag));
      const preview = () => operate({ kind, stack, flags });
      const outcome = await (looks ? withTunnel(stack, preview, hasFailed) : preview());
      await tellLosses(stack, outcome);
      return outcome.code;
    }
    const guard = async () => {
      if (kind !== "refresh" && flags.length === given.length && changes(flags)) {
        await expectNoLoss(kind, stack, flags);
      }
    };
    if (stack !== LOCAL_STACK) {
      await guard();
      const chosen = kind === "up" ? refreshing(flags, REFRESH) : flags;
      return (await withTunnel(stack, () => operate({ kind, stack, flags: chosen }), hasFailed)).code;
    }
    const paths = localPaths(projectRoot);
    const say = (sentence: string) => void process.stderr.write(`${sentence}\n`);
    return withLock(paths.lock, { what: `running ${kind} on the local stack`, say }, async () => {
      await guard();
      if (kind !== "up") return (await operate({ kind, stack, flags })).code;
      const { code } = await operate({ kind, stack, flags: refreshing(flags, await refreshFlags(paths)) });
      if (code === 0) await noteConnection(paths);
      return code;
    });
  };
}

/** Whether an operation with these flags changes anything. */
function changes(flags: readonly string[]): boolean {
  return !flags.some((flag) => /^(?:--preview-only(?:=true)?|--help|-h)$/.test(flag));
}

/** Says what points would be lost. A preview that failed says so itself, and plans nothing. */
async function tellLosses(stack: string, outcome: Outcome): Promise<void> {
  const { log, declared } = outcome;
  if (!mayLose(log)) return;
  try {
    const losses = await withTunnel(stack, () => plannedLosses(log, declared.connections));
    if (losses.length === 0) return;
    process.stderr.write("Points would be lost, so that up will refuse to do this:\n");
    for (const { text, key } of losses) {
      const allowed = key && `; to allow it: declare it with ${key}: true, bring that up, then take it away`;
      process.stderr.write(`  ${text}${allowed ?? ""}\n`);
    }
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
