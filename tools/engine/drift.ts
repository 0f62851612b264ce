import { kindOfType } from "../../packages/influxdb/kinds/index.ts";
import type { EventLog, Step } from "./events.ts";

/** One property that is not as it is declared. */
export interface PropertyDrift {
  readonly property: string;
  /** What is declared, or the default where nothing is; undefined where the server derives it from other inputs. */
  readonly declared: unknown;
  readonly found: unknown;
}

/** One object that is not as it is declared. */
export interface ObjectDrift {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** `missing`: not on the server · `changed` · `undeclared`: in the stack's state, but no longer declared. */
  readonly state: "missing" | "changed" | "undeclared";
  readonly properties: readonly PropertyDrift[];
}

const STATES: Readonly<Record<string, ObjectDrift["state"]>> = {
  create: "missing",
  update: "changed",
  replace: "changed",
  delete: "undeclared",
};

/** The drift that a preview with refresh found: what it would do is what is not as declared. */
export function driftOf({ steps }: EventLog): ObjectDrift[] {
  return steps.flatMap((step) => {
    const state = STATES[step.op];
    // Connections, components and the stack itself are of this program, not of the server.
    if (state === undefined || !isServerObject(step)) return [];
    const name = step.urn.split("::").at(-1) ?? step.urn;
    return [
      {
        urn: step.urn,
        type: step.type,
        name,
        state,
        properties: state === "changed" ? propertiesOf(step) : [],
      },
    ];
  });
}

function isServerObject({ type, old, new: next }: Step): boolean {
  return !type.startsWith("pulumi:") && (next ?? old)?.custom === true;
}

function propertiesOf({ type, detailedDiff, diffs, old, new: next }: Step): PropertyDrift[] {
  const keys = detailedDiff ? Object.keys(detailedDiff) : (diffs ?? []);
  const defaults = type.startsWith("influxdb:") ? kindOfType(type).properties : {};
  const or = (value: unknown, property: string) => value ?? defaults[property]?.default;
  return keys.map((property) => ({
    property,
    declared: or(next?.inputs?.[property], property),
    found: or(old?.inputs?.[property], property),
  }));
}

/** The drift in sentences for people. */
export function describeDrift(stack: string, drift: readonly ObjectDrift[]): string {
  if (drift.length === 0) return `${stack}: no drift; everything is as declared`;
  const objects = drift.map(({ type, name, state, properties }) => {
    const head = `  ${type} ${name}: ${WORDS[state]}`;
    const rows = properties.map(({ property, declared, found }) =>
      typeof declared === "string" && typeof found === "string" && `${declared}${found}`.includes("\n")
        ? `    ${property}\n${changedLines(declared, found)}`
        : `    ${property}\n      declared: ${show(declared)}\n      found:    ${show(found)}`,
    );
    return [head, ...rows].join("\n");
  });
  const count = drift.length === 1 ? "1 object is" : `${drift.length} objects are`;
  return `${stack}: ${count} not as declared\n${objects.join("\n")}\nTo mend: npm run up -- ${stack}`;
}

const WORDS = {
  missing: "missing on the server",
  changed: "changed",
  undeclared: "exists, but is no longer declared",
} as const;

function show(value: unknown): string {
  return value === undefined ? "(derived by the server)" : JSON.stringify(value);
}

/** Where two texts part: the lines of each between their common beginning and their common end. */
function changedLines(declared: string, found: string): string {
  const [left, right] = [declared.split("\n"), found.split("\n")];
  let start = 0;
  while (start < Math.min(left.length, right.length) && left[start] === right[start]) start++;
  let end = 0;
  while (end < Math.min(left.length, right.length) - start && left.at(-1 - end) === right.at(-1 - end)) end++;
  const part = (label: string, lines: readonly string[]) => {
    const changed = lines.slice(start, lines.length - end);
    const shown = changed.length === 0 ? ["(nothing)"] : changed;
    return `      ${label} from line ${start + 1}:\n${shown.map((line) => `        ${line}`).join("\n")}`;
  };
  return `${part("declared", left)}\n${part("found", right)}`;
}
