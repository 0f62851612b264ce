import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import fc from "fast-check";
import { expectValues } from "../../flux/head.ts";
import { formatFlux, isValidFlux, parseFlux } from "../../flux/engine.ts";
import { compileTask, compileTasks, readTemplates, type Template, type Templates } from "../../flux/index.ts";
import { literalValue } from "../../flux/literals.ts";
import { optionRecord, propertiesOf, statementsOf } from "../../flux/syntax.ts";
import type { FluxValue, TaskSpec } from "../../model/types.ts";
import { templateText, texts, values } from "../support/flux-values.ts";

const file = "example.flux";
const path = `flux/tasks/${file}`;

const valid: Readonly<Record<string, FluxValue>> = {
  text: "a",
  count: 2,
  ratio: 0.25,
  flag: false,
  span: { seconds: 90 },
  names: ["b", "c"],
  rows: [
    { text: "x", count: 1, ratio: 1.5, flag: true, span: { seconds: 60 } },
    { text: "y", count: -2, ratio: -0.5, flag: false, span: { seconds: 0 } },
  ],
};

const seconds = fc.integer({ min: 0, max: 1_000_000 });

/** What the Flux parser reads as the value of each key of an option. */
function optionValues(flux: string, option: string): Record<string, FluxValue | undefined> {
  const record = statementsOf(parseFlux(flux)).flatMap(
    (statement) => optionRecord(statement, option) ?? [],
  )[0];
  assert(record !== undefined, `no option ${option} in:\n${flux}`);
  return Object.fromEntries(
    propertiesOf(record).map(({ name, value }) => [
      name,
      value === undefined ? undefined : literalValue(value),
    ]),
  );
}

/** A syntax tree without its places. */
function shape(tree: unknown): unknown {
  return JSON.parse(JSON.stringify(tree, (key, value: unknown) => (key === "location" ? undefined : value)));
}

function specOf(
  name: string,
  params: Readonly<Record<string, FluxValue>>,
  changes: Partial<TaskSpec> = {},
): TaskSpec {
  return {
    name,
    id: "example",
    application: "a",
    description: "",
    file,
    everySeconds: 60,
    offsetSeconds: 0,
    status: "active",
    reads: [],
    writes: [],
    params,
    ...changes,
  };
}

describe("compileTask", () => {
  let templates: Templates;
  let template: Template;
  before(async () => {
    templates = await readTemplates([{ file, path, text: templateText() }]);
    assert.deepEqual(templates.faults, []);
    const read = templates.byFile.get(file);
    assert(read !== undefined);
    template = read;
  });

  function compiled(
    params: Readonly<Record<string, FluxValue>>,
    name = "t",
    everySeconds = 60,
    offsetSeconds = 0,
  ): string {
    const { flux, faults } = compileTask(template, { name, everySeconds, offsetSeconds, params });
    assert.deepEqual(faults, []);
    assert(flux !== undefined);
    return flux;
  }

  test("gives the template, with the values in the places of the examples", () => {
    const expected = templateText()
      .replace('"example", every: 1m, offset: 0s', '"pods/a", every: 2m30s, offset: 1m1s')
      .replace('text: "example"', 'text: "a"')
      .replace("count: 1", "count: 2")
      .replace("ratio: 0.5", "ratio: 0.25")
      .replace("flag: true", "flag: false")
      .replace("span: 1h", "span: 1m30s")
      .replace('names: ["example"]', 'names: ["b", "c"]')
      .replace(
        /rows: \[.*\]/,
        `rows: [
        {
            text: "x",
            count: 1,
            ratio: 1.5,
            flag: true,
            span: 1m,
        },
        {
            text: "y",
            count: -2,
            ratio: -0.5,
            flag: false,
            span: 0s,
        },
    ]`,
      );
    assert.equal(compiled(valid, "pods/a", 150, 61), expected);
  });

  test("every value is read back by the Flux parser as it was given", () => {
    fc.assert(
      fc.property(values, texts, seconds, seconds, (params, name, every, offset) => {
        const flux = compiled(params, name, every, offset);
        assert.deepEqual(optionValues(flux, "params"), params);
        assert.deepEqual(optionValues(flux, "task"), {
          name,
          every: { seconds: every },
          offset: { seconds: offset },
        });
      }),
    );
  });

  test("whatever the values, the rest of the task is the rest of the template", () => {
    const rest = (flux: string): unknown => shape(statementsOf(parseFlux(flux)).slice(2));
    const expected = rest(templateText());
    fc.assert(
      fc.property(values, texts, (params, name) => assert.deepEqual(rest(compiled(params, name)), expected)),
    );
  });

  test("the result is valid and formatted", () => {
    fc.assert(
      fc.property(values, texts, (params, name) => {
        const flux = compiled(params, name);
        assert(isValidFlux(flux), flux);
        assert.equal(flux, formatFlux(parseFlux(flux)));
      }),
    );
  });

  test("the same values give the same bytes, in whatever order they come", () => {
    fc.assert(
      fc.property(values, (params) => {
        const reversed = Object.fromEntries(Object.entries(params).reverse());
        assert.equal(compiled(reversed), compiled(params));
      }),
    );
  });

  test("durations have hours, minutes and seconds only, which the server takes as offsets", () => {
    const task = (offset: number): string | undefined =>
      /offset: ([^}]*)}/.exec(compiled(valid, "t", 60, offset))?.[1];
    assert.deepEqual([0, 59, 3600, 5400, 100 * 3600 + 1].map(task), ["0s", "59s", "1h", "1h30m", "100h1s"]);
  });

  const row = { text: "a", count: 1, ratio: 1.5, flag: true, span: { seconds: 60 } };
  const wrong: readonly [name: string, value: unknown, found: string | RegExp, expected: RegExp][] = [
    ["text", 3, "the number 3", /string/],
    ["text", "\ud800", 'the string "\\ud800"', /whole Unicode/],
    ["count", 1.5, "the number 1.5", /whole number/],
    ["count", 2 ** 53, "the number 9007199254740992", /whole number/],
    ["ratio", Number.NaN, "the number NaN", /finite number/],
    ["flag", "true", 'the string "true"', /true or false/],
    ["span", 60, "the number 60", /duration/],
    ["span", { seconds: 0.5 }, 'the object {"seconds":0.5}', /whole seconds/],
    ["names", "a", 'the string "a"', /list of strings/],
    ["names", ["a", 1], 'the list ["a",1]', /list of strings/],
    ["rows", "a", 'the string "a"', /list of records/],
    ["rows", ["a"], 'the list ["a"]', /list of records/],
    ["rows", [null], "the list [null]", /list of records/],
    ["rows", [{ ...row, text: 1 }], /text":1,/, /keys and types of the example/],
    ["rows", [{ ...row, text: "\ud800" }], /ud800/, /keys and types of the example/],
    ["rows", [row, { ...row, count: 0.5 }], /^the list/, /keys and types of the example/],
    ["rows", [{ ...row, span: 60 }], /^the list/, /keys and types of the example/],
    ["rows", [{ ...row, more: 1 }], /^the list/, /keys and types of the example/],
    ["rows", [{ text: "a" }], 'the list [{"text":"a"}]', /keys and types of the example/],
    ["rows", [{ ...row, text: ["a"] }], /^the list/, /keys and types of the example/],
  ];
  for (const [name, value, found, expected] of wrong) {
    test(`\`${name}\` given ${JSON.stringify(value)} is a fault where it is declared`, () => {
      const params = { ...valid, [name]: value as FluxValue };
      const { flux, faults } = compileTask(template, {
        name: "t",
        everySeconds: 60,
        offsetSeconds: 0,
        params,
      });
      assert.equal(flux, undefined);
      const [fault] = faults;
      assert(fault !== undefined && faults.length === 1, `${faults.length} faults`);
      const line =
        templateText()
          .split("\n")
          .findIndex((text) => text.includes(`    ${name}: `)) + 1;
      assert.equal(fault.where, `${path}:${line}:5`);
      const [, said = ""] = fault.found.split(`\`${name}\` is `);
      if (typeof found === "string") assert.equal(said, found);
      else assert.match(said, found);
      assert.match(fault.expected, expected);
    });
  }

  test("a parameter without a value, and a value without a parameter, are faults; all are told", () => {
    const { text, count, ...rest } = valid;
    const params = { ...rest, txet: text ?? "", counts: count ?? 0, flag: 1 };
    const { faults } = compileTask(template, { name: "t", everySeconds: 1.5, offsetSeconds: 0, params });
    assert.deepEqual(
      faults.map(({ where, found }) => `${where} ${found}`),
      [
        `${path}:6:33 \`every\` is the object {"seconds":1.5}`,
        `${path}:14:5 \`flag\` is the number 1`,
        `${path}:10:5 no value for parameter \`text\``,
        `${path}:12:5 no value for parameter \`count\``,
        `${path}:9:1 a value for parameter \`txet\`, which is not declared; did you mean \`text\`?`,
        `${path}:9:1 a value for parameter \`counts\`, which is not declared; did you mean \`count\`?`,
      ],
    );
  });
});

