/** The package schema as other programs read it: nothing here knows the definitions that it is made from. */
import assert from "node:assert/strict";
import { z } from "zod";
import { isList, isRecord, type Value, type Values } from "../../definition/values.ts";

/** The type of a property. */
export interface Spec {
  readonly type?: string | undefined;
  readonly $ref?: string | undefined;
  readonly items?: Spec | undefined;
  readonly additionalProperties?: Spec | undefined;
  readonly secret?: boolean | undefined;
  readonly willReplaceOnChanges?: boolean | undefined;
}
const Spec: z.ZodType<Spec> = z.lazy(() =>
  z.object({
    type: z.enum(["string", "integer", "number", "boolean", "array", "object"]).optional(),
    $ref: z.string().optional(),
    items: Spec.optional(),
    additionalProperties: Spec.optional(),
    secret: z.boolean().optional(),
    willReplaceOnChanges: z.boolean().optional(),
  }),
);
const Members = z.object({ properties: z.record(z.string(), Spec), required: z.array(z.string()) });
const Enumeration = z.object({
  type: z.literal("string"),
  enum: z.array(z.object({ value: z.string() })).nonempty(),
});

export const PackageSchema = z.object({
  types: z.record(z.string(), z.union([Enumeration, Members])),
  resources: z.record(
    z.string(),
    Members.extend({ inputProperties: z.record(z.string(), Spec), requiredInputs: z.array(z.string()) }),
  ),
  functions: z.record(z.string(), z.object({ inputs: Members.optional(), outputs: Members })),
});
export type PackageSchema = z.infer<typeof PackageSchema>;
export type Members = z.infer<typeof Members>;

/** What is not as the schema says: properties that it does not have, values of another type, required ones missing. */
export function membersFaults(schema: PackageSchema, members: Members, values: Values, path = ""): string[] {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== null);
  const wrong = given.flatMap(([key, value = null]) => {
    const spec = members.properties[key];
    return spec === undefined
      ? [`${path}${key}: not in the schema`]
      : specFaults(schema, spec, value, `${path}${key}`);
  });
  const names = new Set(given.map(([key]) => key));
  const missing = members.required.filter((key) => !names.has(key));
  return [...wrong, ...missing.map((key) => `${path}${key}: required, and not there`)];
}

function specFaults(schema: PackageSchema, spec: Spec, value: Value, path: string): string[] {
  const { $ref, items, additionalProperties: rest } = spec;
  const right = (is: boolean) => (is ? [] : [`${path}: not of type ${spec.type ?? $ref}`]);
  if ($ref === "pulumi.json#/Any") return [];
  if ($ref !== undefined) {
    const named = namedType(schema, $ref);
    if ("enum" in named) return right(named.enum.some((each) => each.value === value));
    return isRecord(value) ? membersFaults(schema, named, value, `${path}.`) : right(false);
  }
  switch (spec.type) {
    case "string":
    case "boolean":
    case "number":
      return right(typeof value === spec.type);
    case "integer":
      return right(Number.isInteger(value));
    case "array":
      assert(items !== undefined, path);
      if (!isList(value)) return right(false);
      return value.flatMap((item, index) => specFaults(schema, items, item, `${path}[${index}]`));
    default:
      assert(spec.type === "object" && rest !== undefined, `${path}: no type that is known`);
      if (!isRecord(value)) return right(false);
      return Object.entries(value).flatMap(([key, item]) => specFaults(schema, rest, item, `${path}.${key}`));
  }
}

function namedType(schema: PackageSchema, reference: string) {
  const named = schema.types[reference.replace("#/types/", "")];
  assert(named !== undefined, `${reference} dangles`);
  return named;
}

/** The values of an enumeration; undefined for any other type. */
export function valuesOf(schema: PackageSchema, { $ref }: Spec): string[] | undefined {
  if ($ref === undefined || $ref === "pulumi.json#/Any") return undefined;
  const named = namedType(schema, $ref);
  return "enum" in named ? named.enum.map(({ value }) => value) : undefined;
}

/** A value that is not of a type; undefined where everything is. */
export function misfit({ type, $ref }: Spec): Value | undefined {
  if ($ref === "pulumi.json#/Any") return undefined;
  return type === "boolean" ? "neither" : true;
}

/** Another value of about the same type. */
export function anotherValue(value: Value | undefined): Value {
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value + 1;
  if (isList(value)) return [...value, "another"];
  if (isRecord(value)) return { ...value, another: "value" };
  return `${typeof value === "string" ? value : ""}, another`;
}
