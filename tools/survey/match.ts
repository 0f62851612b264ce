import type { Found, Kind } from "../../packages/influxdb/definition/kind.ts";
import { hasUnknown, isList, isRecord, textOf } from "../../packages/influxdb/definition/values.ts";
import { Unknown, type Value, type Values } from "../../packages/influxdb/definition/values.ts";
import type { Comparison, Survey } from "../../packages/influxdb/provider/survey.ts";
import { type Declared, keyOf, type Reference } from "../engine/observer.ts";
import { type Declaration, nameOf, objectKey } from "./declarations.ts";
import type { Servers } from "./servers.ts";

/** What there is on the server of an object that is declared and not on record. */
export type Verdict =
  | { readonly state: "matches" | "differs"; readonly found: Found; readonly comparison: Comparison }
  | { readonly state: "missing" }
  | { readonly state: "ambiguous"; readonly candidates: readonly Found[] };

/** Finds for each declaration the object on the server that it means. */
export class Matcher {
  readonly #servers: Servers;
  readonly #references: Declared["references"];
  readonly #recorded: ReadonlySet<string>;
  readonly #byKey: ReadonlyMap<string, Declaration>;
  readonly #verdicts = new Map<Declaration, Promise<Verdict>>();

  /** `recorded`: {@link objectKey} of what is on record already, and so is nobody else's. */
  constructor(
    servers: Servers,
    declarations: readonly Declaration[],
    references: Declared["references"],
    recorded: ReadonlySet<string>,
  ) {
    this.#servers = servers;
    this.#references = references;
    this.#recorded = recorded;
    this.#byKey = new Map(declarations.map((one) => [keyOf(one.type, one.name), one]));
  }

  async verdict(declaration: Declaration): Promise<Verdict> {
    const known = this.#verdicts.get(declaration) ?? this.#judge(declaration);
    this.#verdicts.set(declaration, known);
    return known;
  }

  /** What a declaration refers to that is on the server, but not on record. */
  async refersTo({ type, name }: Declaration): Promise<readonly Declaration[]> {
    const others = (this.#references.get(keyOf(type, name)) ?? []).flatMap(
      ({ to }) => this.#byKey.get(to) ?? [],
    );
    const there: Declaration[] = [];
    for (const other of new Set(others)) {
      if ((await this.verdict(other)).state !== "missing") there.push(other);
    }
    return there;
  }

  /** How an object compares with a declaration. */
  async compare(declaration: Declaration, found: Found): Promise<Comparison> {
    return this.surveyOf(declaration).compare(declaration.kind, await this.#resolved(declaration), found);
  }

  surveyOf({ provider }: Pick<Declaration, "provider">): Survey {
    return this.#servers.of(nameOf(provider));
  }

  /** ID of the organization of a declared object; undefined where that is not there yet. */
  async orgIdOf(declaration: Declaration): Promise<string | undefined> {
    if (!declaration.kind.scoped) return "";
    const survey = this.surveyOf(declaration);
    const { org, orgId } = await this.#resolved(declaration);
    const organizations = await survey.organizations();
    if (orgId !== undefined) return organizations.find(({ id }) => id === orgId)?.id;
    const home = organizations.find(({ name }) => name === org)?.id;
    const declared = [...this.#byKey.values()].some(
      ({ kind, inputs }) => kind.name === "Organization" && inputs["name"] === org,
    );
    // The error names the organizations that there are.
    return home ?? (declared ? undefined : survey.orgId(textOf(org)));
  }

  async #judge(declaration: Declaration): Promise<Verdict> {
    const { kind } = declaration;
    const orgId = await this.orgIdOf(declaration);
    if (orgId === undefined) return { state: "missing" };
    const name = kind.importName(await this.#resolved(declaration));
    const candidates = (await this.surveyOf(declaration).all(kind, orgId)).filter(
      ({ id, properties }) =>
        !this.#recorded.has(objectKey(kind, id)) &&
        // A name may hold what the server works out, which a declaration does not have.
        [properties, inputsIn(kind, properties)].some((known) => kind.importName(known) === name),
    );
    const compared = await Promise.all(
      candidates.map(async (found) => ({ found, comparison: await this.compare(declaration, found) })),
    );
    const exact = compared.filter(({ comparison }) => isSame(comparison));
    const [first, ...others] = exact.length > 0 ? exact : compared;
    if (first === undefined) return { state: "missing" };
    if (others.length > 0) {
      return { state: "ambiguous", candidates: [first, ...others].map(({ found }) => found) };
    }
    return { state: exact.length > 0 ? "matches" : "differs", ...first };
  }

  /** The inputs of a declaration, with the ids of objects that are there already. */
  async #resolved({ type, name, inputs }: Declaration): Promise<Values> {
    let resolved: Value = Object.fromEntries(
      Object.entries(inputs).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    );
    for (const { path, to } of this.#references.get(keyOf(type, name)) ?? []) {
      const other = this.#byKey.get(to);
      if (other !== undefined && hasUnknown(resolved))
        resolved = withId(resolved, path, await this.#idOf(other));
    }
    return isRecord(resolved) ? resolved : inputs;
  }

  /** ID of the object of a declaration, as far as it can be told; never one of another object. */
  async #idOf(declaration: Declaration): Promise<string | undefined> {
    const verdict = await this.verdict(declaration);
    if (verdict.state === "ambiguous") return undefined;
    if (verdict.state === "missing") return `(that of ${declaration.name}, once it is made)`;
    return verdict.found.id;
  }
}

/** Whether nothing would be changed on the server. */
export function isSame({ deviations }: Comparison): boolean {
  return deviations.every(({ local }) => local);
}

function inputsIn(kind: Kind, properties: Values): Values {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !kind.properties[key]?.computed));
}

/** The value with an id in the place of the unknown one at `path`. */
function withId(value: Value, path: Reference["path"], id: string | undefined): Value {
  const [step, ...rest] = path;
  if (step === undefined) return value instanceof Unknown && id !== undefined ? id : value;
  if (isList(value)) return value.map((item, index) => (index === step ? withId(item, rest, id) : item));
  if (!isRecord(value)) return value;
  const inner = value[step];
  return inner === undefined ? value : { ...value, [step]: withId(inner, rest, id) };
}
