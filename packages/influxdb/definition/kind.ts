import type { Api } from "../client/api.ts";
import { fieldFaults, type Field, type TypeSpec } from "./types.ts";
import { hasUnknown, type Value, type Values } from "./values.ts";

/** One property of a kind of resource. */
export interface Property extends Field {
  /** Set by the server; never an input. */
  readonly computed?: true;
  /** Changing it replaces the resource. */
  readonly immutable?: true;
  /** What holds when the input is absent. Without one, absence means that the server decides. */
  readonly default?: Value;
  /** For a computed property: the inputs whose change changes it. */
  readonly follows?: readonly string[];
  /** For an input whose default depends on other inputs. */
  readonly derived?: true;
  /** An input that is for the provider alone: the server never hears of it. */
  readonly local?: true;
  /** An input that the server takes and never tells again, e.g. a password: nobody can see that it was changed. */
  readonly writeOnly?: true;
  /** An input to which the server adds defaults of its own: only what is declared of it counts. */
  readonly partial?: true;
  /** Whether two known values have the same effect, for an input that may be spelt in many ways, e.g. a script. */
  readonly sameEffect?: (left: Value, right: Value) => boolean;
}

export type Properties = Readonly<Record<string, Property>>;

/** The TypeScript type of a {@link TypeSpec}. */
export type TypeOf<T extends TypeSpec> = T extends { type: "string"; values: readonly (infer V)[] }
  ? V
  : T extends { type: "string" }
    ? string
    : T extends { type: "integer" | "number" }
      ? number
      : T extends { type: "boolean" }
        ? boolean
        : T extends { type: "list"; of: infer I extends TypeSpec }
          ? readonly TypeOf<I>[]
          : T extends { type: "map"; of: infer I extends TypeSpec }
            ? Readonly<Record<string, TypeOf<I>>>
            : T extends { type: "object"; fields: infer F extends Readonly<Record<string, Field>> }
              ? FieldsOf<F>
              : T extends { type: "any" }
                ? Value
                : never;

type Given = { required: true } | { default: Value } | { derived: true };
type GivenKeys<F> = {
  [K in keyof F]: F[K] extends { computed: true } ? never : F[K] extends Given ? K : never;
}[keyof F];
type OtherKeys<F> = { [K in keyof F]: F[K] extends { computed: true } | Given ? never : K }[keyof F];

type FieldsOf<F extends Readonly<Record<string, Field>>> = {
  readonly [K in GivenKeys<F>]: TypeOf<F[K]["type"]>;
} & {
  readonly [K in OtherKeys<F>]?: TypeOf<F[K]["type"]>;
};

/** The inputs of a kind in effective form: checked, defaults filled in, normalised, everything known. */
export type Wanted<P extends Properties> = FieldsOf<P>;

/** An object as it exists on the server, in the words of its kind. */
export interface Found {
  readonly id: string;
  /** Organization it belongs to; absent for kinds that belong to none. */
  readonly orgId?: string;
  /** Inputs in effective form, and computed properties. */
  readonly properties: Values;
  /** Inputs that the server does not let anyone choose at present, so that a difference means nothing. */
  readonly indifferent?: readonly string[];
}

/** Thrown by `create` and `update` when the object is there, but not all of it could be made so. */
export class PartialFailure extends Error {
  override readonly name = "PartialFailure";
  /** The object as it is now. */
  readonly found: Found;

  constructor(found: Found, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.found = found;
  }
}

/** What an update may need to know beside what is wanted. */
export interface Change<W> {
  readonly id: string;
  readonly orgId: string;
  readonly wanted: W;
  /** Names of the inputs that changed. */
  readonly changed: ReadonlySet<string>;
}

/** What a deletion may need to know. */
export interface Removal {
  readonly id: string;
  readonly orgId: string;
  /** The last known state. */
  readonly olds: Values;
  /** What has taken its place, where it is replaced and not just taken away. */
  readonly successor?: { readonly id: string; readonly inputs: Values };
}

interface Operations<W> {
  create(api: Api, wanted: W, orgId: string): Promise<Found>;
  update(api: Api, change: Change<W>): Promise<Found>;
  delete(api: Api, removal: Removal): Promise<void>;
  /** One object by id, or undefined when the server says for certain that it is gone. */
  read(api: Api, id: string, orgId: string): Promise<Found | undefined>;
  /** Every object of the organization (of the server, for kinds that are not scoped). */
  list(api: Api, orgId: string): Promise<Found[]>;
}

