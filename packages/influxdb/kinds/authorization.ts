import { z } from "zod";
import { orAbsent } from "../client/api.ts";
import * as common from "../definition/common.ts";
import { scopedKind, type Found } from "../definition/kind.ts";
import { isList, isRecord, textOf, type Value } from "../definition/values.ts";

const RemotePermission = z.object({
  action: z.enum(["read", "write"]),
  resource: z.object({ type: z.string(), id: z.string().optional(), orgID: z.string().optional() }),
});
const Remote = z.object({
  id: z.string(),
  orgID: z.string(),
  userID: z.string(),
  token: z.string().optional(),
  status: z.string(),
  description: z.string().optional(),
  permissions: z.array(RemotePermission),
  createdAt: z.string().optional(),
});
const All = z.object({ authorizations: z.array(Remote) });

const RESOURCE_TYPES = [
  ...[
    "annotations",
    "authorizations",
    "buckets",
    "checks",
    "dashboards",
    "dbrp",
    "documents",
    "instance",
    "labels",
  ],
  ...[
    "notebooks",
    "notificationEndpoints",
    "notificationRules",
    "orgs",
    "remotes",
    "replications",
    "scrapers",
  ],
  ...["secrets", "sources", "tasks", "telegrafs", "users", "variables", "views"],
] as const;

const permission = {
  type: "object",
  name: "Permission",
  doc: "One right of a token.",
  fields: {
    action: { type: { type: "string", values: ["read", "write"] }, required: true, doc: "What it allows." },
    resourceType: {
      type: { type: "string", values: RESOURCE_TYPES },
      required: true,
      doc: "Type of the objects it is about, as the API spells them, e.g. `buckets`. Calls on DBRP mappings check rights on `buckets`.",
    },
    resourceId: {
      type: { type: "string" },
      doc: "ID of the one object it is about. Default: every object of the type in the organization.",
    },
    allOrganizations: {
      type: { type: "boolean" },
      doc: "Reach every organization of the server instead of the token's own. Default: false.",
    },
  },
} as const;

export const authorization = scopedKind({
  name: "Authorization",
  doc: "An API token. The server shows its value once, when it is made, and keeps only a hash: the value lives on in the stack's state, encrypted. Source: InfluxDB v2 API, `/api/v2/authorizations`.",
  importForm: "<description>",
  properties: {
    permissions: {
      type: { type: "list", of: permission },
      required: true,
      immutable: true,
      doc: "What the token may do, at least one right. A set: neither order nor repetition matters. The server cannot change the rights of a token, so a change replaces it, and its value with it.",
    },
    ...common.description,
    status: {
      type: { type: "string", values: ["active", "inactive"] },
      default: "active",
      doc: "Whether the token is accepted. Default: `active`. Changed in place.",
    },
    userId: {
      type: { type: "string" },
      immutable: true,
      doc: "ID of the user it belongs to. Default: the user of the provider's token. A change replaces the token.",
    },
    token: {
      type: { type: "string" },
      computed: true,
      secret: true,
      doc: "The value of the token. Empty when the token was imported: the server cannot return it.",
    },
    ...common.createdAt,
  },

  importName: ({ description }) => textOf(description),

  check({ permissions }) {
    if (!isList(permissions) || permissions.length > 0) return [];
    return [{ property: "permissions", reason: "expected at least one right, found none" }];
  },

  normalize(inputs) {
    const { permissions } = inputs;
    return isList(permissions) ? { ...inputs, permissions: asSet(permissions) } : inputs;
  },

  async create(api, { permissions, description, status, userId }, orgID) {
    const body = {
      orgID,
      description,
      status,
      ...(userId === undefined ? {} : { userID: userId }),
      permissions: permissions.map(({ action, resourceType, resourceId, allOrganizations }) => ({
        action,
        // Without an organization a right reaches every one of them.
        resource: {
          type: resourceType,
          id: resourceId,
          orgID: allOrganizations === true ? undefined : orgID,
        },
      })),
    };
    return found(await api.send(Remote, "POST", "/api/v2/authorizations", body));
  },

  async update(api, { id, wanted }) {
    const { description, status } = wanted;
    return found(await api.send(Remote, "PATCH", `/api/v2/authorizations/${id}`, { description, status }));
  },

  async delete(api, { id }) {
    await api.remove(`/api/v2/authorizations/${id}`);
  },

  async read(api, id) {
    const remote = await orAbsent(api.get(Remote, `/api/v2/authorizations/${id}`));
    return remote && found(remote);
  },

  async list(api, orgID) {
    const { authorizations } = await api.get(All, "/api/v2/authorizations", { orgID });
    return authorizations.map(found);
  },
});

/** Sorted and without repetition. */
function asSet(permissions: readonly Value[]): Value[] {
  const byText = new Map(
    permissions.map((right) => [isRecord(right) ? rightKey(right) : JSON.stringify(right), plain(right)]),
  );
  return [...byText].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, right]) => right);
}

function rightKey(right: { readonly [key: string]: Value }): string {
  const { action, resourceType, resourceId, allOrganizations } = right;
  return JSON.stringify([resourceType, resourceId ?? "", action, allOrganizations === true]);
}

/** Leaves out what only spells out a default. */
function plain(right: Value): Value {
  if (!isRecord(right)) return right;
  return Object.fromEntries(Object.entries(right).filter(([, value]) => value !== null && value !== false));
}

function found(remote: z.infer<typeof Remote>): Found {
  const { id, orgID, userID: userId, description, status, createdAt, token } = remote;
  const permissions = remote.permissions.map(({ action, resource }) => ({
    action,
    resourceType: resource.type,
    ...(resource.id === undefined ? {} : { resourceId: resource.id }),
    ...(resource.orgID === undefined ? { allOrganizations: true } : {}),
  }));
  const properties = {
    permissions: asSet(permissions),
    description: description ?? "",
    status,
    userId,
    createdAt,
  };
  // Absent, not empty, where the server does not tell: what state knows must not be overwritten.
  return { id, orgId: orgID, properties: token ? { ...properties, token } : properties };
}
