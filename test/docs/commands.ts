import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { blocksOf } from "./markdown.ts";
import { Session } from "./session.ts";

interface Setting {
  /** Name of an empty directory beside the clone to be in. @default the clone itself */
  readonly beside?: string;
  /** What has to be there before, besides a fresh clone. */
  readonly prepare?: (session: Session) => Promise<void>;
}

/** Tests what the blocks of a document say, in their order, in a fresh clone. */
export function testCommands(document: string, { beside, prepare }: Setting = {}): void {
  describe(`the commands of ${document}, in order, in a fresh clone`, () => {
    const blocks = blocksOf(document);
    let session: Session;
    let failed: string | undefined;
    before(async () => {
      session = await Session.open(document, beside);
      await prepare?.(session);
    });
    after(() => session.close());

    it("are there", () => {
      assert.ok(blocks.some(({ action }) => action === "run"));
    });

    for (const block of blocks) {
      const title = block.text.split("\n").find((line) => line.trim() !== "") ?? "";
      it(`${block.where}: ${block.action} ${title.trim()}`, async () => {
        assert.equal(failed, undefined, "not tried: a block before it failed");
        failed = block.where;
        await session.perform(block);
        failed = undefined;
      });
    }
  });
}
