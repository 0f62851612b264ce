import { AsyncLocalStorage } from "node:async_hooks";
import { ConnectionError, ProviderError, messageOf } from "./errors.ts";

/** What holds for all requests of one operation of the engine. */
interface Operation {
  /** Ends everything of it. */
  readonly limit: AbortSignal | undefined;
  /** Whether something was sent that changes the server. */
  hasWritten: boolean;
}

/** Operations of the engine: whatever is done within one, however deep, ends when its time is over. */
export class Operations {
  readonly #current = new AsyncLocalStorage<Operation>();

  /** Does work whose requests and pauses end after so many seconds; 0 sets no limit. */
  async within<T>(seconds: number, work: () => Promise<T>): Promise<T> {
    const limit = seconds <= 0 ? undefined : AbortSignal.timeout(Math.ceil(seconds * 1000));
    try {
      return await this.#current.run({ limit, hasWritten: false }, work);
    } catch (error) {
      if (limit?.aborted !== true) throw error;
      const mayHaveMade = error instanceof ConnectionError && error.mayHaveMade;
      const what = messageOf(error).replace(/\.?( The object may exist.*)?$/s, "");
      throw new ConnectionError(
        `it took longer than the ${seconds} s of "customTimeouts" and was ended: ${what}.`,
        { mayHaveMade },
      );
    }
  }

  /** Begins work that later operations share: the time of the one that happens to begin it does not end it. */
  apart<T>(work: () => Promise<T>): Promise<T> {
    return this.#current.exit(work);
  }

  /** Waits for work that is shared, as long as the operation that asks may. `what`: what it does. */
  async awaited<T>(shared: Promise<T>, what: string): Promise<T> {
    const limit = this.#current.getStore()?.limit;
    if (limit === undefined) return shared;
    const over = Promise.withResolvers<never>();
    const end = () => {
      over.reject(new ProviderError(`out of time while ${what}`));
    };
    limit.addEventListener("abort", end);
    if (limit.aborted) end();
    try {
      return await Promise.race([shared, over.promise]);
    } finally {
      limit.removeEventListener("abort", end);
    }
  }

  /** Whether the operation that asks has sent anything that changes the server. */
  get hasWritten(): boolean {
    return this.#current.getStore()?.hasWritten === true;
  }

  /** Notes that something is sent that changes the server. */
  writes(): void {
    const operation = this.#current.getStore();
    if (operation !== undefined) operation.hasWritten = true;
  }

  /** Whether the time of the operation that asks is over. */
  get isOver(): boolean {
    return this.#current.getStore()?.limit?.aborted === true;
  }

  /** A signal that also ends with the operation that asks. */
  limited(signal: AbortSignal): AbortSignal {
    const limit = this.#current.getStore()?.limit;
    return limit === undefined ? signal : AbortSignal.any([signal, limit]);
  }
}
