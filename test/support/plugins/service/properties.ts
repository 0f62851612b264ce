/**
 * Property bags as the engine sends them, in which a secret may stand at any depth: a password in one key of a
 * ConfigMap must not hide the rest of it.
 */
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { specialSecretSig, specialSigKey, unknownValue } from "@pulumi/pulumi/runtime/rpc.js";
import { UNKNOWN, Unknown, type Value } from "../../../../packages/influxdb/definition/values.ts";

/** A value that the engine keeps encrypted and never shows. */
export class Secret {
  readonly value: Property;

  constructor(value: Property) {
    this.value = value;
  }
}

/** A value with its secrets still marked. */
export type Property =
  | string
  | number
  | boolean
  | null
  | Unknown
  | Secret
  | readonly Property[]
  | { readonly [key: string]: Property };

export type Properties = Readonly<Record<string, Property>>;
export type Plain = Readonly<Record<string, Value>>;

export function decode(message: struct.Struct | undefined): Properties {
  const fields = Object.entries(message?.toJavaScript() ?? {});
  return Object.fromEntries(fields.map(([key, raw]) => [key, decoded(raw)]));
}

function decoded(raw: unknown): Property {
  if (raw === null || raw === undefined) return null;
  if (typeof raw === "string") return raw === unknownValue ? UNKNOWN : raw;
  if (typeof raw === "number" || typeof raw === "boolean") return raw;
  if (Array.isArray(raw)) return raw.map(decoded);
  const fields = new Map<string, unknown>(Object.entries(raw));
  const mark = fields.get(specialSigKey);
  if (mark === specialSecretSig) return new Secret(decoded(fields.get("value")));
  if (mark !== undefined) throw new Error("assets, archives and resource references are not properties here");
  return Object.fromEntries([...fields].map(([key, item]) => [key, decoded(item)]));
}

export function encode(properties: Properties): struct.Struct {
  const fields = Object.entries(properties).map(([key, item]) => [key, encoded(item)] as const);
  return struct.Struct.fromJavaScript(Object.fromEntries(fields));
}

function encoded(property: Property): struct.JavaScriptValue {
  if (property instanceof Unknown) return unknownValue;
  if (property instanceof Secret)
    return { [specialSigKey]: specialSecretSig, value: encoded(property.value) };
  if (isPropertyList(property)) return property.map(encoded);
  if (!isProperties(property)) return property;
  return Object.fromEntries(Object.entries(property).map(([key, item]) => [key, encoded(item)]));
}

/** The same without marks. */
export function plain(properties: Properties): Plain {
  return Object.fromEntries(Object.entries(properties).map(([key, item]) => [key, plainValue(item)]));
}

export function plainValue(property: Property): Value {
  if (property instanceof Secret) return plainValue(property.value);
  if (isPropertyList(property)) return property.map(plainValue);
  return isProperties(property) ? plain(property) : property;
}

/**
 * Values with a mark where the sample has one. A list that holds a secret anywhere is secret as a whole: its items may
 * come in another order.
 */
export function marked(values: Plain, sample: Properties): Properties {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      const like = sample[key];
      return [key, like === undefined ? value : markedValue(value, like)];
    }),
  );
}

function markedValue(value: Value, sample: Property): Property {
  if (isProperties(sample) && isProperties(value)) return marked(plain(value), sample);
  return hasSecret(sample) ? new Secret(value) : value;
}

export function hasSecret(property: Property): boolean {
  if (property instanceof Secret) return true;
  if (isPropertyList(property)) return property.some(hasSecret);
  return isProperties(property) && Object.values(property).some(hasSecret);
}

export function isProperties(property: Property | undefined): property is Properties {
  const isMark = property instanceof Unknown || property instanceof Secret;
  return typeof property === "object" && property !== null && !isMark && !Array.isArray(property);
}

export function isPropertyList(property: Property): property is readonly Property[] {
  return Array.isArray(property);
}
