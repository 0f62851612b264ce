/** Reads as much as can be read of a faulty configuration, so that one run shows all faults. */
import type { z } from "zod";
import type { Fault } from "../model/faults.ts";
import {
  describeValue,
  keyFault,
  keyText,
  type KeyPath,
  namespace,
  removeCommand,
  setCommand,
  shellWord,
} from "../model/keys.ts";
import type { ConfigurationSource } from "../model/settings.ts";
import { didYouMean, listNames, suggest } from "../model/suggest.ts";
import { valueDoc } from "./keys.ts";
import { isMap } from "./raw.ts";
import { type Configuration, schema } from "./schema.ts";
import { setSecret } from "./secret-store.ts";

/** A configuration without its faulty parts. */
export interface PartialConfiguration {
  readonly configuration: Configuration;
  readonly faults: readonly Fault[];
  /** Whether the value at this path, or one below or above it, was faulty and is absent now. */
  faulty(...path: KeyPath): boolean;
}

/**
 * Validates the configuration. Every faulty value is reported once, then taken out (the map around it, where the map
 * cannot do without it) until what is left is valid: everything at the top is optional, so in the end `{}` is.
 */
export function readPartially(
  values: Readonly<Record<string, unknown>>,
  source: ConfigurationSource,
): PartialConfiguration {
  const rest = structuredClone(values);
  const faults: Fault[] = [];
  const removed: KeyPath[] = [];
  for (;;) {
    // A message of zod's own is no sentence for people: then the schema's `expects` stands in (see wrongValue).
    const result = schema.safeParse(rest, { error: () => "" });
    if (result.success) {
      const faulty = (...path: KeyPath): boolean =>
        removed.some((other) => path.every((step, index) => index >= other.length || other[index] === step));
      return { configuration: result.data, faults, faulty };
    }
    const issues = result.error.issues.flatMap((issue) => ownIssues(issue, rest));
    // Only the first pass sees what the user wrote; what later ones find follows from what was taken out.
    if (removed.length === 0) {
      const misspelt = issues.flatMap(meantPaths);
      const own = issues.filter(
        ({ path }) => valueAt(values, path) !== undefined || !misspelt.some((meant) => samePath(meant, path)),
      );
      faults.push(...own.flatMap((issue) => issueFaults(issue, values, source)));
      removed.push(...misspelt);
    }
    const now: KeyPath[] = [];
    for (const path of issues.flatMap(pathsOf)) {
      if (!now.some((other) => samePath(other, path.slice(0, other.length)))) now.push(takeOut(rest, path));
    }
    removed.push(...now);
  }
}

type Issue = z.core.$ZodIssue;

/** Where one of several forms is a map, and a map is there, what is wrong inside of it. */
function ownIssues(issue: Issue, values: unknown): Issue[] {
  const value = valueAt(values, issue.path);
  if (issue.code !== "invalid_union" || !isMap(value)) return [issue];
  const inside = issue.errors.find((issues) =>
    issues.every(({ code, path }) => path.length > 0 || code === "unrecognized_keys"),
  );
  return inside?.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })) ?? [issue];
}

/** Paths of the values that an issue is about. Symbols cannot be keys of what comes from YAML or JSON. */
function pathsOf(issue: Issue): KeyPath[] {
  const path = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
  return issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...path, key]) : [path];
}

/** Keys that unknown ones were probably meant to be: that those are missing is no fault of its own. */
function meantPaths(issue: Issue): KeyPath[] {
  if (issue.code !== "unrecognized_keys") return [];
  return pathsOf(issue).flatMap((path) => {
    const parent = path.slice(0, -1);
    const meant = suggest(String(path.at(-1)), valueDoc(parent)?.known ?? []);
    return meant === undefined ? [] : [[...parent, meant]];
  });
}

function samePath(a: KeyPath, b: readonly PropertyKey[]): boolean {
  return a.length === b.length && a.every((step, index) => step === b[index]);
}

