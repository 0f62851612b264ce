import { z } from "zod";
import { orAbsent, type Api } from "../client/api.ts";
import { ApiError, ProviderError } from "../client/errors.ts";
import { idFaults, nameFaults, urlFaults, withPlainIds } from "../definition/checks.ts";
import * as common from "../definition/common.ts";
import { scopedKind, type Found, type Wanted } from "../definition/kind.ts";
import { Id } from "../definition/remote.ts";
import { textOf } from "../definition/values.ts";
import { sendUnique } from "./unique.ts";

const Remote = z.object({
  id: Id,
  orgID: Id,
  name: z.string(),
  description: z.string().optional(),
  remoteURL: z.string(),
  remoteOrgID: z.string().nullable(),
  allowInsecureTLS: z.boolean(),
});
const All = z.object({ remotes: z.array(Remote).nullable() });
const Users = z.object({ replications: z.array(z.object({ name: z.string() })).nullable() });

const properties = {
  name: {
    type: { type: "string" },
    required: true,
    doc: "Name, not blank, unique in the organization. Changed in place.",
  },
  ...common.description,
  remoteUrl: {
    type: { type: "string" },
    required: true,
    doc: "URL of the other server, `http` or `https`, as this server reaches it. Changed in place.",
  },
  remoteToken: {
    type: { type: "string" },
    required: true,
    secret: true,
    writeOnly: true,
    doc: "API token of the other server that may write to the buckets there (`remoteAPIToken` in the API). The server never shows it: a value that a person changed is not seen, and an imported remote has none until it is declared. Changed in place.",
  },
  remoteOrgId: {
    type: { type: "string" },
    doc: "ID of the organization on the other server (16 hexadecimal digits). InfluxDB 2 refuses what is replicated without one. Default: none; one that was given stays when it is no longer declared, because the API cannot take it away. Changed in place.",
  },
  allowInsecureTls: {
    type: { type: "boolean" },
    default: false,
    doc: "Whether the other server's TLS certificate is taken unchecked. Default: false. Changed in place.",
  },
} as const;

export const remote = scopedKind({
  name: "Remote",
  doc: "Another InfluxDB server that buckets are replicated to. The server does not try whether it answers. It cannot be deleted while a replication uses it. Source: InfluxDB v2 API, `/api/v2/remotes`.",
  importForm: "<remote name>",
  properties,

  importName: ({ name }) => textOf(name),

  check(inputs) {
    const faults = [
      ...nameFaults(inputs, "name"),
      ...urlFaults(inputs, "remoteUrl"),
      ...idFaults(inputs, "remoteOrgId"),
    ];
    const { remoteToken } = inputs;
    if (typeof remoteToken !== "string" || remoteToken.trim() !== "") return faults;
    return [...faults, { property: "remoteToken", reason: "expected a token, found none" }];
  },

  normalize: (inputs) => withPlainIds(inputs, "remoteOrgId"),

  async create(api, wanted, orgID) {
    return found(await sendUnique(api, Remote, "POST", "/api/v2/remotes", { orgID, ...bodyOf(wanted) }));
  },

  async update(api, { id, wanted }) {
    return found(await sendUnique(api, Remote, "PATCH", `/api/v2/remotes/${id}`, bodyOf(wanted)));
  },

  async delete(api, { id, orgId }) {
    try {
      await api.remove(`/api/v2/remotes/${id}`);
    } catch (error) {
      throw error instanceof ApiError && error.reason.includes("replication references it")
        ? await inUse(api, id, orgId, error)
        : error;
    }
  },

  async read(api, id) {
    const remote = await orAbsent(api.get(Remote, `/api/v2/remotes/${id}`));
    return remote && found(remote);
  },

  async list(api, orgID) {
    const { remotes } = await api.get(All, "/api/v2/remotes", { orgID });
    return (remotes ?? []).filter((remote) => remote.orgID === orgID).map(found);
  },
});

function bodyOf(wanted: Wanted<typeof properties>) {
  const { name, description, remoteUrl, remoteToken, remoteOrgId, allowInsecureTls } = wanted;
  return {
    name,
    description,
    remoteURL: remoteUrl,
    remoteAPIToken: remoteToken,
    ...(remoteOrgId === undefined ? {} : { remoteOrgID: remoteOrgId }),
    allowInsecureTLS: allowInsecureTls,
  };
}

async function inUse(api: Api, id: string, orgID: string, error: ApiError): Promise<Error> {
  const { replications } = await api.get(Users, "/api/v2/replications", { orgID, remoteID: id });
  const names = (replications ?? []).map(({ name }) => `"${name}"`).join(", ");
  return new ProviderError(
    `remote ${id} is not deleted while replications use it: ${names || "of another organization, or hidden from the token"}. Nothing was changed. Delete them first, or give them another remote.`,
    { cause: error },
  );
}

function found(remote: z.infer<typeof Remote>): Found {
  const { id, orgID, name, description, remoteURL, remoteOrgID, allowInsecureTLS } = remote;
  const properties = {
    name,
    description: description ?? "",
    remoteUrl: remoteURL,
    remoteOrgId: remoteOrgID ?? undefined,
    allowInsecureTls: allowInsecureTLS,
  };
  return { id, orgId: orgID, properties };
}
