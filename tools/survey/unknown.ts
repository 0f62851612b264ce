import type { IgnoredObjects } from "../../config/drift.ts";
import { kinds } from "../../packages/influxdb/kinds/index.ts";
import { notificationEndpoint } from "../../packages/influxdb/kinds/notification-endpoint.ts";
import { isSystem, successionOf, type Survey } from "../../packages/influxdb/provider/survey.ts";
import { objectKey } from "./declarations.ts";
import { isTold } from "./servers.ts";

/** An object on the server. */
export interface ServerObject {
  readonly kind: string;
  /** Readable name, as an import takes it. */
  readonly name: string;
  readonly id: string;
}

export interface UnknownObjects {
  /** What the program does not know of. */
  readonly objects: readonly ServerObject[];
  /** What of it the stack file passes over. */
  readonly ignored: readonly (ServerObject & { readonly reason?: string | undefined })[];
  /** Entries of the stack file that fit no such object. */
  readonly unused: readonly IgnoredObjects[];
  /** Kinds that could not be listed, with the reason. */
  readonly unlisted: readonly { readonly kind: string; readonly reason: string }[];
}

/**
 * Everything in these organizations that the program does not know of, sorted.
 *
 * @param known {@link objectKey} of what it knows
 */
export async function unknownObjects(
  places: readonly { readonly survey: Survey; readonly orgIds: readonly string[] }[],
  known: ReadonlySet<string>,
  rules: readonly IgnoredObjects[],
): Promise<UnknownObjects> {
  const objects = new Map<string, ServerObject>();
  const unlisted = new Map<string, string>();
  const endpoints = new Set<string>();
  for (const { survey, orgIds } of places) {
    for (const kind of kinds) {
      // The organizations are where it looks; others are other people's.
      if (kind.name === "Organization") continue;
      for (const orgId of kind.scoped ? orgIds : [""]) {
        try {
          const all = await survey.all(kind, orgId);
          const passing = new Set(
            all.flatMap((found) => (known.has(objectKey(kind, found.id)) ? successionOf(found) : [])),
          );
          for (const found of all) {
            const key = objectKey(kind, found.id);
            if (kind === notificationEndpoint) endpoints.add(found.id);
            if (known.has(key) || passing.has(found.id) || isSystem(kind, found)) continue;
            objects.set(key, { kind: kind.name, name: kind.importName(found.properties), id: found.id });
          }
        } catch (error) {
          // Not every token may see every kind, and what it sees is worth telling.
          if (!isTold(error)) throw error;
          unlisted.set(kind.name, error.message);
        }
      }
    }
  }
  // What an endpoint keeps as a secret is a part of it, and goes with it.
  const own = [...objects.values()].filter(({ kind, name }) => {
    return kind !== "Secret" || !endpoints.has(endpointOf(name) ?? "");
  });
  return {
    ...sortOut(own.sort(byKindAndName), rules),
    unlisted: [...unlisted].map(([kind, reason]) => ({ kind, reason })),
  };
}

/** Id of the notification endpoint that keeps a credential under this key; undefined where no endpoint would. */
function endpointOf(key: string): string | undefined {
  const credentials = Object.entries(notificationEndpoint.properties).flatMap(([property, { writeOnly }]) =>
    writeOnly ? [property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)] : [],
  );
  const [, id, credential = ""] = /^([0-9a-f]{16})-(.+)$/.exec(key) ?? [];
  return credentials.includes(credential) ? id : undefined;
}

function sortOut(
  all: readonly ServerObject[],
  rules: readonly IgnoredObjects[],
): Omit<UnknownObjects, "unlisted"> {
  const used = new Set<IgnoredObjects>();
  const objects: ServerObject[] = [];
  const ignored: (ServerObject & { reason?: string | undefined })[] = [];
  for (const object of all) {
    const fitting = rules.filter(({ kind, name }) => kind === object.kind && fits(name, object.name));
    for (const rule of fitting) used.add(rule);
    const [first] = fitting;
    if (first === undefined) objects.push(object);
    else ignored.push({ ...object, reason: first.reason });
  }
  return { objects, ignored, unused: rules.filter((rule) => !used.has(rule)) };
}

/** Whether a name is one of those that a pattern stands for. */
export function fits(pattern: string, name: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(name);
}

function byKindAndName(left: ServerObject, right: ServerObject): number {
  const order = (kind: string) => kinds.findIndex(({ name }) => name === kind);
  if (left.kind !== right.kind) return order(left.kind) - order(right.kind);
  const [a, b] = [`${left.name}\n${left.id}`, `${right.name}\n${right.id}`];
  return a < b ? -1 : 1;
}

/** For people: `Task "nightly-backup" (0a1b…)`. */
export function describeObject({ kind, name, id }: ServerObject): string {
  return `${kind} ${JSON.stringify(name)} (${id})`;
}

/** For people, one sentence a line: entries of the stack file that fit nothing, and kinds that were not seen. */
export function describeGaps({ unused, unlisted }: UnknownObjects): string[] {
  return [
    ...unused.map(
      ({ kind, name }) => `monitoring:drift.ignore has ${kind} ${JSON.stringify(name)}, which fits nothing`,
    ),
    ...unlisted.map(({ kind, reason }) => `Objects of kind ${kind} could not be listed: ${reason}`),
  ];
}
