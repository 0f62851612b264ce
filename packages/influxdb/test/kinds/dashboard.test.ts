import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { changedInputs, effective } from "../../definition/effective.ts";
import { UNKNOWN, Unknown, type Value } from "../../definition/values.ts";
import { dashboard } from "../../kinds/dashboard.ts";
import { viewTypes } from "../../kinds/views.ts";

const note = { type: "markdown", note: "n" };
const cell = (changes: Readonly<Record<string, Value>> = {}) => {
  return { x: 0, y: 0, w: 4, h: 3, properties: note, ...changes };
};
const faultsOf = (...cells: Value[]) => {
  return (dashboard.check?.(effective(dashboard, { name: "d", cells })) ?? []).map(
    ({ property, reason }) => `${property}: ${reason}`,
  );
};
const types = viewTypes.join(", ");

describe("dashboards: what a check refuses", () => {
  const refused: readonly [what: string, changes: Readonly<Record<string, Value>>, fault: string][] = [
    ["a view without a type", { properties: {} }, `.properties.type: expected one of ${types}, found none`],
    [
      "an unknown type",
      { properties: { type: "pie" } },
      `.properties.type: expected one of ${types}, found "pie"`,
    ],
    [
      "a name of every object for a type",
      { properties: { type: "constructor" } },
      `.properties.type: expected one of ${types}, found "constructor"`,
    ],
    [
      "another shape",
      { properties: { ...note, shape: "chronograf" } },
      '.properties.shape: expected "chronograf-v2", or "empty" and nothing else, found "chronograf"',
    ],
    [
      "an empty view that holds something",
      { properties: { ...note, shape: "empty" } },
      '.properties.shape: expected "chronograf-v2", or "empty" and nothing else, found "empty"',
    ],
    [
      "a key that the server drops",
      { properties: { ...note, notes: "n" } },
      ".properties.notes: no such property; there is note",
    ],
    [
      "a value of the wrong type deep down, for which the server would drop the view",
      { properties: { type: "xy", queries: [{ text: "buckets()" }, { text: 5 }] } },
      ".properties.queries[1].text: expected a string, found 5",
    ],
    ["a column beyond the grid", { x: 12 }, ".x: expected 0 to 11, found 12"],
    ["a negative row", { y: -1 }, ".y: expected 0 to 10000, found -1"],
    ["no width", { w: 0 }, ".w: expected 1 to 12, found 0"],
    ["no height", { h: 0 }, ".h: expected 1 to 10000, found 0"],
    [
      "a cell that ends beyond the grid",
      { x: 9, w: 4 },
      ".w: expected at most 3, so that it ends with column 11, found 4",
    ],
  ];
  for (const [what, changes, fault] of refused) {
    test(what, () => assert.deepEqual(faultsOf(cell(changes)), [`cells[0]${fault}`]));
  }

  test("cells that overlap, and no others", () => {
    assert.deepEqual(faultsOf(cell(), cell({ x: 4 }), cell({ y: 3, w: 12 })), []);
    assert.deepEqual(faultsOf(cell(), cell({ x: 3, y: 2 })), [
      "cells[1]: expected a place of its own, found one that overlaps cells[0]",
    ]);
  });

  test("no view of any type for its type alone, and no cell that shows nothing", () => {
    for (const type of viewTypes) assert.deepEqual(faultsOf(cell({ properties: { type } })), [], type);
    assert.deepEqual(faultsOf(cell({ properties: { shape: "empty" } })), []);
  });
});

describe("dashboards: what is the same", () => {
  const same = (left: Value[], right: Value[]) => {
    return [...changedInputs(dashboard, { name: "d", cells: left }, { name: "d", cells: right })];
  };

  test("the order of cells", () => {
    const [one, two] = [cell({ name: "one" }), cell({ name: "two", x: 4 })];
    assert.deepEqual(same([one, two], [two, one]), []);
    assert.deepEqual(same([one, two], [one]), ["cells"]);
  });

  test("what holds nothing in a view, and its shape", () => {
    const queries = [{ text: "buckets()" }];
    const spelt = {
      ...{ shape: "chronograf-v2", type: "xy", note: "", axes: null, legendOpacity: 0, shadeBelow: false },
      queries: [
        { text: "buckets()", name: "", builderConfig: { buckets: [], aggregateWindow: { period: "" } } },
      ],
    };
    assert.deepEqual(
      same([cell({ properties: { type: "xy", queries } })], [cell({ properties: spelt, name: "" })]),
      [],
    );
  });

  test("items of lists keep their place, though they hold nothing", () => {
    const bounds = (...values: string[]) =>
      cell({ properties: { type: "xy", axes: { y: { bounds: values } } } });
    assert.deepEqual(same([bounds("", "1")], [bounds("1")]), ["cells"]);
  });

  test("nothing, while something in them is unknown", () => {
    const cells = [cell({ properties: { ...note, note: UNKNOWN } })];
    assert(effective(dashboard, { name: "d", cells })["cells"] instanceof Unknown);
    assert.deepEqual(same(cells, cells), ["cells"]);
  });
});
