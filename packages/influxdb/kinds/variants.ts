import type { Fault } from "../definition/checks.ts";
import { textOf, type Value, type Values } from "../definition/values.ts";

/** What goes with one value of another input. */
interface Variant {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}
type Variants = Readonly<Record<string, Variant>>;

/**
 * Inputs with null for what the value of `key` requires and nobody gave. A check sees known inputs only: without the
 * null it could not tell what is missing from what is not known yet.
 */
export function withGaps(inputs: Values, key: string, variants: Variants): Values {
  const missing = variantOf(inputs, key, variants)?.required.filter((input) => inputs[input] === undefined);
  return { ...inputs, ...Object.fromEntries((missing ?? []).map((input): [string, Value] => [input, null])) };
}

/** Faults of inputs that the value of `key` requires, and of those that make no sense with it. */
export function variantFaults(inputs: Values, key: string, variants: Variants): Fault[] {
  const variant = variantOf(inputs, key, variants);
  if (variant === undefined) return [];
  const fits = new Set([...variant.required, ...variant.optional]);
  const all = new Set(
    Object.values(variants).flatMap(({ required, optional }) => [...required, ...optional]),
  );
  const when = `where "${key}" is "${textOf(inputs[key])}"`;
  const missing = variant.required
    .filter((property) => inputs[property] === null)
    .map((property) => ({ property, reason: `required ${when}, but not given` }));
  const misplaced = [...all]
    .filter((property) => inputs[property] !== undefined && !fits.has(property))
    .map((property) => ({ property, reason: `expected none ${when}, but it is given` }));
  return [...missing, ...misplaced];
}

function variantOf(inputs: Values, key: string, variants: Variants): Variant | undefined {
  const value = inputs[key];
  return typeof value === "string" ? variants[value] : undefined;
}
