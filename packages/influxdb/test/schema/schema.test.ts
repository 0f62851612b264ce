import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { describe, test } from "node:test";
import ts from "typescript";
import type { Field, TypeSpec } from "../../definition/types.ts";
import { functions } from "../../functions/index.ts";
import { kinds } from "../../kinds/index.ts";
import { configProperties } from "../../provider/config.ts";
import { resourceClasses } from "../../schema/classes.ts";
import { generatedFiles, staleFiles } from "../../schema/generate.ts";
import { packageSchema } from "../../schema/schema.ts";

interface Property {
  readonly type?: string;
  readonly $ref?: string;
  readonly description?: string;
  readonly secret?: boolean;
  readonly willReplaceOnChanges?: boolean;
  readonly defaultInfo?: { readonly environment: readonly string[] };
}
interface Resource {
  readonly description: string;
  readonly properties: Readonly<Record<string, Property>>;
  readonly required: readonly string[];
  readonly inputProperties: Readonly<Record<string, Property>>;
  readonly requiredInputs: readonly string[];
  readonly enum?: readonly { readonly name?: string; readonly value: string }[];
}
interface Schema {
  readonly version: string;
  readonly resources: Readonly<Record<string, Resource>>;
  readonly types: Readonly<Record<string, Resource>>;
  readonly functions: Readonly<Record<string, { readonly inputs: Resource; readonly outputs: Resource }>>;
  readonly provider: Resource;
}

const levels: TypeSpec = { type: "string", values: ["high", "low"] };
const schema = JSON.parse(JSON.stringify(packageSchema(kinds, functions, "1.2.3"))) as Schema;
const require = createRequire(import.meta.url);

/** Every field of a type, at any depth, with its path. */
function fieldsOf(type: TypeSpec, path: string): [path: string, field: Field][] {
  if (type.type === "list" || type.type === "map") return fieldsOf(type.of, path);
  if (type.type !== "object") return [];
  return Object.entries(type.fields).flatMap(([key, field]): [string, Field][] => [
    [`${path}.${key}`, field],
    ...fieldsOf(field.type, `${path}.${key}`),
  ]);
}

/** Members of an interface or class in a generated file: name → whether it may be absent. */
function membersOf(file: string, name: string): Map<string, boolean> {
  const source = ts.createSourceFile(file, generated.get(file) ?? "", ts.ScriptTarget.ESNext);
  const members = new Map<string, boolean>();
  for (const statement of source.statements) {
    if (!ts.isInterfaceDeclaration(statement) && !ts.isClassDeclaration(statement)) continue;
    if (statement.name?.text !== name) continue;
    for (const member of statement.members) {
      if (!ts.isPropertySignature(member) && !ts.isPropertyDeclaration(member)) continue;
      assert(ts.isIdentifier(member.name));
      members.set(member.name.text, member.questionToken !== undefined);
    }
  }
  assert(members.size > 0, `${file} has no ${name}`);
  return members;
}
const generated = await generatedFiles();
const fileOf = (name: string) => `${name.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase()}.ts`;

