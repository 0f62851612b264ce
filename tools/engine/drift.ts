import { kindOfType } from "../../packages/influxdb/kinds/index.ts";
import { describeGaps, describeObject, type UnknownObjects } from "../survey/unknown.ts";
import { describeDifference } from "./differences.ts";
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
  /**
   * `missing`: on record, and gone from the server · `unrecorded`: declared, but not on record · `changed` ·
   * `undeclared`: on record, but no longer declared.
   */
  readonly state: "missing" | "unrecorded" | "changed" | "undeclared";
  readonly properties: readonly PropertyDrift[];
  /** For what is missing or unrecorded: ids of objects on the server that are probably meant. */
  readonly onServer: readonly string[];
}

/** What a drift run has found. */
export interface Drift {
  readonly objects: readonly ObjectDrift[];
  readonly unknown: UnknownObjects;
}

const STATES: Readonly<Record<string, ObjectDrift["state"]>> = {
  create: "unrecorded",
  update: "changed",
  replace: "changed",
  delete: "undeclared",
};

/**
 * The drift that a preview with refresh found: what it would do is what is not as declared.
 *
 * @param onServer ids of objects on the server that an object with this URN probably means
 */
export function driftOf(
  { steps }: EventLog,
  onServer: (urn: string) => readonly string[] = () => [],
): ObjectDrift[] {
  // What was refreshed was on record, also if it turned out to be gone.
  const recorded = new Set(steps.filter(({ op }) => op === "refresh").map(({ urn }) => urn));
  return steps.flatMap((step) => {
    const state = STATES[step.op];
    // Connections, components and the stack itself are of this program, not of the server.
    if (state === undefined || !isServerObject(step)) return [];
    const { urn, type } = step;
    return [
      {
        urn,
        type,
        name: urn.split("::").at(-1) ?? urn,
        state: state === "unrecorded" && recorded.has(urn) ? "missing" : state,
        properties: state === "changed" ? propertiesOf(step) : [],
        onServer: state === "unrecorded" ? onServer(urn) : [],
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
export function describeDrift(stack: string, { objects, unknown }: Drift): string {
  const gaps = describeGaps(unknown);
  if (objects.length + unknown.objects.length === 0) {
    return [`${stack}: no drift; everything is as declared`, ...gaps].join("\n");
  }
  const lines: string[] = [];
  if (objects.length > 0) {
    lines.push(`${stack}: ${counted(objects.length, "object is", "objects are")} not as declared`);
    for (const object of objects) lines.push(...describeObjectDrift(object));
    lines.push(...mends(stack, objects));
  }
  if (unknown.objects.length > 0) {
    lines.push(
      `${stack}: ${counted(unknown.objects.length, "object is", "objects are")} on the server that the stack does not declare`,
      ...unknown.objects.map((object) => `  ${describeObject(object)}`),
      `Declare it and take it over (npm run adopt -- ${stack}), delete it by hand, or list it under monitoring:drift.ignore in Pulumi.${stack}.yaml`,
    );
  }
  return [...lines, ...gaps].join("\n");
}

/** How many there are of a thing. */
export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function describeObjectDrift({ type, name, state, properties, onServer }: ObjectDrift): string[] {
  const there = onServer.length === 0 ? "" : `; there is ${onServer.join(" and ")} of that name`;
  return [
    `  ${type} ${name}: ${WORDS[state]}${there}`,
    ...properties.flatMap(({ property, declared, found }) =>
      describeDifference(property, shown(declared), shown(found)).map((line) => `    ${line}`),
    ),
  ];
}

function shown(value: unknown): unknown {
  return value ?? "(derived by the server)";
}

const WORDS = {
  missing: "missing on the server",
  unrecorded: "declared, but not on record",
  changed: "changed",
  undeclared: "exists, but is no longer declared",
} as const;

/** What mends it: `up` makes anew what is there already under no record. */
function mends(stack: string, objects: readonly ObjectDrift[]): string[] {
  const there = objects.filter(({ onServer }) => onServer.length > 0);
  const lost = there.some(({ state }) => state === "missing") ? `npm run refresh -- ${stack}, then ` : "";
  const adopt = `To take over what is there: ${lost}npm run adopt -- ${stack}`;
  const up = `To mend: npm run up -- ${stack}`;
  if (there.length === 0) return [up];
  return there.length === objects.length ? [adopt] : [adopt, `${up}, after that`];
}
