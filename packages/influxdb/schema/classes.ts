import type { FunctionDefinition } from "../definition/function.ts";
import { isAlwaysThere, type Kind, type Property } from "../definition/kind.ts";
import type { Field } from "../definition/types.ts";
import { configProperties } from "../provider/config.ts";
import { functionsFile } from "./functions.ts";
import { docs, HEADER, inputType, objectType, objectTypes, plainType } from "./typescript.ts";

/** The typed resource classes that follow from the definitions: file name under `resources/` → TypeScript. */
export function resourceClasses(
  kinds: readonly Kind[],
  functions: readonly FunctionDefinition[],
): ReadonlyMap<string, string> {
  const files = kinds.map((kind): [string, string] => [`${fileName(kind)}.ts`, classFile(kind)]);
  return new Map([
    ...files,
    ["provider.ts", providerFile()],
    ["functions.ts", functionsFile(functions)],
    ["index.ts", indexFile(kinds)],
  ]);
}

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
const properties = { ${all.map(([key, property]) => `${key}: ${given(key, property)}`).join(", ")} };
super("influxdb:index:${kind.name}", name, properties, ${options});
}
}
`;
}

/** What the constructor sends of a property. A secret leaves the program as one, so that no log of the engine has it. */
function given(key: string, { computed, secret }: Property): string {
  if (computed) return "undefined";
  return secret ? `args?.${key} === undefined ? undefined : pulumi.secret(args.${key})` : `args?.${key}`;
}

function providerFile(): string {
  const all = Object.entries(configProperties).map(([key, property]): [string, Field] => [key, property]);
  const secrets = all.filter(([, { secret }]) => secret).map(([key]) => key);
  return `${HEADER}import * as pulumi from "@pulumi/pulumi";

${docs("Configuration of a {@link Provider}.")}
export interface ProviderArgs {
${all.map(([key, { doc, type }]) => `${docs(doc)}\nreadonly ${key}?: ${inputType(type)} | undefined;`).join("\n")}
}

${docs("Connection to one InfluxDB v2 server.")}
export class Provider extends pulumi.ProviderResource {
constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
super("influxdb", name, { ${all.map(([key, { type }]) => `${key}: ${type.type === "string" ? `args.${key}` : `pulumi.output(args.${key}).apply((value) => (value === undefined ? undefined : JSON.stringify(value)))`}`).join(", ")} }, pulumi.mergeOptions(opts, { additionalSecretOutputs: ${JSON.stringify(secrets)} }));
}
}
`;
}

function indexFile(kinds: readonly Kind[]): string {
  const files = [...kinds.map(fileName), "functions", "provider"].sort();
  return `${HEADER}${files.map((file) => `export * from "./${file}.ts";`).join("\n")}\n`;
}

function fileName({ name }: Kind): string {
  return name.replace(
    /[A-Z]/g,
    (letter, index: number) => `${index === 0 ? "" : "-"}${letter.toLowerCase()}`,
  );
}

function outputType(key: string, property: Property): string {
  const type = plainType(property.type, "output");
  return `pulumi.Output<${isAlwaysThere(key, property) ? type : `${type} | undefined`}>`;
}
