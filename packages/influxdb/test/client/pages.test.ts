import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { allPages } from "../../client/pages.ts";

void test("every row comes once, whether pages go on by offset or after the last row, in the fewest requests", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(50), fc.integer({ min: 1, max: 12 }), async (count, size) => {
      const rows = Array.from({ length: count }, (_, index) => index);
      for (const page of [
        (_last: number | undefined, offset: number) => rows.slice(offset, offset + size),
        (last: number | undefined) => rows.filter((row) => last === undefined || row > last).slice(0, size),
      ]) {
        let requests = 0;
        const all = await allPages<number>(size, (last, offset) => {
          requests++;
          return Promise.resolve(page(last, offset));
        });
        assert.deepEqual(all, rows);
        assert.equal(requests, Math.floor(count / size) + 1);
      }
    }),
  );
});
