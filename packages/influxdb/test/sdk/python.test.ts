/** The package for Python as other programs get it. Python itself says what is in it. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { goFault } from "../../../../test/support/sdk-generator/generator.ts";
import { onPath } from "../../../../tools/toolchain/find.ts";
import { functions } from "../../functions/index.ts";
import { kinds } from "../../kinds/index.ts";
import { enumerations, generate, type Generated, inputsOf, snakeCase, textOf } from "./generated.ts";

/** Reads modules without running them: parameters with whether they have a default, values of enumerations. */
const READER = `
import ast, json, sys

def parameters(function):
    given = function.args
    plain = given.args[len(given.args) - len(given.defaults):]
    found = [(each.arg, True) for each in plain]
    found += [(each.arg, default is not None) for each, default in zip(given.kwonlyargs, given.kw_defaults)]
    return dict(found)

def read(path):
    module = {"classes": {}, "functions": {}, "values": {}}
    for node in ast.parse(open(path, encoding="utf-8").read()).body:
        if isinstance(node, ast.FunctionDef):
            module["functions"][node.name] = parameters(node)
        if isinstance(node, ast.ClassDef):
            made = [each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"]
            module["classes"][node.name] = parameters(made[0]) if made else {}
            texts = [each.value.value for each in node.body if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant)]
            module["values"][node.name] = texts
    return module

print(json.dumps({path: read(path) for path in sys.argv[1:]}))
`;

interface Module {
  /** Parameters with which each class is made: name → whether it may be left out. */
  readonly classes: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
  readonly functions: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
  readonly values: Readonly<Record<string, readonly string[]>>;
}

const PACKAGE = "pulumi_influxdb";
const [python] = onPath("python3", process.env);
const missing =
  (await goFault()) ?? (python === undefined ? "Python is missing (no `python3` on PATH)." : undefined);

describe("the SDK for Python", { skip: missing ?? false }, () => {
  let sdk: Generated;
  let modules: Readonly<Record<string, Module>>;
  before(async () => {
    sdk = await generate("python");
    const paths = [...sdk.files.keys()].filter((path) => path.endsWith(".py"));
    const { stdout } = await run("-c", READER, ...paths);
    modules = JSON.parse(stdout) as typeof modules;
  });
  after(() => sdk.remove());

  async function run(...args: readonly string[]) {
    assert(python !== undefined);
    return promisify(execFile)(python, args, { cwd: sdk.folder, maxBuffer: 2 ** 24 });
  }

  function moduleOf(name: string): Module {
    const found = modules[`${PACKAGE}/${name}.py`];
    assert(found !== undefined, `no module ${name} among ${Object.keys(modules).join(", ")}`);
    return found;
  }

  test("has a project file with name and version, and compiles", async () => {
    const project = textOf(sdk, "pyproject.toml");
    assert.match(project, /^ *name = "pulumi_influxdb"$/m);
    assert.match(project, /^ *version = "0\.1\.0"$/m);
    await run("-m", "compileall", "-q", ".");
  });

  for (const kind of kinds) {
    test(`${kind.name}: a class whose arguments are required, optional and secret as declared`, () => {
      const name = snakeCase(kind.name);
      const { classes } = moduleOf(name);
      assert(kind.name in classes);
      const { required, optional, secret } = inputsOf(kind);
      const declared = [
        ...required.map((key): [string, boolean] => [snakeCase(key), false]),
        ...optional.map((key): [string, boolean] => [snakeCase(key), true]),
      ];
      assert.deepEqual(classes[`${kind.name}Args`], Object.fromEntries(declared));
      const text = textOf(sdk, `${PACKAGE}/${name}.py`);
      const wrapped = [
        ...text.matchAll(/\["(\w+)"\] = None if \1 is None else pulumi\.Output\.secret\(\1\)/g),
      ];
      assert.deepEqual(wrapped.map(([, key]) => key).sort(), secret.map(snakeCase));
    });
  }

  test("a function for each of ours, with its arguments, for plain ones and for outputs", () => {
    for (const { name, inputs } of functions) {
      const python = snakeCase(name);
      for (const each of [python, `${python}_output`]) {
        const { opts: _, ...parameters } = moduleOf(python).functions[each] ?? {};
        assert.deepEqual(Object.keys(parameters).sort(), Object.keys(inputs).map(snakeCase).sort(), each);
      }
    }
  });

  test("texts of few values have a type of their own, with just these", () => {
    const { values } = moduleOf("_enums");
    const expected = enumerations.map(({ name, values }) => [name, values]);
    assert.deepEqual(values, Object.fromEntries(expected));
  });
});
