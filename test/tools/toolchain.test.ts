import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
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
import { after, test } from "node:test";
import { isRunning, processStart } from "../../tools/processes.mjs";
import { find, onPath } from "../../tools/toolchain/find.ts";
import { ensure, ensureAll } from "../../tools/toolchain/index.ts";
import type { Part } from "../../tools/toolchain/part.ts";
import { testParts } from "../../tools/toolchain/parts.ts";
import { inspectPrerequisites } from "../../tools/toolchain/prerequisites.ts";
import { accepts, findVersion, isAtLeast } from "../../tools/toolchain/version.ts";
import { versions } from "../../versions.ts";

const base = mkdtempSync(join(tmpdir(), "toolchain test "));
after(() => {
  rmSync(base, { recursive: true, force: true });
});

const part: Part = {
  name: "toy",
  title: "Toy",
  binary: "toy",
  versionArgs: ["version"],
  version: "1.5.0",
  minimum: "1.2.0",
  goPackage: "example.org/toy",
  ldflags: "-X main.version=v1.5.0",
  env: { CGO_ENABLED: "0" },
  needs: ["go"],
  takes: "no time",
};

const source = `package main

import "fmt"

var version = "none"

func main() { fmt.Println("toy", version) }
`;

/** An empty cache, and a toolchain folder with the module of the toy. */
function place(
  name: string,
  main = source,
): { folder: string; cache: string; env: NodeJS.ProcessEnv; said: string[]; say: (s: string) => void } {
  const folder = join(base, name, "toolchain");
  mkdirSync(join(folder, "toy"), { recursive: true });
  writeFileSync(join(folder, "toy", "go.mod"), "module example.org/toy\n\ngo 1.24\n");
  writeFileSync(join(folder, "toy", "main.go"), main);
  const said: string[] = [];
  return {
    folder,
    cache: join(base, name, "the cache"),
    env: { ...process.env },
    said,
    say: (s) => said.push(s),
  };
}

/** A directory with a program of that name that says that version. */
function program(directory: string, version: string, name = "toy"): string {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, name);
  writeFileSync(path, `#!/bin/sh\necho "${name} v${version} (git: abc1234) 2026"\n`);
  chmodSync(path, 0o755);
  return path;
}

function ledBy(env: NodeJS.ProcessEnv, ...directories: string[]): NodeJS.ProcessEnv {
  return { ...env, PATH: [...directories, env["PATH"]].join(delimiter) };
}

/** What is in a cache besides logs. */
function entries(cache: string): string[] {
  return existsSync(cache) ? readdirSync(cache).filter((name) => !name.endsWith(".log")) : [];
}

void test("a program on PATH is taken when its version will do; others are passed over", async () => {
  const { cache, env, ...rest } = place("path");
  const old = program(join(base, "path", "old"), "1.1.9");
  const next = program(join(base, "path", "next"), "2.0.0");
  const good = program(join(base, "path", "good"), "1.2.0");
  const path = ledBy(env, dirname(old), dirname(next), dirname(good));
  assert.deepEqual(await ensure(part, { ...rest, cache, env: path }), {
    path: good,
    version: "1.2.0",
    source: "PATH",
  });
  const { rejected } = await find(part, cache, path);
  assert.deepEqual(rejected, [
    { path: old, why: "is version 1.1.9" },
    { path: next, why: "is version 2.0.0" },
  ]);
  assert.deepEqual(rest.said, []);
});

void test("what is nowhere is built into the cache, once, and says which version it is", async () => {
  const { said, ...options } = place("built");
  const old = program(join(base, "built", "old"), "1.1.9");
  const env = ledBy(options.env, dirname(old));
  const built = await ensure(part, { ...options, env });
  assert.equal(built.source, "built");
  assert.equal(built.path, join(options.cache, "toy-1.5.0", "toy"));
  assert.match(said.join("\n"), new RegExp(`${old} is version 1\\.1\\.9; 1\\.2\\.0 or later is needed`));
  assert.deepEqual(entries(options.cache), ["toy-1.5.0"]);
  assert.deepEqual(readdirSync(join(options.folder, "toy")).sort(), ["go.mod", "main.go"]);

  said.length = 0;
  assert.deepEqual(await ensure(part, { ...options, env }), { ...built, source: "cache" });
  assert.deepEqual(said, []);
});

void test("a build that fails leaves nothing in the cache and names its log and its last lines", async () => {
  const options = place("fails", "package main\n\nfunc main() { broken }\n");
  const log = join(options.cache, "toy-1.5.0.log");
  await assert.rejects(ensure(part, options), (error: Error) => {
    assert.equal(error.name, "UserError");
    assert.ok(error.message.includes(log));
    assert.match(error.message, /undefined: broken/);
    return true;
  });
  assert.deepEqual(entries(options.cache), []);
  assert.match(readFileSync(log, "utf8"), /undefined: broken/);
});

