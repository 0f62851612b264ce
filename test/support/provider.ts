/** The InfluxDB provider as the engine drives it, without the engine: plain inputs in, what it says out. */
import assert from "node:assert/strict";
import type { Kind } from "../../packages/influxdb/definition/kind.ts";
import type { Values } from "../../packages/influxdb/definition/values.ts";
import { kinds } from "../../packages/influxdb/kinds/index.ts";
import type { Difference } from "../../packages/influxdb/provider/difference.ts";
import { type Failure, Provider } from "../../packages/influxdb/provider/provider.ts";
import type { Bag } from "../../packages/influxdb/provider/wire.ts";

/** Where a session connects to. */
export interface Connection {
  readonly url: string;
  readonly token: string;
  readonly org?: string;
  readonly healthTimeoutSeconds?: number;
  readonly concurrency?: number;
  readonly caCertificate?: string;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  readonly skipVerify?: boolean;
}

/** A resource as the stack's state holds it. */
export interface Resource {
  readonly kind: Kind;
  readonly id: string;
  readonly inputs: Values;
  readonly outputs: Bag;
}

/** The kind of that name. */
export function kindOf(name: string): Kind {
  const kind = kinds.find((candidate) => candidate.name === name);
  assert(kind !== undefined, `there is no kind ${name}`);
  return kind;
}

/** A property bag without secrets. */
export function bag(values: Values): Bag {
  return { values, secrets: new Set() };
}

/** Inputs and outputs of a resource, as plain data. */
export function plain({ id, inputs, outputs }: Resource): { id: string; inputs: Values; outputs: Values } {
  return { id, inputs, outputs: outputs.values };
}

/** One operation of the engine: it starts a provider of its own, which remembers nothing of the one before. */
export class Session {
  readonly provider: Provider;
  /** What the provider told the user so far. */
  readonly notices: string[] = [];
  readonly #heard: ((notice: string) => void)[] = [];

  constructor(connection: Connection) {
    this.provider = new Provider((notice) => {
      this.notices.push(notice);
      for (const listener of this.#heard.splice(0)) listener(notice);
    });
    this.provider.configure({ healthTimeoutSeconds: 20, ...connection });
  }

  /** The next notice that the provider gives. */
  async nextNotice(): Promise<string> {
    return new Promise((resolve) => this.#heard.push(resolve));
  }

  /** Faults of inputs. */
  failures(kind: Kind, inputs: Values): Failure[] {
    return this.provider.check(kind, bag(inputs)).failures;
  }

  /** Inputs as the engine keeps them. Faults fail the test. */
  check(kind: Kind, inputs: Values): Values {
    const checked = this.provider.check(kind, bag(inputs));
    assert.deepEqual(checked.failures, []);
    return checked.inputs.values;
  }

  async create(kind: Kind, declared: Values): Promise<Resource> {
    const inputs = this.check(kind, declared);
    const { id, outputs } = await this.provider.create(kind, bag(inputs));
    return { kind, id, inputs, outputs };
  }

  diff({ kind, inputs, outputs }: Resource, declared: Values): Difference {
    return this.provider.diff(kind, inputs, outputs.values, this.check(kind, declared));
  }

  /** Names of the properties that change from a resource to what is declared. */
  changes(resource: Resource, declared: Values): string[] {
    return this.diff(resource, declared)
      .changes.map(({ property }) => property)
      .sort();
  }

  async update({ kind, id, inputs, outputs }: Resource, declared: Values): Promise<Resource> {
    const news = this.check(kind, declared);
    return {
      kind,
      id,
      inputs: news,
      outputs: await this.provider.update(kind, id, inputs, outputs, bag(news)),
    };
  }

  async refresh({ kind, id, inputs, outputs }: Resource): Promise<Resource | undefined> {
    const state = await this.provider.refresh(kind, id, bag(inputs), outputs);
    return state && { kind, id: state.id, inputs: state.inputs.values, outputs: state.outputs };
  }

  /** Like {@link refresh}, for what must still be there. */
  async refreshed(resource: Resource): Promise<Resource> {
    const found = await this.refresh(resource);
    assert(found !== undefined, `${resource.kind.name} ${resource.id} is gone`);
    return found;
  }

  async import(kind: Kind, id: string): Promise<Resource | undefined> {
    const state = await this.provider.import(kind, id);
    return state && { kind, id: state.id, inputs: state.inputs.values, outputs: state.outputs };
  }

  async delete({ kind, id, outputs }: Resource): Promise<void> {
    await this.provider.delete(kind, id, outputs.values);
  }

  async close(): Promise<void> {
    await this.provider.close();
  }
}

/** Gives sessions and ends them all together. */
export class Sessions {
  readonly #connection: Connection;
  readonly #open: Session[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** A session of its own, with some of the connection changed. */
  next(changes: Partial<Connection> = {}): Session {
    const session = new Session({ ...this.#connection, ...changes });
    this.#open.push(session);
    return session;
  }

  /** A session whose provider has no organization. */
  homeless(): Session {
    const { org: _, ...connection } = this.#connection;
    const session = new Session(connection);
    this.#open.push(session);
    return session;
  }

  async close(): Promise<void> {
    await Promise.all(this.#open.splice(0).map((session) => session.close()));
  }
}
