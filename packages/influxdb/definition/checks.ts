import { sameValue, type Value, type Values } from "./values.ts";

/** What is wrong with an input. */
export interface Fault {
  readonly property: string;
  readonly reason: string;
}

/** The server refuses zeros alone. */
const ID = /^(?!0{16})[0-9a-f]{16}$/i;

/** Faults of inputs that hold the id of an object of the server, where they are given. */
export function idFaults(inputs: Values, ...keys: readonly string[]): Fault[] {
  return faultsOf(inputs, keys, (id) => !ID.test(id), "an id of 16 hexadecimal digits");
}

/** Faults of inputs that hold a name. The server takes blank ones, which then can hardly be told apart. */
export function nameFaults(inputs: Values, ...keys: readonly string[]): Fault[] {
  return faultsOf(inputs, keys, (name) => name.trim() === "", "a name that is not blank");
}

/** Faults of inputs that hold the URL of an HTTP server. */
export function urlFaults(inputs: Values, ...keys: readonly string[]): Fault[] {
  const wrong = (url: string) => !URL.canParse(url) || !["http:", "https:"].includes(new URL(url).protocol);
  return faultsOf(inputs, keys, wrong, "a URL that begins with http:// or https://");
}

/** Inputs whose ids are spelt as the server spells them: it takes capitals, and answers with small letters. */
export function withPlainIds(inputs: Values, ...keys: readonly string[]): Values {
  const plain = keys.flatMap((key): [string, Value][] => {
    const value = inputs[key];
    return typeof value === "string" && ID.test(value) ? [[key, value.toLowerCase()]] : [];
  });
  return plain.length === 0 ? inputs : { ...inputs, ...Object.fromEntries(plain) };
}

/**
 * Whether two declarations are of the same organization and agree in these inputs: for names that are unique in an
 * organization, which a replacement can have only when the old object is gone. `olds` names its organization both ways.
 */
export function samePlace(olds: Values, news: Values, ...keys: readonly string[]): boolean {
  const together = ["org", "orgId"].every(
    (key) => news[key] === undefined || sameValue(olds[key], news[key]),
  );
  return together && keys.every((key) => sameValue(olds[key], news[key]));
}

function faultsOf(
  inputs: Values,
  keys: readonly string[],
  wrong: (value: string) => boolean,
  expected: string,
): Fault[] {
  return keys.flatMap((property) => {
    const value = inputs[property];
    if (typeof value !== "string" || !wrong(value)) return [];
    return [{ property, reason: `expected ${expected}, found ${JSON.stringify(value)}` }];
  });
}
