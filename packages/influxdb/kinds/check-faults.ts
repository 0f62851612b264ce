import type { Fault } from "../definition/checks.ts";
import { durationFaults, scheduleFaults } from "../definition/durations.ts";
import { fluxTokens } from "../definition/flux.ts";
import { isList, isRecord, textOf, type Value, type Values } from "../definition/values.ts";
import { builderFaults } from "./views.ts";

/** Faults of a check of which the server says nothing, or only when it is too late. */
export function checkFaults(inputs: Values): Fault[] {
  const { builderConfig = null, tags, thresholds } = inputs;
  return [
    ...scheduleFaults(inputs),
    ...durationFaults(inputs, "timeSince", "staleTime"),
    ...queryFaults(inputs),
    ...builderFaults(builderConfig, "builderConfig").map(({ path, reason }) => ({ property: path, reason })),
    ...tagFaults(tags),
    ...thresholdFaults(thresholds),
  ];
}

function queryFaults({ type, name, query }: Values): Fault[] {
  if (typeof query !== "string" || typeof type !== "string") return [];
  const wrong = (reason: string) => [{ property: "query", reason }];
  const tokens = fluxTokens(query);
  if (type === "custom") {
    for (const [start, what] of [
      ["option task =", "option task = {name: …, every: …, offset: …}"],
      ["check =", 'check = {_check_name: …, _type: "custom", tags: {…}}'],
    ] as const) {
      if (!` ${tokens.join(" ")} `.includes(` ${start} `))
        return wrong(`expected a script with "${what}", found none`);
    }
    if (typeof name !== "string" || tokens.includes(literal(name))) return [];
    return wrong(
      `expected a script that names the check, ${JSON.stringify(name)}, in "task" and in "check", found no such text`,
    );
  }
  const statements = statementsOf(tokens);
  if (statements !== 1) return wrong(`expected one expression, found ${statements}`);
  if (type !== "threshold") return [];
  const fields = fieldsIn(tokens);
  // The server finds this out after it has written the check, and leaves its task as it was.
  return fields === 1
    ? []
    : wrong(`expected "_field" to be compared with a text once, found ${fields} such comparisons`);
}

/** How a text without anything to escape stands among the tokens. */
function literal(text: string): string {
  return fluxTokens(JSON.stringify(text).replaceAll("${", "\\${"))[0] ?? "";
}

/** Statements: each begins where an operand follows an operand outside of all brackets. */
function statementsOf(tokens: readonly string[]): number {
  let depth = 0;
  let count = 0;
  let last = "";
  for (const token of withoutImports(tokens)) {
    const starts = /^["\p{L}\p{N}_]/u.test(token) && !/^(and|or|then|else)$/.test(token);
    const ended =
      /^$|^["\p{L}\p{N}_)\]}]/u.test(last) && !/^(and|or|not|exists|if|then|else|return)$/.test(last);
    if (depth === 0 && starts && ended) count += 1;
    depth += /^[([{]$/.test(token) ? 1 : /^[)\]}]$/.test(token) ? -1 : 0;
    last = token;
  }
  return count;
}

/** The server puts imports of its own beside those of the query. */
function withoutImports(tokens: readonly string[]): readonly string[] {
  if (tokens[0] !== "import") return tokens;
  // The path, after a name where there is one.
  return withoutImports(tokens.slice(tokens[1]?.startsWith('"') ? 2 : 3));
}

/** How often `_field` is compared with a text, in the form in which the server looks for it. */
function fieldsIn(tokens: readonly string[]): number {
  const named = (at: number) => tokens[at] === "_field" && tokens[at - 1] === ".";
  const indexed = (at: number) =>
    tokens[at] === "]" && tokens[at - 1] === literal("_field") && tokens[at - 2] === "[";
  return tokens.filter((_, at) => {
    const compared = /^(==|!=|=~|!~|<|>|<=|>=|\+)$/.test(tokens[at + 1] ?? "");
    return (named(at) || indexed(at)) && compared && tokens[at + 2]?.startsWith('"');
  }).length;
}

function tagFaults(tags: Value | undefined): Fault[] {
  if (!isRecord(tags)) return [];
  return Object.entries(tags).flatMap(([name, value]) => {
    const property = `tags.${name}`;
    if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) {
      return [
        { property, reason: `expected a name of letters, digits and "_", found ${JSON.stringify(name)}` },
      ];
    }
    return value === "" ? [{ property, reason: "expected a text, found an empty one" }] : [];
  });
}

function thresholdFaults(thresholds: Value | undefined): Fault[] {
  if (!isList(thresholds)) return [];
  if (thresholds.length === 0)
    return [{ property: "thresholds", reason: "expected at least one, found none" }];
  const levels = thresholds.map((one) => (isRecord(one) ? one["level"] : undefined));
  return thresholds.flatMap((one, index) => {
    if (!isRecord(one)) return [];
    const at = `thresholds[${index}]`;
    const faults = limitFaults(one, at);
    if (levels.indexOf(one["level"]) < index) {
      const reason = `expected one for each level, found ${textOf(one["level"])} again`;
      faults.push({ property: `${at}.level`, reason });
    }
    return faults;
  });
}

function limitFaults(one: { readonly [key: string]: Value }, at: string): Fault[] {
  const { type, min, max } = one;
  const needed = type === "range" ? ["min", "max"] : ["value"];
  const others = type === "range" ? ["value"] : ["min", "max", "within"];
  const faults = [
    ...needed
      .filter((key) => one[key] === undefined)
      .map((key) => ({
        property: `${at}.${key}`,
        reason: `required where "type" is ${textOf(type)}, but not given`,
      })),
    ...others
      .filter((key) => one[key] !== undefined)
      .map((key) => ({
        property: `${at}.${key}`,
        reason: `expected none where "type" is ${textOf(type)}, but it is given`,
      })),
  ];
  if (typeof min === "number" && typeof max === "number" && min > max) {
    faults.push({ property: `${at}.max`, reason: `expected at least "min" (${min}), found ${max}` });
  }
  return faults;
}
