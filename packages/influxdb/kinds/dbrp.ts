import { z } from "zod";
import { orAbsent, type Api } from "../client/api.ts";
import { KeyedQueue } from "../client/keyed-queue.ts";
import { ProviderError } from "../client/errors.ts";
import { samePlace } from "../definition/checks.ts";
import { scopedKind, type Found } from "../definition/kind.ts";
import { Id } from "../definition/remote.ts";
import { textOf } from "../definition/values.ts";

const Remote = z.object({
  id: Id,
  orgID: Id,
  bucketID: z.string(),
  database: z.string(),
  retention_policy: z.string(),
  default: z.boolean(),
  virtual: z.boolean().optional(),
});
type Remote = z.infer<typeof Remote>;
const One = z.object({ content: Remote });
const All = z.object({ content: z.array(Remote).nullable() });

/** What the server takes for a name: printable characters, with the blank alone of all spaces. */
const NAME = /^(?!.*[/\\]|\.{1,2}$)[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u;

/** The server checks and inserts in separate transactions: equal mappings made at once would both exist. */
const writes = new KeyedQueue();

export const dbrp = scopedKind({
  name: "Dbrp",
  doc: "A mapping of an InfluxDB 1 database and retention policy to a bucket, for clients that speak InfluxDB 1. The mappings that the server makes up by itself (virtual ones) are not resources. Source: InfluxDB v2 API, `/api/v2/dbrps`.",
  importForm: "<database>/<retention policy>",
  properties: {
    database: {
      type: { type: "string" },
      required: true,
      immutable: true,
      doc: "Database name, of printable characters without `/` and `\\`. A change replaces the mapping.",
    },
    retentionPolicy: {
      type: { type: "string" },
      required: true,
      doc: "Retention policy name, of printable characters without `/` and `\\`; unique within the database. Changed in place.",
    },
    bucketId: {
      type: { type: "string" },
      required: true,
      immutable: true,
      doc: "ID of the bucket it leads to. A change replaces the mapping.",
    },
    default: {
      type: { type: "boolean" },
      default: true,
      doc: "Whether it answers for clients that name no retention policy. Each database has exactly one default: declaring a second one takes it from the first, and the only mapping of a database is its default whatever is declared. Default: true. Changed in place.",
    },
  },

  importName: ({ database, retentionPolicy }) => `${textOf(database)}/${textOf(retentionPolicy)}`,

  check(inputs) {
    return ["database", "retentionPolicy"].flatMap((property) => {
      const value = inputs[property];
      if (typeof value !== "string" || NAME.test(value)) return [];
      const expected = 'a name of printable characters, without "/" and "\\", not "." or ".."';
      return [{ property, reason: `expected ${expected}, found ${JSON.stringify(value)}` }];
    });
  },

  /** Whether it is the only mapping of its database, and so the default all the same, only the server knows. */
  uncertain: (inputs) => (inputs["default"] === true ? [] : ["default"]),

  deleteBeforeReplace: (olds, news) => samePlace(olds, news, "database", "retentionPolicy"),

  async create(api, wanted, orgID) {
    return writes.run(`${orgID}/${wanted.database}`, async () => {
      const body = {
        orgID,
        bucketID: wanted.bucketId,
        database: wanted.database,
        retention_policy: wanted.retentionPolicy,
        default: wanted.default,
      };
      return found(await api.send(Remote, "POST", "/api/v2/dbrps", body));
    });
  },

  async update(api, { id, orgId, wanted }) {
    return writes.run(`${orgId}/${wanted.database}`, async () => {
      await get(api, id, orgId);
      const body = { retention_policy: wanted.retentionPolicy, default: wanted.default };
      const { content } = await api.send(One, "PATCH", `/api/v2/dbrps/${id}`, body, { orgID: orgId });
      // The only mapping of its database stays the default, although this answer says that it does not.
      if (content.default) return found(content);
      const family = await physical(api, { orgID: orgId, db: content.database });
      return found(family.find((member) => member.id === id) ?? content);
    });
  },

  async delete(api, { id, orgId: orgID }) {
    const remote = await get(api, id, orgID);
    if (remote === undefined) return;
    await writes.run(`${orgID}/${remote.database}`, () => api.remove(`/api/v2/dbrps/${id}`, { orgID }));
  },

  async read(api, id, orgID) {
    const remote = await get(api, id, orgID);
    return remote && found(remote, await physical(api, { orgID, db: remote.database }));
  },

  async list(api, orgID) {
    const remotes = await physical(api, { orgID });
    const byDatabase = Map.groupBy(remotes, ({ database }) => database);
    return remotes.map((remote) => found(remote, byDatabase.get(remote.database) ?? []));
  },
});

/** A write to the id of a virtual mapping answers 2xx and changes other mappings: never take one for a resource. */
async function get(api: Api, id: string, orgID: string): Promise<Remote | undefined> {
  const answer = await orAbsent(api.get(One, `/api/v2/dbrps/${id}`, { orgID }));
  if (answer?.content.virtual !== true) return answer?.content;
  throw new ProviderError(
    `${id} is a virtual DBRP mapping, which the server makes up from a bucket's name; declare a mapping of your own`,
  );
}

async function physical(api: Api, query: { orgID: string; db?: string }): Promise<Remote[]> {
  const { content } = await api.get(All, "/api/v2/dbrps", query);
  return (content ?? []).filter((remote) => remote.virtual !== true && remote.orgID === query.orgID);
}

/** `family`: the physical mappings of its database, where it is known. The only one is the default willy-nilly. */
function found(remote: Remote, family?: readonly Remote[]): Found {
  const { id, orgID, database, retention_policy: retentionPolicy, bucketID: bucketId } = remote;
  const properties = { database, retentionPolicy, bucketId, default: remote.default };
  return { id, orgId: orgID, properties, indifferent: family?.length === 1 ? ["default"] : [] };
}
