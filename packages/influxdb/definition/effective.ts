import type { Found, Kind, Property } from "./kind.ts";
import { UNKNOWN, hasUnknown, pruned, sameValue, type Value, type Values } from "./values.ts";

/** Inputs as they take effect: defaults filled in and normalised, so that equal effect compares equal. */
export function effective(kind: Kind, inputs: Values): Values {
  const filled: Record<string, Value> = {};
  for (const [key, property] of Object.entries(kind.properties)) {
    if (property.computed) continue;
    const value = inputs[key] ?? property.default;
    if (value !== undefined) filled[key] = hasUnknown(value) ? UNKNOWN : value;
  }
  return kind.normalize ? kind.normalize(filled) : filled;
}

/** The inputs that differ in effect. One that is unknown counts as different. */
export function changedInputs(kind: Kind, olds: Values, news: Values): Set<string> {
  const before = effective(kind, olds);
  const after = effective(kind, news);
  const changed = new Set<string>();
  for (const [key, property] of Object.entries(kind.properties)) {
    if (property.computed) continue;
    // What has no default and is not given is the server's to decide.
    if (after[key] === undefined) continue;
    if (!sameInput(property, before[key], after[key])) changed.add(key);
  }
  return changed;
}

/**
 * The inputs that would declare an object as it was found. Where what was declared has the same effect it is
 * kept to the letter, so that neither spelling nor the server's own rewriting shows as a difference; what a
 * person changed shows as what it is now.
 */
export function foundInputs(kind: Kind, declared: Values, found: Found): Record<string, Value> {
  const wanted = effective(kind, declared);
  const inputs: Record<string, Value> = {};
  const decided: [key: string, value: Value][] = [];
  for (const [key, property] of Object.entries(kind.properties)) {
    if (property.computed || isScope(key)) continue;
    const value = foundValue(property, wanted[key], found.properties[key]);
    // What has no default and was not declared is the server's to decide, whatever it decided.
    const undecided = wanted[key] === undefined || found.indifferent?.includes(key) === true;
    if (value !== undefined && !undecided) decided.push([key, value]);
    const same = value === undefined || undecided || sameInput(property, wanted[key], value);
    const input = same ? declared[key] : value;
    if (input !== undefined) inputs[key] = input;
  }
  // A default that follows from an input that changed may no longer be what was found.
  const recorded = effective(kind, inputs);
  for (const [key, value] of decided) {
    if (!sameInput(kind.properties[key], recorded[key], value)) inputs[key] = value;
  }
  return { ...inputs, ...scopeInputs(declared) };
}

/** Whether two values of an input have the same effect. One that is unknown may turn out to be anything. */
function sameInput(
  property: Property | undefined,
  left: Value | undefined,
  right: Value | undefined,
): boolean {
  if (sameValue(left, right)) return true;
  if (left === undefined || right === undefined || hasUnknown(left) || hasUnknown(right)) return false;
  return property?.sameEffect?.(left, right) === true;
}

/** A property as it was found, in so far as it was declared. */
export function foundValue(
  { partial }: Pick<Property, "partial">,
  declared: Value | undefined,
  found: Value | undefined,
): Value | undefined {
  return partial && found !== undefined ? pruned(found, declared) : found;
}

/** The shortest inputs that declare an object nothing is known about: what an import starts from. */
export function importedInputs(kind: Kind, found: Found, org: string | undefined): Record<string, Value> {
  let all: Record<string, Value> = {};
  for (const [key, property] of Object.entries(kind.properties)) {
    const value = found.properties[key];
    if (!property.computed && !isScope(key) && value !== undefined) all[key] = value;
  }
  for (const [key, property] of Object.entries(kind.properties)) {
    if (property.computed || property.required || !(key in all)) continue;
    const { [key]: left, ...rest } = all;
    const without = effective(kind, rest)[key];
    if (without === undefined || sameValue(without, left)) all = rest;
  }
  return kind.scoped && org !== undefined ? { ...all, org } : all;
}

function isScope(key: string): boolean {
  return key === "org" || key === "orgId";
}

function scopeInputs(declared: Values): Record<string, Value> {
  const { org, orgId } = declared;
  return { ...(org === undefined ? {} : { org }), ...(orgId === undefined ? {} : { orgId }) };
}
