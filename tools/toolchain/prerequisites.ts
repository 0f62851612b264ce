import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { UserError } from "../errors.ts";
import { type Environment, onPath, versionOf } from "./find.ts";
import type { Part, Prerequisite } from "./part.ts";
import { findVersion, isAtLeast } from "./version.ts";

/** A tool that builds need, as it is on this machine. */
export interface ToolState {
  readonly name: string;
  /** Undefined when it is missing. */
  readonly path?: string;
  readonly version?: string;
  /** What is wrong, worded for people; undefined when it will do. */
  readonly fault?: string;
  /** How to get it. */
  readonly mend: string;
}

/** How the environment of a build differs from the user's, for builds and for questions about their tools. */
export function buildEnvironment(env: Environment): Environment {
  return {
    ...env,
    // Go would fetch another release of itself when a module asks for one; here it is said instead.
    GOTOOLCHAIN: "local",
    // A workspace file above the checkout is not about these modules.
    GOWORK: "off",
    // The Flux sources ask for one older Rust, which rustup would fetch; any recent one does.
    RUSTUP_TOOLCHAIN: env["RUSTUP_TOOLCHAIN"] || "stable",
    RUSTUP_AUTO_INSTALL: "0",
    // Go would look for gcc, Rust looks for cc: one compiler for both.
    CC: env["CC"] || "cc",
  };
}

/** @throws UserError naming everything that is missing to build those parts, before anything is built. */
export async function expectPrerequisites(
  wanted: readonly Part[],
  folder: string,
  env: Environment,
): Promise<void> {
  const faulty = (await inspectPrerequisites(wanted, folder, env)).filter(({ fault }) => fault !== undefined);
  if (faulty.length === 0) return;
  const names = wanted.map(({ title, minimum }) => `${title} (${minimum} or later)`).join(" and ");
  throw new UserError(
    `${names}: neither on PATH nor in the cache, and cannot be built here:\n` +
      faulty.map(({ fault, mend }) => `  ${fault}\n    mend: ${mend}`).join("\n"),
    "install what is missing, or put the programs on PATH; `npm run doctor` shows everything",
  );
}

/** The tools that building those parts takes, each with its state. */
export async function inspectPrerequisites(
  wanted: readonly Part[],
  folder: string,
  env: Environment,
): Promise<ToolState[]> {
  const building = buildEnvironment(env);
  const needed = new Set<Prerequisite>(wanted.flatMap(({ needs }) => needs));
  const states: ToolState[] = [];
  if (needed.has("go")) states.push(await inspectGo(await goMinimum(wanted, folder), building));
  if (needed.has("rust")) {
    for (const name of ["rustc", "cargo"]) states.push(await inspectRust(name, building));
  }
  if (needed.has("cc")) states.push(await inspectCompiler(building));
  return states;
}

async function inspectGo(minimum: string, env: Environment): Promise<ToolState> {
  const mend = `install Go ${minimum} or newer (your system's package manager, or go.dev/dl) and put it on PATH`;
  const [path] = onPath("go", env);
  if (path === undefined) return { name: "go", fault: "Go is missing (no `go` on PATH).", mend };
  const output = await run(path, ["env", "GOVERSION"], env);
  const version = /go(\d+\.\d+(\.\d+)?)/.exec(output)?.[1];
  if (version === undefined) return { name: "go", path, fault: `${path} does not say its version.`, mend };
  if (isAtLeast(minimum, version)) return { name: "go", path, version, mend };
  return { name: "go", path, version, fault: `Go at ${path} is ${version}; ${minimum} is needed.`, mend };
}

/** The newest Go that one of the modules asks for. */
async function goMinimum(wanted: readonly Part[], folder: string): Promise<string> {
  let newest = "0";
  for (const { name } of wanted) {
    const text = await readFile(join(folder, name, "go.mod"), "utf8");
    const asked = /^go (\d+\.\d+(\.\d+)?)$/m.exec(text)?.[1] ?? "0";
    if (isAtLeast(newest, asked)) newest = asked;
  }
  return newest;
}

async function inspectRust(name: string, env: Environment): Promise<ToolState> {
  const mend = "install stable Rust (rustup.rs): `rustup toolchain install stable`";
  const [path] = onPath(name, env);
  if (path === undefined) return { name, fault: `Rust is missing (no \`${name}\` on PATH).`, mend };
  const version = await versionOf(path, ["--version"], env);
  if (version !== undefined) return { name, path, version, mend };
  return { name, path, fault: `${path} does not run with toolchain ${env["RUSTUP_TOOLCHAIN"]}.`, mend };
}

async function inspectCompiler(env: Environment): Promise<ToolState> {
  const mend =
    "install a C compiler and its headers (Debian: build-essential; macOS: xcode-select --install)";
  const name = env["CC"]?.split(" ")[0] || "cc";
  const [path] = name.startsWith("/") ? [name] : onPath(name, env);
  if (path === undefined) return { name, fault: `A C compiler is missing (no \`${name}\` on PATH).`, mend };
  const version = findVersion(await run(path, ["--version"], env));
  const works = await compiles(path, env);
  const state = { name, path, mend, ...(version === undefined ? {} : { version }) };
  return works ? state : { ...state, fault: `${path} cannot compile a program that includes <stdlib.h>.` };
}

/** A compiler without the headers of the C library is common, and fails only after minutes. */
async function compiles(path: string, env: Environment): Promise<boolean> {
  return new Promise((resolve) => {
    const child = execFile(path, ["-x", "c", "-fsyntax-only", "-"], { env: { ...env } }, (error) => {
      resolve(error === null);
    });
    child.stdin?.on("error", () => {}); // it may end without reading
    child.stdin?.end("#include <stdlib.h>\nint main(void) { return EXIT_SUCCESS; }\n");
  });
}

/** Output of a command; empty if it fails. */
async function run(path: string, args: readonly string[], env: Environment): Promise<string> {
  try {
    return (await promisify(execFile)(path, args, { env: { ...env }, timeout: 20_000 })).stdout;
  } catch {
    return "";
  }
}
