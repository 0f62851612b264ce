import type { IgnoredObjects } from "../../config/drift.ts";
import { kinds } from "../../packages/influxdb/kinds/index.ts";
import type { Outcome } from "../engine/operate.ts";
import { type Declaration, declarationsOf, nameOf, objectKey, recordedOf } from "./declarations.ts";
import { Matcher, type Verdict } from "./match.ts";
import { type Instead, Servers } from "./servers.ts";
import { type UnknownObjects, unknownObjects } from "./unknown.ts";

/** What there is on the server of one declaration. */
export interface Judged {
  readonly declaration: Declaration;
  readonly verdict: Verdict;
  /** Ids of the objects that it may mean. */
  readonly ids: readonly string[];
  /** What it refers to that is there, but not on record either: it can be taken over with that only. */
  readonly refersTo: readonly Declaration[];
}

/** What a stack would make, and what its servers hold. */
export interface StackSurvey {
  /** In the order of the kinds, then by name. */
  readonly verdicts: readonly Judged[];
  readonly unknown: UnknownObjects;
}

/** Holds what a preview would make against what the servers hold. Only reads. */
export async function surveyStack(
  { log, declared }: Pick<Outcome, "log" | "declared">,
  rules: readonly IgnoredObjects[],
  instead: Instead = {},
): Promise<StackSurvey> {
  const servers = new Servers(declared.connections, instead);
  const declarations = declarationsOf(log).sort(byKindAndName);
  const recorded = [...recordedOf(log).values()];
  const onRecord = new Set(recorded.map(({ kind, id }) => objectKey(kind, id)));
  const matcher = new Matcher(servers, declarations, declared.references, onRecord);
  return servers.use(async () => {
    const orgIds = new Map(servers.names.map((name) => [name, new Set<string>()]));
    for (const { provider, outputs } of recorded) {
      if (typeof outputs["orgId"] === "string") orgIds.get(nameOf(provider))?.add(outputs["orgId"]);
    }
    const judged: Judged[] = [];
    for (const declaration of declarations) {
      const orgId = await matcher.orgIdOf(declaration);
      if (orgId !== undefined && orgId !== "") orgIds.get(nameOf(declaration.provider))?.add(orgId);
      const verdict = await matcher.verdict(declaration);
      judged.push({
        declaration,
        verdict,
        ids: idsOf(verdict),
        refersTo: await matcher.refersTo(declaration),
      });
    }
    const verdicts = judged.map((one) => withoutSharing(one, judged));
    const known = new Set([
      ...onRecord,
      ...verdicts.flatMap(({ declaration: { kind }, ids }) => ids.map((id) => objectKey(kind, id))),
    ]);
    const places: { survey: ReturnType<Servers["of"]>; orgIds: string[] }[] = [];
    for (const [name, ids] of orgIds) {
      const survey = servers.of(name);
      if (survey.org !== undefined && ids.size === 0) ids.add(await survey.orgId(survey.org));
      places.push({ survey, orgIds: [...ids] });
    }
    return { verdicts, unknown: await unknownObjects(places, known, rules) };
  });
}

function idsOf(verdict: Verdict): readonly string[] {
  if (verdict.state === "missing") return [];
  return verdict.state === "ambiguous" ? verdict.candidates.map(({ id }) => id) : [verdict.found.id];
}

/** An object that two declarations mean can be taken over by neither before somebody says which. */
function withoutSharing(judged: Judged, all: readonly Judged[]): Judged {
  const { declaration, verdict } = judged;
  if (verdict.state !== "matches" && verdict.state !== "differs") return judged;
  const shared = all.some(
    (other) =>
      other !== judged && other.declaration.kind === declaration.kind && other.ids.includes(verdict.found.id),
  );
  return shared ? { ...judged, verdict: { state: "ambiguous", candidates: [verdict.found] } } : judged;
}

function byKindAndName(left: Declaration, right: Declaration): number {
  if (left.kind !== right.kind) return kinds.indexOf(left.kind) - kinds.indexOf(right.kind);
  return left.urn < right.urn ? -1 : 1;
}
