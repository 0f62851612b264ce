import { Api } from "../client/api.ts";
import { messageOf } from "../client/errors.ts";
import { changedInputs, effective, foundInputs, importedInputs } from "../definition/effective.ts";
import type { FunctionDefinition } from "../definition/function.ts";
import { PartialFailure, type Found, type Kind } from "../definition/kind.ts";
import { hasUnknown, type Values } from "../definition/values.ts";
import { checked, type Failure } from "./checked.ts";
import { readConfig, type ProviderConfig } from "./config.ts";
import { Creation } from "./creation.ts";
import { difference, isOnlyRenamedAround, type Difference } from "./difference.ts";
import { findImport } from "./imports.ts";
import { Inventory } from "./inventory.ts";
import { lookupOf } from "./lookup.ts";
import { OrgNames } from "./org-names.ts";
import { inputBag, moved, outputsOf, withWritten } from "./outputs.ts";
import { Succession } from "./succession.ts";
import { EMPTY_BAG, type Bag } from "./wire.ts";

export type { Failure } from "./checked.ts";

export interface State {
  readonly id: string;
  readonly outputs: Bag;
}

/** Tells the user something; as a warning about one resource where its URN is given. */
export type Notice = (message: string, urn?: string) => void;

/** What the engine says of an operation beside the properties. */
export interface Circumstances {
  /** Identity of the resource in its stack. */
  readonly urn?: string;
  /** How long the operation may take; 0 sets no limit. From the resource's `customTimeouts`. */
  readonly timeoutSeconds?: number;
}

/** An object exists, but not all of it could be made as declared: it must be on record all the same. */
export class Unfinished extends Error {
  override readonly name = "Unfinished";
  readonly state: State;

  constructor(state: State, cause: Error) {
    super(cause.message, { cause });
    this.state = state;
  }
}

interface Session {
  readonly config: ProviderConfig;
  readonly api: Api;
  readonly inventory: Inventory;
  readonly creation: Creation;
}

/**
 * The provider's behaviour for every kind alike, in terms of property bags. Knows the kinds' definitions and the
 * HTTP side, but nothing of gRPC.
 */
export class Provider {
  readonly #notice: Notice;
  #session: Session | undefined;
  readonly #succession = new Succession();
  readonly #orgNames = new OrgNames();

  constructor(notice: Notice) {
    this.#notice = notice;
  }

  /** Takes the configuration; touches nothing. */
  configure(config: Values): void {
    const settled = readConfig(config);
    const api = new Api({
      ...settled,
      notice: (message) => {
        this.#notice(message);
      },
    });
    const inventory = new Inventory(api);
    this.#session = { config: settled, api, inventory, creation: new Creation(api, inventory) };
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
    return checked(kind, news, this.#configured().config.org);
  }

  /**
   * What changes from the old inputs to the new ones. Never asks the server.
   *
   * @param current the object on record, where it is the engine that asks
   */
  diff(
    kind: Kind,
    oldInputs: Values,
    oldOutputs: Values,
    news: Values,
    current?: { readonly id: string; readonly urn: string },
  ): Difference {
    if (current !== undefined) {
      // The engine asks for every object that is declared before it deletes anything, and for what others depend on first.
      this.#succession.note(current.urn, { kind, id: current.id, inputs: news });
      this.#orgNames.note(kind, current.id, news);
    }
    return difference(kind, withWritten(kind, oldInputs, oldOutputs), oldOutputs, news, {
      now: Date.now(),
      orgNames: this.#orgNames.byId,
    });
  }

  async create(
    kind: Kind,
    inputs: Bag,
    { urn = "", timeoutSeconds = 0 }: Circumstances = {},
  ): Promise<State> {
    const { api, inventory, creation } = this.#configured();
    return api.within(timeoutSeconds, async () => {
      const orgId = await this.#orgOf(kind, inputs.values);
      // Asked before, so that nothing can fail between the creation and its record in state.
      const org = await inventory.orgName(kind.scoped ? orgId : undefined);
      const stateOf = (found: Found, written?: Bag) => {
        return { id: found.id, outputs: outputsOf(kind, found, org, inputs, { written }) };
      };
      try {
        const found = await creation.create(kind, inputs.values, orgId, org);
        this.#succession.note(urn, { kind, id: found.id, inputs: inputs.values });
        return stateOf(found);
      } catch (error) {
        if (!(error instanceof PartialFailure)) throw error;
        throw new Unfinished(stateOf(error.found, EMPTY_BAG), error);
      }
    });
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
    const org = await inventory.orgName(found.orgId);
    const values = withWritten(
      kind,
      foundInputs(kind, inputs.values, found),
      outputs.values,
      found.properties,
    );
    const isMoved = kind.scoped && found.orgId !== undefined && found.orgId !== place;
    const now = inputBag(kind, isMoved ? moved(values, found.orgId, org) : values, inputs.secrets);
    const known = { prior: outputs, written: outputs };
    return { id, inputs: now, outputs: outputsOf(kind, found, org, now, known) };
  }

  /** State of an object named by its id, or by a readable name; undefined when there is none. */
  async import(kind: Kind, id: string, urn = ""): Promise<(State & { inputs: Bag }) | undefined> {
    const { config, api, inventory } = this.#configured();
    const found = await findImport(kind, id, config.org, api, inventory);
    if (found === undefined) return undefined;
    const org = await inventory.orgName(found.orgId);
    const inputs = inputBag(kind, importedInputs(kind, found, org));
    for (const [key, { computed, secret }] of Object.entries(kind.properties)) {
      if (!computed || !secret || found.properties[key] !== undefined) continue;
      this.#notice(
        `the server does not tell "${key}" of an existing ${kind.name}, so it is empty here; another text in "keepers" replaces the ${kind.name} by one whose "${key}" is known`,
        urn,
      );
    }
    return { id: found.id, inputs, outputs: outputsOf(kind, found, org, inputs) };
  }

