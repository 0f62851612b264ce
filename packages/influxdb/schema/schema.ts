import type { FunctionDefinition } from "../definition/function.ts";
import { isAlwaysThere, type Kind } from "../definition/kind.ts";
import type { Field, Fields } from "../definition/types.ts";
import { configProperties } from "../provider/config.ts";
import { type Json, NamedTypes } from "./named-types.ts";

/** The Pulumi package schema that follows from the definitions of the kinds. */
export function packageSchema(
  kinds: readonly Kind[],
  functions: readonly FunctionDefinition[],
  version: string,
): Json {
  const types = new NamedTypes();
  const resources = Object.fromEntries(
    kinds.map((kind) => [`influxdb:index:${kind.name}`, resource(kind, types)]),
  );
  const functionTypes = Object.fromEntries(
    functions.map((definition) => [`influxdb:index:${definition.name}`, functionSchema(definition, types)]),
  );
  const config = Object.fromEntries(
    Object.entries(configProperties).map(([key, property]) => [key, configProperty(key, property, types)]),
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
    types: types.schemas(),
    resources,
    functions: functionTypes,
    // What is generated is then a whole package, with a `go.mod` in Go.
    meta: { supportPack: true },
    language: {
      nodejs: { respectSchemaVersion: true },
      python: { respectSchemaVersion: true, pyproject: { enabled: true } },
      go: { respectSchemaVersion: true },
    },
  };
}

/**
 * A property of the provider's configuration. The SDKs read what `defaultInfo` names and send it on, the one for
 * Node.js without marking a secret as one: such a property the provider alone takes from the environment.
 */
function configProperty(
  key: string,
  property: Field & { readonly environment: readonly string[] },
  types: NamedTypes,
): Json {
  const { environment, secret } = property;
  const schema = types.property(property, `Provider.${key}`);
  if (environment.length === 0) return schema;
  if (!secret) return { ...schema, defaultInfo: { environment } };
  return { ...schema, description: `${property.doc} Default: what \`${environment.join("` or `")}\` holds.` };
}

function resource(kind: Kind, types: NamedTypes): Json {
  const all = Object.entries(kind.properties);
  const inputs = all.filter(([, property]) => !property.computed);
  const importForm = kind.scoped ? `<organization>/${kind.importForm}` : kind.importForm;
  const schemaOf = (key: string, property: Field) => types.property(property, `${kind.name}.${key}`);
  return {
    description: `${kind.doc}\n\n## Import\n\nBy id, or by name: \`pulumi import influxdb:index:${kind.name} <resource name> '${importForm}'\`.`,
    properties: Object.fromEntries(all.map(([key, property]) => [key, schemaOf(key, property)])),
    required: all.filter(([key, property]) => isAlwaysThere(key, property)).map(([key]) => key),
    inputProperties: Object.fromEntries(
      inputs.map(([key, property]) => {
        const replaces = property.immutable ? { willReplaceOnChanges: true } : {};
        return [key, { ...schemaOf(key, property), ...replaces }];
      }),
    ),
    requiredInputs: inputs.filter(([, { required }]) => required).map(([key]) => key),
  };
}

function functionSchema({ name, doc, inputs, outputs }: FunctionDefinition, types: NamedTypes): Json {
  const object = (fields: Fields) => ({ type: "object", ...types.members(fields, name) });
  // With an object of nothing the SDKs want one before the options.
  const asked = Object.keys(inputs).length === 0 ? {} : { inputs: object(inputs) };
  return { description: doc, ...asked, outputs: object(outputs) };
}
