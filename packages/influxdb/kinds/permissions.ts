import { z } from "zod";
import { orAbsent, type Api } from "../client/api.ts";
import { ApiError } from "../client/errors.ts";
import type { Fault } from "../definition/checks.ts";
import type { Found, TypeOf } from "../definition/kind.ts";
import { Id } from "../definition/remote.ts";
import { isList, isRecord, type Value, type Values } from "../definition/values.ts";

/** What tokens and InfluxDB 1 users have in common: rights, an owner, and what becomes of them without it. */

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

/** The type of one right. `name` is that of its class: each kind of resource needs one of its own. */
export function permissionType<const N extends string>(name: N) {
  return {
    type: "object",
    name,
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
}

type Permission = TypeOf<ReturnType<typeof permissionType>>;

/** The fields of an answer that say whose it is and what it may do. */
export const RemoteRights = z.object({
  id: Id,
  orgID: Id,
  userID: z.string(),
  status: z.string(),
  description: z.string().optional(),
  permissions: z.array(
    z.object({
      action: z.enum(["read", "write"]),
      resource: z.object({ type: z.string(), id: z.string().optional(), orgID: z.string().optional() }),
    }),
  ),
  createdAt: z.string().optional(),
});

export function permissionFaults({ permissions }: Values): Fault[] {
  if (!isList(permissions) || permissions.length > 0) return [];
  return [{ property: "permissions", reason: "expected at least one right, found none" }];
}

/** Inputs with their permissions as a set: sorted and without repetition. */
export function withPermissionSet(inputs: Values): Values {
  const { permissions } = inputs;
  return isList(permissions) ? { ...inputs, permissions: asSet(permissions) } : inputs;
}

/** The body that creates what has rights. */
export function rightsBody(
  orgID: string,
  {
    permissions,
    description,
    status,
    userId,
  }: {
    readonly permissions: readonly Permission[];
    readonly description: string;
    readonly status: string;
    readonly userId?: string;
  },
) {
  return {
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
}

export function foundRights(remote: z.infer<typeof RemoteRights>): Found & { readonly orgId: string } {
  const { id, orgID, userID: userId, description, status, createdAt } = remote;
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
  return { id, orgId: orgID, properties };
}

/**
 * One object with rights. Without its user, or its organization, it is of use to nobody, and the server neither shows
 * nor lists it; yet it is there, its name stays taken, and it can be deleted. It is told as one without rights, so that
 * it is replaced and not forgotten.
 */
export async function readRights<R extends z.infer<typeof RemoteRights>>(
  api: Api,
  schema: z.ZodType<R>,
  path: string,
  { id, orgId, found }: { id: string; orgId: string; found: (remote: R) => Found },
): Promise<Found | undefined> {
  const remains = { permissions: [], description: "", status: "inactive", userId: "" };
  return orAbsent(
    api.get(schema, `${path}/${id}`).then(found, (error: unknown) => {
      if (isOrphan(error)) return { id, orgId, properties: remains };
      throw error;
    }),
  );
}

function isOrphan(error: unknown): boolean {
  return (
    error instanceof ApiError && error.status === 404 && /^(user|organization) not found$/.test(error.reason)
  );
}

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
