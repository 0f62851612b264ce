import { Api } from "../client/api.ts";
import { ApiError, ProviderError } from "../client/errors.ts";
import { changedInputs, effective, foundInputs, importedInputs } from "../definition/effective.ts";
import type { Found, Kind } from "../definition/kind.ts";
import { fieldFaults } from "../definition/types.ts";
import { UNKNOWN, hasUnknown, sameValue, type Value, type Values } from "../definition/values.ts";
import { readConfig, type ProviderConfig } from "./config.ts";
import { findImport } from "./imports.ts";
import { Inventory } from "./inventory.ts";
import { EMPTY_BAG, type Bag } from "./wire.ts";

export interface Failure {
  readonly property: string;
  readonly reason: string;
}

export interface PropertyChange {
  readonly property: string;
  readonly change: "add" | "delete" | "update";
  readonly replaces: boolean;
}

export interface Difference {
  readonly changes: readonly PropertyChange[];
  readonly deleteBeforeReplace: boolean;
}

export interface State {
  readonly id: string;
  readonly outputs: Bag;
}

/**
 * The provider's behaviour for every kind alike, in terms of property bags. Knows the kinds' definitions and the
 * HTTP side, but nothing of gRPC.
 */
export class Provider {
  readonly #notice: (message: string) => void;
  #session: { config: ProviderConfig; api: Api; inventory: Inventory } | undefined;

  constructor(notice: (message: string) => void) {
    this.#notice = notice;
  }

  /** Takes the configuration; touches nothing. */
  configure(config: Values): void {
    const settled = readConfig(config);
    const api = new Api({ ...settled, notice: this.#notice });
    this.#session = { config: settled, api, inventory: new Inventory(api) };
  }

  /** Ends the requests under way. */
  cancel(): void {
    this.#session?.api.cancel();
  }

  async close(): Promise<void> {
    await this.#session?.api.close();
  }

  /** HTTP requests sent so far. */
  get requests(): number {
    return this.#session?.api.requests ?? 0;
  }

  /** Inputs as they will be kept, and what is wrong with them. Never asks the server. */
  check(kind: Kind, news: Bag): { inputs: Bag; failures: Failure[] } {
    const { config } = this.#configured();
    const places = news.values["org"] === undefined && news.values["orgId"] === undefined;
    const values = kind.scoped ? placed(news.values, config.org) : news.values;
    const inputs = { values, secrets: news.secrets };

    const fields = Object.fromEntries(
      Object.entries(kind.properties).filter(([, property]) => !property.computed),
    );
    const failures = fieldFaults(fields, values).map(({ path, reason }) => ({ property: path, reason }));
    if (kind.scoped && places && config.org === undefined) {
      const reason = 'no organization: expected "org" or "orgId" here, or "org" of the provider';
      failures.push({ property: "org", reason });
    }
    if (failures.length === 0 && kind.check !== undefined) {
      const known = Object.entries(effective(kind, values)).filter(([, value]) => !hasUnknown(value));
      failures.push(...kind.check(Object.fromEntries(known)));
    }
    return { inputs, failures: failures.map((failure) => withoutSecret(failure, news.secrets)) };
  }

  /** What changes from the old inputs to the new ones. Never asks the server. */
  diff(kind: Kind, oldInputs: Values, oldOutputs: Values, news: Values): Difference {
    const { org, orgId } = oldOutputs;
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
      return { property, change, replaces: kind.properties[property]?.immutable === true };
    });
    const deleteBeforeReplace = kind.deleteBeforeReplace?.({ ...oldInputs, org, orgId }, news) ?? false;
    return { changes, deleteBeforeReplace };
  }

  async create(kind: Kind, inputs: Bag): Promise<State> {
    const { api, inventory } = this.#configured();
    const orgId = await this.#orgOf(kind, inputs.values);
    // Asked before, so that nothing can fail between the creation and its record in state.
    const org = await inventory.orgName(kind.scoped ? orgId : undefined);
    inventory.forget(kind);
    try {
      const found = await kind.create(api, effective(kind, inputs.values), orgId);
      return { id: found.id, outputs: outputsOf(kind, found, org, inputs) };
    } catch (error) {
      throw error instanceof ApiError && error.isConflict ? taken(kind, inputs.values, org, error) : error;
    } finally {
      inventory.forget(kind);
    }
  }

  /** What `create` will give, as far as it is known without the server. */
  previewCreate(kind: Kind, inputs: Bag): Bag {
    const values: Record<string, Value | undefined> = { ...effective(kind, inputs.values) };
    for (const [key, property] of Object.entries(kind.properties)) {
      if (property.computed || (key === "orgId" && values[key] === undefined)) values[key] = UNKNOWN;
    }
    for (const key of kind.uncertain?.(values) ?? []) values[key] = UNKNOWN;
    return { values, secrets: secretsOf(kind, inputs) };
  }

  /** State of an object that is in the stack; undefined when it is gone. */
  async refresh(
    kind: Kind,
    id: string,
    inputs: Bag,
    outputs: Bag,
  ): Promise<(State & { inputs: Bag }) | undefined> {
    const { inventory } = this.#configured();
    const { orgId } = outputs.values;
    const place = typeof orgId === "string" ? orgId : await this.#orgOf(kind, inputs.values);
    const found = await inventory.find(kind, id, place);
    if (found === undefined) return undefined;
    const values = foundInputs(kind, inputs.values, found);
    const now = { values, secrets: inputs.secrets };
    const org = await inventory.orgName(found.orgId);
    return { id, inputs: now, outputs: outputsOf(kind, found, org, now, outputs) };
  }

