/** Objects as the program declares them, and as they stand on the server. */
import { createHash, randomBytes } from "node:crypto";
import {
  hasUnknown,
  isList,
  isRecord,
  Unknown,
  UNKNOWN,
  type Value,
} from "../../../../packages/influxdb/definition/values.ts";
import {
  isProperties,
  isPropertyList,
  marked,
  type Plain,
  type Properties,
  type Property,
  Secret,
} from "../service/properties.ts";
import type { Kind } from "./cluster.ts";
import { withCanonicalQuantities } from "./quantity.ts";

/** Set where the plugin has made the name up. */
export const AUTONAMED = "pulumi.com/autonamed";

/** Fields of `metadata` that only the server writes. */
const SERVER_METADATA = [
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "selfLink",
  "uid",
];

/** Kinds of the server's own that belong to the whole cluster: known also where no server answers. */
const CLUSTER_WIDE = new Set([
  "APIService",
  "CertificateSigningRequest",
  "ClusterRole",
  "ClusterRoleBinding",
  "CSIDriver",
  "CSINode",
  "CustomResourceDefinition",
  "IngressClass",
  "MutatingWebhookConfiguration",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "RuntimeClass",
  "StorageClass",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
  "VolumeAttachment",
]);

/** Whether a kind is one of the server's own rather than a custom one, and whether it belongs to the whole cluster. */
export function scopeOf({ apiVersion, kind }: Kind): "cluster" | "namespace" | "unknown" {
  const group = apiVersion.includes("/") ? apiVersion.replace(/\/.*/, "") : "";
  const isOwn = !group.includes(".") || group.endsWith(".k8s.io");
  if (!isOwn) return "unknown";
  return CLUSTER_WIDE.has(kind) ? "cluster" : "namespace";
}

/** API version and kind of a type token: `kubernetes:core/v1:Secret`. */
export function kindOfType(type: string): Kind {
  const [, apiVersion = "", kind = ""] = type.split(":");
  return { apiVersion: apiVersion.replace(/^core\//, ""), kind };
}

/** Inputs as they are compared and sent: without what means nothing, in the server's own notation. */
export function normalized(inputs: Plain): Plain {
  const { status: _, ...given } = withoutNulls(inputs);
  const metadata = Object.entries(recordIn(given["metadata"])).filter(
    ([key]) => !SERVER_METADATA.includes(key),
  );
  const own: Plain = { ...given, metadata: Object.fromEntries(metadata) };
  if (own["kind"] === "Secret" && given["apiVersion"] === "v1") return withoutStringData(own);
  if (scopeOf(kindIn(own)) === "unknown" || own["kind"] === "ConfigMap") return own;
  return recordIn(withCanonicalQuantities(own));
}

/** What the server makes of `stringData`, which it never tells. */
function withoutStringData({ stringData, ...secret }: Plain): Plain {
  if (stringData === undefined) return secret;
  if (stringData instanceof Unknown || secret["data"] instanceof Unknown) return { ...secret, data: UNKNOWN };
  const texts = Object.entries(recordIn(stringData)).map(([key, value]) => [
    key,
    typeof value === "string" ? Buffer.from(value).toString("base64") : value,
  ]);
  return { ...secret, data: { ...recordIn(secret["data"]), ...(Object.fromEntries(texts) as Plain) } };
}

/**
 * A live object without what was not declared: keys of records at any depth, and items of lists beyond the declared
 * ones. What a person changed of the rest stays visible.
 */
export function pruned(live: Value, declared: Value | undefined): Value {
  if (isRecord(live) && isRecord(declared)) {
    const kept = Object.entries(live).filter(([key]) => Object.hasOwn(declared, key));
    return Object.fromEntries(kept.map(([key, item]) => [key, pruned(item, declared[key])]));
  }
  if (isList(live) && isList(declared)) {
    return live.slice(0, declared.length).map((item, index) => pruned(item, declared[index]));
  }
  return live;
}

/** An object with marks where the inputs have them; data of a Secret is secret in any case. */
export function withSecrets(object: Plain, inputs: Properties): Properties {
  const properties = marked(object, inputs);
  if (object["apiVersion"] !== "v1" || object["kind"] !== "Secret") return properties;
  const { data } = object;
  return data === undefined ? properties : { ...properties, data: new Secret(data) };
}

/** Texts in a bag that must not be shown. */
export function secretTexts(property: Property, isSecret = false): string[] {
  if (property instanceof Secret) return secretTexts(property.value, true);
  if (isProperties(property)) return Object.values(property).flatMap((item) => secretTexts(item, isSecret));
  if (isPropertyList(property)) return property.flatMap((item) => secretTexts(item, isSecret));
  return isSecret && typeof property === "string" ? [property] : [];
}

/** A name of its own, with eight characters that no other has. A seed gives the same ones again. */
export function autoname(name: string, seed: Uint8Array): string {
  const bytes = seed.length === 0 ? randomBytes(4) : createHash("sha256").update(seed).update(name).digest();
  return `${name}-${bytes.subarray(0, 4).toString("hex")}`;
}

/** API version and kind that inputs declare. */
export function kindIn(object: Plain): Kind {
  const { apiVersion, kind } = object;
  if (typeof apiVersion !== "string" || typeof kind !== "string")
    throw new Error("apiVersion and kind have to be known, and texts");
  return { apiVersion, kind };
}

/** An annotation; undefined also where it is not known yet. */
export function annotation(object: Plain, key: string): string | undefined {
  const value = recordIn(recordIn(object["metadata"])["annotations"])[key];
  return typeof value === "string" ? value : undefined;
}

/** The same object with other metadata; a key that is undefined is left out. */
export function withMetadata(object: Plain, changes: Readonly<Record<string, Value | undefined>>): Plain {
  const metadata = Object.entries({ ...recordIn(object["metadata"]), ...changes });
  const known = metadata.filter((entry): entry is [string, Value] => entry[1] !== undefined);
  return { ...object, metadata: Object.fromEntries(known) };
}

export function recordIn(value: Value | undefined): Plain {
  return isRecord(value) ? value : {};
}

export function isUnsettled(object: Plain): boolean {
  return Object.values(object).some(hasUnknown);
}

/** Null stands for what was not given. */
function withoutNulls(record: Plain): Plain {
  const given = Object.entries(record).filter(([, value]) => value !== null);
  return Object.fromEntries(given.map(([key, value]) => [key, withoutNullsIn(value)]));
}

function withoutNullsIn(value: Value): Value {
  if (isList(value)) return value.map(withoutNullsIn);
  return isRecord(value) ? withoutNulls(value) : value;
}
