import type { Kind } from "../definition/kind.ts";
import type { Values } from "../definition/values.ts";

/** Names that organizations have by now, or are about to get: state may know older ones. */
export class OrgNames {
  readonly #byId = new Map<string, string>();

  get byId(): ReadonlyMap<string, string> {
    return this.#byId;
  }

  /** Notes how an object is declared, of whatever kind it is. */
  note(kind: Kind, id: string, { name }: Values): void {
    if (kind.name === "Organization" && typeof name === "string") this.#byId.set(id, name);
  }
}
