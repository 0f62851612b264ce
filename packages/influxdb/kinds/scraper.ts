import { z } from "zod";
import { orAbsent } from "../client/api.ts";
import { ProviderError } from "../client/errors.ts";
import { idFaults, nameFaults, urlFaults, withPlainIds } from "../definition/checks.ts";
import { PartialFailure, scopedKind, type Found, type Wanted } from "../definition/kind.ts";
import { Id } from "../definition/remote.ts";
import { textOf } from "../definition/values.ts";

/** Ids of a bucket and of an organization that exist no longer are left out. */
const Remote = z.object({
  id: Id,
  orgID: Id.optional(),
  name: z.string(),
  type: z.string(),
  url: z.string(),
  bucketID: z.string().optional(),
  allowInsecure: z.boolean().optional(),
});
const All = z.object({ configurations: z.array(Remote) });

const properties = {
  name: {
    type: { type: "string" },
    required: true,
    doc: "Name, not blank; need not be unique. Changed in place.",
  },
  type: {
    type: { type: "string", values: ["prometheus"] },
    default: "prometheus",
    doc: "What the target speaks. Default: `prometheus`, the only one there is. Changed in place, where a person changed it.",
  },
  url: {
    type: { type: "string" },
    required: true,
    doc: "URL of the target's metrics, `http` or `https`, as the server reaches it. Changed in place.",
  },
  bucketId: {
    type: { type: "string" },
    required: true,
    doc: "ID of the bucket that the metrics are written to (16 hexadecimal digits). Changed in place.",
  },
  allowInsecure: {
    type: { type: "boolean" },
    default: false,
    doc: "Whether the target's TLS certificate is taken unchecked. Default: false. Changed in place.",
  },
} as const;

export const scraper = scopedKind({
  name: "Scraper",
  doc: "A target whose metrics the server fetches every ten seconds and writes to a bucket. It keeps no watch on the bucket: after that is deleted the metrics are lost. Source: InfluxDB v2 API, `/api/v2/scrapers`.",
  importForm: "<scraper name>",
  properties,

  importName: ({ name }) => textOf(name),

  check: (inputs) => [
    ...nameFaults(inputs, "name"),
    ...urlFaults(inputs, "url"),
    ...idFaults(inputs, "bucketId"),
  ],

  normalize: (inputs) => withPlainIds(inputs, "bucketId"),

  async create(api, wanted, orgID) {
    const remote = await api.send(Remote, "POST", "/api/v2/scrapers", { orgID, ...bodyOf(wanted) });
    return withBucket(remote, orgID, wanted.bucketId);
  },

  async update(api, { id, orgId, wanted }) {
    // All of it, always: what is left out is erased.
    const remote = await api.send(Remote, "PATCH", `/api/v2/scrapers/${id}`, bodyOf(wanted));
    return withBucket(remote, orgId, wanted.bucketId);
  },

  async delete(api, { id }) {
    await api.remove(`/api/v2/scrapers/${id}`);
  },

  async read(api, id, orgID) {
    const remote = await orAbsent(api.get(Remote, `/api/v2/scrapers/${id}`));
    return remote && found(remote, orgID);
  },

  async list(api, orgID) {
    const { configurations } = await api.get(All, "/api/v2/scrapers", { orgID });
    return configurations.map((remote) => found(remote, orgID)).filter(({ orgId }) => orgId === orgID);
  },
});

function bodyOf({ name, type, url, bucketId, allowInsecure }: Wanted<typeof properties>) {
  return { name, type, url, bucketID: bucketId, allowInsecure };
}

/** The server takes any id for a bucket's; that there is none shows only in its answer. */
function withBucket(remote: z.infer<typeof Remote>, orgId: string, bucketId: string): Found {
  if (remote.bucketID !== undefined) return found(remote, orgId);
  const reason = `scraper "${remote.name}" (${remote.id}) has no bucket to write to: there is none with the id "${bucketId}". Expected the id of an existing bucket in "bucketId".`;
  throw new PartialFailure(found(remote, orgId), new ProviderError(reason));
}

/** `asked`: the organization in which it was looked for. */
function found(remote: z.infer<typeof Remote>, asked: string): Found {
  const { id, orgID, name, type, url, bucketID, allowInsecure } = remote;
  const properties = { name, type, url, bucketId: bucketID ?? "", allowInsecure: allowInsecure ?? false };
  return { id, orgId: orgID ?? asked, properties };
}
