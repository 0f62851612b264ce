import { changedInputs } from "../definition/effective.ts";
import type { Kind } from "../definition/kind.ts";
import { sameValue, type Values } from "../definition/values.ts";

export interface PropertyChange {
  readonly property: string;
  readonly change: "add" | "delete" | "update";
  readonly replaces: boolean;
}

export interface Difference {
  readonly changes: readonly PropertyChange[];
  readonly deleteBeforeReplace: boolean;
}

/** What is known beside the inputs. */
interface Circumstances {
  /** In milliseconds. */
  readonly now: number;
  /** Names of organizations by id, where they may be newer than those in state. */
  readonly orgNames?: ReadonlyMap<string, string>;
}

/** What changes from the old inputs to the new ones. Never asks the server. */
export function difference(
  kind: Kind,
  oldInputs: Values,
  oldOutputs: Values,
  news: Values,
  { now, orgNames }: Circumstances,
): Difference {
  const { orgId } = oldOutputs;
  // An organization that got another name is still the same: what is in it stays where it is.
  const isRenamed =
    typeof orgId === "string" && news["org"] !== undefined && orgNames?.get(orgId) === news["org"];
  const org = isRenamed ? news["org"] : oldOutputs["org"];
  const changed = [...changedInputs(kind, oldInputs, news)].filter((key) => {
    // The same organization by its other name is no change, nor is what the server decided when it was free to.
    const free = oldInputs[key] === undefined && isFree(kind, key);
    if (key === "org" || key === "orgId" || free) return !sameValue(oldOutputs[key], news[key]);
    // A default that follows from an input that changed is no change of its own.
    return oldInputs[key] !== undefined || news[key] !== undefined;
  });
  const changes = changed.map((property): PropertyChange => {
    const change =
      oldInputs[property] === undefined ? "add" : news[property] === undefined ? "delete" : "update";
    const stays = property === "org" && isRenamed;
    return { property, change, replaces: !stays && kind.properties[property]?.immutable === true };
  });
  const due = (kind.due?.(oldOutputs, now) ?? []).map((property): PropertyChange => {
    return { property, change: "update", replaces: false };
  });
  const deleteBeforeReplace = kind.deleteBeforeReplace?.({ ...oldInputs, org, orgId }, news) ?? false;
  return { changes: [...changes, ...due], deleteBeforeReplace };
}

/** Whether the server decides where the input is not given. */
function isFree(kind: Kind, key: string): boolean {
  const property = kind.properties[key];
  return property?.default === undefined && property?.derived === undefined;
}

/** Whether all that changed of an object is the name of its organization: state has to know it, and the server does. */
export function isOnlyRenamedAround(
  kind: Kind,
  olds: Values,
  news: Values,
  differing: ReadonlySet<string>,
): boolean {
  const renamed = news["org"] !== undefined && news["org"] !== olds["org"];
  const isDue = (kind.due?.(olds, Date.now()) ?? []).length > 0;
  return renamed && !isDue && differing.size === 1 && differing.has("org");
}
