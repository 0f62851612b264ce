import type { Api } from "../client/api.ts";
import { ApiError, ConnectionError, ProviderError } from "../client/errors.ts";
import { KeyedQueue } from "../client/keyed-queue.ts";
import { changedInputs, effective, foundInputs } from "../definition/effective.ts";
import { PartialFailure, type Found, type Kind } from "../definition/kind.ts";
import type { Values } from "../definition/values.ts";
import type { Inventory } from "./inventory.ts";

/** How often a creation whose answer is lost is begun again. */
const BEGINNINGS = 4;
/** How often it is looked for, and how often what cannot be taken over is deleted. */
const LOOKS = 8;
/** How far two readings of the server's clock may lie apart: it tells whole seconds. */
const CLOCK_MARGIN_MS = 2000;

/**
 * Makes objects, each once: one whose answer was lost is looked for among what the server has made since, and taken
 * over.
 */
export class Creation {
  readonly #api: Api;
  readonly #inventory: Inventory;
  /** What this process has made, by kind and id: objects of two kinds that are made at once may have one id. */
  readonly #made = new Set<string>();
  /** Two equal objects are made one after the other: else the one could be taken for the other. */
  readonly #queue = new KeyedQueue();

  constructor(api: Api, inventory: Inventory) {
    this.#api = api;
    this.#inventory = inventory;
  }

  /** `inputs` name their organization; `org` is its name, for messages. */
  async create(kind: Kind, inputs: Values, orgId: string, org: string | undefined): Promise<Found> {
    const name = kind.importName(effective(kind, inputs));
    return this.#queue.run(`${kind.name}/${orgId}/${name}`, async () => {
      try {
        const found = await this.#createOnce(kind, inputs, orgId);
        this.#made.add(keyOf(kind, found));
        return found;
      } catch (error) {
        throw error instanceof ApiError && error.isConflict ? taken(kind, name, org, error) : error;
      } finally {
        this.#inventory.forget(kind);
      }
    });
  }

  async #createOnce(kind: Kind, inputs: Values, orgId: string): Promise<Found> {
    const wanted = effective(kind, inputs);
    // The clock of the server is known only when it has answered something.
    await this.#api.ready();
    const since = this.#api.serverTime - CLOCK_MARGIN_MS;
    for (let beginning = 1; ; beginning++) {
      this.#inventory.forget(kind);
      try {
        return await kind.create(this.#api, wanted, orgId);
      } catch (error) {
        const isLost = error instanceof ConnectionError && (error.mayHaveMade || this.#api.hasWritten);
        // What an earlier beginning has made may have come about after it was looked for. That this one is refused
        // for it may be told by a proxy, in other words.
        const mayBeOurs = beginning > 1 && error instanceof ApiError;
        if (!isLost && !mayBeOurs) throw error;
        const found = await this.#look(kind, inputs, orgId, since, error);
        if (found !== undefined) return found;
        if (beginning === BEGINNINGS || !isLost || !error.mayHaveMade) throw error;
      }
    }
  }

  /** What a creation has made whose answer was lost: undefined when it has made nothing. */
  async #look(
    kind: Kind,
    inputs: Values,
    orgId: string,
    since: number,
    cause: Error,
  ): Promise<Found | undefined> {
    let found: Found | undefined;
    try {
      found = await this.#taken(kind, inputs, orgId, since, await this.#looked(kind, inputs, orgId));
    } catch (error) {
      // Whether it exists stays open: what is said of it must not get lost in what happened afterwards.
      throw new ConnectionError(`${cause.message} It could not be looked for: ${String(error)}`, {
        mayHaveMade: true,
      });
    }
    if (found === undefined || !Object.values(kind.properties).some(({ writeOnly }) => writeOnly))
      return found;
    // Nobody can see whether what is written only, e.g. a password, is there already.
    const wanted = effective(kind, inputs);
    const changed = new Set(Object.keys(wanted));
    try {
      return await kind.update(this.#api, { id: found.id, orgId, wanted, changed });
    } catch (error) {
      throw error instanceof PartialFailure ? error : new PartialFailure(found, error);
    }
  }

  /** What a process that was killed has made, which had begun since then; nothing that is on record. */
  async claim(
    kind: Kind,
    inputs: Values,
    orgId: string,
    since: number,
    known: ReadonlySet<string>,
  ): Promise<Found | undefined> {
    const all = (await this.#looked(kind, inputs, orgId)).filter(({ id }) => !known.has(id));
    return this.#taken(kind, inputs, orgId, since - CLOCK_MARGIN_MS, all);
  }

  /** Takes over the one of these objects that a creation has made; deletes it if its value went with the answer. */
  async #taken(
    kind: Kind,
    inputs: Values,
    orgId: string,
    since: number,
    all: readonly Found[],
  ): Promise<Found | undefined> {
    const candidates = all.filter(
      (candidate) =>
        !this.#made.has(keyOf(kind, candidate)) &&
        (madeAt(candidate) ?? since) >= since &&
        isAsDeclared(kind, inputs, candidate),
    );
    // The newest: one that is a little older may be what this one replaces.
    const [found] = candidates.sort((left, right) => (madeAt(right) ?? 0) - (madeAt(left) ?? 0));
    if (found === undefined) return undefined;
    this.#made.add(keyOf(kind, found));
    if (!Object.values(kind.properties).some(({ computed, secret }) => computed && secret)) return found;
    // A token is of no use to anybody without its value.
    await this.#deleted(kind, found, orgId);
    return undefined;
  }

  /** Deletes what nobody else knows of: if it stayed, it would stay for ever. */
  async #deleted(kind: Kind, { id, properties: olds }: Found, orgId: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await kind.delete(this.#api, { id, orgId, olds });
        return;
      } catch (error) {
        // An answer of the server's own says why; one that a proxy garbled may say only that it is gone already.
        const isOpen = error instanceof ConnectionError || (error instanceof ApiError && error.code === "");
        if (!isOpen || attempt === LOOKS) throw error;
      }
    }
  }

  /** What is there now. Asked again when the answer was none: much depends on it. */
  async #looked(kind: Kind, inputs: Values, orgId: string): Promise<Found[]> {
    const id = kind.idOf?.(effective(kind, inputs), orgId);
    for (let look = 1; ; look++) {
      this.#inventory.forget(kind);
      try {
        if (id === undefined) return await this.#inventory.all(kind, orgId);
        const found = await kind.read(this.#api, id, orgId);
        return found === undefined ? [] : [found];
      } catch (error) {
        if (!(error instanceof ConnectionError) || look === LOOKS) throw error;
      }
    }
  }
}

