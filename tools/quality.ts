import { spawn } from "node:child_process";
import { join } from "node:path";
import { projectRoot } from "./project.ts";

/** A tool that judges or mends the source, started from this project's own packages. */
interface Check {
  readonly title: string;
  /** Script under `node_modules`. */
  readonly script: string;
  readonly args: readonly string[];
}

const tsc = "typescript/bin/tsc";
const eslint = "eslint/bin/eslint.js";
const prettier = "prettier/bin/prettier.cjs";

/** The checks of `npm run check`, and what `npm run fix` runs. */
export const checks = {
  types: { title: "types (tsc)", script: tsc, args: ["--noEmit", "--pretty", "false"] },
  lint: { title: "lint and import rules (eslint)", script: eslint, args: ["."] },
  format: { title: "format (prettier)", script: prettier, args: ["--check", "."] },
  lintFix: { title: "eslint --fix", script: eslint, args: ["--fix", "."] },
  formatFix: { title: "prettier --write", script: prettier, args: ["--write", "--list-different", "."] },
} as const satisfies Record<string, Check>;

/** Runs the checks side by side and shows each with its output when all are done. 1 when any failed. */
export async function reportAll(chosen: readonly Check[], hint?: string): Promise<number> {
  const results = await Promise.all(
    chosen.map(async (check) => ({ ...(await run(check)), title: check.title })),
  );
  for (const { title, code, seconds, output } of results) {
    console.log(`${code === 0 ? "ok    " : "FAILED"} ${title}, ${seconds.toFixed(1)} s`);
    if (code !== 0) console.log(output.trimEnd());
  }
  const failed = results.some(({ code }) => code !== 0);
  if (failed && hint !== undefined) console.log(hint);
  return failed ? 1 : 0;
}

async function run({ script, args }: Check): Promise<{ code: number; seconds: number; output: string }> {
  const begun = Date.now();
  const child = spawn(process.execPath, [join(projectRoot, "node_modules", script), ...args], {
    cwd: projectRoot,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number>((resolve) => {
    child.once("error", (error) => {
      output += String(error);
      resolve(1);
    });
    child.once("close", (status) => resolve(status ?? 1));
  });
  return { code, output, seconds: (Date.now() - begun) / 1000 };
}
