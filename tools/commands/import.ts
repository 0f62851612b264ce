import { parseArgs } from "node:util";
import { operate, previewQuietly } from "../engine/operate.ts";
import { stackOf } from "../engine/stack-argument.ts";
import { withTunnel } from "../engine/tunnel.ts";
import { LOCAL_STACK, workspaceOf } from "../engine/workspace.ts";
import { UserError } from "../errors.ts";
import { localPaths } from "../local/paths.ts";
import { withLock } from "../lock.mjs";
import { projectRoot } from "../project.ts";
import { declarationsOf } from "../survey/declarations.ts";
import { readImports } from "../survey/import-file.ts";
import { checkImports, importing, recordLocal, targetsOf } from "../survey/take-over.ts";

/**
 * `npm run import -- <stack> --file <file>`: puts the objects that a file of `npm run adopt` lists on record, and
 * what they stand under. Changes nothing on the server.
 */
export default async function (args: string[]): Promise<number> {
  const { stack, flags } = stackOf("import", args);
  const { values } = parseArgs({ args: [...flags], options: { file: { type: "string" } } });
  const { file } = values;
  if (file === undefined) {
    throw new UserError(
      "npm run import needs a file that lists what to take over",
      `npm run adopt -- ${stack}, then npm run import -- ${stack} --file adopt-${stack}.json`,
    );
  }
  if (stack !== LOCAL_STACK) return withTunnel(stack, () => takeOver(stack, file));
  const say = (sentence: string) => void process.stderr.write(`${sentence}\n`);
  const lock = { what: "taking objects over into the local stack", say };
  return withLock(localPaths(projectRoot).lock, lock, () => takeOver(stack, file));
}

async function takeOver(stack: string, file: string): Promise<number> {
  const outcome = await previewQuietly(stack);
  const imports = await readImports(file, declarationsOf(outcome.log));
  const { ready, done, faults } = await checkImports(outcome, imports);
  if (faults.length > 0) {
    throw new UserError(
      `nothing was done: ${faults.length} of ${imports.length} objects in ${file} cannot be taken over\n${faults
        .map((fault) => `  ${fault}`)
        .join("\n")}`,
      `npm run adopt -- ${stack} --file ${file}`,
    );
  }
  if (ready.length > 0) {
    const { code, output, log } = await operate({
      kind: "up",
      stack,
      flags: ["--yes", "--skip-preview", ...targetsOf(ready, outcome.log)],
      quiet: true,
      transformation: importing(ready),
    });
    if (code !== 0) {
      throw new UserError(
        `not everything could be taken over; the server was not changed:\n${[...new Set(log.errors)].join("\n") || output.trim()}`,
        `mend what it says, then npm run import -- ${stack} --file ${file} again`,
      );
    }
  }
  await recordLocal(await workspaceOf(stack), ready);
  const before = done === 0 ? "" : `; ${done} had been before`;
  console.log(`${stack}: ${ready.length} taken over${before}. The server was not changed.`);
  console.log(`Look at what up would do now: npm run preview -- ${stack}`);
  return 0;
}
