import { effective, foundValue } from "../definition/effective.ts";
import type { Found, Kind } from "../definition/kind.ts";
import { sameValue, type Value, type Values } from "../definition/values.ts";
import { EMPTY_BAG, type Bag } from "./wire.ts";

interface Knowledge {
  /** State so far: holds the secrets that the server shows only once. */
  readonly prior?: Bag;
  /** Holds what the server was told and never tells. Default: the inputs. */
  readonly written?: Bag | undefined;
}

/** What state keeps of an object. */
export function outputsOf(
  kind: Kind,
  found: Found,
  org: string | undefined,
  inputs: Bag,
  { prior = EMPTY_BAG, written }: Knowledge = {},
): Bag {
  const declared = effective(kind, inputs.values);
  const untold = written === undefined ? declared : written.values;
  const values: Record<string, Value | undefined> = {};
  for (const [key, property] of Object.entries(kind.properties)) {
    const value = foundValue(property, declared[key], found.properties[key]);
    if (value !== undefined) values[key] = value;
    else if (property.local) values[key] = declared[key];
    // Null is a gap in the inputs (see kinds/variants.ts), and no value.
    else if (property.writeOnly) values[key] = untold[key] ?? undefined;
    else if (property.computed && property.secret) values[key] = prior.values[key] ?? "";
  }
  // A token that may not see the organization does not make it nameless.
  const place = found.orgId === undefined ? {} : { orgId: found.orgId, org: org ?? prior.values["org"] };
  return { values: { ...values, ...place }, secrets: secretsOf(kind, inputs) };
}

/**
 * Inputs that would declare an object as it is, where the server does not tell everything: what it was last told
 * stands in the state's outputs. What is not there was never taken, so that the next update sends it again.
 */
export function withWritten(kind: Kind, inputs: Values, outputs: Values, found: Values = {}): Values {
  const untold = Object.keys(kind.properties).filter(
    (key) => kind.properties[key]?.writeOnly && found[key] === undefined,
  );
  // Most kinds have nothing of that sort, and this is asked for every object of a stack.
  if (untold.length === 0) return inputs;
  const declared = effective(kind, inputs);
  const known = new Map(Object.entries(inputs));
  for (const key of untold) {
    const { [key]: told } = outputs;
    if (told === undefined) known.delete(key);
    else if (!sameValue(declared[key], told)) known.set(key, told);
  }
  return Object.fromEntries(known);
}

/** Inputs, with those marked that are secret by their definition, whatever the program said of them. */
export function inputBag(kind: Kind, values: Values, marked: ReadonlySet<string> = new Set()): Bag {
  const given = Object.keys(kind.properties).filter(
    (key) => kind.properties[key]?.secret && values[key] !== undefined,
  );
  return { values, secrets: new Set([...marked, ...given]) };
}

/** Names of the properties that are kept encrypted: by their definition, or because the program says so. */
export function secretsOf(kind: Kind, inputs: Bag): ReadonlySet<string> {
  const own = Object.entries(kind.properties)
    .filter(([, { secret }]) => secret)
    .map(([key]) => key);
  return new Set([...own, ...inputs.secrets]);
}

/** Inputs of an object that somebody has moved to another organization. */
export function moved(inputs: Values, orgId: string, org: string | undefined): Values {
  return inputs["orgId"] === undefined ? { ...inputs, org: org ?? orgId } : { ...inputs, orgId };
}
