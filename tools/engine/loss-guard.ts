import { UserError } from "../errors.ts";
import { type Loss, mayLose, plannedLosses } from "../survey/losses.ts";
import { operate } from "./operate.ts";
import { recordedConnections } from "./state.ts";
import { withTunnel } from "./tunnel.ts";
import { LOCAL_STACK, workspaceOf } from "./workspace.ts";

/** The flag, of these commands and not of the engine, that leaves out the look at what would be lost. */
export const SKIP_LOSS_CHECK = "--skip-loss-check";

/**
 * Flags of the real operation that its plan must not have: they would act, or ask a server for what state knows, or a
 * plan knows nothing of them.
 */
const NOT_PLANNED =
  /^(?:-y|--yes|-f|--skip-preview|-r|--refresh|--remove|--expect-no-changes|--json|-j|--continue-on-error|--strict|--plan)(?:=|$)/;

/**
 * Throws, before anything is changed, when an operation would take away what holds points and may not go with them,
 * or when nobody can say. The provider refuses each such object too, but only when its turn comes: by then tokens and
 * tasks around it are gone. The caller holds the local stack's lock.
 */
export async function expectNoLoss(
  kind: "up" | "destroy",
  stack: string,
  flags: readonly string[],
): Promise<void> {
  const kept = flags.filter((flag) => !NOT_PLANNED.test(flag));
  const outcome = await operate({ kind, stack, flags: kept, planned: true, quiet: true });
  const { code, log, declared, output } = outcome;
  // An up whose program is refused changes nothing either, and says why itself.
  const saysItself = kind === "up" && log.errors.length > 0;
  if (code !== 0 && !saysItself) {
    const why = [...new Set(log.errors)].join("\n") || output.trim();
    throw new UserError(
      `what ${kind} would take away could not be planned; nothing was changed:\n${why}`,
      `correct that, or go on without looking: npm run ${kind} -- ${stack} ${SKIP_LOSS_CHECK}`,
    );
  }
  if (!mayLose(log)) return;
  const connections = new Map(await recordedConnections(await workspaceOf(stack)));
  for (const [name, config] of declared.connections) {
    connections.set(name, { ...connections.get(name), ...config });
  }
  const losses = await withTunnel(stack, () => plannedLosses(log, connections));
  if (losses.length > 0) throw new UserError(lossText(kind, stack, losses));
}

function lossText(kind: "up" | "destroy", stack: string, losses: readonly Loss[]): string {
  const lines = losses.map(({ text, isKnown, key = "allowDataLoss" }) =>
    isKnown ? `  ${text}; allowed by ${key}: true` : `  ${text}`,
  );
  const text = [
    `${kind} was not begun, and nothing was changed: it would take away what may not go with its points`,
    ...lines,
  ];
  if (losses.some(({ isKnown }) => isKnown)) text.push(...allowing(kind, stack, losses));
  if (losses.some(({ isKnown }) => !isKnown)) text.push(...unreachable(kind, stack, losses));
  return text.join("\n");
}

/** How to let it go, or to keep it. */
function allowing(kind: "up" | "destroy", stack: string, losses: readonly Loss[]): string[] {
  const file = `Pulumi.${stack}.yaml`;
  if (kind === "up") {
    return [
      `To let it go: declare it once more with what allows it (${file}), bring that up, then take it away`,
      `To keep it: declare it once more`,
    ];
  }
  const kept = losses.map(({ urn }) => `--exclude '${urn}'`).join(" ");
  return [
    `To let it go: set what allows it in ${file} (monitoring:buckets.allowDataLoss: true for all buckets), npm run up -- ${stack}, then destroy`,
    `To keep it, and what it needs: npm run destroy -- ${stack} ${kept}`,
  ];
}

/** The way out for who has lost a server. */
function unreachable(kind: "up" | "destroy", stack: string, losses: readonly Loss[]): string[] {
  const providers = new Set(losses.flatMap(({ isKnown, provider }) => (isKnown ? [] : [provider])));
  const forget = [...providers].map(
    (urn) => `npm run pulumi -- state delete '${urn}' --target-dependents --yes --stack ${stack}`,
  );
  return [
    `If the server is only away: bring it back and try again`,
    `If it is gone for good, take what was on it, and what depends on that, off the record (nothing is deleted anywhere): ${stack === LOCAL_STACK ? "npm run reset" : forget.join("; ")}`,
    `To go on without looking: npm run ${kind} -- ${stack} ${SKIP_LOSS_CHECK} (what holds points is still refused, but after other things are gone)`,
  ];
}