/** Whether an object is what the inputs declare, as far as the server tells. */
function isAsDeclared(kind: Kind, inputs: Values, found: Found): boolean {
  return changedInputs(kind, inputs, foundInputs(kind, inputs, found)).size === 0;
}

/** Names one object. The server gives ids kind by kind: those of two kinds that it gives in one millisecond are equal. */
function keyOf(kind: Kind, { id }: Found): string {
  return `${kind.name}/${id}`;
}

/** Start of the time in InfluxDB's ids: milliseconds since then stand in their upper 42 bits. */
const EPOCH_MS = 1_491_696_000_000;

/** When an object was made by the server's clock, in milliseconds; undefined where nothing tells. */
function madeAt({ id, properties: { createdAt } }: Found): number | undefined {
  if (typeof createdAt === "string") return Date.parse(createdAt);
  // The kinds that have no such time have ids that grow with time.
  return /^[0-9a-f]{16}$/.test(id) ? Number(BigInt(`0x${id}`) >> 22n) + EPOCH_MS : undefined;
}

function taken(kind: Kind, name: string, org: string | undefined, error: ApiError): Error {
  const id = org === undefined ? name : `${org}/${name}`;
  return new ProviderError(
    `${kind.name} "${name}" exists already (${error.reason}) and is not in this stack's state. Nothing was changed. To take it over: pulumi import influxdb:index:${kind.name} <resource name> '${id}' --provider <name>=<its URN>, with --parent <name>=<its URN> where the resource has a parent`,
  );
}
