import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { KeyedQueue } from "../../client/keyed-queue.ts";

/** Work that ends when it is told to. */
function work(log: string[], name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const run = async () => {
    log.push(`${name} begins`);
    return promise.finally(() => log.push(`${name} ends`));
  };
  return { run, end: () => resolve(name), fail: () => reject(new Error(name)) };
}

const soon = async () => new Promise(setImmediate);

describe("keyed queue", () => {
  test("work of one key runs in turn, work of another key beside it", async () => {
    const log: string[] = [];
    const queue = new KeyedQueue();
    const [a, b, other] = [work(log, "a"), work(log, "b"), work(log, "other")];
    const all = [queue.run("db", a.run), queue.run("db", b.run), queue.run("else", other.run)];
    await soon();
    assert.deepEqual(log, ["a begins", "other begins"]);
    b.end();
    other.end();
    await soon();
    assert.deepEqual(log, ["a begins", "other begins", "other ends"]);
    a.end();
    assert.deepEqual(await Promise.all(all), ["a", "b", "other"]);
    assert.deepEqual(log.slice(3), ["a ends", "b begins", "b ends"]);
  });

  test("a failure is its own caller's, and the next in turn runs all the same", async () => {
    const log: string[] = [];
    const queue = new KeyedQueue();
    const [a, b] = [work(log, "a"), work(log, "b")];
    const first = assert.rejects(queue.run("db", a.run), /^Error: a$/);
    const second = queue.run("db", b.run);
    a.fail();
    b.end();
    await first;
    assert.equal(await second, "b");
    assert.deepEqual(log, ["a begins", "a ends", "b begins", "b ends"]);
  });
});
