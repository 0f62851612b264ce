/** What is wrong with the Avro of a Kafka sink whose schema is in the stack file, as telegraf reads it. */
import type { Fault } from "./faults.ts";
import { describeValue, type KeyPath } from "./keys.ts";
import type { SinkContext } from "./sink-context.ts";
import type { SinkFormat, TimeUnit } from "./sink-settings.ts";
import { didYouMean, listNames, suggest } from "./suggest.ts";

type Avro = Extract<SinkFormat, { kind: "avro" }>;

/** A field of a record with its type, as JSON has it. */
interface SchemaField {
  readonly name: string;
  readonly type: unknown;
  /** Written beside the type, and not in it: telegraf looks there as well. */
  readonly logicalType: unknown;
}

const schemaKey = ["avro", "schema"];

/** Faults of a schema that is known here; one of a registry is not. */
export function avroFaults(avro: Avro, context: SinkContext): readonly Fault[] {
  if (!("text" in avro.schema)) return [];
  const { at } = context;
  const fields = fieldsOf(avro.schema.text);
  if (typeof fields === "string") {
    const expected = "the schema of a record, in JSON: `type: record`, `name` and `fields`";
    return [at(schemaKey, { found: fields, expected, mend: "correct it" })];
  }
  return [
    ...timestampFaults(avro, fields, context),
    ...nameFaults(avro, fields, context),
    ...valueFaults(avro, fields, context),
  ];
}

