/** Languages whose generators are in plugins of the standard CLI alone: tried where somebody has them. */
import assert from "node:assert/strict";
import { basename } from "node:path";
import { test } from "node:test";
import { onPath } from "../../../../tools/toolchain/find.ts";
import { goFault } from "../../../../test/support/sdk-generator/generator.ts";
import { kinds } from "../../kinds/index.ts";
import { generate } from "./generated.ts";

for (const [language, extension] of [
  ["dotnet", "cs"],
  ["java", "java"],
] as const) {
  const plugin = `pulumi-language-${language}`;
  const missing =
    onPath(plugin, process.env).length > 0
      ? await goFault()
      : `no ${plugin} on PATH; it is on no package registry, and neither is its generator`;

  test(`the SDK for ${language} has a class for each kind`, { skip: missing ?? false }, async () => {
    const sdk = await generate(language);
    try {
      const names = new Set([...sdk.files.keys()].map((path) => basename(path)));
      for (const { name } of kinds) assert(names.has(`${name}.${extension}`), name);
    } finally {
      await sdk.remove();
    }
  });
}
