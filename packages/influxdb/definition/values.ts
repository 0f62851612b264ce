/**
 * Property values as the provider works with them: plain JSON, plus one mark for what is not known yet at preview.
 * Secretness is kept beside the values (see `provider/wire.ts`), never inside them.
 */

/** Stands for a value that another resource will only produce during the update. */
export class Unknown {
  toString(): string {
    return "(not known until the update)";
  }
}

/** The one instance of {@link Unknown}. */
export const UNKNOWN = new Unknown();

export type Value =
  string | number | boolean | null | Unknown | readonly Value[] | { readonly [key: string]: Value };

/** A property bag. A key that is absent and one whose value is `undefined` mean the same. */
export type Values = Readonly<Record<string, Value | undefined>>;

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

export function isRecord(value: Value | undefined): value is { readonly [key: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Unknown);
}

/** Whether a value is unknown or holds an unknown at any depth. */
export function hasUnknown(value: Value | undefined): boolean {
  if (value instanceof Unknown) return true;
  if (isList(value)) return value.some(hasUnknown);
  if (isRecord(value)) return Object.values(value).some(hasUnknown);
  return false;
}

/** Deep equality. An unknown equals nothing, not even itself: it may turn out to be anything. */
export function sameValue(left: Value | undefined, right: Value | undefined): boolean {
  if (left instanceof Unknown || right instanceof Unknown) return false;
  if (isList(left) && isList(right)) {
    return left.length === right.length && left.every((item, index) => sameValue(item, right[index]));
  }
  if (isRecord(left) && isRecord(right)) {
    const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...keys].every((key) => sameValue(left[key], right[key]));
  }
  return left === right;
}

/**
 * A value without what the sample does not mention: keys of records at any depth, where lists are as long as the
 * sample's. What a server adds by itself falls away; what it lacks or has otherwise stays visible.
 */
export function pruned(value: Value, sample: Value | undefined): Value {
  if (isRecord(value) && isRecord(sample)) {
    const kept = Object.entries(value).filter(([key]) => Object.hasOwn(sample, key));
    return Object.fromEntries(kept.map(([key, item]) => [key, pruned(item, sample[key])]));
  }
  if (isList(value) && isList(sample) && value.length === sample.length) {
    return value.map((item, index) => pruned(item, sample[index]));
  }
  return value;
}

/** A record without its fields that are null, which are fields that were not given. */
export function withoutNulls(record: { readonly [key: string]: Value }): { readonly [key: string]: Value } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
}

/** A text as it is; anything else as its JSON, so that a message never hides what was there. */
export function textOf(value: Value | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}