/** The fields of a schema, or what it is instead. */
function fieldsOf(text: string): readonly SchemaField[] | string {
  const schema = parsed(text);
  if (schema === undefined) return "a text that is no JSON";
  if (property(schema, "type") !== "record" || typeof property(schema, "name") !== "string") {
    return "a schema that is no record with a name";
  }
  const fields = property(schema, "fields");
  if (!Array.isArray(fields)) return "a record without `fields`";
  const named = fields.flatMap((field: unknown): SchemaField[] => {
    const name = property(field, "name");
    const type = property(field, "type");
    if (typeof name !== "string" || type === undefined) return [];
    return [{ name, type, logicalType: property(field, "logicalType") }];
  });
  return named.length === fields.length ? named : "a field without `name` or `type`";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function property(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

const numeric: readonly unknown[] = ["int", "long", "float", "double"];

/** Of a time that is no plain number every message is an error, and gives no point. */
function timestampFaults({ timestamp }: Avro, fields: readonly SchemaField[], context: SinkContext): Fault[] {
  if (timestamp === undefined) return [];
  const { at, set } = context;
  const key = ["avro", "timestamp", "field"];
  const field = fields.find(({ name }) => name === timestamp.field);
  if (field === undefined) {
    const known = fields.map(({ name }) => name);
    return [unknownName(key, timestamp.field, known, context, set(key, "<field>"))];
  }
  const number = numeric.includes(bare(field.type));
  const logical = number ? logicalOf(field) : undefined;
  if (number && logical === undefined) return [];
  const other = fields.find((each) => numeric.includes(bare(each.type)) && logicalOf(each) === undefined);
  const unit = units[logical ?? ""];
  const what =
    logical === undefined
      ? Array.isArray(field.type)
        ? "a union"
        : "which is no number"
      : `of logical type \`${logical}\``;
  return [
    at(key, {
      found: `field \`${field.name}\`, ${what}`,
      expected: "a plain number: telegraf reads no other time, and every message would be an error",
      mend:
        unit === undefined
          ? `name a number that says the time: ${set(key, other?.name ?? "<field>")}`
          : `take its \`logicalType\` out of \`schema\`, which leaves a number, and ${set(["avro", "timestamp", "unit"], unit)}`,
    }),
  ];
}

/** What the number behind a logical type counts, of those that are times. */
const units: Readonly<Record<string, TimeUnit>> = { "timestamp-millis": "ms", "timestamp-micros": "us" };

/** Tags and fields that the schema does not have: telegraf leaves them out, and says nothing of fields. */
function nameFaults({ tags, fields }: Avro, schema: readonly SchemaField[], context: SinkContext): Fault[] {
  const known = schema.map(({ name }) => name);
  return Object.entries({ tags, fields }).flatMap(([key, names]) =>
    names.flatMap((name, index) =>
      known.includes(name)
        ? []
        : [unknownName(["avro", key, index], name, known, context, context.remove(["avro", key, index]))],
    ),
  );
}

function unknownName(
  key: KeyPath,
  name: string,
  known: readonly string[],
  { at, set }: SinkContext,
  otherwise: string,
): Fault {
  const meant = suggest(name, known);
  return at(key, {
    found: `\`${name}\`, which the schema does not have`,
    expected: `one of ${listNames(known)}${didYouMean(name, known)}`,
    mend: meant === undefined ? otherwise : set(key, meant),
  });
}

/** Values that would not reach InfluxDB, or as one of many. */
function valueFaults(
  { tags, fields, timestamp, unions }: Avro,
  schema: readonly SchemaField[],
  { at, set }: SinkContext,
): Fault[] {
  const kept = schema.filter(({ name }) =>
    fields.length === 0 ? !tags.includes(name) && name !== timestamp?.field : fields.includes(name),
  );
  const others = "or list the other fields in `fields`";
  return kept.flatMap((field) => {
    const logical = logicalOf(field);
    if (logical !== undefined) {
      return [
        at(schemaKey, {
          found: `field \`${field.name}\`, of logical type \`${logical}\``,
          expected: "a number or a text: telegraf leaves this out, and says nothing of it",
          mend: `take the \`logicalType\` out of \`schema\`, which leaves a value of type \`${describedType(field.type)}\`, ${others}`,
        }),
      ];
    }
    if (unions === "flatten" || !holdsNames(field.type)) return [];
    return [
      at(schemaKey, {
        found: `field \`${field.name}\`, which holds values of its own`,
        expected: `\`unions: flatten\`: with \`${unions}\` telegraf keeps one of them, by chance, or none`,
        mend: `${set(["avro", "unions"], "flatten")}, ${others}`,
      }),
    ];
  });
}

/** A type without the map that may be round its name: `{"type": "long"}`. */
function bare(type: unknown): unknown {
  const inner = property(type, "type");
  return typeof type === "object" && !Array.isArray(type) && typeof inner === "string" ? inner : type;
}

const describedType = (type: unknown): string => {
  const plain: unknown = Array.isArray(type) ? type.find((branch: unknown) => branch !== "null") : type;
  const name = bare(plain);
  return typeof name === "string" ? name : describeValue(name);
};

/** Logical types of which telegraf makes values that it then has no field for. */
const lost = /^(?:date|time-(?:millis|micros)|timestamp-(?:millis|micros)|decimal)$/;

/** The first of those in a field or anywhere in its type. */
function logicalOf({ type, logicalType }: Omit<SchemaField, "name">): string | undefined {
  if (typeof logicalType === "string" && lost.test(logicalType)) return logicalType;
  if (Array.isArray(type)) return firstOf(type.map((branch: unknown) => ({ type: branch })));
  if (typeof type !== "object" || type === null) return undefined;
  const fields = property(type, "fields");
  return (
    logicalOf({ type: undefined, logicalType: property(type, "logicalType") }) ??
    firstOf([
      ...(Array.isArray(fields) ? fields : []).map((field: unknown) => ({
        type: property(field, "type"),
        logicalType: property(field, "logicalType"),
      })),
      ...["type", "items", "values"].map((key) => ({ type: property(type, key) })),
    ])
  );
}

function firstOf(
  types: readonly { readonly type: unknown; readonly logicalType?: unknown }[],
): string | undefined {
  for (const { type, logicalType } of types) {
    const found = logicalOf({ type, logicalType });
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a type is a record or a map, or may be one. Lists keep theirs under their places. */
function holdsNames(type: unknown): boolean {
  if (Array.isArray(type)) return type.some(holdsNames);
  const kind = property(type, "type");
  return kind === "record" || kind === "map" || (typeof kind === "object" && holdsNames(kind));
}
