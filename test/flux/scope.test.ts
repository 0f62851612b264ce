/** No name of one file is taken for that of another: whatever the names, a linked task does what it says. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { parseFlux } from "../../flux/engine.ts";
import { readUnit } from "../../flux/library.ts";
import { rewritten } from "../../flux/rewrite.ts";
import { definitionsOf, referencesOf, renamed } from "../../flux/scope.ts";
import { statementsOf } from "../../flux/syntax.ts";
import { formatFlux, formatText, isValidFlux } from "../../flux/engine.ts";
import { queryRows, startServer, type TestServer } from "../support/influxd.ts";
import { linked, shown, sourceOf } from "../support/flux-units.ts";

/** Names of two functions of a library and of a task that uses both. Names of one list differ from each other. */
interface Names {
  readonly functions: readonly [a: string, b: string];
  /** Of the file of `b`: alias of a package, parameter, variable of the block. */
  readonly b: readonly [alias: string, parameter: string, variable: string];
  /** Of the file of `a`: aliases of two packages and of `b`, two parameters, four variables of the block. */
  readonly a: readonly string[];
  /** Two keys of a record in `a`, and two parameters of a function in its block. */
  readonly keys: readonly [string, string];
  readonly inner: readonly [string, string];
  /** Of the task: aliases of two packages and of the functions, five variables. */
  readonly task: readonly string[];
  readonly own: readonly [parameter: string, key: string];
}

const distinct: Names = {
  functions: ["fa", "fb"],
  b: ["ba", "bp", "bv"],
  a: ["aa", "ab", "ac", "ap", "aq", "av", "aw", "ax", "ay"],
  keys: ["ak", "al"],
  inner: ["ai", "aj"],
  task: ["ta", "tb", "tc", "td", "te", "tf", "tg", "th", "ti"],
  own: ["tp", "tk"],
};

function filesOf(names: Names): { functions: Record<string, string>; imports: string[]; body: string } {
  const [a, b] = names.functions;
  const [aliasOfB, parameterOfB, variableOfB] = names.b;
  const [strings, dict, other, p, q, b1, b2, b3, b4] = names.a;
  const [k, l] = names.keys;
  const [i, j] = names.inner;
  const [stringsOfTask, array, first, second, t1, t2, t3, t4, t5] = names.task;
  const [x, m] = names.own;
  return {
    functions: {
      [b]: `import ${aliasOfB} "strings"

${b} = (${parameterOfB}) => {
    ${variableOfB} = ${aliasOfB}.toUpper(v: ${parameterOfB})

    return "<\${${variableOfB}}>"
}
`,
      [a]: `import ${strings} "strings"
import ${dict} "dict"
import ${other} "lib/${b}"

${a} = (${p}, ${q}="d") => {
    ${b1} = ${strings}.title(v: ${p})
    ${b2} = {${b1}, ${q}}
    ${b3} = {${b2} with ${k}: ${b2}.${q}, ${l}: ${other}(${parameterOfB}: ${b1})}
    ${b4} = (${i}, ${j}=${b1}) => "\${${i}}:\${${b3}.${k}}:\${${b3}["${b1}"]}:" + ${j} + string(v: 1)

    return ${b4}(${i}: ${b3}.${l}) + ${dict}.get(dict: ${dict}.fromList(pairs: [{key: ${q}, value: "v"}]), key: "d", default: "none")
}
`,
    },
    imports: [
      `${stringsOfTask} "strings"`,
      `${array} "array"`,
      `${first} "lib/${a}"`,
      `${second} "lib/${b}"`,
    ],
    body: `${t1} = ${stringsOfTask}.toLower(v: params.text)
${t2} = (${x}) => ${first}(${p}: ${x}) + ${first}(${p}: ${x}, ${q}: ${t1})
${t5} = {${t1}}
${t3} = {${t5} with ${m}: ${second}(${parameterOfB}: ${t1})}
${t4} = ${array}.from(rows: [{_value: ${t2}(${x}: ${t3}.${m}) + "\${${t3}["${t1}"]}"}])

${t4}
    |> map(fn: (r) => ({r with more: r._value + ${t1}}))
    |> to(bucket: "nowhere")`,
  };
}

