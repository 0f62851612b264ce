import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { after, describe, test } from "node:test";
import { difference } from "../../tools/bootstrap/dependencies.mjs";
import { isAtLeast, nodeVersions, packageName } from "../../tools/bootstrap/node.mjs";
import { field } from "../../tools/json.mjs";
import { projectRoot } from "../../tools/project.ts";
import { onPath, versionOf } from "../../tools/toolchain/find.ts";
import { versions } from "../../versions.ts";

const base = mkdtempSync(join(tmpdir(), "run test "));
after(() => {
  rmSync(base, { recursive: true, force: true });
});

/** The first step alone, in a project whose commands only say how they were called. */
function project(name: string, nodeMinimum: string = versions.node.minimum) {
  const root = join(base, name, "a clone");
  mkdirSync(join(root, "tools"), { recursive: true });
  for (const file of ["run.mjs", "lock.mjs", "processes.mjs", "cache.mjs", "json.mjs", "bootstrap"]) {
    cpSync(join(projectRoot, "tools", file), join(root, "tools", file), { recursive: true });
  }
  writeFileSync(join(root, "package.json"), '{"type":"module"}');
  writeFileSync(
    join(root, "versions.ts"),
    `export const versions = { node: { minimum: "${nodeMinimum}", installed: "${nodeMinimum}" } };`,
  );
  writeFileSync(
    join(root, "package-lock.json"),
    JSON.stringify({ packages: { "": {}, "node_modules/left": { version: "1.0.0" } } }),
  );
  writeFileSync(
    join(root, "tools", "main.ts"),
    `const args: string[] = process.argv.slice(2);
    if (args[0] === "wait") {
      process.on("SIGTERM", () => process.exit(7));
      process.on("SIGINT", () => process.exit(8));
      setInterval(() => {}, 1000);
      console.log("ready");
    } else if (args[0] === "die") process.kill(process.pid, "SIGKILL");
    else {
      console.log(JSON.stringify({ args, node: process.argv0, path: process.env.PATH }));
      process.exitCode = 3;
    }`,
  );
  const bin = join(base, name, "bin");
  mkdirSync(bin);
  return { root, bin, cache: join(base, name, "the cache"), calls: join(base, name, "npm-calls") };
}

type Project = ReturnType<typeof project>;

/** An npm that notes its calls and then runs that shell script. */
function npmThat({ bin, calls }: Project, script: string): void {
  const path = join(bin, "npm");
  writeFileSync(path, `#!/bin/sh\nset -e\necho "$@" >> "${calls}"\n${script}\n`);
  chmodSync(path, 0o755);
}

/** What `npm ci` leaves, as a shell script that runs in the project. */
const installsLeft = `mkdir -p node_modules/left; cp package-lock.json node_modules/.package-lock.json`;

function callsOf({ calls }: Project): string[] {
  return existsSync(calls) ? readFileSync(calls, "utf8").trimEnd().split("\n") : [];
}

