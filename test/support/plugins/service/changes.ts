/** What changes from one object to another, at the paths that the engine shows. */
import {
  hasUnknown,
  isList,
  isRecord,
  sameValue,
  type Value,
} from "../../../../packages/influxdb/definition/values.ts";
import type { Plain } from "./properties.ts";

type Step = string | number;

export interface Change {
  /** As the engine writes it: `metadata.annotations["a.b/c"]`, `spec.ports[0].port`. */
  readonly path: string;
  readonly change: "add" | "delete" | "update";
  readonly replaces: boolean;
}

/**
 * Changes, each at the deepest place that there is on both sides.
 *
 * @param replaces Whether a change there needs another object. Gets the names on the way, without places in lists.
 */
export function changesBetween(
  olds: Plain,
  news: Plain,
  replaces: (names: readonly string[]) => boolean,
): Change[] {
  return differing(olds, news, []).map(({ steps, change }) => ({
    path: pathOf(steps),
    change,
    replaces: replaces(steps.filter((step) => typeof step === "string")),
  }));
}

interface Found {
  readonly steps: readonly Step[];
  readonly change: Change["change"];
}

function differing(left: Value | undefined, right: Value | undefined, steps: readonly Step[]): Found[] {
  if (sameValue(left, right)) return [];
  if (isRecord(left) && isRecord(right)) {
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
    return keys.flatMap((key) => differing(left[key], right[key], [...steps, key]));
  }
  if (isList(left) && isList(right)) {
    const longer = left.length > right.length ? left : right;
    return longer.flatMap((_, index) => differing(left[index], right[index], [...steps, index]));
  }
  if (isNothing(left) && isNothing(right) && !hasUnknown(right)) return [];
  return [{ steps, change: left === undefined ? "add" : right === undefined ? "delete" : "update" }];
}

/** A server keeps no empty list and, in most places, no empty record. */
function isNothing(value: Value | undefined): boolean {
  if (isList(value)) return value.length === 0;
  return value === undefined || (isRecord(value) && Object.keys(value).length === 0);
}

function pathOf(steps: readonly Step[]): string {
  return steps
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      if (/[."[\]]/.test(step)) return `["${step.replaceAll('"', '\\"')}"]`;
      return index === 0 ? step : `.${step}`;
    })
    .join("");
}
