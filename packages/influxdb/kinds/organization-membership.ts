import { z } from "zod";
import type { Api } from "../client/api.ts";
import { ApiError, ProviderError, messageOf } from "../client/errors.ts";
import { idFaults, withPlainIds } from "../definition/checks.ts";
import { scopedKind, type Found } from "../definition/kind.ts";
import { Id } from "../definition/remote.ts";
import { textOf } from "../definition/values.ts";
import { below, partsOf } from "./below.ts";
import { ownUserId } from "./user.ts";

const Remote = z.object({ id: Id, name: z.string(), role: z.enum(["member", "owner"]) });
type Remote = z.infer<typeof Remote>;
const All = z.object({ users: z.array(Remote) });

const ID = /^(?<orgId>[0-9a-f]{16})\/(?<userId>[0-9a-f]{16})$/i;

export const organizationMembership = scopedKind({
  name: "OrganizationMembership",
  doc: "The role of a user in an organization, at most one for each user. Tasks run with the role of their user: those of an owner read and write, those of a member only read. The user of the provider's own token keeps its role, and an organization keeps its last owner: removing those is refused. The user who creates an organization is its owner from the start. Source: InfluxDB v2 API, `/api/v2/orgs/{id}/members` and `/owners`.",
  importForm: "<user name>",
  idForm: ID,
  properties: {
    userId: {
      type: { type: "string" },
      required: true,
      immutable: true,
      doc: "ID of the user. A change replaces the membership.",
    },
    role: {
      type: { type: "string", values: ["member", "owner"] },
      default: "member",
      doc: "What the user is in the organization: a `member` reads, an `owner` may do everything. Default: `member`. Changed in place: the server knows no change of roles, so for a moment the user has none.",
    },
    userName: { type: { type: "string" }, computed: true, doc: "Name of the user." },
  },

  importName: ({ userName, userId }) => textOf(userName ?? userId),
  idOf: ({ userId }, orgId) => `${orgId}/${textOf(userId)}`,

  check: (inputs) => idFaults(inputs, "userId"),
  normalize: (inputs) => withPlainIds(inputs, "userId"),

  async create(api, { userId, role }, orgId) {
    try {
      return found(orgId, await add(api, orgId, userId, role));
    } catch (error) {
      if (!(error instanceof ApiError) || !/mapping for user \w+ already exists$/.test(error.reason))
        throw error;
      const now = (await rolesIn(api, orgId))?.find(({ id }) => id === userId);
      throw new ProviderError(
        `user ${now === undefined ? userId : `"${now.name}" (${userId}), now ${now.role},`} has a role in organization ${orgId} already, and it is not in this stack's state. Nothing was changed. To take it over: pulumi import influxdb:index:OrganizationMembership <resource name> '${orgId}/${userId}'`,
      );
    }
  },

  async update(api, { id, wanted: { userId, role } }) {
    const { orgId = "" } = partsOf(id, ID);
    if (role === "member") await refuseLoss(api, orgId, userId);
    await remove(api, orgId, userId);
    try {
      return found(orgId, await add(api, orgId, userId, role));
    } catch (error) {
      throw new ProviderError(
        `the old role of user ${userId} in organization ${orgId} was removed, and making it ${role} failed, so it has none: ${messageOf(error)} The next update makes it ${role}.`,
      );
    }
  },

  async delete(api, { id }) {
    const { orgId = "", userId = "" } = partsOf(id, ID);
    if (await refuseLoss(api, orgId, userId)) await remove(api, orgId, userId);
  },

  async read(api, id) {
    const { orgId = "", userId = "" } = partsOf(id.toLowerCase(), ID);
    const remote = (await rolesIn(api, orgId))?.find((one) => one.id === userId);
    return remote && found(orgId, remote);
  },

  async list(api, orgId) {
    return ((await rolesIn(api, orgId)) ?? []).map((remote) => found(orgId, remote));
  },
});

const pathOf = (orgId: string) => `/api/v2/orgs/${orgId}`;

/** Everyone with a role; undefined when the organization is gone. */
async function rolesIn(api: Api, orgId: string): Promise<Remote[] | undefined> {
  const path = pathOf(orgId);
  const lists = ["members", "owners"].map((role) => api.get(All, `${path}/${role}`));
  return (await below(api, path, Promise.all(lists)))?.flatMap(({ users }) => users);
}

async function add(api: Api, orgId: string, id: string, role: Remote["role"]): Promise<Remote> {
  return api.send(Remote, "POST", `${pathOf(orgId)}/${role}s`, { id });
}

/** Under `members` an owner is removed as well. */
async function remove(api: Api, orgId: string, userId: string): Promise<void> {
  await api.remove(`${pathOf(orgId)}/members/${userId}`);
}

/** Throws when the role is one that must not be taken away; tells whether there is one. */
async function refuseLoss(api: Api, orgId: string, userId: string): Promise<boolean> {
  const roles = await rolesIn(api, orgId);
  const now = roles?.find(({ id }) => id === userId);
  if (now === undefined) return false;
  const owners = roles?.filter(({ role }) => role === "owner");
  const own = (await ownUserId(api)) === userId;
  if (!own && (now.role !== "owner" || owners?.length !== 1)) return true;
  const [who, lost] = own
    ? ["the one whom the provider's own token belongs to", "the tasks that the provider makes would fail"]
    : ["the only owner left", "no task could write there any more"];
  throw new ProviderError(
    `user "${now.name}" (${userId}) is ${who} in organization ${orgId}, and keeps the role "${now.role}": without it ${lost}. Nothing was changed. To stop managing it: pulumi state delete <urn>`,
  );
}

function found(orgId: string, { id: userId, name: userName, role }: Remote): Found {
  return { id: `${orgId}/${userId}`, orgId, properties: { userId, role, userName } };
}
