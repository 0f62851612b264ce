import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { Api } from "../client/api.ts";
import { holdingOf, type Holding } from "../client/data.ts";
import { effective, importedInputs } from "../definition/effective.ts";
import type { Found, Kind } from "../definition/kind.ts";
import { hasUnknown, isList, isRecord, UNKNOWN, type Value, type Values } from "../definition/values.ts";
import { completeConfig, readConfig, type ProviderConfig } from "./config.ts";
import { Inventory } from "./inventory.ts";
import { Provider } from "./provider.ts";
import { decode } from "./wire.ts";

/** One input of an existing object that is not as it is declared. */
export interface Deviation {
  readonly property: string;
  /** Of a secret no value is told, on either side. */
  readonly declared: Value | undefined;
  /** Undefined where the server does not tell. */
  readonly found: Value | undefined;
  /** Whether the object would be replaced for it. */
  readonly replaces: boolean;
  /** Whether only the record knows of it: the server never hears of it. */
  readonly local: boolean;
}

/** How an existing object compares with what is declared. */
export interface Comparison {
  readonly deviations: readonly Deviation[];
  /** Inputs that are not known yet, and so were not compared. */
  readonly unknown: readonly string[];
}

/** Looks at a server without changing anything there, and holds what it finds against what is declared. */
export class Survey {
  readonly #config: ProviderConfig;
  readonly #api: Api;
  readonly #inventory: Inventory;
  /** Compares as it does for the engine; it is never connected. */
  readonly #provider = new Provider(() => undefined);

  /** `config`: configuration of a provider; what it lacks comes from the environment, as for a provider. */
  constructor(config: Values, notice: (message: string) => void) {
    this.#config = readConfig(completeConfig(config, process.env));
    this.#api = new Api({ ...this.#config, notice });
    this.#inventory = new Inventory(this.#api);
  }

  get url(): string {
    return this.#api.url;
  }

  /** Name of the organization of what names none. */
  get org(): string | undefined {
    return this.#config.org;
  }

  async organizations(): Promise<{ readonly id: string; readonly name: string }[]> {
    return this.#inventory.organizations();
  }

  /** ID of an organization. Throws, naming those there are, when the token sees none of that name. */
  async orgId(name: string): Promise<string> {
    return this.#inventory.orgId(name);
  }

  /** Every object of a kind, in an organization where the kind lives in one. */
  async all(kind: Kind, orgId: string): Promise<Found[]> {
    return this.#inventory.all(kind, kind.scoped ? orgId : "");
  }

  /** Whether an object is there; throws where the server does not say for certain. */
  async exists(kind: Kind, id: string, orgId: string): Promise<boolean> {
    return (await kind.read(this.#api, id, orgId)) !== undefined;
  }

  /** What the engine would change of an object, once it is on record, to make it as it is declared. */
  async compare(kind: Kind, declared: Values, found: Found): Promise<Comparison> {
    const inputs = await this.inputsOf(kind, found);
    const org = await this.#inventory.orgName(found.orgId);
    const outputs = { ...found.properties, orgId: found.orgId, org };
    const { changes } = this.#provider.diff(kind, inputs, outputs, declared);
    const [before, after] = [effective(kind, inputs), effective(kind, declared)];
    const settled = changes.filter(({ property }) => !hasUnknown(declared[property]));
    return {
      deviations: settled.map(({ property, replaces }) => {
        const { secret, local = false } = kind.properties[property] ?? {};
        const shown = secret
          ? { declared: "(a secret)", found: before[property] === undefined ? undefined : "(another secret)" }
          : { declared: after[property], found: before[property] };
        return { property, ...shown, replaces, local };
      }),
      unknown: Object.keys(declared).filter((property) => hasUnknown(declared[property])),
    };
  }

  /** The inputs that an import puts on record. */
  async inputsOf(kind: Kind, found: Found): Promise<Record<string, Value>> {
    return importedInputs(kind, found, await this.#inventory.orgName(found.orgId));
  }

  /** What a bucket holds; undefined when that is nothing. */
  async holding(orgId: string, bucketId: string): Promise<Holding | undefined> {
    return holdingOf(this.#api, orgId, bucketId);
  }

  async close(): Promise<void> {
    await this.#api.close();
  }
}

/** Whether the server made an object for itself: nobody declares it, and it is never deleted. */
export function isSystem(kind: Kind, { properties: { name } }: Found): boolean {
  return kind.name === "Bucket" && typeof name === "string" && name.startsWith("_");
}

/** Ids of the tokens that one has taken the place of: they go by themselves when their time is over. */
export function successionOf({ properties: { replacedTokens } }: Found): string[] {
  return isList(replacedTokens)
    ? replacedTokens.flatMap((token) =>
        isRecord(token) && typeof token["id"] === "string" ? [token["id"]] : [],
      )
    : [];
}

/** Whether an object can be put on record as it is: what must be given, and the server does not tell, is missing. */
export function isImportable({ properties }: Kind, found: Found): boolean {
  return Object.entries(properties).every(
    ([key, { writeOnly, required }]) => !(writeOnly && required) || found.properties[key] !== undefined,
  );
}

/** Stands in the engine's event log for a secret. */
const HIDDEN = "[secret]";

/** Inputs from the engine's event log. What it hides there is not known. */
export function loggedInputs(inputs: Readonly<Record<string, unknown>>): Values {
  const plain = JSON.parse(JSON.stringify(inputs)) as Record<string, struct.JavaScriptValue>;
  const { values } = decode(struct.Struct.fromJavaScript(plain));
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, unhidden(value)]));
}

function unhidden(value: Value | undefined): Value | undefined {
  if (value === HIDDEN) return UNKNOWN;
  if (isList(value)) return value.map((item) => unhidden(item) ?? null);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unhidden(item) ?? null]));
}
