import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { configurationKeys } from "../../config.ts";
import { testCommands } from "./commands.ts";
import { readDocument } from "./markdown.ts";

type KeyDoc = ReturnType<typeof configurationKeys>[number];

const document = "docs/configuration.md";

/** The table of keys as the document has to show it. */
function keyTable(): string {
  const head = ["key", "meaning", "expected", "default", "example"];
  const rows = configurationKeys().map((key) => [
    `\`${key.key.replace("monitoring:", "")}\``,
    key.description ?? "",
    key.expects,
    defaultOf(key),
    key.example === undefined ? "" : `\`${key.example}\``,
  ]);
  return [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");
}

function defaultOf({ default: standard, required, kind }: KeyDoc): string {
  if (required) return "**required**";
  if (standard === undefined) return kind === "map" ? "" : "none";
  return / /.test(standard) || standard.includes("`") ? standard : `\`${standard}\``;
}

describe(document, () => {
  it("has a row for every key of the schema, saying what the schema says", () => {
    const shown = /^\| key [^]*?(?=\n\n)/m.exec(readDocument(document))?.[0];
    const table = keyTable();
    assert.ok(
      shown === table,
      `${document}: its table of keys is not that of the schema. Put this in its place:\n\n${table}\n`,
    );
  });
});

testCommands(document);
