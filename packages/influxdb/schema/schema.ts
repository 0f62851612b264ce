import type { FunctionDefinition } from "../definition/function.ts";
import { isAlwaysThere, type Kind } from "../definition/kind.ts";
import type { Field, Fields, TypeSpec } from "../definition/types.ts";
import { configProperties } from "../provider/config.ts";

type Json = Readonly<Record<string, unknown>>;

/** The Pulumi package schema that follows from the definitions of the kinds. */
export function packageSchema(
  kinds: readonly Kind[],
  functions: readonly FunctionDefinition[],
  version: string,
): Json {
  const types: Record<string, Json> = {};
  const resources = Object.fromEntries(
    kinds.map((kind) => [`influxdb:index:${kind.name}`, resource(kind, types)]),
  );
  const functionTypes = Object.fromEntries(
    functions.map((definition) => [`influxdb:index:${definition.name}`, functionSchema(definition, types)]),
  );
  const config = Object.fromEntries(
    Object.entries(configProperties).map(([key, property]) => {
      const { environment } = property;
      const supplied = environment.length === 0 ? {} : { defaultInfo: { environment } };
      return [key, { ...field(property, types), ...supplied }];
    }),
  );
  return {
    name: "influxdb",
    displayName: "InfluxDB",
    version,
    description:
      "Manages InfluxDB v2: organizations, users, buckets, DBRP mappings, tasks, tokens, secrets, dashboards, alerts and what else its API has.",
    keywords: ["category/monitoring", "influxdb"],
    license: "MIT",
    config: { variables: config },
    provider: {
      description: "Connection to one InfluxDB v2 server.",
      inputProperties: config,
      requiredInputs: [],
      properties: config,
    },
    types,
    resources,
    functions: functionTypes,
    language: {
      nodejs: { respectSchemaVersion: true },
      python: { respectSchemaVersion: true },
      go: { respectSchemaVersion: true },
    },
  };
}

function resource(kind: Kind, types: Record<string, Json>): Json {
  const all = Object.entries(kind.properties);
  const inputs = all.filter(([, property]) => !property.computed);
  const importForm = kind.scoped ? `<organization>/${kind.importForm}` : kind.importForm;
  return {
    description: `${kind.doc}\n\n## Import\n\nBy id, or by name: \`pulumi import influxdb:index:${kind.name} <resource name> '${importForm}'\`.`,
    properties: Object.fromEntries(all.map(([key, property]) => [key, field(property, types)])),
    required: all.filter(([key, property]) => isAlwaysThere(key, property)).map(([key]) => key),
    inputProperties: Object.fromEntries(
      inputs.map(([key, property]) => {
        const replaces = property.immutable ? { willReplaceOnChanges: true } : {};
        return [key, { ...field(property, types), ...replaces }];
      }),
    ),
    requiredInputs: inputs.filter(([, { required }]) => required).map(([key]) => key),
  };
}

function field({ type, doc, secret }: Field, types: Record<string, Json>): Json {
  return { ...typeSchema(type, types), description: doc, ...(secret ? { secret: true } : {}) };
}

function typeSchema(type: TypeSpec, types: Record<string, Json>): Json {
  switch (type.type) {
    case "string":
    case "integer":
    case "number":
    case "boolean":
      return { type: type.type };
    case "any":
      return { $ref: "pulumi.json#/Any" };
    case "list":
      return { type: "array", items: typeSchema(type.of, types) };
    case "map":
      return { type: "object", additionalProperties: typeSchema(type.of, types) };
    case "object": {
      const token = `influxdb:index:${type.name}`;
      types[token] ??= objectSchema(type, types);
      return { $ref: `#/types/${token}` };
    }
  }
}

function functionSchema({ doc, inputs, outputs }: FunctionDefinition, types: Record<string, Json>): Json {
  return { description: doc, inputs: fieldsSchema(inputs, types), outputs: fieldsSchema(outputs, types) };
}

function objectSchema(type: Extract<TypeSpec, { type: "object" }>, types: Record<string, Json>): Json {
  return { description: type.doc, ...fieldsSchema(type.fields, types) };
}

function fieldsSchema(fields: Fields, types: Record<string, Json>): Json {
  const all = Object.entries(fields);
  return {
    type: "object",
    properties: Object.fromEntries(all.map(([key, inner]) => [key, field(inner, types)])),
    required: all.filter(([, { required }]) => required).map(([key]) => key),
  };
}
