import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { configurationKeys } from "../../config.ts";
import { testCommands } from "./commands.ts";
import { readDocument } from "./markdown.ts";

type KeyDoc = ReturnType<typeof configurationKeys>[number];

const document = "docs/configuration.md";

/** The rows of all keys as the document has to show them. */
function rowsOfSchema(): readonly string[] {
  return configurationKeys().map((key) => {
    const cells = [
      `\`${key.key.replace("monitoring:", "")}\``,
      key.description ?? "",
      key.expects,
      defaultOf(key),
      key.example === undefined ? "" : `\`${key.example}\``,
    ];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  });
}

/** The rows of the document's tables of keys, of which each section has one. */
function rowsShown(): readonly string[] {
  const tables = readDocument(document).matchAll(
    /^\| key \| meaning [^\n]*\n\| --- [^\n]*\n((?:\|[^\n]*\n)+)/gm,
  );
  return [...tables].flatMap(([, rows = ""]) => rows.trimEnd().split("\n"));
}

function defaultOf({ default: standard, required, kind }: KeyDoc): string {
  if (required) return "**required**";
  if (standard === undefined) return kind === "map" ? "" : "none";
  return / /.test(standard) || standard.includes("`") ? standard : `\`${standard}\``;
}

describe(document, () => {
  it("has one row for every key of the schema, saying what the schema says", () => {
    const [shown, wanted] = [rowsShown(), rowsOfSchema()];
    const missing = wanted.filter((row) => !shown.includes(row));
    const stale = shown.filter((row, index) => !wanted.includes(row) || shown.indexOf(row) !== index);
    assert.ok(
      missing.length + stale.length === 0,
      `${document} differs from the schema. Rows to put into the table of their section:\n\n${missing.join("\n")}\n\nRows to take out:\n\n${stale.join("\n")}\n`,
    );
  });
});

testCommands(document);
