import type { Found } from "../definition/kind.ts";
import { isList, isRecord, textOf, type Value, type Values } from "../definition/values.ts";

/**
 * Tokens that were replaced and stay valid for a while. The server has no place for that but the description, so it
 * stands there, for people too: "<description> (replaced by <id>, valid until <time>)".
 */
const REPLACED = / \(replaced by ([0-9a-f]{16}), valid until (\S+)\)$/;

/** A token that was replaced: the token in its place, and when it is to be deleted. */
interface Replacement {
  readonly id: string;
  readonly successor: string;
  readonly validUntil: string;
}

/** The description of a token from now on, when another takes its place. */
export function replacedDescription(description: string, successor: string, validUntil: Date): string {
  return `${description.replace(REPLACED, "")} (replaced by ${successor}, valid until ${validUntil.toISOString()})`;
}

/** Id of the token that took the place of one with this description; undefined where none did. */
export function successorIn(description: string): string | undefined {
  return REPLACED.exec(description)?.[1];
}

/** Tokens, each with those that it replaced, also by way of others. */
export function withReplaced(tokens: readonly Found[]): Found[] {
  const replaced = tokens.flatMap(({ id, properties }): Replacement[] => {
    const [, successor, validUntil] = REPLACED.exec(textOf(properties["description"])) ?? [];
    return successor === undefined || validUntil === undefined ? [] : [{ id, successor, validUntil }];
  });
  const byId = new Map(replaced.map((replacement) => [replacement.id, replacement]));
  const last = ({ successor }: Replacement): string => {
    const seen = new Set<string>();
    let id = successor;
    for (let next = byId.get(id); next !== undefined && !seen.has(id); next = byId.get(id)) {
      seen.add(id);
      id = next.successor;
    }
    return id;
  };
  const bySuccessor = Map.groupBy(replaced, last);
  return tokens.map((token) => {
    const own = (bySuccessor.get(token.id) ?? []).map(({ id, validUntil }) => ({ id, validUntil }));
    return { ...token, properties: { ...token.properties, replacedTokens: own } };
  });
}

/** Ids of the tokens in `replacedTokens` whose time is over, or of all of them. `now`: in milliseconds. */
export function expired({ replacedTokens }: Values, now = Infinity): string[] {
  if (!isList(replacedTokens)) return [];
  return replacedTokens.flatMap((token: Value) => {
    if (!isRecord(token) || typeof token["id"] !== "string") return [];
    // What cannot be read as a time is over: nobody but a person wrote it.
    return Date.parse(textOf(token["validUntil"])) > now ? [] : [token["id"]];
  });
}
