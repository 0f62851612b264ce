import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { matched } from "../../kinds/cells.ts";

const cell = (name: string | undefined, x: number, y: number) => ({
  ...(name === undefined ? {} : { name }),
  x,
  y,
});
const existing = [
  { id: "a", ...cell("cpu", 0, 0) },
  { id: "b", ...cell("cpu", 4, 0) },
  { id: "c", ...cell(undefined, 8, 0) },
];

describe("which of the cells that exist each wanted one is", () => {
  const cases: readonly [what: string, wanted: Parameters<typeof matched>[1], ids: (string | undefined)[]][] =
    [
      [
        "the same ones, in any order",
        [cell("", 8, 0), cell("cpu", 4, 0), cell("cpu", 0, 0)],
        ["c", "b", "a"],
      ],
      ["one that moved keeps its id by its name", [cell("cpu", 0, 9)], ["a"]],
      ["one that got another name keeps its id by its place", [cell("memory", 4, 0)], ["b"]],
      [
        "name and place come before name, and name before place",
        [cell("cpu", 8, 0), cell("cpu", 0, 0)],
        ["b", "a"],
      ],
      ["a new one has none", [cell("disk", 0, 5), cell(undefined, 1, 5)], [undefined, undefined]],
      [
        "no id is given twice",
        [cell("cpu", 0, 0), cell("cpu", 0, 0), cell("cpu", 0, 0)],
        ["a", "b", undefined],
      ],
      ["cells without a name have nothing in common", [cell("", 7, 7)], [undefined]],
    ];
  for (const [what, wanted, ids] of cases) test(what, () => assert.deepEqual(matched(existing, wanted), ids));
});
