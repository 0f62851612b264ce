/** Files that import functions of the library: what is put together, and where faults are told. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readTemplates } from "../../flux/index.ts";
import { isValidFlux } from "../../flux/engine.ts";
import { brief, libraryOf, linked, options, sourceOf } from "../support/flux-units.ts";

const functions = {
  one: `// one: the first. COMMENT
import "strings" // COMMENT

// COMMENT
one = (v) =>
    // COMMENT
    strings.toUpper(v: v) // COMMENT
`,
  two: 'import "lib/one"\nimport s "strings"\n\ntwo = (v) => one(v: s.toLower(v: v))\n',
  three:
    'import "lib/one"\nimport "lib/two"\nimport "date"\n\nthree = (v) => one(v: two(v: v)) + string(v: date.year(t: now()))\n',
  other: "other = (v) => v\n",
  store:
    'import "array"\n\nstore = (v) => array.from(rows: [{_time: now(), _value: v}]) |> to(bucket: "b")\n',
};
const sink = "store(v: three(v: params.text))";

describe("a task that imports functions", () => {
  const task = {
    doc: "// What it is.\n//\n// And more.\n",
    imports: ["lib/three", "lib/store", 'text "strings"'],
    body: `x = text.toTitle(v: "a")\n${sink}`,
  };

  test("holds each that is needed once, after those it needs itself, and no other", async () => {
    const flux = await linked(task, functions);
    assert.deepEqual(
      [...flux.matchAll(/^(lib_\w+) =/gm)].map(([, name]) => name),
      ["lib_one", "lib_two", "lib_three", "lib_store"],
    );
    assert(isValidFlux(flux));
  });

  test("imports each package of InfluxData once", async () => {
    const flux = await linked(task, functions);
    assert.deepEqual(
      [...flux.matchAll(/^import .*$/gm)].map(([line]) => line),
      ['import "array"', 'import "date"', 'import "strings"'],
    );
  });

  test("begins with what it says of itself, and repeats no comment of the library", async () => {
    const flux = await linked(task, functions);
    assert(flux.startsWith("// What it is.\n//\n// And more.\nimport"), flux);
    assert.doesNotMatch(flux, /COMMENT/);
  });

  test("keeps its comment when all its imports are functions that need no package", async () => {
    const flux = await linked(
      {
        ...task,
        imports: ["lib/other"],
        body: 'from(bucket: other(v: params.text)) |> range(start: -1m) |> to(bucket: "b")',
      },
      functions,
    );
    assert(flux.startsWith("// What it is.\n//\n// And more.\noption task"), flux);
  });

  test("is the same byte for byte, in whatever order the library is read", async () => {
    const reversed = Object.fromEntries(Object.entries(functions).reverse());
    assert.equal(await linked(task, reversed), await linked(task, functions));
  });
});

/** Faults of a task and a library, and nothing else. */
async function faultsOf(
  task: { imports?: readonly string[]; body: string } | undefined,
  library: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const imports = (task?.imports ?? []).map((path) => `import "${path}"\n`).join("");
  const sources =
    task === undefined ? [] : [sourceOf("tasks/t.flux", `${imports}\n${options}\n${task.body}\n`)];
  return brief((await readTemplates(sources, libraryOf(library))).faults);
}
const write = '|> range(start: -1m) |> to(bucket: "b")';
const reader = "read = (measurement, fields, tags) => from(bucket: measurement)\n";

describe("a fault", () => {
  test("of a type is told at its line and column, below imports of functions", async () => {
    const body = `é = "é" + one(v: 1)\nfrom(bucket: params.text) ${write}`;
    assert.deepEqual(await faultsOf({ imports: ["date", "lib/one", "strings"], body }, functions), [
      'flux/tasks/t.flux:9:18 | é = "é" + one(v: 1)',
    ]);
  });

  test("of syntax is told alone, not with every import of a function", async () => {
    const body = `x = one(v: "a") + (\nfrom(bucket: params.text) ${write}`;
    const faults = await faultsOf({ imports: ["lib/one"], body }, functions);
    assert(
      faults.every((fault) => !fault.includes("import")),
      faults.join("\n"),
    );
    assert(faults.length > 0);
  });

  test("in a function is told there, once, whoever imports it", async () => {
    const library = { ...functions, one: 'import "strings"\n\none = (v) => strings.toUpper(v: v) + 1\n' };
    assert.deepEqual(await faultsOf({ imports: ["lib/store", "lib/three"], body: sink }, library), [
      "flux/lib/one.flux:3:38 | one = (v) => strings.toUpper(v: v) + 1",
    ]);
  });

  test("of an import that there is none of is told at the import", async () => {
    assert.deepEqual(await faultsOf({ imports: ["date", "lib/on"], body: sink }, functions), [
      'flux/tasks/t.flux:2:1 | import "lib/on", which does not exist; did you mean `lib/one`?',
    ]);
    assert.deepEqual(await faultsOf(undefined, { a: 'import "lib/b"\n\na = (v) => v\n' }), [
      'flux/lib/a.flux:1:1 | import "lib/b", which does not exist',
    ]);
  });

  test("of a circle names its way", async () => {
    const circle = {
      a: 'import "lib/b"\n\na = (v) => b(v: v)\n',
      b: 'import "lib/a"\n\nb = (v) => a(v: v)\n',
    };
    assert.deepEqual(await faultsOf(undefined, circle), [
      "flux/lib/b.flux:1:1 | imports in a circle: lib/a → lib/b → lib/a",
    ]);
  });

  for (const [what, text, fault] of [
    ["two functions in a file", "a = (v) => v\n\nb = (v) => v\n", "flux/lib/a.flux:3:1 | b = (v) => v"],
    ["a function of another name", "// A.\nb = (v) => v\n", "flux/lib/a.flux:2:1 | b = (v) => v"],
    ["no function", "// A.\n", "flux/lib/a.flux:1:1 | nothing"],
    ["an attribute", '@edition("2022.1")\na = (v) => v\n', 'flux/lib/a.flux:1:1 | @edition("2022.1")'],
  ] as const) {
    test(`of ${what} is told where it stands`, async () => {
      assert.deepEqual(await faultsOf(undefined, { a: text }), [fault]);
    });
  }

  test("of what is read: what is no literal is told at the call", async () => {
    const body = `m = "m"\nread(measurement: m, fields: ["f"], tags: []) ${write}\nx = params.text`;
    assert.deepEqual(await faultsOf({ imports: ["lib/read"], body }, { read: reader }), [
      `flux/tasks/t.flux:8:6 | read(measurement: m, fields: ["f"], tags: []) ${write}`,
    ]);
  });

  test("of a result that goes nowhere: a function that writes is a way, also through another", async () => {
    const library = { ...functions, deep: 'import "lib/store"\n\ndeep = (v) => store(v: v)\n' };
    assert.deepEqual(await faultsOf({ imports: ["lib/deep"], body: "deep(v: params.text)" }, library), []);
    assert.deepEqual(
      await faultsOf(
        { imports: ["lib/deep", "lib/other"], body: "deep(v: params.text)\nother(v: 1)" },
        library,
      ),
      ["flux/tasks/t.flux:9:1 | other(v: 1)"],
    );
  });
});