/** Few, so that they clash: names of packages, of built-in functions, of the linker's making, and short ones. */
const pool = [
  "strings",
  "strings_2",
  "dict",
  "array",
  "lib_text",
  "lib_text_2",
  "text",
  "text_2",
  "length",
  "contains",
  "r",
  "v",
  "x",
  "task",
];
const some = (
  count: number,
  without: readonly string[] = [],
  besides: readonly string[] = [],
): fc.Arbitrary<string[]> =>
  fc.shuffledSubarray(
    [...pool, ...besides].filter((name) => !without.includes(name)),
    { minLength: count, maxLength: count },
  );

const two = (without: readonly string[] = []): fc.Arbitrary<readonly [string, string]> =>
  some(2, without).map(([first = "", second = ""]) => [first, second]);
const three: fc.Arbitrary<Names["b"]> = some(3).map(([first = "", second = "", third = ""]) => [
  first,
  second,
  third,
]);

const clashing = fc
  .record<Names>({
    functions: two(["task"]),
    b: three,
    a: some(9),
    keys: two(),
    inner: two(),
    task: some(9, ["task"], ["string"]),
    own: two(["task"]),
  })
  .filter(({ functions: [a, b], b: [aliasOfB], a: inA, keys, inner, task, own: [x, m] }) => {
    const [strings, dict, other, , q, b1, , b3] = inA;
    // What would mean something else in the file itself, before any linking.
    const [stringsOfTask, array, first, second, t1] = task;
    return (
      ![strings, dict, other].includes(a) &&
      aliasOfB !== b &&
      !keys.includes(b1 ?? "") &&
      !keys.includes(q ?? "") &&
      !inner.includes(b3 ?? "") &&
      ![first, t1].includes(x) &&
      m !== t1 &&
      ![stringsOfTask, array].includes("string") &&
      ![stringsOfTask, array, first, second, t1].includes("r")
    );
  });

