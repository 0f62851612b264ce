import { z } from "zod";
import { idFaults, nameFaults, withPlainIds } from "../definition/checks.ts";
import * as common from "../definition/common.ts";
import { scopedKind, type Found } from "../definition/kind.ts";
import { sameValue, textOf } from "../definition/values.ts";
import { passwordFaults, withPassword } from "./password.ts";
import {
  RemoteRights,
  foundRights,
  permissionFaults,
  permissionType,
  readRights,
  rightsBody,
  withPermissionSet,
} from "./permissions.ts";

const Remote = RemoteRights.extend({ token: z.string() });
const All = z.object({ authorizations: z.array(Remote) });
const PATH = "/private/legacy/authorizations";

export const legacyAuthorization = scopedKind({
  name: "LegacyAuthorization",
  doc: "A name and password for clients that speak InfluxDB 1, good for its `/query` and `/write` only. Not part of the documented API: the `influx v1 auth` command uses the same calls. Source: InfluxDB 2.9, `/private/legacy/authorizations`.",
  importForm: "<username>",
  properties: {
    username: {
      type: { type: "string" },
      required: true,
      immutable: true,
      doc: "Name to log in with, unique on the whole server. A change replaces it.",
    },
    password: {
      type: { type: "string" },
      secret: true,
      writeOnly: true,
      doc: "Password to log in with, 8 to 72 bytes in UTF-8. The server never tells it, so one that was set by hand shows no difference. Default: none is set, and one that is there stays; without one nobody can log in. Changed in place.",
    },
    permissions: {
      type: { type: "list", of: permissionType("LegacyPermission") },
      required: true,
      immutable: true,
      doc: "What it may do, at least one right. A set: neither order nor repetition matters. The server cannot change rights, so a change replaces it.",
    },
    ...common.description,
    status: {
      type: { type: "string", values: ["active", "inactive"] },
      default: "active",
      doc: "Whether it is accepted. Default: `active`. Changed in place.",
    },
    userId: {
      type: { type: "string" },
      immutable: true,
      doc: "ID of the user it belongs to: without that user it admits nobody. Default: the user of the provider's token. A change replaces it.",
    },
    ...common.createdAt,
  },

  importName: ({ username }) => textOf(username),

  check: (inputs) => [
    ...nameFaults(inputs, "username"),
    ...passwordFaults(inputs),
    ...permissionFaults(inputs),
    ...idFaults(inputs, "userId"),
  ],

  normalize: (inputs) => withPlainIds(withPermissionSet(inputs), "userId"),

  /** No organization can have the same name twice, nor can two of them. */
  deleteBeforeReplace: (olds, news) => sameValue(olds["username"], news["username"]),

  async create(api, wanted, orgID) {
    const body = { ...rightsBody(orgID, wanted), token: wanted.username };
    const made = found(await api.send(Remote, "POST", PATH, body));
    return withPassword(api, `${PATH}/${made.id}`, wanted.password, made);
  },

  async update(api, { id, wanted, changed }) {
    const { description, status, password } = wanted;
    const updated = found(await api.send(Remote, "PATCH", `${PATH}/${id}`, { description, status }));
    return withPassword(api, `${PATH}/${id}`, changed.has("password") ? password : undefined, updated);
  },

  async delete(api, { id }) {
    await api.remove(`${PATH}/${id}`);
  },

  async read(api, id, orgId) {
    return readRights(api, Remote, PATH, { id, orgId, found });
  },

  async list(api, orgID) {
    const { authorizations } = await api.get(All, PATH, { orgID });
    return authorizations.filter((remote) => remote.orgID === orgID).map(found);
  },
});

function found(remote: z.infer<typeof Remote>): Found {
  const rights = foundRights(remote);
  return { ...rights, properties: { ...rights.properties, username: remote.token } };
}
