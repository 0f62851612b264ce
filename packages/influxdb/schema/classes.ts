import type { Kind, Property } from "../definition/kind.ts";
import type { Field, TypeSpec } from "../definition/types.ts";
import { configProperties } from "../provider/config.ts";
import { isAlwaysThere } from "./schema.ts";

/** The typed resource classes that follow from the definitions: file name under `resources/` → TypeScript. */
export function resourceClasses(kinds: readonly Kind[]): ReadonlyMap<string, string> {
  const files = kinds.map((kind): [string, string] => [`${fileName(kind)}.ts`, classFile(kind)]);
  return new Map([...files, ["provider.ts", providerFile()], ["index.ts", indexFile(kinds)]]);
}

const HEADER = "// Generated from the definitions under kinds/ by `npm run generate`; edit those.\n";

function classFile(kind: Kind): string {
  const all = Object.entries(kind.properties);
  const inputs = all.filter(([, { computed }]) => !computed);
  const secrets = all.filter(([, { secret }]) => secret).map(([key]) => key);
  const objects = all.flatMap(([, { type }]) => objectTypes(type));
  const args = `${kind.name}Args`;
  const options =
    secrets.length === 0
      ? "opts"
      : `pulumi.mergeOptions(opts, { additionalSecretOutputs: ${JSON.stringify(secrets)} })`;
  return `${HEADER}import * as pulumi from "@pulumi/pulumi";

${objects.map((type) => `${objectType(type, "input")}\n\n${objectType(type, "output")}\n`).join("\n")}
${docs(`Inputs of a {@link ${kind.name}}.`)}
export interface ${args} {
${inputs.map(([key, property]) => `${docs(property.doc)}\nreadonly ${key}${property.required ? "" : "?"}: ${inputType(property.type)}${property.required ? "" : " | undefined"};`).join("\n")}
}

${docs(kind.doc)}
export class ${kind.name} extends pulumi.CustomResource {
${all.map(([key, property]) => `${docs(property.doc)}\ndeclare readonly ${key}: ${outputType(key, property)};`).join("\n")}

/** Reads an existing ${kind.name} that this stack does not manage, by id or readable name. */
static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): ${kind.name} {
return new ${kind.name}(name, undefined, { ...opts, id });
}

constructor(name: string, args: ${args} | undefined, opts: pulumi.CustomResourceOptions = {}) {
const properties = { ${all.map(([key, { computed }]) => (computed ? `${key}: undefined` : `${key}: args?.${key}`)).join(", ")} };
super("influxdb:index:${kind.name}", name, properties, ${options});
}
}
`;
}

function providerFile(): string {
  const all = Object.entries(configProperties).map(([key, property]): [string, Field] => [key, property]);
  return `${HEADER}import * as pulumi from "@pulumi/pulumi";

${docs("Configuration of a {@link Provider}.")}
export interface ProviderArgs {
${all.map(([key, { doc, type }]) => `${docs(doc)}\nreadonly ${key}?: ${inputType(type)} | undefined;`).join("\n")}
}

${docs("Connection to one InfluxDB v2 server.")}
export class Provider extends pulumi.ProviderResource {
constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
super("influxdb", name, { ${all.map(([key, { type }]) => `${key}: ${type.type === "string" ? `args.${key}` : `pulumi.output(args.${key}).apply((value) => (value === undefined ? undefined : JSON.stringify(value)))`}`).join(", ")} }, pulumi.mergeOptions(opts, { additionalSecretOutputs: ["token"] }));
}
}
`;
}

function indexFile(kinds: readonly Kind[]): string {
  const files = [...kinds.map(fileName), "provider"].sort();
  return `${HEADER}${files.map((file) => `export * from "./${file}.ts";`).join("\n")}\n`;
}

function fileName({ name }: Kind): string {
  return name.replace(
    /[A-Z]/g,
    (letter, index: number) => `${index === 0 ? "" : "-"}${letter.toLowerCase()}`,
  );
}

/** Columns of a line of documentation; prettier leaves comments as they are. */
const WIDTH = 100;

function docs(text: string): string {
  const lines = [""];
  for (const word of text.replaceAll("*/", "*\\/").split(/\s+/)) {
    const line = lines.at(-1) ?? "";
    if (line.length + word.length < WIDTH) lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
    else lines.push(word);
  }
  return lines.length === 1 ? `/** ${lines.join("")} */` : `/**\n * ${lines.join("\n * ")}\n */`;
}

function outputType(key: string, property: Property): string {
  const type = plainType(property.type, "output");
  return `pulumi.Output<${isAlwaysThere(key, property) ? type : `${type} | undefined`}>`;
}

function inputType(type: TypeSpec): string {
  if (type.type === "list") return `pulumi.Input<readonly ${inputType(type.of)}[]>`;
  if (type.type === "map") return `pulumi.Input<Readonly<Record<string, ${inputType(type.of)}>>>`;
  return `pulumi.Input<${plainType(type, "input")}>`;
}

function plainType(type: TypeSpec, side: "input" | "output"): string {
  switch (type.type) {
    case "string":
      return type.values === undefined
        ? "string"
        : type.values.map((value) => JSON.stringify(value)).join(" | ");
    case "integer":
      return "number";
    case "boolean":
      return "boolean";
    case "list":
      return `readonly ${plainType(type.of, side)}[]`;
    case "map":
      return `Readonly<Record<string, ${plainType(type.of, side)}>>`;
    case "object":
      return side === "input" ? `${type.name}Args` : type.name;
  }
}

type ObjectType = Extract<TypeSpec, { type: "object" }>;

function objectType(type: ObjectType, side: "input" | "output"): string {
  const fields = Object.entries(type.fields).map(([key, { doc, required, type: inner }]) => {
    const value = side === "input" ? inputType(inner) : plainType(inner, side);
    return `${docs(doc)}\nreadonly ${key}${required ? "" : "?"}: ${value}${required ? "" : " | undefined"};`;
  });
  return `${docs(type.doc)}\nexport interface ${plainType(type, side)} {\n${fields.join("\n")}\n}`;
}

function objectTypes(type: TypeSpec): ObjectType[] {
  if (type.type === "list" || type.type === "map") return objectTypes(type.of);
  if (type.type !== "object") return [];
  return [...Object.values(type.fields).flatMap((inner) => objectTypes(inner.type)), type];
}
