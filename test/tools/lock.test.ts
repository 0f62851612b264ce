import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { acquireLock, readHolder, withLock } from "../../tools/lock.mjs";
import { isRunning, processStart } from "../../tools/processes.mjs";

const directory = mkdtempSync(join(tmpdir(), "lock test "));
after(() => {
  rmSync(directory, { recursive: true });
});

const options = { what: "testing", pollMilliseconds: 1 };
const lockModule = new URL("../../tools/lock.mjs", import.meta.url).href;

/** A process that takes the lock and is killed while it holds it. */
async function dieHolding(path: string): Promise<void> {
  const source = `
    import { acquireLock } from ${JSON.stringify(lockModule)};
    await acquireLock(${JSON.stringify(path)}, { what: "dying" });
    process.kill(process.pid, "SIGKILL");`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", source], { stdio: "inherit" });
  await once(child, "exit");
}

void test("a lock is held by one at a time, also within one process", async () => {
  const path = join(directory, "one");
  let inside = 0;
  const most: number[] = [];
  await Promise.all(
    Array.from({ length: 8 }, () =>
      withLock(path, options, async () => {
        most.push(++inside);
        await new Promise(setImmediate);
        inside--;
      }),
    ),
  );
  assert.deepEqual(most, Array(8).fill(1));
  assert.equal(readHolder(path), undefined);
});

void test("the lock file names its holder, and who waits says for whom, once", async () => {
  const path = join(directory, "named");
  const release = await acquireLock(path, options);
  const holder = readHolder(path);
  assert.equal(holder?.pid, process.pid);
  assert.equal(holder.started, processStart(process.pid));

  const said: string[] = [];
  const second = acquireLock(path, {
    ...options,
    say: (sentence) => {
      said.push(sentence);
      release();
    },
  });
  (await second)();
  assert.equal(said.length, 1);
  assert.match(said[0] ?? "", new RegExp(`process ${process.pid}, which is testing since`));
});

void test("an error gives the lock back", async () => {
  const path = join(directory, "error");
  await assert.rejects(
    withLock(path, options, () => Promise.reject(new Error("boom"))),
    /boom/,
  );
  assert.equal(readHolder(path), undefined);
});

void test("the lock of a process that died is broken", async () => {
  const path = join(directory, "dead");
  await dieHolding(path);
  assert.equal(readHolder(path)?.what, "dying");
  (await acquireLock(path, options))();
});

void test("the lock of an earlier process with a number that is in use again is broken", async () => {
  const path = join(directory, "reused");
  const stale = {
    pid: process.pid,
    started: "before the restart",
    host: hostname(),
    what: "",
    since: "",
    token: "x",
  };
  writeFileSync(path, JSON.stringify(stale));
  (await acquireLock(path, options))();
});

void test("a lock file cut off by a power failure is broken", async () => {
  const path = join(directory, "cut");
  writeFileSync(path, '{"pid": 1');
  (await acquireLock(path, options))();
});

void test("a holder on another machine cannot be judged from here and is waited for", async () => {
  const path = join(directory, "elsewhere");
  const there = {
    pid: 999_999_999,
    started: "x",
    host: "elsewhere.example",
    what: "building",
    since: "",
    token: "x",
  };
  writeFileSync(path, JSON.stringify(there));
  const said = await new Promise<string>((say) => {
    void acquireLock(path, { ...options, say }).then((release) => {
      release();
    });
  });
  assert.match(said, /on elsewhere\.example, .* remove .*elsewhere/);
  rmSync(path); // what the sentence asks for lets the waiting one through
});

void test("many processes that find the same dead holder take turns", async () => {
  const path = join(directory, "many");
  const witness = join(directory, "witness");
  await dieHolding(path);
  await dieHolding(`${path}.breaking`); // and one died while it was breaking it
  const source = `
    import { withLock } from ${JSON.stringify(lockModule)};
    import { rmSync, writeFileSync } from "node:fs";
    for (let i = 0; i < 20; i++) {
      await withLock(${JSON.stringify(path)}, { what: "counting", pollMilliseconds: 1 }, async () => {
        writeFileSync(${JSON.stringify(witness)}, "", { flag: "wx" }); // fails when somebody else is inside
        await new Promise(setImmediate);
        rmSync(${JSON.stringify(witness)});
      });
    }`;
  const children = Array.from({ length: 6 }, () =>
    spawn(process.execPath, ["--input-type=module", "--eval", source], { stdio: "inherit" }),
  );
  const codes = await Promise.all(
    children.map(async (child) => once(child, "exit").then(([code]) => Number(code))),
  );
  assert.deepEqual(codes, Array(6).fill(0));
  assert.deepEqual(
    readdirSync(directory).filter((name) => name.startsWith("many")),
    [],
  );
});

void test("a process is known by its number and its start", async () => {
  const child = spawn(process.execPath, ["--eval", "process.stdin.resume()"], {
    stdio: ["pipe", "ignore", "ignore"],
  });
  const pid = child.pid ?? 0;
  const started = processStart(pid) ?? "";
  assert.ok(isRunning({ pid, started }));
  assert.ok(!isRunning({ pid, started: "another start" }));
  child.kill("SIGKILL");
  await once(child, "exit");
  assert.ok(!isRunning({ pid, started }));
  assert.equal(processStart(-1), undefined);
});