void test("a build that makes another version than the declared one is not taken", async () => {
  const options = place("other");
  const wrong = { ...part, ldflags: "-X main.version=v1.4.0" };
  await assert.rejects(ensure(wrong, options), /says version 1\.4\.0, not 1\.5\.0[\s\S]*versions\.ts/);
  assert.deepEqual(entries(options.cache), []);
});

void test("what a killed build left is cleared away by the next", async () => {
  const options = place("killed");
  mkdirSync(join(options.cache, ".building-toy-1.5.0-dead", "entry"), { recursive: true });
  mkdirSync(join(options.cache, "toy-1.5.0")); // an entry without its binary
  assert.equal((await ensure(part, options)).source, "built");
  assert.deepEqual(entries(options.cache), ["toy-1.5.0"]);
});

void test("several at once build once", async () => {
  const options = place("together");
  const results = await Promise.all([ensure(part, options), ensure(part, options), ensure(part, options)]);
  assert.deepEqual(results.map(({ source: from }) => from).sort(), ["built", "cache", "cache"]);
  assert.equal(options.said.filter((line) => line.includes("Building 1.5.0")).length, 1);
  assert.ok(options.said.some((line) => line.includes("which is building toy 1.5.0")));
});

void test("a build that is told to end takes its compilers with it", async () => {
  const options = place("ended");
  const go = join(base, "ended", "bin", "go");
  mkdirSync(dirname(go));
  // Says its version, and else starts something that goes on for long, as a compiler does.
  const compiler = join(base, "ended", "compiler");
  const script = `[ "$1" = env ] && echo go1.26.8 && exit\nsleep 1000 & echo $! > "${compiler}.new"; mv "${compiler}.new" "${compiler}"; wait`;
  writeFileSync(go, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const module = new URL("../../tools/toolchain/index.ts", import.meta.url).href;
  const source = `
    import { ensure } from ${JSON.stringify(module)};
    await ensure(${JSON.stringify(part)}, ${JSON.stringify({ folder: options.folder, cache: options.cache })});`;
  const env = ledBy(options.env, dirname(go));
  const child = spawn(process.execPath, ["--input-type=module", "--eval", source], { env, stdio: "ignore" });
  while (!existsSync(compiler)) await new Promise(setImmediate);
  const pid = Number(readFileSync(compiler, "utf8"));
  const compiling = { pid, started: processStart(pid) ?? "" };
  assert.ok(isRunning(compiling));
  child.kill("SIGTERM");
  await once(child, "exit");
  assert.equal(child.signalCode, "SIGTERM");
  while (isRunning(compiling)) await new Promise(setImmediate);
  assert.ok(!existsSync(join(options.cache, "toy-1.5.0")));
  // And what it left is no hindrance to the next one.
  assert.equal((await ensure(part, options)).source, "built");
});

void test("Go's build cache has no blanks in its path, and an error shows what tells something", async () => {
  const options = place("go cache");
  const go = join(base, "go cache", "bin", "go");
  mkdirSync(dirname(go));
  const used = join(base, "go cache", "used");
  const script = `
    case "$1 $2" in
      "env GOVERSION") echo go1.26.8 ;;
      "env GOCACHE") echo "${join(base, "go cache", "build cache")}" ;;
      *) readlink "$GOCACHE" > "${used}"; echo "$GOCACHE" >> "${used}"; echo example.org/toy/first
         echo "# example.org/toy"; echo "main.go:3: no good"; echo example.org/toy/last; exit 1 ;;
    esac`;
  writeFileSync(go, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const path = ledBy(options.env, dirname(go));
  await assert.rejects(ensure(part, { ...options, env: path }), (error: Error) => {
    assert.match(error.message, /\n {2}\| # example\.org\/toy\n {2}\| main\.go:3: no good$/);
    return true;
  });
  const [target, name] = readFileSync(used, "utf8").trimEnd().split("\n");
  assert.equal(target, join(base, "go cache", "build cache"));
  assert.doesNotMatch(name ?? "", /\s/);
  assert.ok(!existsSync(name ?? ""), "the second name is gone after the build");
});

void test("tools of a build are made first, out of the same module, in a path with blanks", async () => {
  const options = place("tools");
  mkdirSync(join(options.folder, "toy", "helper"));
  writeFileSync(join(options.folder, "toy", "helper", "main.go"), "package main\n\nfunc main() {}\n");
  const env = { GO_TOOL: { goTool: "example.org/toy/helper" }, SCRIPT: { script: "#!/bin/sh\n" } };
  assert.equal((await ensure({ ...part, env }, options)).source, "built");
  assert.deepEqual(entries(options.cache), ["toy-1.5.0"]);
});

void test("what is missing to build is said before anything is built, all of it at once", async () => {
  const options = place("missing");
  const empty = join(base, "missing", "bin");
  mkdirSync(empty);
  const second = { ...part, name: "toy", title: "Second toy", needs: ["go", "rust", "cc"] as const };
  await assert.rejects(ensureAll([part, second], { ...options, env: { PATH: empty } }), (error: Error) => {
    assert.equal(error.name, "UserError");
    for (const name of ["Go", "`rustc`", "`cargo`", "`cc`"]) assert.ok(error.message.includes(name), name);
    return true;
  });
  assert.deepEqual(entries(options.cache), []);
});

void test("a Go older than the module asks for is refused before anything is built", async () => {
  const options = place("old go");
  const go = join(base, "old go", "bin", "go");
  mkdirSync(dirname(go));
  writeFileSync(go, "#!/bin/sh\necho go1.21.3\n");
  chmodSync(go, 0o755);
  await assert.rejects(
    ensure(part, { ...options, env: { PATH: dirname(go) } }),
    /Go at .* is 1\.21\.3; 1\.24 is needed/,
  );
  assert.deepEqual(entries(options.cache), []);
});

void test("a C compiler without the headers of the C library is found out", async () => {
  const { folder } = place("no headers");
  const cc = program(join(base, "no headers", "bin"), "12.2.0", "cc");
  writeFileSync(cc, '#!/bin/sh\n[ "$1" = --version ] && echo cc 12.2.0 || exit 1\n');
  const [state] = await inspectPrerequisites([{ ...part, needs: ["cc"] }], folder, ledBy({}, dirname(cc)));
  assert.equal(state?.version, "12.2.0");
  assert.match(state.fault ?? "", /stdlib\.h/);
});

void test("versions are compared as numbers", () => {
  assert.equal(findVersion("InfluxDB v2.9.1 (git: d4fa19) build_date: 2026"), "2.9.1");
  assert.equal(findVersion("no version"), undefined);
  assert.ok(accepts("2.9.0", "2.10.0"));
  assert.ok(!accepts("2.9.0", "2.8.9"));
  assert.ok(!accepts("2.9.0", "3.0.0"));
  assert.ok(isAtLeast("1.26", "1.26.0"));
  assert.ok(isAtLeast("1.25.10", "1.26"));
});

void test("relative directories on PATH are passed over: they mean another place at each start", () => {
  assert.deepEqual(onPath("toy", { PATH: ["bin", ".", ""].join(delimiter) }), []);
});

void test("every part's go.mod names the version that versions.ts pins", () => {
  const pinned = new Map<string, { module: string; built: string; pinned?: string }>([
    ["pulumi", versions.pulumi],
    ["influxd", versions.influxdb],
    ["influxd-2.7", versions.olderInfluxdb],
    ["influx", versions.influx],
    ["telegraf", versions.telegraf],
    ["etcd", versions.etcd],
    ["kube-apiserver", versions.kubernetes],
  ]);
  const folder = join(import.meta.dirname, "..", "..", "tools", "toolchain");
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual(folders.map(({ name }) => name).sort(), testParts.map(({ name }) => name).sort());
  for (const { name, version } of testParts) {
    const found = pinned.get(name) ?? assert.fail(`${name} is in no versions.ts`);
    const { module, built, pinned: commit = built } = found;
    assert.equal(version, built);
    // A commit between two releases has no other name than the one that Go gives it.
    assert.ok(commit === built || commit.startsWith(`${built}-`), `${commit} is no commit before ${built}`);
    const text = readFileSync(join(folder, name, "go.mod"), "utf8");
    assert.ok(text.includes(`${module} v${commit}\n`), `${name}/go.mod requires ${module} v${commit}`);
  }
});

void test("what Kubernetes takes from its own tree is taken of the release that is built", () => {
  const file = join(import.meta.dirname, "..", "..", "tools", "toolchain", "kube-apiserver", "go.mod");
  const replaced = [...readFileSync(file, "utf8").matchAll(/^\t(\S+) => (\S+) v(\S+)$/gm)];
  assert.ok(replaced.length > 25);
  for (const [line, from, to, version] of replaced) {
    assert.equal(to, from);
    assert.equal(version, versions.kubernetes.built.replace(/^1/, "0"), line);
  }
});
