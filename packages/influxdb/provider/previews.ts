import { changedInputs, effective } from "../definition/effective.ts";
import type { Kind } from "../definition/kind.ts";
import { UNKNOWN, type Value, type Values } from "../definition/values.ts";
import { secretsOf } from "./outputs.ts";
import type { Bag } from "./wire.ts";

/** What `create` will give, as far as it is known without the server. */
export function previewCreate(kind: Kind, inputs: Bag): Bag {
  const values: Record<string, Value | undefined> = { ...effective(kind, inputs.values) };
  for (const [key, property] of Object.entries(kind.properties)) {
    if (property.computed || (key === "orgId" && values[key] === undefined)) values[key] = UNKNOWN;
  }
  for (const key of kind.uncertain?.(values) ?? []) values[key] = UNKNOWN;
  return { values, secrets: secretsOf(kind, inputs) };
}

/** What `update` will give, as far as it is known without the server. `now`: in milliseconds. */
export function previewUpdate(
  kind: Kind,
  oldInputs: Values,
  oldOutputs: Bag,
  news: Bag,
  now = Date.now(),
): Bag {
  const wanted = effective(kind, news.values);
  const changed = changedInputs(kind, oldInputs, news.values);
  const values: Record<string, Value | undefined> = { ...oldOutputs.values, ...wanted };
  for (const [key, { computed, follows, writeOnly }] of Object.entries(kind.properties)) {
    if (follows?.some((source) => changed.has(source))) values[key] = UNKNOWN;
    if (computed || wanted[key] !== undefined) continue;
    // What is no longer declared is the server's to decide; what it never tells is gone.
    if (writeOnly) values[key] = undefined;
    else if (oldInputs[key] !== undefined) values[key] = UNKNOWN;
  }
  for (const key of kind.uncertain?.(values) ?? []) values[key] = UNKNOWN;
  for (const key of kind.due?.(oldOutputs.values, now) ?? []) values[key] = UNKNOWN;
  return { values, secrets: secretsOf(kind, news) };
}
