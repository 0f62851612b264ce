import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { projectRoot } from "../../tools/project.ts";

const base = mkdtempSync(join(tmpdir(), "commands test "));
after(() => {
  rmSync(base, { recursive: true, force: true });
});

interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script in a process of its own, which must not think that it is part of this test run. */
async function node(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Result> {
  const { NODE_TEST_CONTEXT: _, ...rest } = env;
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env: rest, cwd: base }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

/** A clone in which nothing is installed, on a machine that has nothing. */
function bareClone(name: string) {
  const root = join(base, name);
  const bin = join(base, `${name} bin`);
  mkdirSync(bin);
  for (const part of ["tools", "model", "versions.ts", "package.json", "package-lock.json"]) {
    cpSync(join(projectRoot, part), join(root, part), { recursive: true });
  }
  const env = { HOME: base, XDG_CACHE_HOME: join(base, `${name} cache`), PATH: bin };
  return { root, bin, run: async (command: string) => node([join(root, "tools", "main.ts"), command], env) };
}

void test("doctor needs nothing, builds nothing, and names what is missing with what mends it", async () => {
  const { root, run } = bareClone("doctor");
  const { code, stdout, stderr } = await run("doctor");
  assert.equal(code, 1, stderr);
  for (const part of ["pulumi", "influxd"]) assert.match(stdout, new RegExp(`^${part} +missing$`, "m"));
  assert.match(stdout, /^npm packages .*none are installed yet$/m);
  assert.match(stdout, /^go .*needed to build what is missing\. Go is missing/m);
  assert.match(stdout, /To mend:\n {2}npm packages: npm ci\n {2}pulumi: npm start .*\n/);
  assert.match(stdout, /rustup toolchain install stable/);
  assert.ok(!existsSync(join(root, ".local")));
  assert.ok(!existsSync(join(base, "doctor cache")));
});

void test("doctor is content without compilers when nothing has to be built", async () => {
  const { bin, run } = bareClone("content");
  for (const [name, says] of [
    ["pulumi", "v3.259.0"],
    ["influxd", "InfluxDB v2.9.1 (git: d4fa194)"],
  ] as const) {
    writeFileSync(join(bin, name), `#!/bin/sh\necho "${says}"\n`, { mode: 0o755 });
  }
  const { stdout } = await run("doctor");
  assert.match(stdout, /^influxd +2\.9\.1 +.*influxd \(PATH\) +ok$/m);
  assert.match(stdout, /^go +not needed: nothing has to be built\. Go is missing/m);
  assert.match(stdout, /To mend:\n {2}npm packages: npm ci\n {2}local server: npm start\n/);
});

void test("stop and reset say what there was to do", async () => {
  const { root, run } = bareClone("reset");
  assert.match((await run("stop")).stdout, /^InfluxDB was not running\.\n$/);
  assert.match((await run("reset")).stdout, /nothing in \.local\/ to forget/);
  mkdirSync(join(root, ".local", "influxdb"));
  writeFileSync(join(root, ".local", "credentials.json"), "{}");
  assert.match((await run("stop")).stdout, /not running\. Its data is kept in .*influxdb\.\n`npm start`/);
  const { code, stdout } = await run("reset");
  assert.equal(code, 0);
  assert.match(stdout, /Removed from \.local\/: credentials\.json, influxdb\./);
  assert.deepEqual(readdirSync(join(root, ".local")), []);
});

/** What the test command shows for test files with those contents. */
async function runTests(name: string, files: Readonly<Record<string, string>>): Promise<Result> {
  const root = join(base, name);
  mkdirSync(root);
  const paths = Object.entries(files).map(([file, text]) => {
    writeFileSync(join(root, file), text);
    return join(root, file);
  });
  const module = new URL("../../tools/test-run.ts", import.meta.url).href;
  const script = join(root, "run.mjs");
  writeFileSync(
    script,
    `import { closingLines, exitCode, runTests } from ${JSON.stringify(module)};
    const files = ${JSON.stringify(paths)};
    const tally = await runTests({ files, concurrency: 2, minutes: 1, root: ${JSON.stringify(root)}, output: process.stdout });
    console.log(closingLines(tally).join("\\n"));
    process.exit(exitCode(tally));`,
  );
  return node([script]);
}

const head = `import { describe, it, test } from "node:test";\n`;

void test("a test run counts tests, not suites, and says loudly what was skipped and why", async () => {
  const { code, stdout } = await runTests("counts", {
    "a.test.ts": `${head} test("one", () => {}); describe("suite", () => { it("two", () => {}); });
      test("without network", { skip: "no network here" }, () => {});`,
    "b.test.ts": `${head} describe("tier", { skip: "no plugin" }, () => { it("never", () => {}); });`,
  });
  assert.equal(code, 0);
  assert.match(
    stdout,
    /SKIPPED.*\n {2}a\.test\.ts: without network — no network here\n {2}b\.test\.ts: tier — no plugin\n/,
  );
  assert.ok(stdout.endsWith("\n2 passed, 0 failed, 2 skipped\n"), stdout);
});

void test("a test run fails when a test fails, a file breaks, or a file holds no test", async () => {
  const { code, stdout, stderr } = await runTests("fails", {
    "a.test.ts": `${head} test("one", () => {}); test("two", () => { throw new Error("the reason"); });`,
    "b.test.ts": `throw new Error("not even loaded");`,
    "c.test.ts": `export {};`,
  });
  assert.equal(code, 1);
  assert.match(stdout, /the reason/);
  assert.match(stderr, /c\.test\.ts: no test ran in this file/);
  assert.ok(stdout.endsWith("\n1 passed, 3 failed, 0 skipped\n"), stdout);
});

void test("a test run in which nothing ran fails", async () => {
  const { code, stdout } = await runTests("nothing", {
    "a.test.ts": `${head} describe("all", { skip: "no server" }, () => { it("x", () => {}); });`,
  });
  assert.equal(code, 1);
  assert.ok(stdout.endsWith("\nNo test ran.\n0 passed, 0 failed, 1 skipped\n"), stdout);
});