/** Removes the value at `path`, or the nearest one above it that is there. Lists keep their length. */
function takeOut(root: unknown, path: KeyPath): KeyPath {
  for (let length = path.length; length > 0; length--) {
    const parent = valueAt(root, path.slice(0, length - 1));
    const step = path[length - 1];
    if (step === undefined || typeof parent !== "object" || parent === null) continue;
    if (Array.isArray(parent) && typeof step === "number" && parent[step] !== undefined) {
      parent[step] = undefined;
      return path.slice(0, length);
    }
    if (!Array.isArray(parent) && Object.hasOwn(parent, step)) {
      Reflect.deleteProperty(parent, step);
      return path.slice(0, length);
    }
  }
  throw new Error(`the schema refuses ${keyText(path)}, but nothing can be taken out there`);
}

/** The value at `path`; undefined where there is none. */
export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value: unknown = root;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

function issueFaults(issue: Issue, values: unknown, source: ConfigurationSource): Fault[] {
  return pathsOf(issue).map((path) =>
    issue.code === "unrecognized_keys" ? unknownKey(path, source) : wrongValue(issue, path, values, source),
  );
}

function unknownKey(path: KeyPath, source: ConfigurationSource): Fault {
  const written = String(path.at(-1));
  const known = valueDoc(path.slice(0, -1))?.known ?? [];
  const nested = path.length === 1 ? nestedKey(written, known) : undefined;
  if (nested !== undefined) {
    const remove = removeCommand(source, path);
    return keyFault(source, path, {
      found: `a key with the literal name \`${written}\``,
      expected: `a value inside of \`${namespace}:${nested}\`, which \`pulumi config set\` sets only with --path`,
      mend: `${remove}, then pulumi config set --path ${shellWord(`${namespace}:${written}`)} <value> --stack ${source.stack}`,
    });
  }
  const meant = suggest(written, known);
  return keyFault(source, path, {
    found: `the unknown key \`${written}\``,
    expected: `one of ${listNames(known, 24)}${didYouMean(written, known)}`,
    mend: meant === undefined ? removeCommand(source, path) : `rename it to \`${meant}\` in ${source.file}`,
  });
}

/** `buckets` of `buckets.retention`: what `pulumi config set` without --path makes. */
function nestedKey(written: string, known: readonly string[]): string | undefined {
  const first = /^(\w+)[.[]/.exec(written)?.[1];
  return first !== undefined && known.includes(first) ? first : undefined;
}

function wrongValue(issue: Issue, path: KeyPath, values: unknown, source: ConfigurationSource): Fault {
  const value = valueAt(values, path);
  if (issue.code === "invalid_key") {
    return keyFault(source, path, {
      found: `the name ${describeValue(path.at(-1))}`,
      expected: issue.issues[0]?.message ?? "another name",
      mend: `rename it in ${source.file}`,
    });
  }
  if (issue.code === "custom" && issue.params?.["twice"] === true) {
    return keyFault(source, path, {
      found: `${describeValue(value)} a second time`,
      expected: valueDoc(path.slice(0, -1))?.expects ?? "each once",
      mend: removeCommand(source, path),
    });
  }
  const doc = valueDoc(path);
  const expects = doc?.expects ?? "another value";
  const expected = issue.message === "" ? expects : issue.message;
  if (doc !== undefined && doc.closed !== false && (typeof value === "string" || typeof value === "number")) {
    return keyFault(source, path, {
      found: "a text that is not shown, because it may be a secret",
      expected: doc.kind === "map" ? expects : `${expects}, where the secret itself stands`,
      mend:
        typeof doc.closed === "string"
          ? doc.closed
          : `${setSecret(source, "<key>")}, then correct ${keyText(path)} in ${source.file}`,
    });
  }
  const hint = typeof value === "string" ? didYouMean(value, doc?.kind === "value" ? doc.known : []) : "";
  return keyFault(source, path, {
    // A URL may hold a password.
    found:
      /(?:^api|urls?|sources|targets)$/i.test(String(path.findLast((step) => typeof step === "string"))) &&
      /@/.test(String(value))
        ? "a URL with credentials"
        : describeValue(value),
    expected: `${expected}${hint}`,
    mend:
      doc?.example === undefined
        ? `correct ${keyText(path)} in ${source.file}`
        : setCommand(source, path, suggest(String(value), doc.known) ?? doc.example),
  });
}
