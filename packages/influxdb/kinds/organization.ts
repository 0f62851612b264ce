import { z } from "zod";
import { orAbsent, type Api } from "../client/api.ts";
import { holdingOf } from "../client/data.ts";
import { ProviderError } from "../client/errors.ts";
import { allPages } from "../client/pages.ts";
import { bucket } from "./bucket.ts";
import * as common from "../definition/common.ts";
import { serverKind, type Found } from "../definition/kind.ts";
import { Id } from "../definition/remote.ts";
import { textOf } from "../definition/values.ts";

const Remote = z.object({
  id: Id,
  name: z.string(),
  description: z.string().optional(),
  createdAt: z.string(),
});
const Page = z.object({ orgs: z.array(Remote) });
const PAGE_SIZE = 100;
const Mappings = z.object({ content: z.array(z.object({ bucketID: z.string() })).nullable() });

/** Buckets that the server gives every organization, and never takes away. */
const SYSTEM_BUCKETS = ["_tasks", "_monitoring"];

export const organization = serverKind({
  name: "Organization",
  doc: "An organization of InfluxDB: it owns buckets, tasks, tokens and everything else. Creating one also makes its system buckets `_tasks` and `_monitoring`. Deleting one deletes its buckets with all their data, its tasks and its tokens. Source: InfluxDB v2 API, `/api/v2/orgs`.",
  importForm: "<organization name>",
  properties: {
    name: {
      type: { type: "string" },
      required: true,
      doc: "Name, unique on the server without regard to outer blanks. Changed in place.",
    },
    ...common.description,
    allowDataLoss: {
      type: { type: "boolean" },
      default: false,
      local: true,
      doc: "Whether it may be deleted while one of its buckets holds points. Refused otherwise. Counts as it stood when the deletion is made: bring this up first. Changed in place, without a word to the server. Default: false.",
    },
    ...common.createdAt,
  },

  importName: ({ name }) => textOf(name),
  // The server trims the name that is asked for.
  named: async (api, name) =>
    (await ask(api, { org: name })).find(({ properties }) => properties["name"] === name),

  check({ name }) {
    if (typeof name !== "string" || (name.trim() !== "" && name.trim() === name)) return [];
    // A name with outer blanks can never be used again after its organization is deleted.
    return [
      { property: "name", reason: `expected a name without outer blanks, found ${JSON.stringify(name)}` },
    ];
  },

  async create(api, { name, description }) {
    return found(await api.send(Remote, "POST", "/api/v2/orgs", { name, description }));
  },

  async update(api, { id, wanted }) {
    const { name, description } = wanted;
    return found(await api.send(Remote, "PATCH", `/api/v2/orgs/${id}`, { name, description }));
  },

  async delete(api, { id, olds }) {
    if (olds["allowDataLoss"] !== true) await refuseLoss(api, id);
    await api.remove(`/api/v2/orgs/${id}`);
    await removeRunning(api, id);
  },

  read: readOne,

  async list(api) {
    return (await listOrganizations(api)).map(found);
  },
});

/**
 * Throws when a bucket of the organization holds points, which would go with it, or when the token does not see all of
 * its buckets. The system buckets count for nothing.
 */
async function refuseLoss(api: Api, orgId: string): Promise<void> {
  if ((await readOne(api, orgId)) === undefined) return;
  const buckets = await bucket.list(api, orgId);
  if (!(await seesEveryBucket(api, orgId, buckets))) {
    throw new ProviderError(
      `whether organization ${orgId} has buckets that hold points could not be found out: the token does not see all of its buckets. Nothing was changed. Expected the right to read "buckets" and "orgs" of that organization in the provider's "token", or "allowDataLoss: true" on the organization if its data may be lost: set it, bring it up, and try again.`,
    );
  }
  for (const { id, properties } of buckets) {
    const name = textOf(properties["name"]);
    const held = SYSTEM_BUCKETS.includes(name) ? undefined : await holdingOf(api, orgId, id);
    if (held === undefined) continue;
    throw new ProviderError(
      `organization ${orgId} has a bucket "${name}" that holds points in ${held.series} series, the oldest of ${held.oldest}; deleting the organization would lose them. Nothing was changed. Expected "allowDataLoss: true" on the organization if that is meant: set it, bring it up, and try again.`,
    );
  }
}

/**
 * Whether a list of an organization's buckets is complete: the server leaves out what the token may not see, without a
 * word. In the list itself the system buckets prove nothing: who may read the organization sees them. Their mappings for
 * clients of InfluxDB 1, which the server makes up, are seen by those alone who may read them as buckets.
 */
async function seesEveryBucket(api: Api, orgId: string, buckets: readonly Found[]): Promise<boolean> {
  const { content } = await api.get(Mappings, "/api/v2/dbrps", { orgID: orgId });
  const mapped = new Set(content?.map(({ bucketID }) => bucketID));
  return SYSTEM_BUCKETS.every((name) => {
    const found = buckets.find(({ properties }) => properties["name"] === name);
    return found !== undefined && mapped.has(found.id);
  });
}

/** Deletes what runs of an organization that is gone. InfluxDB 2.7 leaves it all behind, and runs it on; later ones nothing. */
async function removeRunning(api: Api, orgId: string): Promise<void> {
  // Loaded here and not before: few runs delete an organization.
  const loading = [import("./check.ts"), import("./notification-rule.ts"), import("./task.ts")] as const;
  const [{ check }, { notificationRule }, { task }] = await Promise.all(loading);
  for (const kind of [check, notificationRule, task]) {
    // Only what says so itself is of the organization: nothing else may go.
    const left = (await kind.list(api, orgId)).filter((found) => found.orgId === orgId);
    for (const { id, properties } of left) await kind.delete(api, { id, orgId, olds: properties });
  }
}

async function readOne(api: Api, id: string): Promise<Found | undefined> {
  const remote = await orAbsent(api.get(Remote, `/api/v2/orgs/${id}`));
  return remote && found(remote);
}

/** An organization by its id, or undefined where the token may not see it, or there is none. */
export async function organizationOf(api: Api, wanted: string): Promise<Found | undefined> {
  // The server takes what is no id at all for a question after all of them.
  return (await ask(api, { orgID: wanted })).find(({ id }) => id === wanted);
}

/**
 * Asks after one organization. Lists may lack it: the server applies the token's rights to a page after it has cut it,
 * so that a short page need not be the last one.
 */
async function ask(api: Api, query: { readonly org: string } | { readonly orgID: string }): Promise<Found[]> {
  return ((await orAbsent(api.get(Page, "/api/v2/orgs", query)))?.orgs ?? []).map(found);
}

async function listOrganizations(api: Api): Promise<z.infer<typeof Remote>[]> {
  return allPages(PAGE_SIZE, async (_last, offset) => {
    return (await api.get(Page, "/api/v2/orgs", { limit: PAGE_SIZE, offset })).orgs;
  });
}

function found({ id, name, description, createdAt }: z.infer<typeof Remote>): Found {
  return { id, properties: { name, description: description ?? "", createdAt } };
}
