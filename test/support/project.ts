import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { projectRoot } from "../../tools/project.ts";

const execute = promisify(execFile);

/** What a command said and how it ended. */
export interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of this working tree with a life of its own, as somebody has it who cloned the project. */
export interface ProjectCopy {
  readonly root: string;
  /** Runs `npm run <script> -- <args>` in it. */
  npm(script: string, ...args: string[]): Promise<Answer>;
  /** Runs a program in it. */
  run(program: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Answer>;
  read(path: string): Promise<string>;
  /** Stops what it runs and removes it. */
  remove(): Promise<void>;
}

/** Copies the files that git knows or would, as a repository of its own, to a path with a space in it. */
export async function copyProject(): Promise<ProjectCopy> {
  const base = await mkdtemp(join(tmpdir(), "monitoring test "));
  const root = join(base, "a clone");
  const listed = await execute("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: projectRoot,
  });
  for (const file of listed.stdout.split("\0").filter((name) => name !== "")) {
    await cp(join(projectRoot, file), join(root, file), { recursive: true }).catch((error: unknown) => {
      // Deleted in the working tree, but not yet in the index.
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    });
  }
  for (const packages of ["node_modules", "packages/influxdb/node_modules"]) {
    const [from, to] = [join(projectRoot, packages), join(root, packages)];
    if (existsSync(from)) await cp(from, to, { recursive: true, verbatimSymlinks: true });
  }

  const run: ProjectCopy["run"] = async (program, args, env = {}) => {
    const options = { cwd: root, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 };
    return execute(program, [...args], options).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: unknown) => failed(error),
    );
  };
  const git = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
  for (const args of [
    ["init", "-q"],
    ["add", "-A"],
    [...git, "commit", "-qm", "copy"],
  ]) {
    const { code, stderr } = await run("git", args);
    if (code !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
  }
  const npm: ProjectCopy["npm"] = (script, ...args) =>
    run("npm", ["run", "--silent", script, ...(args.length > 0 ? ["--", ...args] : [])]);
  const remove = async () => {
    await npm("stop");
    await rm(dirname(root), { recursive: true, force: true });
  };
  return { root, npm, run, read: (path) => readFile(join(root, path), "utf8"), remove };
}

function failed(error: unknown): Answer {
  if (typeof error !== "object" || error === null || !("code" in error) || typeof error.code !== "number")
    throw error;
  const text = (key: "stdout" | "stderr") => {
    const value: unknown = Reflect.get(error, key);
    return typeof value === "string" ? value : "";
  };
  return { code: error.code, stdout: text("stdout"), stderr: text("stderr") };
}

/** The lines of an answer in which something is said to have failed; all of it when there are none. */
export function errorsOf({ stdout, stderr }: Answer): string {
  const text = `${stdout}\n${stderr}`;
  const lines = text.split("\n").filter((line) => /error|fail|fault/i.test(line));
  return lines.length === 0 ? text : [...new Set(lines)].join("\n");
}
