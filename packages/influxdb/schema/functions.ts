import type { FunctionDefinition } from "../definition/function.ts";
import type { Fields } from "../definition/types.ts";
import { docs, HEADER, inputType, objectType, objectTypes, plainType } from "./typescript.ts";

/** The typed functions that follow from their definitions. */
export function functionsFile(functions: readonly FunctionDefinition[]): string {
  const objects = new Map(
    functions.flatMap(({ outputs }) =>
      Object.values(outputs).flatMap(({ type }) =>
        objectTypes(type).map((each) => [each.name, each] as const),
      ),
    ),
  );
  return `${HEADER}import * as pulumi from "@pulumi/pulumi";

${[...objects.values()].map((type) => objectType(type, "output")).join("\n\n")}

${functions.map(functionCode).join("\n\n")}
`;
}

function functionCode({ name, doc, inputs, outputs }: FunctionDefinition): string {
  const Name = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const none = Object.keys(inputs).length === 0;
  const optional = Object.values(inputs).every(({ required }) => !required) ? " = {}" : "";
  const argsOf = (type: string) => (none ? "" : `args: ${type}${optional}, `);
  const sent = none
    ? "{}"
    : `{ ${Object.keys(inputs)
        .map((key) => `${key}: args.${key}`)
        .join(", ")} }`;
  const token = JSON.stringify(`influxdb:index:${name}`);
  const argTypes = none
    ? ""
    : `${docs(`Arguments of {@link ${name}}.`)}
export interface ${Name}Args {
${members(inputs, (type) => plainType(type, "input"))}
}

${docs(`Arguments of {@link ${name}Output}.`)}
export interface ${Name}OutputArgs {
${members(inputs, inputType)}
}
`;
  return `${argTypes}
${docs(`What {@link ${name}} gives.`)}
export interface ${Name}Result {
${members(outputs, (type) => plainType(type, "output"))}
}

${docs(doc)}
export async function ${name}(${argsOf(`${Name}Args`)}opts?: pulumi.InvokeOptions): Promise<${Name}Result> {
return pulumi.runtime.invoke(${token}, ${sent}, opts) as Promise<${Name}Result>;
}

${docs(`${doc} For arguments that are outputs of resources.`)}
export function ${name}Output(${argsOf(`${Name}OutputArgs`)}opts?: pulumi.InvokeOutputOptions): pulumi.Output<${Name}Result> {
return pulumi.runtime.invokeOutput<${Name}Result>(${token}, ${sent}, opts);
}`;
}

function members(fields: Fields, typeOf: (type: Fields[string]["type"]) => string): string {
  return Object.entries(fields)
    .map(([key, { doc, required, type }]) => {
      return `${docs(doc)}\nreadonly ${key}${required ? "" : "?"}: ${typeOf(type)}${required ? "" : " | undefined"};`;
    })
    .join("\n");
}
