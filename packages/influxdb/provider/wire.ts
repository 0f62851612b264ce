import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { UNKNOWN, Unknown, isList, isRecord, type Value, type Values } from "../definition/values.ts";

/**
 * Property bags as the engine sends them: protobuf structs in which secrets and unknowns are marked by signatures.
 * Source: Pulumi developer documentation, "Property values and their encoding".
 */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const UNKNOWN_OUT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** One mark per type; the SDKs only ever send the first. */
const UNKNOWNS = new Set([
  UNKNOWN_OUT,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** A property bag, and which of its properties hold a secret at any depth. */
export interface Bag {
  readonly values: Values;
  readonly secrets: ReadonlySet<string>;
}

export const EMPTY_BAG: Bag = { values: {}, secrets: new Set() };

export function decode(message: struct.Struct | undefined): Bag {
  if (message === undefined) return EMPTY_BAG;
  const values: Record<string, Value> = {};
  const secrets = new Set<string>();
  for (const [key, raw] of Object.entries(message.toJavaScript())) {
    const value = decodeValue(raw, () => secrets.add(key));
    // An input that is null is an input that was not given.
    if (value !== null) values[key] = value;
  }
  return { values, secrets };
}

function decodeValue(raw: unknown, onSecret: () => void): Value {
  if (raw === null || raw === undefined) return null;
  if (typeof raw === "string") return UNKNOWNS.has(raw) ? UNKNOWN : raw;
  if (typeof raw === "number" || typeof raw === "boolean") return raw;
  if (Array.isArray(raw)) return raw.map((item: unknown) => decodeValue(item, onSecret));
  const fields = new Map<string, unknown>(Object.entries(raw));
  if (!fields.has(SIGNATURE)) {
    return Object.fromEntries([...fields].map(([key, item]) => [key, decodeValue(item, onSecret)]));
  }
  if (fields.get(SIGNATURE) !== SECRET)
    throw new Error("assets, archives and resource references are not properties of any kind");
  onSecret();
  return decodeValue(fields.get("value"), onSecret);
}

export function encode({ values, secrets }: Bag): struct.Struct {
  const fields: Record<string, struct.JavaScriptValue> = {};
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const encoded = encodeValue(value);
    fields[key] = secrets.has(key) ? { [SIGNATURE]: SECRET, value: encoded } : encoded;
  }
  return struct.Struct.fromJavaScript(fields);
}

function encodeValue(value: Value): struct.JavaScriptValue {
  if (value instanceof Unknown) return UNKNOWN_OUT;
  if (isList(value)) return value.map(encodeValue);
  if (isRecord(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encodeValue(item)]));
  return value;
}
