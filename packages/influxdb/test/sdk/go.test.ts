/** The package for Go as other programs get it. */
import assert from "node:assert/strict";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { goBuild, goFault, goModules } from "../../../../test/support/sdk-generator/generator.ts";
import { functions } from "../../functions/index.ts";
import { kinds } from "../../kinds/index.ts";
import {
  enumerations,
  generate,
  type Generated,
  inputsOf,
  lowerFirst,
  textOf,
  upperFirst,
} from "./generated.ts";

describe("the SDK for Go", { skip: (await goFault()) ?? false }, () => {
  let sdk: Generated;
  before(async () => {
    sdk = await generate("go");
  });
  after(() => sdk.remove());

  test("is a module, and builds", async () => {
    const [, module] = /^(module \S+)$/m.exec(textOf(sdk, "go.mod")) ?? [];
    assert.equal(module, "module example.com/pulumi-influxdb/sdk/go");
    // With the modules of the engine, which are pinned, instead of what is the newest today.
    const pinned = await readFile(join(goModules, "go.mod"), "utf8");
    await writeFile(
      join(sdk.folder, "go.mod"),
      pinned.replace(/^module .*$/m, module).replace(/^tool .*$/m, ""),
    );
    await copyFile(join(goModules, "go.sum"), join(sdk.folder, "go.sum"));
    await goBuild(sdk.folder, "./...");
    await writeFile(
      join(sdk.folder, "influxdb", "wrong.go"),
      "package influxdb\n\nvar _ = BucketArgs{Nam: nil}\n",
    );
    await assert.rejects(
      goBuild(sdk.folder, "./..."),
      /unknown field Nam in struct literal of type BucketArgs/,
    );
  });

  for (const kind of kinds) {
    test(`${kind.name}: a type whose arguments are required, optional and secret as declared`, () => {
      const { required, optional, secret } = inputsOf(kind);
      const text = textOf(sdk, `influxdb/${lowerFirst(kind.name)}.go`);
      assert.match(text, new RegExp(`^func New${kind.name}\\(ctx \\*pulumi\\.Context,$`, "m"));
      const [, body = ""] =
        new RegExp(`^type ${kind.name}Args struct \\{\\n(.*?)^\\}`, "ms").exec(text) ?? [];
      const fields = [...body.matchAll(/^\t(\w+) +\S/gm)].map(([, name]) => name);
      assert.deepEqual(fields.sort(), [...required, ...optional].map(upperFirst).sort());
      const [, made = ""] = new RegExp(`^func New${kind.name}\\((.*?)^\\}`, "ms").exec(text) ?? [];
      const namesIn = (pattern: RegExp) => [...made.matchAll(pattern)].map(([, name]) => name).sort();
      assert.deepEqual(namesIn(/invalid value for required argument '(\w+)'/g), required.map(upperFirst));
      assert.deepEqual(namesIn(/args\.(\w+) = pulumi\.ToSecret\(args\.\1\)/g), secret.map(upperFirst));
    });
  }

  test("a function for each of ours, with its arguments, for plain ones and for outputs", () => {
    for (const { name, inputs } of functions) {
      const text = textOf(sdk, `influxdb/${name}.go`);
      assert.match(text, new RegExp(`ctx\\.Invoke\\("influxdb:index:${name}"`));
      assert.match(text, new RegExp(`ctx\\.InvokeOutput\\("influxdb:index:${name}"`));
      const [, body = ""] = /^type \w+OutputArgs struct \{\n(.*?)^\}/ms.exec(text) ?? [];
      const fields = [...body.matchAll(/`pulumi:"(\w+)"`/g)].map(([, key]) => key);
      assert.deepEqual(fields.sort(), Object.keys(inputs).sort(), name);
    }
  });

  test("texts of few values have a type of their own, with just these", () => {
    const text = textOf(sdk, "influxdb/pulumiEnums.go");
    for (const { name, values } of enumerations) {
      const constants = [...text.matchAll(new RegExp(`^\\t\\w+ += ${name}\\("([^"]*)"\\)$`, "gm"))];
      assert.deepEqual(
        constants.map(([, value]) => value),
        values,
        name,
      );
    }
    const types = [...text.matchAll(/^type ([A-Z]\w*) string$/gm)].map(([, name]) => name);
    assert.deepEqual(types.sort(), enumerations.map(({ name }) => name).sort());
  });
});