describe("schema", () => {
  test("has every function, with its arguments and results and a sentence about each", () => {
    assert.deepEqual(
      Object.keys(schema.functions).sort(),
      functions.map(({ name }) => `influxdb:index:${name}`).sort(),
    );
    for (const { name, inputs, outputs } of functions) {
      const declared = schema.functions[`influxdb:index:${name}`];
      for (const [fields, side] of [
        [inputs, declared?.inputs],
        [outputs, declared?.outputs],
      ] as const) {
        assert.deepEqual(Object.keys(side?.properties ?? {}), Object.keys(fields), name);
        const required = Object.keys(fields).filter((key) => fields[key]?.required);
        assert.deepEqual(side?.required ?? [], required, name);
      }
    }
  });

  test("has every kind, and nothing else", () => {
    assert.deepEqual(
      Object.keys(schema.resources).sort(),
      kinds.map(({ name }) => `influxdb:index:${name}`).sort(),
    );
    assert.equal(schema.version, "1.2.3");
  });

  for (const kind of kinds) {
    const resource = schema.resources[`influxdb:index:${kind.name}`];
    assert(resource !== undefined);

    test(`${kind.name}: every property has documentation that is a sentence, as has every field below it`, () => {
      const all = Object.entries(kind.properties).flatMap(([key, property]): [string, Field][] => [
        [key, property],
        ...fieldsOf(property.type, key),
      ]);
      for (const [path, { doc }] of all) assert.match(doc, /^[A-Z].*\.$/s, path);
      for (const [key, { description }] of [
        ...Object.entries(resource.properties),
        ...Object.entries(resource.inputProperties),
      ]) {
        assert.equal(description, kind.properties[key]?.doc);
      }
    });

    test(`${kind.name}: the documentation of an input says what a change does, and what holds when it is absent`, () => {
      for (const [key, property] of Object.entries(kind.properties)) {
        if (property.computed) continue;
        assert.match(
          property.doc,
          property.immutable ? /change replaces|replaces it/ : /Changed in place/,
          key,
        );
        if (!property.required) assert.match(property.doc, /Default/, key);
      }
      assert.match(resource.description, /`pulumi import influxdb:index:\w+ <resource name> '<.*>'`/);
    });

    test(`${kind.name}: inputs, outputs, secrets and replacements are those of its definition`, () => {
      const names = (keep: (property: (typeof kind.properties)[string]) => unknown) => {
        return Object.entries(kind.properties)
          .filter(([, property]) => keep(property))
          .map(([key]) => key)
          .sort();
      };
      assert.deepEqual(
        Object.keys(resource.properties).sort(),
        names(() => true),
      );
      assert.deepEqual(
        Object.keys(resource.inputProperties).sort(),
        names(({ computed }) => !computed),
      );
      assert.deepEqual(
        [...resource.requiredInputs].sort(),
        names(({ required }) => required),
      );
      const secrets = Object.entries(resource.properties)
        .filter(([, { secret }]) => secret)
        .map(([key]) => key);
      assert.deepEqual(
        secrets.sort(),
        names(({ secret }) => secret),
      );
      const replacing = Object.entries(resource.inputProperties)
        .filter(([, property]) => property.willReplaceOnChanges)
        .map(([key]) => key);
      assert.deepEqual(
        replacing.sort(),
        names(({ immutable }) => immutable),
      );
      for (const key of resource.required) assert(key in resource.properties, key);
    });

    test(`${kind.name}: the class has every output, its arguments every input, required where they are`, () => {
      const file = fileOf(kind.name);
      assert.deepEqual(
        [...membersOf(file, kind.name).keys()].sort(),
        Object.keys(resource.properties).sort(),
      );
      const args = membersOf(file, `${kind.name}Args`);
      assert.deepEqual([...args.keys()].sort(), Object.keys(resource.inputProperties).sort());
      const required = [...args].filter(([, optional]) => !optional).map(([key]) => key);
      assert.deepEqual(required.sort(), [...resource.requiredInputs].sort());
    });

    test(`${kind.name}: the class registers every input, and marks every secret output`, () => {
      const text = generated.get(fileOf(kind.name)) ?? "";
      for (const key of Object.keys(resource.inputProperties))
        assert.match(text, new RegExp(`\\b${key}: args\\?\\.${key}\\b`));
      for (const [key, { secret }] of Object.entries(resource.properties)) {
        if (secret) assert.match(text, new RegExp(`additionalSecretOutputs: \\[[^\\]]*"${key}"`));
      }
    });
  }

  test("no reference dangles", () => {
    const references = [...JSON.stringify(schema).matchAll(/"\$ref":"#\/types\/([^"]+)"/g)].map(
      ([, token]) => token ?? "",
    );
    assert(references.length > 0);
    for (const token of references) assert(token in schema.types, token);
  });

  test("texts of few values are enumerations, each named after the first property that has it", () => {
    const task = schema.resources["influxdb:index:Task"];
    const reference = { $ref: "#/types/influxdb:index:TaskStatus" };
    const { description: _, ...status } = task?.inputProperties["status"] ?? {};
    assert.deepEqual(status, reference);
    const found = schema.functions["influxdb:index:getTask"]?.outputs.properties["status"];
    assert.equal(found?.$ref, reference.$ref);
    assert.deepEqual(schema.types["influxdb:index:TaskStatus"], {
      description: "What `Task.status` may be.",
      type: "string",
      enum: [{ value: "active" }, { value: "inactive" }],
    });
    const mode = schema.types["influxdb:index:NotificationRuleParseMode"];
    assert.deepEqual(mode?.enum?.[0], { name: "Empty", value: "" });
  });

  test("two types of one name are refused", () => {
    const [task] = kinds.filter(({ name }) => name === "Task");
    assert(task !== undefined);
    const twice = [task, { ...task, properties: { status: { type: levels, doc: "Something else." } } }];
    assert.throws(() => packageSchema(twice, [], "1.2.3"), /two types are called influxdb:index:TaskStatus/);
  });

  test("a secret of the configuration is not for the SDKs to read from the environment: one sends it in the clear", () => {
    for (const [key, { environment, ...property }] of Object.entries(configProperties)) {
      const given = schema.provider.inputProperties[key];
      const secret = "secret" in property;
      const supplied = environment.length === 0 || secret ? undefined : { environment };
      assert.deepEqual(given?.defaultInfo, supplied, key);
      if (!secret) continue;
      for (const name of environment) assert(given?.description?.includes(`\`${name}\``), key);
    }
  });

  test("configuration: documented, the token a secret, each with the environment variable that supplies it", () => {
    assert.deepEqual(
      Object.keys(schema.provider.inputProperties).sort(),
      Object.keys(configProperties).sort(),
    );
    for (const [key, { description }] of Object.entries(schema.provider.inputProperties))
      assert.match(description ?? "", /^[A-Z].*\.$/s, key);
    assert.equal(schema.provider.inputProperties["token"]?.secret, true);
    assert.deepEqual(
      [...membersOf("provider.ts", "ProviderArgs").keys()].sort(),
      Object.keys(configProperties).sort(),
    );
  });
});

describe("generated classes", () => {
  test("are current: what is checked in is what the definitions give", async () => {
    assert.deepEqual(await staleFiles(), [], "run `npm run generate`");
  });

  test("make an import file for each kind, and one for all", () => {
    assert.deepEqual(
      [...resourceClasses(kinds, functions).keys()].sort(),
      [...kinds.map(({ name }) => fileOf(name)), "functions.ts", "index.ts", "provider.ts"].sort(),
    );
    assert.match(generated.get("index.ts") ?? "", /"\.\/functions\.ts"/);
    for (const { name } of kinds)
      assert.match(generated.get("index.ts") ?? "", new RegExp(`"\\./${fileOf(name)}"`));
  });

  test("load as they stand", () => {
    const loaded: unknown = require("../../index.ts");
    assert(typeof loaded === "object" && loaded !== null);
    for (const { name } of kinds) assert.equal(typeof Reflect.get(loaded, name), "function", name);
    for (const { name } of [...functions, { name: "Provider" }]) {
      assert.equal(typeof Reflect.get(loaded, name), "function", name);
    }
  });
});
