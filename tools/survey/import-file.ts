import { z } from "zod";
import type { Value } from "../../packages/influxdb/definition/values.ts";
import { UserError } from "../errors.ts";
import { readIfThere } from "../local/files.ts";
import { type Declaration, nameOf } from "./declarations.ts";
import type { Judged } from "./stack.ts";

/** An input that is not as it is declared, as it was found: if it has changed since, nobody has agreed to it. */
const Differing = z.object({ property: z.string(), found: z.json().optional() });
const Entry = z.looseObject({
  type: z.string(),
  name: z.string(),
  id: z.string(),
  parent: z.string().optional(),
  provider: z.string().optional(),
  /** Readable name of the object. For people: the id counts. */
  object: z.string().optional(),
  differs: z.array(Differing).optional(),
});
/** A file as `pulumi import --file` takes it, with `object` and `differs` beside, which that passes over. */
const ImportFile = z.object({
  nameTable: z.record(z.string(), z.string()).default({}),
  resources: z.array(Entry),
});
export type ImportFile = z.infer<typeof ImportFile>;

/** An object to take over. */
export interface Import {
  readonly urn: string;
  readonly id: string;
  /** For people. */
  readonly label: string;
  readonly differs: readonly z.infer<typeof Differing>[];
}

/** The file that takes these objects over; the same for the same objects, whatever their order. */
export function importFile(judged: readonly Judged[]): ImportFile {
  const urns = judged.flatMap(({ declaration: { parent, provider } }) => [parent, provider]);
  const names = namesOf(urns.filter((urn) => urn !== "" && !isStack(urn)));
  const resources = judged.flatMap(({ declaration, verdict }) => {
    if (verdict.state !== "matches" && verdict.state !== "differs") return [];
    const { type, name, kind, parent, provider } = declaration;
    const { found, comparison } = verdict;
    const told = comparison.deviations.filter(({ local }) => !local);
    const differs = told.map(({ property, found: value }) =>
      value === undefined ? { property } : { property, found: plain(value) },
    );
    return [
      {
        type,
        name,
        id: found.id,
        ...(names.has(parent) ? { parent: names.get(parent) } : {}),
        ...(names.has(provider) ? { provider: names.get(provider) } : {}),
        object: kind.importName(found.properties),
        ...(differs.length === 0 ? {} : { differs }),
      },
    ];
  });
  const order = ({ type, name }: { type: string; name: string }) => `${type}\n${name}`;
  return {
    nameTable: Object.fromEntries([...names].map(([urn, name]) => [name, urn])),
    resources: resources.sort((left, right) => (order(left) < order(right) ? -1 : 1)),
  };
}

/** Names for URNs: that of the resource where it is the only one. */
function namesOf(urns: readonly string[]): ReadonlyMap<string, string> {
  const unique = [...new Set(urns)].sort();
  const taken = Map.groupBy(unique, nameOf);
  return new Map(unique.map((urn) => [urn, taken.get(nameOf(urn))?.length === 1 ? nameOf(urn) : urn]));
}

function isStack(urn: string): boolean {
  return urn.split("::")[2] === "pulumi:pulumi:Stack";
}

function plain(value: Value): z.core.util.JSONType {
  return z.json().parse(JSON.parse(JSON.stringify(value)));
}

/** Reads such a file. */
export async function readImports(path: string, declarations: readonly Declaration[]): Promise<Import[]> {
  const text = await readIfThere(path);
  const write = `npm run adopt -- <stack> --file ${path}`;
  if (text === undefined)
    throw new UserError(`there is no file ${path}: expected a list of objects to take over`, write);
  const { data, error } = ImportFile.safeParse(parsed(text));
  if (data === undefined) {
    const [issue] = error.issues;
    throw new UserError(
      `${path} is no list of objects to take over: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`,
      write,
    );
  }
  const { nameTable, resources } = data;
  return resources.map(({ type, name, id, parent, object, differs = [] }) => {
    const above = parent === undefined ? undefined : (nameTable[parent] ?? parent);
    // Where no parent is named, the stack itself is it: its URN is in those of everything declared.
    const urn = above === undefined ? rootUrn(type, name, declarations) : childUrn(above, type, name);
    return { urn, id, label: `${type} ${name} (${object ?? "?"}, ${id})`, differs };
  });
}

function childUrn(parent: string, type: string, name: string): string {
  const [head, stack, types] = parent.split("::");
  return [head, stack, `${types ?? ""}$${type}`, name].join("::");
}

function rootUrn(type: string, name: string, declarations: readonly Declaration[]): string {
  const [head = "", stack = ""] = declarations[0]?.urn.split("::") ?? [];
  return [head, stack, type, name].join("::");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
