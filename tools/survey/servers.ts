import { ApiError, ConnectionError, ProviderError } from "../../packages/influxdb/client/errors.ts";
import { completeConfig, configFaults } from "../../packages/influxdb/provider/config.ts";
import { Survey } from "../../packages/influxdb/provider/survey.ts";
import type { ConnectionConfig } from "../engine/observer.ts";
import { UserError } from "../errors.ts";

/** What to look with, where that is not what is declared. */
export interface Instead {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  readonly healthTimeoutSeconds?: number | undefined;
}

/** The servers that a program connects to, looked at with the connections that it declares. */
export class Servers {
  readonly #connections: ReadonlyMap<string, ConnectionConfig>;
  readonly #instead: Instead;
  readonly #open = new Map<string, Survey>();

  constructor(connections: ReadonlyMap<string, ConnectionConfig>, instead: Instead = {}) {
    this.#connections = connections;
    this.#instead = instead;
    if (connections.size < 2 || (instead.url === undefined && instead.token === undefined)) return;
    throw new UserError(
      `the stack connects to ${connections.size} servers (${[...connections.keys()].join(", ")}): another address or token would be meant for one of them only`,
    );
  }

  /** Names of their providers. */
  get names(): readonly string[] {
    return [...this.#connections.keys()];
  }

  /** The server of a provider. Throws a UserError where not enough is known of its connection. */
  of(provider: string): Survey {
    const open = this.#open.get(provider) ?? this.#connect(provider);
    this.#open.set(provider, open);
    return open;
  }

  /** Runs what looks at servers; what keeps it from looking is told as a sentence. */
  async use<T>(look: () => Promise<T>): Promise<T> {
    try {
      return await look();
    } catch (error) {
      if (isTold(error)) throw new UserError(error.message, undefined, { cause: error });
      throw error;
    } finally {
      await Promise.all([...this.#open.values()].map((survey) => survey.close()));
    }
  }

  #connect(provider: string): Survey {
    const declared = this.#connections.get(provider);
    const given = Object.entries(this.#instead).filter(([, value]) => value !== undefined);
    const config = { ...declared, ...Object.fromEntries(given) };
    const [fault] = configFaults(completeConfig(config, process.env));
    if (declared !== undefined && fault === undefined) {
      return new Survey(config, (notice) => void process.stderr.write(`${notice}\n`));
    }
    throw new UserError(
      fault === undefined
        ? `the connection of provider "${provider}" is not declared by the program`
        : `the connection of provider "${provider}" is not known before the stack is up: "${fault.property}": ${fault.reason}`,
    );
  }
}

/** Whether an error says in a sentence for people why a server could not be asked. */
export function isTold(error: unknown): error is Error {
  return (
    error instanceof ConnectionError ||
    error instanceof ProviderError ||
    error instanceof ApiError ||
    error instanceof UserError
  );
}
