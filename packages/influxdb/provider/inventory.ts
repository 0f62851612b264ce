import type { Api } from "../client/api.ts";
import { ProviderError } from "../client/errors.ts";
import type { Found, Kind } from "../definition/kind.ts";
import { textOf } from "../definition/values.ts";
import { loadKind } from "../kinds/load.ts";

/**
 * What exists on the server, listed once per kind and organization and kept until something of that kind is
 * written: a refresh of any number of objects costs one list per kind.
 */
export class Inventory {
  readonly #api: Api;
  readonly #lists = new Map<string, Promise<ReadonlyMap<string, Found>>>();

  constructor(api: Api) {
    this.#api = api;
  }

  /** One object, or undefined when the server says for certain that it is gone. */
  async find(kind: Kind, id: string, orgId: string): Promise<Found | undefined> {
    if (kind.readEach) return kind.read(this.#api, id, orgId);
    const listed = (await this.#list(kind, orgId)).get(id);
    // Lists leave out what the token may not see, and still answer 200: absence there proves nothing.
    return listed ?? kind.read(this.#api, id, orgId);
  }

  async all(kind: Kind, orgId: string): Promise<Found[]> {
    return [...(await this.#list(kind, orgId)).values()];
  }

  /** Forgets what was listed of a kind, because it is about to change. */
  forget(kind: Kind): void {
    for (const key of this.#lists.keys()) {
      if (key.startsWith(`${kind.name}/`)) this.#lists.delete(key);
    }
  }

  async organizations(): Promise<{ id: string; name: string }[]> {
    // Loaded here and not before: not every start of a provider asks for something.
    const organization = await loadKind("influxdb:index:Organization");
    return (await this.all(organization, "")).map(({ id, properties }) => ({
      id,
      name: textOf(properties["name"]),
    }));
  }

  async orgId(wanted: string): Promise<string> {
    const organizations = await this.organizations();
    const found = organizations.find(({ name }) => name === wanted);
    if (found !== undefined) return found.id;
    // Rights are applied to a page after it was cut out: beyond the first hundred, lists do not show all.
    const { organizationNamed } = await import("../kinds/organization.ts");
    const named = await organizationNamed(this.#api, wanted);
    if (named !== undefined) return named.id;
    const names = organizations.map(({ name }) => `"${name}"`).join(", ");
    throw new ProviderError(
      `organization "${wanted}" was not found at ${this.#api.url}; the token sees ${names || "none, so it may be inactive or lack the right to read organizations"}. Expected the name of an existing organization in "org" of the provider or the resource.`,
    );
  }

  /** Name of an organization; undefined for what belongs to none, and for one that the token may not see. */
  async orgName(wanted: string | undefined): Promise<string | undefined> {
    return wanted === undefined
      ? undefined
      : (await this.organizations()).find(({ id }) => id === wanted)?.name;
  }

  async #list(kind: Kind, orgId: string): Promise<ReadonlyMap<string, Found>> {
    const key = `${kind.name}/${orgId}`;
    const known = this.#lists.get(key);
    if (known !== undefined) return this.#api.awaited(known);
    // Others wait for it too: the time limit of the operation that asks first is not theirs.
    const list = this.#api.apart(async () => {
      const all = await kind.list(this.#api, orgId);
      return new Map(all.map((found) => [found.id, found]));
    });
    this.#lists.set(key, list);
    // A list that failed is asked for again by whoever needs it next.
    list.catch(() => {
      if (this.#lists.get(key) === list) this.#lists.delete(key);
    });
    return this.#api.awaited(list);
  }
}