describe("names of files that are linked", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => (server as TestServer | undefined)?.stop());

  const valueOf = async (names: Names): Promise<unknown> => {
    const { functions, ...task } = filesOf(names);
    const flux = await linked(task, functions);
    assert(isValidFlux(flux), flux);
    const [row] = await queryRows(server, shown(flux)).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${flux}`);
    });
    return row;
  };

  test("may clash: the task does what it does when all are different", async () => {
    const value = "<<ONE>>:d:<ONE>:<ONE>1v<<ONE>>:one:<ONE>:<ONE>1noneone";
    const expected = await valueOf(distinct);
    assert.deepEqual(expected, { _value: value, more: `${value}one` });
    await fc.assert(
      fc.asyncProperty(clashing, async (names) => {
        assert.deepEqual(await valueOf(names), expected);
      }),
      { numRuns: 60 },
    );
  });
});

/** The statements of a text with other names, by way of the text; their comments too where they are not to go. */
function textOf(text: string, rename: (name: string) => string, bare = false): string | undefined {
  const unit = readUnit(sourceOf("tasks/t.flux", text));
  const [first] = unit?.statements ?? [];
  const last = unit?.statements.at(-1);
  assert(unit !== undefined && first !== undefined && last !== undefined);
  const after = renamed(unit.statements, rename);
  return rewritten(unit, { before: unit.statements, after, from: { start: first }, to: last, bare });
}

describe("rewritten", () => {
  const rename = (name: string): string => (name === "a" ? "ä" : name);

  test("keeps the rest of the text as it is, whatever its letters and line ends", () => {
    assert.equal(textOf('// é\r\nx = "é"\r\ny =   "é${a}" + a\r\n', rename), 'x = "é"\r\ny =   "é${ä}" + ä');
  });

  test("takes comments out, and nothing that looks like one", () => {
    const text = `// Before.
// Before.
x = (b) => {
    // é "in"
    c = "// a" + "\${a}//\${"//"}" // after
    d = b =~ /\\/\\/a/

    return [ // first
        c, // a
        "http://a",
    ] // last
}
`;
    assert.equal(
      textOf(text, rename, true)?.replace(/ +$/gm, ""),
      `x = (b) => {

    c = "// a" + "\${ä}//\${"//"}"
    d = b =~ /\\/\\/a/

    return [
        c,
        "http://a",
    ]
}`,
    );
  });

  test("gives nothing when the tree is that of another text", () => {
    const unit = readUnit(sourceOf("tasks/t.flux", "x = 1 + a"));
    assert(unit !== undefined);
    const moved = { ...unit, source: sourceOf("tasks/t.flux", "x = 1  + a") };
    const [before] = moved.statements;
    assert(before !== undefined);
    const after = renamed([before], rename);
    assert.equal(
      rewritten({ ...moved, file: {} }, { before: [before], after, from: { start: before } }),
      undefined,
    );
  });
});

describe("renamed", () => {
  const cases: readonly [what: string, text: string, expected: string][] = [
    ["a reference", "x = a + b", "x = a_ + b_"],
    ["a definition", "a = 1", "a_ = 1"],
    ["an option's name never, its value like any other", "option a = {b: a}", "option a = {b: a_}"],
    ["no parameter, nor what it hides", "x = (a) => a + b", "x = (a) => a + b_"],
    ["the default of a parameter, which is outside", "x = (a=a, b=a) => a + b", "x = (a=a_, b=a_) => a + b"],
    ["no key, no member", "x = {a: a}.a", "x = {a: a_}.a"],
    ["no member in brackets, but an index", 'x = b["a"][a]', 'x = b_["a"][a_]'],
    ["what stands for its key and its value, whose key stays", "x = {a, c}", "x = {a: a_, c: c}"],
    ["such a key of a record that is made from another", "x = {r with a}", "x = {r with a: a_}"],
    ["what a record is made from", "x = {a with b: a}", "x = {a_ with b: a_}"],
    ["no name of an argument", "x = f(a: a)", "x = f(a: a_)"],
    ["in a text", 'x = "${a} a ${{a: 1}.a}"', 'x = "${a_} a ${{a: 1}.a}"'],
    [
      "before a variable of its block, not after",
      "x = () => {\n    c = a\n    a = c\n\n    return a + b\n}",
      "x = () => {\n    c = a_\n    a = c\n\n    return a + b_\n}",
    ],
    [
      "in inner functions, where nothing hides it",
      "x = () => {\n    y = (a) => a\n\n    return y(a: a)\n}",
      "x = () => {\n    y = (a) => a\n\n    return y(a: a_)\n}",
    ],
    [
      "in lists, dictionaries, conditions, signs and pipes",
      "x = [a, -a, if a then a else c] |> a(b: [a: a])",
      "x = [a_, -a_, if a_ then a_ else c] |> a_(b: [a_: a_])",
    ],
    ["no pipe", "x = (a=<-) => a |> b()", "x = (a=<-) => a |> b_()"],
  ];
  for (const [what, text, expected] of cases) {
    test(`changes ${what}`, () => {
      const rename = (name: string): string => (["a", "b"].includes(name) ? `${name}_` : name);
      const file = parseFlux(text) as object;
      const format = (tree: object): string => formatFlux(tree).trimEnd();
      assert.equal(
        format({ ...file, body: renamed(statementsOf(file), rename) }),
        format(parseFlux(expected) as object),
      );
      assert.equal(formatText(textOf(text, rename) ?? ""), formatFlux(parseFlux(expected)));
    });
  }

  test("renames each name once, also to one that is renamed itself", () => {
    const file = parseFlux("a = b\nb = a") as object;
    const rename = (name: string): string => ({ a: "b", b: "a" })[name] ?? name;
    assert.equal(formatFlux({ ...file, body: renamed(statementsOf(file), rename) }), "b = a\na = b\n");
  });
});

describe("referencesOf and definitionsOf", () => {
  test("tell what is outside from what is inside", () => {
    const statements = statementsOf(
      parseFlux('y = 1\nx = (p, q=d) => {\n    v = p.m + "${o}"\n\n    return {v, w, r with k: y}\n}'),
    );
    assert.deepEqual([...definitionsOf(statements)].sort(), ["x", "y"]);
    const references = referencesOf(
      statementsOf(parseFlux("x = (p, q=d) => {\n    v = p.m + o\n\n    return {w with v, k: y}\n}")),
    );
    assert.deepEqual([...references].sort(), ["d", "o", "w", "y"]);
  });
});
