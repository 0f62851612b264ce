/** What a task file reads: the calls of `lib/read` in it, whose arguments are literals so that they can be checked. */
import type { Fault } from "../model/faults.ts";
import { callsOf, type FluxUnit } from "./library.ts";
import { literalValue } from "./literals.ts";
import { type Node, positionOf, propertiesOf } from "./syntax.ts";

/** One kind of points that a task reads. */
export interface Read {
  readonly measurement: string;
  readonly fields: readonly string[];
  readonly tags: readonly string[];
  /** `file:line:column`. */
  readonly where: string;
}

const reader = "lib/read";

/** Every reading of a file, in the order of the text. */
export function readsOf(unit: FluxUnit): {
  readonly reads: readonly Read[];
  readonly faults: readonly Fault[];
} {
  const local = unit.uses.find(({ path }) => path === reader)?.local;
  const reads: Read[] = [];
  const faults: Fault[] = [];
  for (const call of local === undefined ? [] : callsOf(unit.statements, local)) {
    const { line, column } = positionOf(call, unit.lines);
    const where = `${unit.source.path}:${line}:${column}`;
    const given = new Map(propertiesOf(call).map(({ name, value }) => [name, value && literalValue(value)]));
    const [measurement, fields, tags] = [given.get("measurement"), given.get("fields"), given.get("tags")];
    if (typeof measurement === "string" && isTexts(fields) && isTexts(tags)) {
      reads.push({ measurement, fields, tags, where });
    } else {
      faults.push({
        where,
        found: textOf(call, unit.lines),
        expected: "`measurement` as a string literal, `fields` and `tags` as lists of them: they are checked",
        mend: "write them out where lib/read is called",
      });
    }
  }
  return { reads, faults };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function textOf(node: Node, lines: readonly string[]): string {
  return (lines[positionOf(node, lines).line - 1] ?? "").trim();
}
