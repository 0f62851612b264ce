import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { stackNames } from "../../config/stack-file.ts";
import { goldenFolder, modelGolden, resourceGolden } from "../../tools/commands/golden-update.ts";
import { readDeclared } from "../../tools/declared.ts";
import { projectRoot } from "../../tools/project.ts";
import { declaredResources } from "../../tools/resources.ts";

describe("what a stack declares is its golden (npm run golden:update, then review the difference)", () => {
  const stacks = stackNames(projectRoot);

  for (const stack of stacks) {
    it(stack, async () => {
      const { model, faults } = await readDeclared(projectRoot, stack);
      assert.deepEqual(faults, []);
      const golden: unknown = JSON.parse(readFileSync(join(goldenFolder, modelGolden(stack)), "utf8"));
      assert.deepEqual(model, golden);
    });
  }

  for (const stack of stacks) {
    it(`${stack}: its resources`, async () => {
      const golden: unknown = JSON.parse(readFileSync(join(goldenFolder, resourceGolden(stack)), "utf8"));
      assert.deepEqual(JSON.parse(JSON.stringify(await declaredResources(projectRoot, stack))), golden);
    });
  }

  it("there is none of a stack that is gone", () => {
    const files = readdirSync(goldenFolder).filter((file) => file.endsWith(".json"));
    const wanted = stacks.flatMap((stack) => [modelGolden(stack), resourceGolden(stack)]);
    assert.deepEqual(files.toSorted(), wanted.toSorted());
  });
});
