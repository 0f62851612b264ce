import { effective } from "../definition/effective.ts";
import type { Kind } from "../definition/kind.ts";
import { fieldFaults } from "../definition/types.ts";
import { hasUnknown, type Values } from "../definition/values.ts";
import { inputBag } from "./outputs.ts";
import type { Bag } from "./wire.ts";

/** What is wrong with one input. */
export interface Failure {
  readonly property: string;
  readonly reason: string;
}

/** Inputs as they will be kept, and what is wrong with them. Never asks the server. `home`: the provider's organization. */
export function checked(
  kind: Kind,
  news: Bag,
  home: string | undefined,
): { inputs: Bag; failures: Failure[] } {
  const places = news.values["org"] === undefined && news.values["orgId"] === undefined;
  const values = kind.scoped ? placed(news.values, home) : news.values;
  // Whether the program says so or not, and in whatever language: state keeps them encrypted.
  const inputs = inputBag(kind, values, news.secrets);

  const fields = Object.fromEntries(
    Object.entries(kind.properties).filter(([, property]) => !property.computed),
  );
  const failures = fieldFaults(fields, values).map(({ path, reason }) => ({ property: path, reason }));
  if (kind.scoped && places && home === undefined) {
    const reason = 'no organization: expected "org" or "orgId" here, or "org" of the provider';
    failures.push({ property: "org", reason });
  }
  if (failures.length === 0 && kind.check !== undefined) {
    const known = Object.entries(effective(kind, values)).filter(([, value]) => !hasUnknown(value));
    failures.push(...kind.check(Object.fromEntries(known)));
  }
  return { inputs, failures: failures.map((failure) => withoutSecret(failure, news.secrets)) };
}

/** Inputs with the organization that holds: an id before a name, a name before the provider's. */
function placed({ org, ...inputs }: Values, home: string | undefined): Values {
  return inputs["orgId"] === undefined ? { ...inputs, org: org ?? home } : inputs;
}

/** What a program marked as secret is not shown in a fault either. */
function withoutSecret({ property, reason }: Failure, secrets: ReadonlySet<string>): Failure {
  const [input = property] = property.split(/[.[]/);
  return {
    property,
    reason: secrets.has(input) ? reason.replace(/found .*$/s, "found a secret, not shown") : reason,
  };
}
