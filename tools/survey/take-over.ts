import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { Values } from "../../packages/influxdb/definition/values.ts";
import { hasUnknown, sameValue } from "../../packages/influxdb/definition/values.ts";
import { isImportable, type Comparison } from "../../packages/influxdb/provider/survey.ts";
import type { EventLog } from "../engine/events.ts";
import { type Deployment, editState } from "../engine/state.ts";
import type { Workspace } from "../engine/workspace.ts";
import { keyOf } from "../engine/observer.ts";
import type { Outcome } from "../engine/operate.ts";
import { type Declaration, declarationsOf, objectKey, recordedOf } from "./declarations.ts";
import type { Import } from "./import-file.ts";
import { Matcher } from "./match.ts";
import { Servers } from "./servers.ts";

/** An object that is still what the file says. */
export interface Ready {
  readonly declaration: Declaration;
  readonly id: string;
  /** Inputs that declare it as it is. */
  readonly inputs: Values;
  /** Declared inputs that only the record knows. */
  readonly local: Values;
}

export interface Checked {
  readonly ready: readonly Ready[];
  /** Number of objects that are on record already. */
  readonly done: number;
  /** Why the others cannot be taken over, a sentence each. */
  readonly faults: readonly string[];
}

/** Holds a list of objects to take over against the program and the server as they are now. Only reads. */
export async function checkImports(
  { log, declared }: Pick<Outcome, "log" | "declared">,
  imports: readonly Import[],
): Promise<Checked> {
  const declarations = declarationsOf(log);
  const recorded = recordedOf(log);
  const onRecord = new Set([...recorded.values()].map(({ kind, id }) => objectKey(kind, id)));
  const servers = new Servers(declared.connections);
  const matcher = new Matcher(servers, declarations, declared.references, onRecord);
  const byUrn = new Map(declarations.map((one) => [one.urn, one]));
  const byKey = Map.groupBy(declarations, ({ type, name }) => keyOf(type, name));
  const listed = new Set(imports.map(({ urn }) => urn));
  const seen = new Set<string>();

  async function check({ urn, id, differs }: Import): Promise<Ready | "done" | { readonly fault: string }> {
    const known = recorded.get(urn);
    if (known !== undefined) {
      return known.id === id
        ? "done"
        : { fault: `the stack has another object on record for it, ${known.id}` };
    }
    const declaration = byUrn.get(urn);
    if (declaration === undefined) return { fault: "the program does not declare it" };
    const { kind, type, name } = declaration;
    const key = objectKey(kind, id);
    if (onRecord.has(key)) return { fault: "the stack has it on record under another name" };
    if (seen.has(key) || seen.has(urn)) return { fault: "it stands in the file twice" };
    seen.add(key).add(urn);
    if (byKey.get(keyOf(type, name))?.length !== 1)
      return { fault: "the program has two resources of this type and name" };

    const apart = (await matcher.refersTo(declaration)).find((other) => !listed.has(other.urn));
    if (apart !== undefined)
      return { fault: `it refers to ${apart.name}, which is neither on record nor in the file` };
    const orgId = await matcher.orgIdOf(declaration);
    const survey = matcher.surveyOf(declaration);
    const there = orgId === undefined ? [] : await survey.all(kind, orgId);
    const found = there.find((object) => object.id === id);
    if (found === undefined) return { fault: "it is not on the server any more" };
    if (!isImportable(kind, found)) return { fault: "the server does not tell all that has to be on record" };
    const changed = unforeseen(await matcher.compare(declaration, found), differs);
    if (changed.length > 0) return { fault: `it is not as declared: ${changed.join(", ")}` };
    return { declaration, id, inputs: await survey.inputsOf(kind, found), local: localInputs(declaration) };
  }

  return servers.use(async () => {
    const ready: Ready[] = [];
    const faults: string[] = [];
    let done = 0;
    for (const one of imports) {
      const result = await check(one);
      if (result === "done") done++;
      else if ("fault" in result) faults.push(`${one.label}: ${result.fault}`);
      else ready.push(result);
    }
    return { ready, done, faults };
  });
}

function localInputs({ kind, inputs }: Declaration): Values {
  const local = Object.entries(inputs).filter(
    ([key, value]) => kind.properties[key]?.local && value !== undefined && !hasUnknown(value),
  );
  return Object.fromEntries(local);
}

/** Inputs that differ from what is declared in a way that the file does not tell. */
function unforeseen({ deviations }: Comparison, differs: Import["differs"]): string[] {
  const told = new Map(differs.map(({ property, found }) => [property, found]));
  return deviations
    .filter(({ property, found, local }) => {
      return !local && !(told.has(property) && sameValue(told.get(property), found));
    })
    .map(({ property }) => property);
}

/**
 * Makes the program declare these objects as they are, to be imported: then there is nothing to change, whatever
 * somebody changes meanwhile, and nothing that has to be there before.
 */
export function importing(ready: readonly Ready[]): pulumi.ResourceTransformation {
  const byKey = new Map(ready.map((one) => [keyOf(one.declaration.type, one.declaration.name), one]));
  return ({ type, name, props, opts }) => {
    const one = byKey.get(keyOf(type, name));
    if (one === undefined) return undefined;
    const { properties } = one.declaration.kind;
    const none = Object.fromEntries(Object.keys(props).map((key) => [key, undefined]));
    const own = Object.entries<unknown>(one.inputs).map(([key, value]): [string, unknown] => [
      key,
      properties[key]?.secret ? pulumi.secret(value) : value,
    ]);
    const inputs = Object.keys(properties).filter((key) => !properties[key]?.computed);
    const options: pulumi.CustomResourceOptions = {
      ...opts,
      import: one.id,
      ignoreChanges: inputs,
      dependsOn: [],
    };
    return { props: { ...none, ...Object.fromEntries(own) }, opts: options };
  };
}

/** Flags that keep an operation to these objects, and to what they stand under. */
export function targetsOf(ready: readonly Ready[], { steps }: EventLog): string[] {
  const parents = new Map(steps.map(({ urn, old, new: next }) => [urn, (next ?? old)?.parent]));
  const urns = new Set<string>();
  for (const { declaration } of ready) {
    urns.add(declaration.provider);
    for (let urn: string | undefined = declaration.urn; urn && parents.get(urn); urn = parents.get(urn))
      urns.add(urn);
  }
  return [...urns].map((urn) => `--target=${urn}`);
}

/** Puts inputs on record that the server never hears of, so that an import could not find them there. */
export async function recordLocal(workspace: Workspace, ready: readonly Ready[]): Promise<void> {
  const byUrn = new Map(ready.map((one) => [one.declaration.urn, one.local]));
  if ([...byUrn.values()].every((local) => Object.keys(local).length === 0)) return;
  const edit = ({ resources = [], ...rest }: Deployment): Deployment => ({
    ...rest,
    resources: resources.map((resource) => {
      const noted = byUrn.get(resource.urn);
      if (noted === undefined) return resource;
      const local = z.record(z.string(), z.json()).parse(noted);
      const { inputs, outputs } = resource;
      return { ...resource, inputs: { ...inputs, ...local }, outputs: { ...outputs, ...local } };
    }),
  });
  await editState(workspace, edit, "what only the record knows could not be put there");
}