  async update(
    kind: Kind,
    id: string,
    oldInputs: Values,
    oldOutputs: Bag,
    news: Bag,
    { timeoutSeconds = 0 }: Circumstances = {},
  ): Promise<Bag> {
    const { api, inventory } = this.#configured();
    return api.within(timeoutSeconds, async () => {
      const { orgId: known } = oldOutputs.values;
      const orgId = typeof known === "string" ? known : await this.#orgOf(kind, news.values);
      const org = await inventory.orgName(kind.scoped ? orgId : undefined);
      const wanted = effective(kind, news.values);
      const differing = changedInputs(kind, withWritten(kind, oldInputs, oldOutputs.values), news.values);
      // Asked for although nothing differs: an earlier attempt was not finished, and nobody knows what it left.
      const changed = differing.size > 0 ? differing : new Set(Object.keys(wanted));
      const stateOf = (found: Found, written?: Bag) => {
        return { id, outputs: outputsOf(kind, found, org, news, { prior: oldOutputs, written }) };
      };
      if (isOnlyRenamedAround(kind, oldOutputs.values, news.values, differing)) {
        const found = await inventory.find(kind, id, orgId);
        if (found !== undefined) return stateOf(found, oldOutputs).outputs;
      }
      inventory.forget(kind);
      try {
        return stateOf(await kind.update(api, { id, orgId, wanted, changed })).outputs;
      } catch (error) {
        if (!(error instanceof PartialFailure)) throw error;
        throw new Unfinished(stateOf(error.found, oldOutputs), error);
      } finally {
        inventory.forget(kind);
      }
    });
  }

  /** Warns of what an update would lose, if the server is there to ask. Never fails: it is for previews. */
  async foresee(kind: Kind, id: string, oldInputs: Values, oldOutputs: Values, news: Values, urn: string) {
    const { orgId } = oldOutputs;
    if (kind.foresee === undefined || this.#session === undefined || typeof orgId !== "string") return;
    const { api } = this.#session;
    const wanted = effective(kind, news);
    if (hasUnknown(Object.values(wanted).filter((value) => value !== undefined)) || !(await api.isThere()))
      return;
    try {
      const changed = changedInputs(kind, oldInputs, news);
      const loss = await kind.foresee(api, { id, orgId, wanted, changed });
      if (loss !== undefined) this.#notice(loss, urn);
    } catch (error) {
      this.#notice(`what this change would lose could not be found out: ${messageOf(error)}`, urn);
    }
  }

  async delete(
    kind: Kind,
    id: string,
    outputs: Values,
    { urn = "", timeoutSeconds = 0 }: Circumstances = {},
  ): Promise<void> {
    const { api, inventory } = this.#configured();
    const { orgId } = outputs;
    try {
      await api.within(timeoutSeconds, () =>
        this.#succession.retire(urn, id, async (successor) => {
          await kind.delete(api, {
            id,
            orgId: typeof orgId === "string" ? orgId : "",
            olds: outputs,
            ...(successor === undefined ? {} : { successor }),
          });
        }),
      );
    } finally {
      inventory.forget(kind);
    }
  }

  /**
   * Settles a creation that a process which was killed had begun: the id of the object that it made, if it made one.
   * A token cannot be taken over, because its value went with the answer: it is deleted.
   *
   * @param known ids of objects that are on record already
   * @param since when it was begun at the earliest, in milliseconds
   */
  async claim(
    kind: Kind,
    inputs: Values,
    known: ReadonlySet<string>,
    since: number,
  ): Promise<string | undefined> {
    const orgId = await this.#orgOf(kind, inputs);
    return (await this.#configured().creation.claim(kind, inputs, orgId, since, known))?.id;
  }

  /** What a function of the package gives. */
  async call(definition: FunctionDefinition, args: Values): Promise<Values> {
    return definition.call(lookupOf(definition.name, this.#configured()), args);
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
