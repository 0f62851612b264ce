/** What the tests of a file share is stopped after them, whatever of it did not start. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

const helper = new URL("../support/parts.ts", import.meta.url).href;

/** A file of tests: parts that say when they stop, and how they start and stop. */
const fileOf = (start: string): string => `
import { setImmediate as later } from "node:timers/promises";
import { test } from "node:test";
import { sharedParts } from ${JSON.stringify(helper)};
const part = async (name) => (await later(), name);
const failing = async (name) => { throw new Error(name + " does not start"); };
const stop = async (name) => { await later(); console.log("stopped " + name); };
const jammed = async (name) => { throw new Error(name + " does not stop"); };
const parts = sharedParts(async (own) => { ${start} });
test("one", () => console.log("used " + Object.keys(parts())));
`;

describe("parts that tests share", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "parts-test-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** Runs such a file; gives its exit code and what it says, in order. */
  async function run(start: string): Promise<{ code: number; said: readonly string[] }> {
    const file = join(folder, "some.test.mjs");
    await writeFile(file, fileOf(start));
    // It is not one of the files that this run is told of.
    const { NODE_TEST_CONTEXT: _context, ...env } = process.env;
    return new Promise((resolve) => {
      const child = execFile(process.execPath, ["--test-reporter=tap", file], { env }, (_error, stdout) => {
        const said = /^(?:# )?((?:used|stopped) .*)$/gm;
        resolve({
          code: child.exitCode ?? -1,
          said: [...stdout.matchAll(said)].map(([, text = ""]) => text),
        });
      });
    });
  }

  const two = `
    const [a, b] = await Promise.all([own(part("a"), stop), own(part("b"), stop)]);
    return { a, b };`;

  test("are there in the tests, and are stopped last first", async () => {
    assert.deepEqual(await run(two), { code: 0, said: ["used a,b", "stopped b", "stopped a"] });
  });

  test("are stopped when another does not start, also those that start after that", async () => {
    const failed = two.replace('part("a")', 'failing("a")');
    assert.deepEqual(await run(failed), { code: 1, said: ["stopped b"] });
  });

  test("are stopped when another does not stop", async () => {
    const { said } = await run(two.replace('part("b"), stop', 'part("b"), jammed'));
    assert.deepEqual(said, ["used a,b", "stopped a"]);
  });
});
