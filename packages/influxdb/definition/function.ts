import type { Api } from "../client/api.ts";
import type { Found } from "./kind.ts";
import type { Kind } from "./kind.ts";
import { fieldFaults, type Fields } from "./types.ts";
import type { Value, Values } from "./values.ts";

/** What a function may ask of the server. */
export interface Lookup {
  readonly api: Api;
  /** Id of the organization that the arguments name, or else of the provider's. */
  orgId(args: Values): Promise<string>;
  /** Name of an organization; undefined for one that the token may not see. */
  orgName(id: string | undefined): Promise<string | undefined>;
  /** Every object of a kind. */
  all(kind: Kind, orgId: string): Promise<Found[]>;
  /** Those of a kind that have a readable name. */
  named(kind: Kind, name: string, orgId: string): Promise<Found[]>;
  /** One object by its id, or undefined when there is none. */
  find(kind: Kind, id: string, orgId: string): Promise<Found | undefined>;
}

/** A function of the package: looks something up, changes nothing. */
export interface FunctionDefinition {
  /** Its name, e.g. `getBucket`. */
  readonly name: string;
  readonly doc: string;
  readonly inputs: Fields;
  readonly outputs: Fields;
  /** @throws ProviderError when what is asked for does not exist */
  call(lookup: Lookup, args: Values): Promise<Readonly<Record<string, Value | undefined>>>;
}

/** Faults of the arguments of a function. */
export function argumentFaults({ inputs }: FunctionDefinition, args: Values) {
  return fieldFaults(inputs, args).map(({ path, reason }) => ({ property: path, reason }));
}

/** The organization that a function looks in. */
export const place = {
  org: {
    type: { type: "string" },
    doc: "Name of the organization to look in. Default: the provider's `org`. Not used when `orgId` is given.",
  },
  orgId: {
    type: { type: "string" },
    doc: "ID of the organization to look in (16 hexadecimal digits). Default: the ID of `org`.",
  },
} as const satisfies Fields;
