import { parseArgs } from "node:util";
import { runEngine } from "../engine/run.ts";
import { stackOf } from "../engine/stack-argument.ts";
import { workspaceOf } from "../engine/workspace.ts";

/** `npm run outputs -- <stack> [--json] [--show-secrets]`: what the stack gives to others; secrets masked. */
export default async function (args: string[]): Promise<number> {
  const { stack, flags } = stackOf("outputs", args);
  const boolean = { type: "boolean", default: false } as const;
  const { values } = parseArgs({ args: [...flags], options: { json: boolean, "show-secrets": boolean } });
  const chosen = Object.entries(values)
    .filter(([, on]) => on)
    .map(([flag]) => `--${flag}`);
  const { code } = await runEngine(await workspaceOf(stack), ["stack", "output", ...chosen], {
    quiet: false,
  });
  return code;
}
