import { Unknown, isList, isRecord, type Value } from "./values.ts";

/** The type of a property, in the vocabulary of Pulumi's package schema. */
export type TypeSpec =
  | { readonly type: "string"; readonly values?: readonly string[] }
  | { readonly type: "integer" }
  | { readonly type: "number" }
  | { readonly type: "boolean" }
  /** Whatever JSON can say. */
  | { readonly type: "any" }
  | { readonly type: "list"; readonly of: TypeSpec }
  | { readonly type: "map"; readonly of: TypeSpec }
  | { readonly type: "object"; readonly name: string; readonly doc: string; readonly fields: Fields };

/** A field of an object type. */
export interface Field {
  readonly type: TypeSpec;
  /** Meaning, unit, default, effect. Markdown, for schema and editors. */
  readonly doc: string;
  readonly required?: boolean;
  /** Kept encrypted in state, never shown. */
  readonly secret?: boolean;
}

export type Fields = Readonly<Record<string, Field>>;

/**
 * Holds a value against a type. Returns every fault as a path and a sentence; what is not known yet passes.
 */
export function typeFaults(type: TypeSpec, value: Value, path: string): { path: string; reason: string }[] {
  if (value instanceof Unknown) return [];
  const wrong = (expected: string) => [{ path, reason: `expected ${expected}, found ${show(value)}` }];
  switch (type.type) {
    case "string":
      if (typeof value !== "string") return wrong("a string");
      if (type.values && !type.values.includes(value)) return wrong(`one of ${type.values.join(", ")}`);
      return [];
    case "integer":
      return Number.isSafeInteger(value) ? [] : wrong("a whole number");
    case "number":
      return typeof value === "number" ? [] : wrong("a number");
    case "boolean":
      return typeof value === "boolean" ? [] : wrong("true or false");
    case "any":
      return [];
    case "list":
      if (!isList(value)) return wrong("a list");
      return value.flatMap((item, index) => typeFaults(type.of, item, `${path}[${index}]`));
    case "map":
      if (!isRecord(value)) return wrong("a map");
      return Object.entries(value).flatMap(([key, item]) => typeFaults(type.of, item, `${path}.${key}`));
    case "object":
      if (!isRecord(value)) return wrong("an object");
      return fieldFaults(type.fields, value, path);
  }
}

/** Holds a property bag against its fields: wrong types, missing and unknown keys. */
export function fieldFaults(
  fields: Fields,
  values: Readonly<Record<string, Value | undefined>>,
  path = "",
): { path: string; reason: string }[] {
  const at = (key: string) => (path === "" ? key : `${path}.${key}`);
  const unknownKeys = Object.keys(values)
    .filter((key) => !Object.hasOwn(fields, key) && values[key] !== undefined)
    .map((key) => ({
      path: at(key),
      reason: `no such property; there is ${Object.keys(fields).join(", ")}`,
    }));
  const known = Object.entries(fields).flatMap(([key, field]) => {
    const value = values[key];
    if (value !== undefined && value !== null) {
      const faults = typeFaults(field.type, value, at(key));
      return field.secret
        ? faults.map(({ path }) => ({ path, reason: "wrong type (a secret, not shown)" }))
        : faults;
    }
    return field.required ? [{ path: at(key), reason: "required, but not given" }] : [];
  });
  return [...unknownKeys, ...known];
}

function show(value: Value): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
