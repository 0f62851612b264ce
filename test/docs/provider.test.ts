import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { functions } from "../../packages/influxdb/functions/index.ts";
import { kinds } from "../../packages/influxdb/kinds/index.ts";
import { configProperties } from "../../packages/influxdb/provider/config.ts";
import { testCommands } from "./commands.ts";
import { readDocument } from "./markdown.ts";

const document = "docs/provider.md";
const beside = "my-buckets";

/** Names in backquotes in each cell of the row of a table that begins with that name. */
function rowOf(name: string): string[][] {
  const row = readDocument(document)
    .split("\n")
    .find((line) => line.startsWith(`| \`${name}\` `));
  assert.ok(row !== undefined, name);
  const cells = row.split("|").slice(1, -1);
  return cells.map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text));
}

describe(document, () => {
  for (const { name, properties, importForm, scoped } of kinds) {
    it(`tells what of ${name} is changed in place, what replaced, and how it is imported`, () => {
      const inputs = Object.entries(properties).filter(([, { computed }]) => !computed);
      const named = (immutable: boolean) =>
        inputs.filter((input) => (input[1].immutable ?? false) === immutable).map(([key]) => key);
      const [, inPlace = [], replaced = [], imported = []] = rowOf(name);
      assert.deepEqual(inPlace.toSorted(), named(false).sort());
      assert.deepEqual(replaced.toSorted(), named(true).sort());
      const shape = (text: string) => text.replace(/<[^>]+>/g, "<>");
      assert.deepEqual(imported.map(shape), [shape(scoped ? `<organization>/${importForm}` : importForm)]);
    });
  }

  it("tells of every function what it asks for", () => {
    for (const { name, inputs } of functions) {
      const [, asked = []] = rowOf(name);
      assert.deepEqual(asked.toSorted(), Object.keys(inputs).sort(), name);
    }
  });

  it("tells what a connection takes, from which environment, with which default", () => {
    for (const [name, property] of Object.entries(configProperties)) {
      assert.deepEqual(rowOf(name)[1], property.environment, name);
      if (!("default" in property)) continue;
      assert.match(
        readDocument(document),
        new RegExp(`^\\| \`${name}\` .*\\| ${property.default} +\\|$`, "m"),
      );
    }
  });
});

testCommands(document, {
  beside,
  // What npm would install, but without a registry.
  async prepare({ project: { root } }) {
    await symlink(join(root, "node_modules"), join(dirname(root), beside, "node_modules"));
  },
});
