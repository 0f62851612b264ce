import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stackNames } from "../../config/stack-file.ts";
import { refuseFaults } from "../../model/faults.ts";
import { modelText, readDeclared } from "../declared.ts";
import { projectRoot } from "../project.ts";
import { declaredResources } from "../resources.ts";

/** Where the goldens are. */
export const goldenFolder = join(projectRoot, "test", "golden");

/** Name of the golden of a stack's model. */
export function modelGolden(stack: string): string {
  return `${stack}.model.json`;
}

/** Name of the golden of the resources that a stack declares. */
export function resourceGolden(stack: string): string {
  return `${stack}.json`;
}

/**
 * `npm run golden:update`: writes the goldens anew, and removes those of stacks that are gone. The difference is for
 * review: tests compare with goldens and never write them.
 */
export default async function (): Promise<number> {
  const stacks = stackNames(projectRoot);
  await mkdir(goldenFolder, { recursive: true });
  for (const stack of stacks) {
    const { model, faults } = await readDeclared(projectRoot, stack);
    refuseFaults(faults);
    await writeFile(join(goldenFolder, modelGolden(stack)), modelText(model));
    console.log(`test/golden/${modelGolden(stack)}`);
    await writeFile(
      join(goldenFolder, resourceGolden(stack)),
      `${JSON.stringify(await declaredResources(projectRoot, stack), undefined, 1)}\n`,
    );
    console.log(`test/golden/${resourceGolden(stack)}`);
  }
  const wanted = new Set(stacks.flatMap((stack) => [modelGolden(stack), resourceGolden(stack)]));
  for (const file of await readdir(goldenFolder)) {
    if (!file.endsWith(".json") || wanted.has(file)) continue;
    await rm(join(goldenFolder, file));
    console.log(`test/golden/${file} removed`);
  }
  return 0;
}
