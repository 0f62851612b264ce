import { KeyedQueue } from "../client/keyed-queue.ts";
import { effective } from "../definition/effective.ts";
import type { Kind, Removal } from "../definition/kind.ts";
import type { Values } from "../definition/values.ts";

/** An object that is on record, as it is declared. */
interface Recorded {
  readonly kind: Kind;
  readonly id: string;
  readonly inputs: Values;
}

/**
 * What is on record or was made last, by URN: anything else that is deleted under the same URN has been replaced by
 * it, be it by this process or by one before it, which could not delete it.
 */
export class Succession {
  readonly #last = new Map<string, Recorded>();
  readonly #deletions = new KeyedQueue();

  /** Notes what is on record under a URN from now on. */
  note(urn: string, recorded: Recorded): void {
    this.#last.set(urn, recorded);
  }

  /**
   * Deletes an object by `remove`, which is told what has taken its place. Of one URN one by one: a token takes all that
   * it replaced with it, also what is retired at this moment.
   */
  async retire(
    urn: string,
    id: string,
    remove: (successor: Removal["successor"]) => Promise<void>,
  ): Promise<void> {
    return this.#deletions.run(urn || id, async () => {
      const successor = this.#successorOf(urn, id);
      // What was left behind by a replacement and goes after this one has no successor any more.
      if (this.#last.get(urn)?.id === id) this.#last.delete(urn);
      await remove(successor);
    });
  }

  #successorOf(urn: string, id: string): Removal["successor"] {
    const last = this.#last.get(urn);
    if (last === undefined || last.id === id) return undefined;
    return { id: last.id, inputs: effective(last.kind, last.inputs) };
  }
}