describe("expectValues", () => {
  const head = 'option params = {text: "a", count: 1}';

  test("takes what reads back as it was given", () => {
    expectValues(head, { params: { text: "a", count: 1 } });
  });

  test("stops at a value that does not, which no user can have caused", () => {
    const read = (): void => {
      expectValues(head, { params: { text: "a", count: 2 } });
    };
    assert.throws(read, /Flux reads `count` as the number 1, but it was given the number 2/);
  });
});

describe("compileTasks", () => {
  test("compiles every task under its name", async () => {
    const templates = await readTemplates([{ file, path, text: templateText() }]);
    const specs = [specOf("one", valid), specOf("two", { ...valid, text: "z" })];
    const { compiled, faults } = compileTasks(specs, templates);
    assert.deepEqual(faults, []);
    assert.deepEqual([...compiled.keys()], ["one", "two"]);
    assert.equal(optionValues(compiled.get("two") ?? "", "params")["text"], "z");
    assert.equal(optionValues(compiled.get("two") ?? "", "task")["name"], "two");
  });

  test("tells the faults of all files and all tasks in one go, a common cause once", async () => {
    const templates = await readTemplates([
      { file, path, text: templateText() },
      { file: "broken.flux", path: "flux/tasks/broken.flux", text: templateText("x = 1 +") },
    ]);
    const { text, ...lacking } = valid;
    const { compiled, faults } = compileTasks(
      [
        specOf("good", valid),
        specOf("a", lacking),
        specOf("b", lacking),
        specOf("c", { ...valid, count: "x" }),
        specOf("d", valid, { file: "exampel.flux" }),
        specOf("e", valid, { file: "broken.flux" }),
        specOf("good", { ...valid, text: text ?? "" }),
      ],
      templates,
    );
    assert.deepEqual([...compiled.keys()], ["good"]);
    assert.deepEqual(
      faults.map(({ where, found }) => `${where} ${found}`),
      [
        "flux/tasks/broken.flux:23:1 nothing, after: x = 1 +",
        `${path}:10:5 no value for parameter \`text\` (task a and 1 more)`,
        `${path}:12:5 \`count\` is the string "x" (task c)`,
        "model/tasks.ts: example the Flux file `exampel.flux`, which does not exist; did you mean `example.flux`? (task d)",
        "model/tasks.ts: example two tasks of the name `good` (task good)",
      ],
    );
  });
});