interface Definition<P> {
  /** Type name, e.g. `Bucket`. */
  readonly name: string;
  readonly doc: string;
  readonly properties: P;
  /** What a readable import id looks like after `<organization>/`, e.g. `<bucket name>`. */
  readonly importForm: string;
  /** What an id of the kind looks like. Default: 16 hexadecimal digits. */
  readonly idForm?: RegExp;
  /**
   * The readable import name of an existing or declared object; several may share one where the server allows it.
   */
  importName(properties: Values): string;
  /** One object by its readable name, for a kind whose lists may lack some that the token may see. */
  named?(api: Api, name: string): Promise<Found | undefined>;
  /** The id that an object has whose id follows from its inputs: it is looked for by that, and not in a list. */
  idOf?(inputs: Values, orgId: string): string;
  /** Faults of values that the types alone do not show, by property. */
  check?(inputs: Values): { property: string; reason: string }[];
  /** Brings inputs whose static defaults are filled in to the form in which they compare. */
  normalize?(inputs: Values): Values;
  /** A list cannot tell all of an object in one request: what is asked for by id is read by itself. */
  readonly readEach?: true;
  /** Inputs that the server may overrule, so that what comes of them shows only afterwards. */
  uncertain?(inputs: Values): readonly string[];
  /** Computed properties that call for an update by themselves, because their time has come. `now`: in milliseconds. */
  due?(outputs: Values, now: number): readonly string[];
  /**
   * What an update would lose, in a sentence; undefined for nothing. Asked at preview, when the server is there, and
   * only a warning: the update itself must refuse.
   */
  foresee?(api: Api, change: Change<Values>): Promise<string | undefined>;
  /** Whether the old object must go before its replacement can be made. `olds` names its organization both ways. */
  deleteBeforeReplace?(olds: Values, news: Values): boolean;
}

/**
 * Everything the provider knows about one kind of resource. Check, diff, refresh, schema and the typed resource
 * classes all follow from it.
 */
export interface Kind extends Definition<Properties>, Operations<Values> {
  /** Whether it lives inside an organization, and so takes `org` or `orgId`. */
  readonly scoped: boolean;
}

const scope = {
  org: {
    type: { type: "string" },
    immutable: true,
    doc: "Name of the organization it belongs to. Default: the provider's `org`. A change replaces the resource, but for a new name of the same organization, where that is declared with the same provider; `orgId` is the safe way. Not used when `orgId` is given.",
  },
  orgId: {
    type: { type: "string" },
    immutable: true,
    doc: "ID of the organization it belongs to (16 hexadecimal digits). Default: the ID of `org`. A change replaces the resource.",
  },
} as const satisfies Properties;

/** Defines a kind that lives inside an organization: adds `org` and `orgId`. */
export function scopedKind<const P extends Properties>(
  definition: Definition<P> & Operations<Wanted<P>>,
): Kind {
  const kind = serverKind(definition);
  return { ...kind, properties: { ...kind.properties, ...scope }, scoped: true };
}

/** Defines a kind that belongs to the server as a whole. */
export function serverKind<const P extends Properties>(
  definition: Definition<P> & Operations<Wanted<P>>,
): Kind {
  return {
    ...definition,
    scoped: false,
    create: async (api, wanted, orgId) =>
      definition.create(api, settled(definition.properties, wanted), orgId),
    update: async (api, change) => {
      return definition.update(api, { ...change, wanted: settled(definition.properties, change.wanted) });
    },
  };
}

/** Inputs in the type of their kind. Check has seen them already, so a fault here is the provider's own. */
function settled<P extends Properties>(properties: P, values: Values): Wanted<P> {
  const own = Object.fromEntries(Object.entries(values).filter(([key]) => Object.hasOwn(properties, key)));
  if (isSettled(properties, own)) return own;
  throw new Error(`inputs that were checked are not complete: ${Object.keys(own).join(", ")}`);
}

function isSettled<P extends Properties>(properties: P, values: Values): values is Values & Wanted<P> {
  return !Object.values(values).some(hasUnknown) && fieldFaults(properties, values).length === 0;
}

/** Whether state always holds it: an import does not bring what the server never tells. */
export function isAlwaysThere(key: string, property: Property): boolean {
  const { required, computed, derived, follows, writeOnly } = property;
  if (writeOnly) return false;
  if (key === "orgId" || required || derived || property.default !== undefined) return true;
  return computed === true && follows === undefined;
}
