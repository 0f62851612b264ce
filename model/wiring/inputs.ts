/** Does anything write what the alerts read, and do their subjects stay the same while values change? */
import { alerts } from "../alerts/catalogue.ts";
import type { AlertDefinition } from "../alerts/definition.ts";
import { shapes } from "../collectors/shapes.ts";
import type { Shape } from "../collectors/shape.ts";
import { didYouMean, listNames } from "../suggest.ts";
import type { Model } from "../types.ts";
import type { Finding } from "./findings.ts";

/** What a Flux file reads, as its compiler found it. */
export interface TaskInputs {
  readonly reads: readonly {
    readonly measurement: string;
    readonly fields: readonly string[];
    readonly tags: readonly string[];
    /** `file:line:column`. */
    readonly where: string;
  }[];
  /** Columns that the subject of its findings is made of. */
  readonly subject: readonly { readonly column: string; readonly where: string }[];
}

/** Tags that no collector has to name: every point gets them, where the layout has them. */
const always: readonly string[] = ["application", "cluster"];
/** Columns that hold a time or a value, whatever is read. */
const changing: readonly string[] = ["_time", "_start", "_stop", "_value", "value", "level", "limit", "text"];

/** Every input of the alerts of a stack that nothing delivers, and every subject that changes with a value. */
export function checkInputs(
  { tasks }: Model,
  inputs: ReadonlyMap<string, TaskInputs>,
  known: readonly Shape[] = shapes,
): readonly Finding[] {
  const used = new Set(tasks.map(({ file }) => file));
  return alerts.flatMap((alert) => {
    const file = `alerts/${alert.id}.flux`;
    const found = used.has(file) ? inputs.get(file) : undefined;
    return found === undefined
      ? []
      : [...found.reads.flatMap((read) => readFindings(alert, read, known)), ...keyFindings(alert, found)];
  });
}

function readFindings(
  { id: of, home }: AlertDefinition,
  { measurement, fields, tags, where }: TaskInputs["reads"][number],
  known: readonly Shape[],
): Finding[] {
  const named = known.filter((shape) => shape.measurement === measurement);
  const there = named.filter((shape) => shape.home === home);
  const finding = (found: string, expected: string, mend: string): Finding => ({
    check: "input",
    of,
    where,
    found,
    expected,
    mend,
  });
  if (named.length === 0) {
    const names = known.filter((shape) => shape.home === home).map((shape) => shape.measurement);
    return [
      finding(
        `measurement \`${measurement}\`, which nothing writes${didYouMean(measurement, names)}`,
        `a measurement of a collector: ${listNames(names)}`,
        "correct the name, or describe what writes it in model/collectors",
      ),
    ];
  }
  if (there.length === 0) {
    const homes = named.map((shape) => (shape.home === "*" ? "each application" : shape.home));
    return [
      finding(
        `measurement \`${measurement}\` in \`${home}\`, where nothing writes it`,
        `the home it is written to: ${listNames(homes)}`,
        `correct \`home\` of alert ${of} in model/alerts, or of the measurement in model/collectors`,
      ),
    ];
  }
  const missing = (kind: "field" | "tag", wanted: readonly string[], of: readonly string[]): Finding[] =>
    wanted
      .filter((name) => !of.includes(name))
      .map((name) =>
        finding(
          `${kind} \`${name}\` of \`${measurement}\`, which nothing writes${didYouMean(name, of)}`,
          `a ${kind} of ${there.map(({ from }) => from).join(", ")}: ${listNames(of)}`,
          `correct the name, or add it to the measurement in model/collectors`,
        ),
      );
  return [
    ...missing(
      "field",
      fields,
      there.flatMap((shape) => Object.keys(shape.fields)),
    ),
    ...missing("tag", tags, [...always, ...there.flatMap((shape) => shape.tags)]),
  ];
}

function keyFindings({ id: of }: AlertDefinition, { reads, subject }: TaskInputs): Finding[] {
  const values = new Set([...changing, ...reads.flatMap(({ fields }) => fields)]);
  return subject
    .filter(({ column }) => values.has(column))
    .map(({ column, where }) => ({
      check: "key",
      of,
      where,
      found: `a subject made of \`r.${column}\`, a value or a time`,
      expected:
        "a subject made of tags: with a value in it, every sample is another subject, and is sent anew",
      mend: "say the value in `text`",
    }));
}
