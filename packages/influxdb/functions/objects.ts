import { ProviderError } from "../client/errors.ts";
import { place, type FunctionDefinition, type Lookup } from "../definition/function.ts";
import { isAlwaysThere, type Found, type Kind } from "../definition/kind.ts";
import type { Fields } from "../definition/types.ts";
import { textOf, type Value, type Values } from "../definition/values.ts";

/** `get<Kind>`: one object, by id or by its readable name. */
export function getOne(kind: Kind): FunctionDefinition {
  return {
    name: `get${kind.name}`,
    doc: `Looks up one ${kind.name} that exists, whoever manages it. Fails when there is none, or when the name fits several.`,
    inputs: {
      id: { type: { type: "string" }, doc: "Its ID. Not with `name`." },
      name: {
        type: { type: "string" },
        doc: `Its name: ${kind.importForm.replace(/^<|>$/g, "")}. Not with \`id\`.`,
      },
      ...(kind.scoped ? place : {}),
    },
    outputs: outputFields(kind),
    async call(lookup, args) {
      const { id, name } = args;
      if ((id === undefined) === (name === undefined)) {
        throw new ProviderError(
          `get${kind.name}: expected either "id" or "name", found ${id === undefined ? "neither" : "both"}`,
        );
      }
      const orgId = kind.scoped ? await lookup.orgId(args) : "";
      const matches =
        typeof id === "string"
          ? [await lookup.find(kind, id.toLowerCase(), orgId)].filter((found) => found !== undefined)
          : await lookup.named(kind, textOf(name), orgId);
      const [first, ...others] = matches;
      const what = `${kind.name} ${typeof id === "string" ? id : JSON.stringify(name)}`;
      if (first === undefined) throw new ProviderError(`there is no ${what} at ${lookup.api.url}`);
      if (others.length > 0) {
        const ids = matches.map((match) => match.id).join(", ");
        throw new ProviderError(
          `${what} fits ${matches.length} objects; ask for one of them by its id: ${ids}`,
        );
      }
      return outputOf(kind, lookup, first);
    },
  };
}

/** `get<Kind>s`: all objects of the organization, or those of one readable name. */
export function getAll(kind: Kind): FunctionDefinition {
  const plural = `${kind.name.charAt(0).toLowerCase()}${kind.name.slice(1)}s`;
  return {
    name: `get${kind.name}s`,
    doc: `Lists what exists of kind ${kind.name} in an organization, whoever manages it, sorted by name and id. Objects that the provider's token may not see are missing.`,
    inputs: {
      name: {
        type: { type: "string" },
        doc: `Only those of this name: ${kind.importForm.replace(/^<|>$/g, "")}. Default: all.`,
      },
      ...(kind.scoped ? place : {}),
    },
    outputs: {
      [plural]: {
        type: {
          type: "list",
          of: {
            type: "object",
            name: `Existing${kind.name}`,
            doc: `A ${kind.name} that exists.`,
            fields: outputFields(kind),
          },
        },
        required: true,
        doc: "What was found.",
      },
    },
    async call(lookup, args) {
      const orgId = kind.scoped ? await lookup.orgId(args) : "";
      const nameOf = ({ properties }: Found) => kind.importName(properties);
      const all = (await lookup.all(kind, orgId)).filter(
        (found) => args["name"] === undefined || nameOf(found) === args["name"],
      );
      const key = (found: Found) => `${nameOf(found)}\n${found.id}`;
      const sorted = all.toSorted((left, right) => (key(left) < key(right) ? -1 : 1));
      const outputs = await Promise.all(sorted.map((found) => outputOf(kind, lookup, found)));
      return { [plural]: outputs.map(known) };
    },
  };
}

/** What is told of an existing object: everything but secrets and what only a stack knows. */
function outputFields(kind: Kind): Fields {
  const own = Object.entries(kind.properties).flatMap(([key, property]): [string, Fields[string]][] => {
    const { secret, local, writeOnly, type, doc } = property;
    if (secret || local || writeOnly || key === "org" || key === "orgId") return [];
    // The first sentence says what it is; the rest is about declaring it.
    return [[key, { type, doc: firstSentence(doc), required: isAlwaysThere(key, property) }]];
  });
  return {
    id: { type: { type: "string" }, required: true, doc: "ID." },
    ...Object.fromEntries(own),
    ...(kind.scoped
      ? {
          org: { type: { type: "string" }, doc: "Name of its organization, where the token may see it." },
          orgId: { type: { type: "string" }, required: true, doc: "ID of its organization." },
        }
      : {}),
  };
}

function firstSentence(doc: string): string {
  const [first = doc] = /^.*?(?<!e\.g)[.](?=\s|$)/s.exec(doc) ?? [];
  return first;
}

async function outputOf(kind: Kind, lookup: Lookup, found: Found): Promise<Values> {
  const told = Object.keys(outputFields(kind)).map((key): [string, Value | undefined] => [
    key,
    found.properties[key],
  ]);
  const org = kind.scoped ? { org: await lookup.orgName(found.orgId), orgId: textOf(found.orgId) } : {};
  return { ...Object.fromEntries(told), id: found.id, ...org };
}

function known(values: Values): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]): [string, Value][] =>
      value === undefined ? [] : [[key, value]],
    ),
  );
}
