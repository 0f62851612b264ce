import type { Api } from "../client/api.ts";
import { ProviderError } from "../client/errors.ts";
import type { Found, Kind } from "../definition/kind.ts";
import { textOf } from "../definition/values.ts";
import { loadKind } from "../kinds/load.ts";

/** Loaded when it is needed and not before: not every start of a provider asks for something. */
const ORGANIZATION = "influxdb:index:Organization";

interface Organization {
  readonly id: string;
  readonly name: string;
}

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

  /** Those of a kind that have a readable name. */
  async named(kind: Kind, name: string, orgId: string): Promise<Found[]> {
    const listed = (await this.all(kind, orgId)).filter(
      (found) => kind.importName(found.properties) === name,
    );
    if (listed.length > 0) return listed;
    const found = await kind.named?.(this.#api, name);
    return found === undefined ? [] : [found];
  }

  /** The organizations that a list shows: beyond the first hundred not all that the token may see. */
  async organizations(): Promise<Organization[]> {
    return (await this.all(await loadKind(ORGANIZATION), "")).map(organizationIn);
  }

  /** The organization of a name; undefined for one that the token may not see, and where there is none. */
  async organizationNamed(name: string): Promise<Organization | undefined> {
    const [found] = await this.named(await loadKind(ORGANIZATION), name, "");
    return found && organizationIn(found);
  }

  async orgId(wanted: string): Promise<string> {
    const found = await this.organizationNamed(wanted);
    if (found !== undefined) return found.id;
    const names = (await this.organizations()).map(({ name }) => `"${name}"`).join(", ");
    throw new ProviderError(
      `organization "${wanted}" was not found at ${this.#api.url}; the token sees ${names || "none, so it may be inactive or lack the right to read organizations"}. Expected the name of an existing organization in "org" of the provider or the resource.`,
    );
  }

  /** Name of an organization; undefined for what belongs to none, and for one that the token may not see. */
  async orgName(wanted: string | undefined): Promise<string | undefined> {
    if (wanted === undefined) return undefined;
    const listed = (await this.organizations()).find(({ id }) => id === wanted);
    return listed === undefined ? this.#unlistedName(wanted) : listed.name;
  }

  /** Asked for once as well: it is asked for with every object. */
  async #unlistedName(wanted: string): Promise<string | undefined> {
    const { organization, organizationOf } = await import("../kinds/organization.ts");
    const kept = await this.#kept(`${organization.name}/with id ${wanted}`, async () => {
      const found = await organizationOf(this.#api, wanted);
      return found === undefined ? [] : [found];
    });
    const found = kept.get(wanted);
    return found && organizationIn(found).name;
  }

  async #list(kind: Kind, orgId: string): Promise<ReadonlyMap<string, Found>> {
    return this.#kept(`${kind.name}/${orgId}`, () => kind.list(this.#api, orgId));
  }

  /** What is asked for once. `key`: begins with the name of the kind that it is of, see {@link forget}. */
  async #kept(key: string, ask: () => Promise<readonly Found[]>): Promise<ReadonlyMap<string, Found>> {
    const known = this.#lists.get(key);
    if (known !== undefined) return this.#api.awaited(known);
    // Others wait for it too: the time limit of the operation that asks first is not theirs.
    const list = this.#api.apart(async () => new Map((await ask()).map((found) => [found.id, found])));
    this.#lists.set(key, list);
    // A list that failed is asked for again by whoever needs it next.
    list.catch(() => {
      if (this.#lists.get(key) === list) this.#lists.delete(key);
    });
    return this.#api.awaited(list);
  }
}

function organizationIn({ id, properties }: Found): Organization {
  return { id, name: textOf(properties["name"]) };
}
