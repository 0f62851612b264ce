/** What the tests of a file or of a suite share: started before them, stopped after them. */
import assert from "node:assert/strict";
import { after, before } from "node:test";

/** Gives what is being started, and sees to it that it is stopped after the tests, whatever else does not start. */
export type Own = <Part>(starting: Promise<Part>, stop: (part: Part) => Promise<unknown>) => Promise<Part>;

/**
 * Calls `start` before the tests of the file or suite that calls it, and after them stops what it owns: last first, and
 * each also when `start`, or the stop of another, has failed. Gives what `start` gave, once it has: in tests, and in
 * the `before` of a suite inside. One beside it would not wait, as Node.js runs those of a file at once.
 */
export function sharedParts<Parts extends object>(start: (own: Own) => Promise<Parts>): () => Parts {
  let parts: Parts | undefined;
  const stops: Promise<(() => Promise<unknown>) | undefined>[] = [];
  before(async () => {
    parts = await start((starting, stop) => {
      stops.push(
        starting.then(
          (part) => () => stop(part),
          // Whoever awaits it is told.
          () => undefined,
        ),
      );
      return starting;
    });
  });
  after(async () => {
    const failures: unknown[] = [];
    for (const started of stops.reverse()) {
      try {
        const stop = await started;
        await stop?.();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, "not everything could be stopped");
  });
  return () => {
    assert(parts !== undefined, "the tests have not begun");
    return parts;
  };
}
