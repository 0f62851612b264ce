import { hasUnknown, type Value } from "../../packages/influxdb/definition/values.ts";
import { isImportable, type Comparison } from "../../packages/influxdb/provider/survey.ts";
import { describeDifference } from "../engine/differences.ts";
import { counted } from "../engine/drift.ts";
import type { Judged, StackSurvey } from "./stack.ts";
import { describeGaps, describeObject } from "./unknown.ts";

interface Named {
  /** Type and name of the resource. */
  readonly type: string;
  readonly name: string;
}

interface Property {
  readonly property: string;
  readonly declared: unknown;
  readonly found: unknown;
  /** Whether the object would be replaced for it. */
  readonly replaces: boolean;
}

interface Existing extends Named {
  readonly id: string;
  /** Readable name of the object. */
  readonly object: string;
  /** Inputs that are not known before the update, and were not compared. */
  readonly notCompared: readonly string[];
  /** Whether it is in the file. */
  readonly taken: boolean;
  /** Resources it refers to that are not on record, and not in the file: it waits for them. */
  readonly waitsFor: readonly string[];
}

/** What `npm run adopt` found, as data. */
export interface Report {
  /** As they are declared. */
  readonly matches: readonly Existing[];
  readonly differs: readonly (Existing & { readonly properties: readonly Property[] })[];
  /** Declared, and not on the server. */
  readonly missing: readonly Named[];
  readonly ambiguous: readonly (Named & {
    readonly object: string;
    readonly candidates: readonly string[];
  })[];
  readonly unknown: StackSurvey["unknown"];
}

/** Sorts what was found. */
export function reportOf({ verdicts, unknown }: StackSurvey, taken: readonly Judged[]): Report {
  const names = new Set(taken.map(({ declaration }) => declaration.urn));
  const existing = (state: "matches" | "differs") =>
    verdicts.flatMap((judged) => {
      const { declaration, verdict, refersTo } = judged;
      if (verdict.state !== state) return [];
      const { type, name, kind } = declaration;
      const { found, comparison } = verdict;
      const one = {
        type,
        name,
        id: found.id,
        object: kind.importName(found.properties),
        notCompared: comparison.unknown,
        taken: taken.includes(judged),
        waitsFor: refersTo.filter(({ urn }) => !names.has(urn)).map((other) => other.name),
      };
      return [{ comparison, existing: one }];
    });
  return {
    matches: existing("matches").map(({ existing: one }) => one),
    differs: existing("differs").map(({ comparison, existing: one }) => ({
      ...one,
      properties: propertiesOf(comparison),
    })),
    missing: verdicts.flatMap(({ declaration: { type, name }, verdict }) =>
      verdict.state === "missing" ? [{ type, name }] : [],
    ),
    ambiguous: verdicts.flatMap(({ declaration: { type, name, kind }, verdict, ids }) => {
      if (verdict.state !== "ambiguous") return [];
      const [first] = verdict.candidates;
      return [
        { type, name, object: first === undefined ? "" : kind.importName(first.properties), candidates: ids },
      ];
    }),
    unknown,
  };
}

function propertiesOf({ deviations }: Comparison): Property[] {
  const told = deviations.filter(({ local }) => !local);
  return told.map(({ property, declared, found, replaces }) => ({
    property,
    declared: shown(declared),
    found: found === undefined ? "(not told by the server)" : shown(found),
    replaces,
  }));
}

function shown(value: Value | undefined): unknown {
  return hasUnknown(value) ? "(not known yet)" : (value ?? "(the server's choice)");
}

/** What can be taken over, each with all that it refers to: an object on record must not refer to one that is on none. */
export function takeable(verdicts: readonly Judged[], withChanges: boolean): readonly Judged[] {
  let taken = verdicts.filter(({ declaration: { kind }, verdict }) => {
    if (verdict.state !== "matches" && !(withChanges && verdict.state === "differs")) return false;
    return isImportable(kind, verdict.found);
  });
  for (;;) {
    const urns = new Set(taken.map(({ declaration }) => declaration.urn));
    const whole = taken.filter(({ refersTo }) => refersTo.every(({ urn }) => urns.has(urn)));
    if (whole.length === taken.length) return taken;
    taken = whole;
  }
}

/** What was found, for people. */
export function describeReport(report: Report, withChanges: boolean): string[] {
  const { matches, differs, missing, ambiguous, unknown } = report;
  const now = matches.filter(({ taken }) => taken);
  const later = matches.filter(({ taken }) => !taken);
  const head = ({ type, name }: Named) => `  ${type} ${name}`;
  const existing = (one: Existing) => `${head(one)} = ${JSON.stringify(one.object)} (${one.id})`;
  return [
    ...group(
      `${counted(now.length, "object is", "objects are")} as declared, and will be taken over:`,
      now.map((one) => `${existing(one)}${notes(one)}`),
    ),
    ...group(
      `${counted(later.length, "object is", "objects are")} as declared, but cannot be taken over yet:`,
      later.map((one) => `${existing(one)}${notes(one)}`),
    ),
    ...group(
      `${counted(differs.length, "object differs", "objects differ")} from what is declared, and up would change ${differs.length === 1 ? "it" : "them"} (${
        withChanges ? "taken over all the same" : "to take over all the same: --with-changes"
      }):`,
      differs.flatMap((one) => [
        `${existing(one)}${notes(one)}`,
        ...one.properties.flatMap(({ property, declared, found, replaces }) =>
          describeDifference(
            replaces ? `${property}, for which up would replace it` : property,
            declared,
            found,
          ).map((line) => `    ${line}`),
        ),
      ]),
    ),
    ...group(
      `${counted(ambiguous.length, "declaration fits", "declarations fit")} several objects; name the one in the file, or delete the others:`,
      ambiguous.map((one) => `${head(one)} = ${JSON.stringify(one.object)}: ${one.candidates.join(", ")}`),
    ),
    ...group(
      `${counted(missing.length, "object is", "objects are")} not on the server; up will make ${missing.length === 1 ? "it" : "them"}:`,
      missing.map(head),
    ),
    ...group(
      `${counted(unknown.objects.length, "object", "objects")} on the server that the program does not know, and will leave alone:`,
      unknown.objects.map((object) => `  ${describeObject(object)}`),
    ),
    ...describeGaps(unknown),
  ];
}

function notes({ notCompared, waitsFor, taken }: Existing): string {
  const waits = waitsFor.length === 0 || taken ? "" : `; refers to ${waitsFor.join(", ")}`;
  const left = notCompared.length === 0 ? "" : `; not compared: ${notCompared.join(", ")}`;
  return `${waits}${left}`;
}

function group(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines, ""];
}
