import type { Api } from "../client/api.ts";
import { ProviderError } from "../client/errors.ts";
import type { Lookup } from "../definition/function.ts";
import type { ProviderConfig } from "./config.ts";
import type { Inventory } from "./inventory.ts";

/** Where a function looks. */
interface Place {
  readonly config: Pick<ProviderConfig, "org">;
  readonly api: Api;
  readonly inventory: Inventory;
}

/** What the function of that name may ask of the server. */
export function lookupOf(name: string, { config, api, inventory }: Place): Lookup {
  return {
    api,
    orgId: async ({ org = config.org, orgId }) => {
      if (typeof orgId === "string") return orgId;
      if (typeof org === "string") return inventory.orgId(org);
      throw new ProviderError(
        `${name}: no organization: expected "org" or "orgId" here, or "org" of the provider`,
      );
    },
    orgName: (id) => inventory.orgName(id),
    all: (kind, orgId) => inventory.all(kind, orgId),
    named: (kind, wanted, orgId) => inventory.named(kind, wanted, orgId),
    find: (kind, id, orgId) => inventory.find(kind, id, orgId),
  };
}
