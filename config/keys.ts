/** The keys of the configuration as a documented list, read off the schema; and the schema at a place in it. */
import { z } from "zod";
import type { KeyPath } from "../model/keys.ts";
import { schema } from "./schema.ts";

/** What the schema says of a value. */
export interface ValueDoc {
  /** Meaning and unit. */
  readonly description: string | undefined;
  /** Form that is expected, for faults. */
  readonly expects: string;
  /** A value as one would write it. */
  readonly example: string | undefined;
  /** Default as one would write it, or a sentence; undefined for none. */
  readonly default: string | undefined;
  /** Whether a stack file must have it. */
  readonly required: boolean;
  readonly kind: "map" | "list" | "value";
  /** Keys of a map with fixed keys, or the only values there are. */
  readonly known: readonly string[];
  /** Whether people may have put a secret there by mistake, so that what is found is not shown; or what mends that. */
  readonly closed: boolean | string;
}

/** A key of the configuration, for the docs. */
export interface KeyDoc extends ValueDoc {
  /** E.g. `monitoring:buckets.overrides.<application or bucket>.retention`. */
  readonly key: string;
}

/** The part of a JSON Schema document that is used here. */
const nodeSchema = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  description: z.string().optional(),
  expects: z.string().optional(),
  example: z.string().optional(),
  fallback: z.string().optional(),
  names: z.string().optional(),
  required: z.unknown().optional(),
  closed: z.union([z.boolean(), z.string()]).optional(),
  // A map without defaults of its own has the default `{}`, which says nothing, and a list `[]`.
  default: z
    .union([
      z.string(),
      z.number(),
      z.boolean(),
      z.union([z.looseObject({}), z.array(z.unknown())]).transform(() => undefined),
    ])
    .optional(),
  enum: z.array(z.string()).optional(),
  get properties() {
    return z.record(z.string(), nodeSchema).optional();
  },
  get items() {
    return nodeSchema.optional();
  },
  get anyOf() {
    return z.array(nodeSchema).optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), nodeSchema]).optional();
  },
});
type SchemaNode = z.output<typeof nodeSchema>;

let root: SchemaNode | undefined;

/** The schema as a tree; made at the first use, so that an import costs nothing. */
function schemaTree(): SchemaNode {
  // A `required` of our own (a stack file must have it) overwrites JSON Schema's list of required properties, which
  // nobody reads here.
  root ??= nodeSchema.parse(z.toJSONSchema(schema, { io: "input" }));
  return root;
}

/** Keys of a map, also of one that may stand in the place of a single value. */
function propertiesOf(node: SchemaNode): SchemaNode["properties"] {
  return node.properties ?? node.anyOf?.find(({ properties }) => properties !== undefined)?.properties;
}

function child(node: SchemaNode | undefined, step: string | number): SchemaNode | undefined {
  if (node === undefined) return undefined;
  if (typeof step === "number") return node.items;
  const properties = propertiesOf(node);
  if (properties !== undefined && Object.hasOwn(properties, step)) return properties[step];
  return typeof node.additionalProperties === "object" ? node.additionalProperties : undefined;
}

/** What the schema says of the value at `path`; undefined where it knows no such key. */
export function valueDoc(path: KeyPath): ValueDoc | undefined {
  let node: SchemaNode | undefined = schemaTree();
  for (const step of path) node = child(node, step);
  return node === undefined ? undefined : docOf(node);
}

function docOf(node: SchemaNode): ValueDoc {
  const properties = propertiesOf(node);
  return {
    description: node.description,
    expects: node.expects ?? "another value",
    example: node.example,
    default: node.fallback ?? node.default?.toString(),
    required: node.required === true,
    kind: node.type === "object" ? "map" : node.type === "array" ? "list" : "value",
    known: properties === undefined ? (node.enum ?? []) : Object.keys(properties),
    closed: node.closed ?? false,
  };
}

/** Every key of the configuration, in the order of the schema. */
export function configurationKeys(): readonly KeyDoc[] {
  const keys: KeyDoc[] = [];
  const walk = (node: SchemaNode, key: string): void => {
    if (node.description !== undefined) keys.push({ key, ...docOf(node) });
    for (const [name, below] of Object.entries(node.properties ?? {})) walk(below, `${key}.${name}`);
    if (node.items !== undefined) walk(node.items, `${key}[]`);
    if (typeof node.additionalProperties === "object") {
      walk(node.additionalProperties, `${key}.<${node.names ?? "name"}>`);
    }
  };
  for (const [name, node] of Object.entries(schemaTree().properties ?? {})) walk(node, `monitoring:${name}`);
  return keys;
}
