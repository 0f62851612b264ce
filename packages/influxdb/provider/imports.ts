import type { Api } from "../client/api.ts";
import { ProviderError } from "../client/errors.ts";
import type { Found, Kind } from "../definition/kind.ts";
import type { Inventory } from "./inventory.ts";

const PLAIN_ID = /^[0-9a-f]{16}$/i;

/**
 * Finds what an import id names: the server's own id, `<organization>/<name>`, or `<name>` in the provider's
 * organization. Names of organizations and of objects may hold slashes themselves, so every way to read it is
 * tried, and more than one answer is a fault.
 */
export async function findImport(
  kind: Kind,
  id: string,
  providerOrg: string | undefined,
  api: Api,
  inventory: Inventory,
): Promise<Found | undefined> {
  if (id.trim() === "") throw new ProviderError(`expected an id or ${form(kind)} to import, found nothing`);
  const home = kind.scoped && providerOrg !== undefined ? await inventory.orgId(providerOrg) : "";
  if ((kind.idForm ?? PLAIN_ID).test(id)) {
    const wanted = kind.idForm === undefined ? id.toLowerCase() : id;
    for (const place of await places(kind, home, inventory)) {
      const found = await kind.read(api, wanted, place);
      if (found !== undefined) return found;
    }
  }
  const matches = new Map<string, Found>();
  for (const { orgId, name } of kind.scoped
    ? await readings(id, home, inventory)
    : [{ orgId: "", name: id }]) {
    for (const found of await inventory.named(kind, name, orgId)) matches.set(found.id, found);
  }
  const [first, ...others] = matches.values();
  if (others.length === 0) return first;
  const ids = [...matches.keys()].join(", ");
  throw new ProviderError(
    `"${id}" names ${matches.size} objects of kind ${kind.name}; import one of them by its id: ${ids}`,
  );
}

/**
 * Organizations in which an id is looked for: some kinds are found only in their own. Most are found wherever they are
 * looked for, also when the token sees no organization in a list.
 */
async function places(kind: Kind, home: string, inventory: Inventory): Promise<ReadonlySet<string>> {
  if (!kind.scoped) return new Set([""]);
  const everywhere = (await inventory.organizations()).map(({ id }) => id);
  const all = new Set(home === "" ? everywhere : [home, ...everywhere]);
  return all.size === 0 ? new Set([""]) : all;
}

async function readings(
  id: string,
  home: string,
  inventory: Inventory,
): Promise<{ orgId: string; name: string }[]> {
  const here = home === "" ? [] : [{ orgId: home, name: id }];
  // Each by its name: a list of organizations may lack the one that is meant.
  const names = [...id.matchAll(/(?<=.)\//gs)].map(({ index }) => id.slice(0, index));
  const organizations = await Promise.all(names.map((name) => inventory.organizationNamed(name)));
  const elsewhere = organizations
    .filter((organization) => organization !== undefined)
    .map(({ id: orgId, name }) => ({ orgId, name: id.slice(name.length + 1) }));
  return [...here, ...elsewhere];
}

function form(kind: Kind): string {
  return kind.scoped ? `<organization>/${kind.importForm}` : kind.importForm;
}
