import type { TypeSpec } from "../definition/types.ts";

/** First line of each generated file. */
export const HEADER = "// Generated from the definitions under kinds/ by `npm run generate`; edit those.\n";

/** Columns of a line of documentation; prettier leaves comments as they are. */
const WIDTH = 100;

/** A documentation comment. */
export function docs(text: string): string {
  const lines = [""];
  for (const word of text.replaceAll("*/", "*\\/").split(/\s+/)) {
    const line = lines.at(-1) ?? "";
    if (line.length + word.length < WIDTH) lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
    else lines.push(word);
  }
  return lines.length === 1 ? `/** ${lines.join("")} */` : `/**\n * ${lines.join("\n * ")}\n */`;
}

/** The TypeScript type of what a program may give. */
export function inputType(type: TypeSpec): string {
  if (type.type === "list") return `pulumi.Input<readonly ${inputType(type.of)}[]>`;
  if (type.type === "map") return `pulumi.Input<Readonly<Record<string, ${inputType(type.of)}>>>`;
  return `pulumi.Input<${plainType(type, "input")}>`;
}

/** The TypeScript type of a value. */
export function plainType(type: TypeSpec, side: "input" | "output"): string {
  switch (type.type) {
    case "string":
      return type.values === undefined
        ? "string"
        : type.values.map((value) => JSON.stringify(value)).join(" | ");
    case "integer":
    case "number":
      return "number";
    case "any":
      return "unknown";
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

/** The interface of an object type. */
export function objectType(type: ObjectType, side: "input" | "output"): string {
  const fields = Object.entries(type.fields).map(([key, { doc, required, type: inner }]) => {
    const value = side === "input" ? inputType(inner) : plainType(inner, side);
    return `${docs(doc)}\nreadonly ${key}${required ? "" : "?"}: ${value}${required ? "" : " | undefined"};`;
  });
  return `${docs(type.doc)}\nexport interface ${plainType(type, side)} {\n${fields.join("\n")}\n}`;
}

/** Every object type in a type, inner ones first. */
export function objectTypes(type: TypeSpec): ObjectType[] {
  if (type.type === "list" || type.type === "map") return objectTypes(type.of);
  if (type.type !== "object") return [];
  return [...Object.values(type.fields).flatMap((inner) => objectTypes(inner.type)), type];
}