  /** State of an object named by its id, or by a readable name; undefined when there is none. */
  async import(kind: Kind, id: string): Promise<(State & { inputs: Bag }) | undefined> {
    const { config, api, inventory } = this.#configured();
    const found = await findImport(kind, id, config.org, api, inventory);
    if (found === undefined) return undefined;
    const org = await inventory.orgName(found.orgId);
    const inputs = { values: importedInputs(kind, found, org), secrets: new Set<string>() };
    return { id: found.id, inputs, outputs: outputsOf(kind, found, org, inputs) };
  }

  async update(kind: Kind, id: string, oldInputs: Values, oldOutputs: Bag, news: Bag): Promise<Bag> {
    const { api, inventory } = this.#configured();
    const { orgId: known } = oldOutputs.values;
    const orgId = typeof known === "string" ? known : await this.#orgOf(kind, news.values);
    const org = await inventory.orgName(kind.scoped ? orgId : undefined);
    const changed = changedInputs(kind, oldInputs, news.values);
    inventory.forget(kind);
    try {
      const found = await kind.update(api, { id, orgId, wanted: effective(kind, news.values), changed });
      return outputsOf(kind, found, org, news, oldOutputs);
    } finally {
      inventory.forget(kind);
    }
  }

  /** What `update` will give, as far as it is known without the server. */
  previewUpdate(kind: Kind, oldInputs: Values, oldOutputs: Bag, news: Bag): Bag {
    const changed = changedInputs(kind, oldInputs, news.values);
    const values: Record<string, Value | undefined> = {
      ...oldOutputs.values,
      ...effective(kind, news.values),
    };
    for (const [key, { follows }] of Object.entries(kind.properties)) {
      if (follows?.some((source) => changed.has(source))) values[key] = UNKNOWN;
    }
    for (const key of kind.uncertain?.(values) ?? []) values[key] = UNKNOWN;
    return { values, secrets: secretsOf(kind, news) };
  }

  async delete(kind: Kind, id: string, outputs: Values): Promise<void> {
    const { api, inventory } = this.#configured();
    const { orgId } = outputs;
    try {
      await kind.delete(api, { id, orgId: typeof orgId === "string" ? orgId : "", olds: outputs });
    } finally {
      inventory.forget(kind);
    }
  }

  /**
   * Settles a creation whose answer was lost: the id of the object that it made, if it made one. A token cannot be
   * taken over, because its value went with the answer: it is deleted.
   *
   * @param known ids of objects that are on record already
   */
  async claim(kind: Kind, inputs: Values, known: ReadonlySet<string>): Promise<string | undefined> {
    const { inventory } = this.#configured();
    const candidates = (await inventory.all(kind, await this.#orgOf(kind, inputs))).filter(
      ({ id }) => !known.has(id),
    );
    const made = candidates.filter(
      (found) => changedInputs(kind, inputs, foundInputs(kind, inputs, found)).size === 0,
    );
    if (!Object.values(kind.properties).some(({ computed, secret }) => computed && secret))
      return made[0]?.id;
    for (const { id, orgId } of made) await this.delete(kind, id, { orgId });
    return undefined;
  }

  #configured() {
    if (this.#session === undefined) throw new Error("the provider is not configured");
    return this.#session;
  }

  async #orgOf(kind: Kind, inputs: Values): Promise<string> {
    if (!kind.scoped) return "";
    const { org, orgId } = inputs;
    if (typeof orgId === "string") return orgId;
    return this.#configured().inventory.orgId(typeof org === "string" ? org : "");
  }
}

/** What state keeps: the object as it was found, and the secrets that the server shows only once. */
function outputsOf(
  kind: Kind,
  found: Found,
  org: string | undefined,
  inputs: Bag,
  prior: Bag = EMPTY_BAG,
): Bag {
  const kept = Object.entries(kind.properties)
    .filter(([key, { computed, secret }]) => computed && secret && found.properties[key] === undefined)
    .map(([key]): [string, Value] => [key, prior.values[key] ?? ""]);
  // A token that may not see the organization does not make it nameless.
  const place = found.orgId === undefined ? {} : { orgId: found.orgId, org: org ?? prior.values["org"] };
  const own = Object.entries(effective(kind, inputs.values)).filter(([key]) => kind.properties[key]?.local);
  const values = { ...found.properties, ...Object.fromEntries([...own, ...kept]), ...place };
  return { values, secrets: secretsOf(kind, inputs) };
}

function taken(kind: Kind, inputs: Values, org: string | undefined, error: ApiError): Error {
  const name = kind.importName(inputs);
  const id = org === undefined ? name : `${org}/${name}`;
  return new ProviderError(
    `${kind.name} "${name}" exists already (${error.reason}) and is not in this stack's state. Nothing was changed. To take it over: pulumi import influxdb:index:${kind.name} <resource name> '${id}' --provider <name>=<its URN>, with --parent <name>=<its URN> where the resource has a parent`,
  );
}

/** Whether the server decides where the input is not given. */
function isFree(kind: Kind, key: string): boolean {
  const property = kind.properties[key];
  return property?.default === undefined && property?.derived === undefined;
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

function secretsOf(kind: Kind, inputs: Bag): ReadonlySet<string> {
  const own = Object.entries(kind.properties)
    .filter(([, { secret }]) => secret)
    .map(([key]) => key);
  return new Set([...own, ...inputs.secrets]);
}
