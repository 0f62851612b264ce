import { parseArgs } from "node:util";
import { describeDrift, driftOf } from "../engine/drift.ts";
import { operate, REFRESH } from "../engine/operate.ts";
import { stackOf } from "../engine/stack-argument.ts";
import { UserError } from "../errors.ts";

/** Exit code when something is not as declared. */
const DRIFT = 7;

/** `npm run drift -- <stack> [--json]`: compares what exists with what is declared; changes nothing. */
export default async function (args: string[]): Promise<number> {
  const { stack, flags } = stackOf("drift", args);
  const { values } = parseArgs({ args: [...flags], options: { json: { type: "boolean", default: false } } });
  const { code, output, log } = await operate({ kind: "preview", stack, flags: REFRESH, quiet: true });
  if (code !== 0)
    throw new UserError(`the comparison failed:\n${[...new Set(log.errors)].join("\n") || output.trim()}`);
  const drift = driftOf(log);
  console.log(values.json ? JSON.stringify({ stack, drift }, undefined, 2) : describeDrift(stack, drift));
  return drift.length === 0 ? 0 : DRIFT;
}
