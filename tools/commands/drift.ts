import { parseArgs } from "node:util";
import { ignoredObjects } from "../declared.ts";
import { describeDrift, type Drift, driftOf } from "../engine/drift.ts";
import { operate, REFRESH } from "../engine/operate.ts";
import { stackOf } from "../engine/stack-argument.ts";
import { withTunnel } from "../engine/tunnel.ts";
import { UserError } from "../errors.ts";
import { projectRoot } from "../project.ts";
import { surveyStack } from "../survey/stack.ts";

/** Exit code when something is not as declared. */
const DRIFT = 7;

/**
 * `npm run drift -- <stack> [--json]`: compares what exists with what is declared, and lists what nobody declared;
 * changes nothing.
 */
export default async function (args: string[]): Promise<number> {
  const { stack, flags } = stackOf("drift", args);
  const { values } = parseArgs({ args: [...flags], options: { json: { type: "boolean", default: false } } });
  const { objects, unknown } = await withTunnel(stack, () => compare(stack));
  if (values.json) {
    const { objects: orphans, ...rest } = unknown;
    console.log(JSON.stringify({ stack, drift: objects, orphans, ...rest }, undefined, 2));
  } else {
    console.log(describeDrift(stack, { objects, unknown }));
  }
  return objects.length + unknown.objects.length === 0 ? 0 : DRIFT;
}

async function compare(stack: string): Promise<Drift> {
  const outcome = await operate({ kind: "preview", stack, flags: REFRESH, quiet: true });
  const { code, output, log } = outcome;
  if (code !== 0)
    throw new UserError(`the comparison failed:\n${[...new Set(log.errors)].join("\n") || output.trim()}`);
  const { verdicts, unknown } = await surveyStack(outcome, ignoredObjects(projectRoot, stack));
  const candidates = new Map(verdicts.map(({ declaration, ids }) => [declaration.urn, ids]));
  return { objects: driftOf(log, (urn) => candidates.get(urn) ?? []), unknown };
}