function launch(
  { root, bin, cache }: Project,
  node: string,
  args: readonly string[],
  path = process.env["PATH"] ?? "",
) {
  const { npm_execpath: _, ...env } = process.env; // an npm that runs these tests is not the one under test
  return spawn(node, [join(root, "tools", "run.mjs"), ...args], {
    cwd: tmpdir(),
    env: { ...env, PATH: [bin, path].join(delimiter), XDG_CACHE_HOME: cache },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function run(place: Project, node: string, args: readonly string[], path?: string) {
  const child = launch(place, node, args, path);
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  await once(child, "close");
  return { code: child.exitCode, signal: child.signalCode, stdout, stderr };
}

/** A Node.js on PATH that is too old for TypeScript but not for the first step. */
async function oldNode(): Promise<string | undefined> {
  for (const path of onPath("node", process.env)) {
    const version = (await versionOf(path, ["--version"], process.env)) ?? "0";
    if (isAtLeast("18.0.0", version) && !isAtLeast(versions.node.minimum, version)) return path;
  }
  return undefined;
}

void test("with all in place it hands over at once: arguments, exit code, PATH left alone", async () => {
  const place = project("ready");
  npmThat(place, installsLeft);
  const first = await run(place, process.execPath, ["up", "--", "a b", "$x"]);
  assert.equal(first.code, 3, first.stderr);
  assert.deepEqual(callsOf(place), ["ci --include=dev --ignore-scripts --no-audit --no-fund"]);

  const path = [dirname(process.execPath), process.env["PATH"]].join(delimiter);
  const second = await run(place, process.execPath, ["up", "--", "a b", "$x"], path);
  assert.equal(second.stderr, "");
  const said: unknown = JSON.parse(second.stdout);
  assert.deepEqual(field(said, "args"), ["up", "--", "a b", "$x"]);
  assert.equal(field(said, "path"), [place.bin, path].join(delimiter));
  assert.equal(callsOf(place).length, 1);
});

void test("a command that ends by a signal ends the first step by the same", async () => {
  const place = project("signal");
  npmThat(place, installsLeft);
  assert.equal((await run(place, process.execPath, ["die"])).signal, "SIGKILL");
});

void test("signals are passed on, and the command decides how it ends", async () => {
  const place = project("passed");
  npmThat(place, installsLeft);
  for (const [signal, code] of [
    ["SIGTERM", 7],
    ["SIGINT", 8],
  ] as const) {
    const child = launch(place, process.execPath, ["wait"]);
    await once(child.stdout, "data");
    child.kill(signal);
    await once(child, "close");
    assert.equal(child.exitCode, code);
  }
});

void test("packages are installed again when the lock file has changed or one was removed", async () => {
  const place = project("changed");
  npmThat(place, installsLeft);
  await run(place, process.execPath, ["up"]);
  const lock = {
    packages: { "node_modules/left": { version: "1.0.1" }, "node_modules/other": { optional: true } },
  };
  writeFileSync(join(place.root, "package-lock.json"), JSON.stringify(lock));
  assert.match((await run(place, process.execPath, ["up"])).stderr, /node_modules\/left has changed/);
  rmSync(join(place.root, "node_modules", "left"), { recursive: true });
  assert.match((await run(place, process.execPath, ["up"])).stderr, /node_modules\/left was removed/);
  assert.equal((await run(place, process.execPath, ["up"])).stderr, "");
  assert.equal(callsOf(place).length, 3);
});

void test("several at once install packages once", async () => {
  const place = project("together");
  npmThat(place, installsLeft);
  const results = await Promise.all([1, 2, 3].map(() => run(place, process.execPath, ["up"])));
  assert.deepEqual(
    results.map(({ code }) => code),
    [3, 3, 3],
  );
  assert.equal(callsOf(place).length, 1);
});

void test("doctor, stop and reset work where nothing can be installed", async () => {
  const place = project("offline");
  npmThat(place, "echo 'npm error code ENOTFOUND' >&2; exit 1");
  for (const command of ["doctor", "stop", "reset"]) {
    assert.equal((await run(place, process.execPath, [command])).code, 3);
  }
  assert.deepEqual(callsOf(place), []);
});

void test("no network, a failing npm and a missing npm are sentences, not stacks", async () => {
  const place = project("failing");
  npmThat(place, "echo 'npm error code ENOTFOUND' >&2; exit 1");
  const offline = await run(place, process.execPath, ["up"]);
  assert.match(offline.stderr, /npm cannot reach its package registry[\s\S]*ENOTFOUND[\s\S]*npm ping/);
  npmThat(place, "echo 'npm error code EUSAGE' >&2; exit 5");
  const failing = await run(place, process.execPath, ["up"]);
  assert.match(failing.stderr, /npm failed \(exit code 5\)[\s\S]*EUSAGE/);
  rmSync(join(place.bin, "npm"));
  const missing = await run(place, process.execPath, ["up"], "");
  assert.match(missing.stderr, /npm cannot be run[\s\S]*mend: install npm/);
  for (const { code, stderr } of [offline, failing, missing]) {
    assert.equal(code, 1);
    assert.doesNotMatch(stderr, /^\s+at /m);
  }
});

/** An npm that "installs" a Node.js of that version: this one, under another number. */
function npmWithNode(place: Project, version: string): void {
  const wrapper = join(place.bin, "wrapper");
  writeFileSync(
    wrapper,
    `#!/bin/sh\n[ "$1" = --version ] && echo v${version} || exec "${process.execPath}" "$@"\n`,
  );
  chmodSync(wrapper, 0o755);
  const made = `node_modules/${packageName(process.platform, process.arch)}`;
  const node = `mkdir -p ${made}/bin; cp "${wrapper}" ${made}/bin/node; echo MIT > ${made}/LICENSE`;
  npmThat(
    place,
    `case "$1" in install) ${node} ;; ci) node --version >> "${place.calls}"; ${installsLeft} ;; esac`,
  );
}

describe("a Node.js that is too old", () => {
  const installed = (place: Project, version: string) =>
    join(place.cache, "monitoring-as-code", `node-${version}`, "bin", "node");

  test("is replaced by one from npm, kept in the cache, first on PATH of npm and of the command", async () => {
    const place = project("too-old", "99.1.0");
    npmWithNode(place, "99.1.0");
    const first = await run(place, process.execPath, ["up"]);
    assert.equal(first.code, 3, first.stderr);
    assert.match(first.stderr, /99\.1\.0 or later is needed/);
    assert.ok(existsSync(installed(place, "99.1.0")));
    const kept = readdirSync(join(place.cache, "monitoring-as-code"));
    assert.deepEqual(
      kept.filter((entry) => entry !== "node-compile-cache"),
      ["node-99.1.0"],
    );
    assert.equal(callsOf(place).at(-1), "v99.1.0", "npm ci runs on it");
    const said = first.stdout;
    assert.ok(said.includes(`"path":"${dirname(installed(place, "99.1.0"))}${delimiter}`), said);

    const calls = callsOf(place).length;
    const second = await run(place, process.execPath, ["up"]);
    assert.deepEqual([second.code, second.stderr, callsOf(place).length], [3, "", calls]);
  });

  test("is replaced once when several start at once", async () => {
    const place = project("too-old-together", "99.2.0");
    npmWithNode(place, "99.2.0");
    const results = await Promise.all([1, 2, 3].map(() => run(place, process.execPath, ["stop"])));
    assert.deepEqual(
      results.map(({ code }) => code),
      [3, 3, 3],
    );
    assert.equal(callsOf(place).length, 1);
  });

  test("and a new one that does not run here leaves nothing in the cache", async () => {
    const place = project("unusable", "99.3.0");
    npmWithNode(place, "98.0.0");
    const { code, stderr } = await run(place, process.execPath, ["up"]);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /does not run on this machine[\s\S]*says v98\.0\.0[\s\S]*mend: install Node\.js 99\.3\.0/,
    );
    assert.deepEqual(readdirSync(join(place.cache, "monitoring-as-code")), []);
  });

  test("is no hindrance to the first step itself", async (t) => {
    const old = await oldNode();
    if (old === undefined) {
      t.skip("no Node.js from 18 to 22.17 on PATH to try it with");
      return;
    }
    const place = project("really-old");
    npmWithNode(place, versions.node.minimum);
    const { code, stdout, stderr } = await run(place, old, ["up", "x"]);
    assert.equal(code, 3, stderr);
    assert.match(stdout, /"args":\["up","x"\]/);
    assert.match(stderr, new RegExp(`${versions.node.minimum.replaceAll(".", "\\.")} or later is needed`));
  });
});

void test("the versions of Node.js are read from versions.ts, as it stands", () => {
  assert.deepEqual(nodeVersions(projectRoot), versions.node);
  const root = join(base, "unreadable");
  mkdirSync(root);
  writeFileSync(join(root, "versions.ts"), "export {};");
  assert.throws(() => nodeVersions(root), /versions\.ts: no/);
});

void test("this project's own packages are as its lock file says", () => {
  assert.equal(difference(projectRoot), undefined);
});

void test("main.ts says what it does not know, and what is near", async () => {
  const child = spawn(process.execPath, [join(projectRoot, "tools", "main.ts"), "strat"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  await once(child, "close");
  assert.equal(child.exitCode, 1);
  assert.match(stderr, /no command "strat"\. Did you mean "start"\? Commands: .*doctor/);
});
