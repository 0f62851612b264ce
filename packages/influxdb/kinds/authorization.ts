import { z } from "zod";
import { orAbsent, type Api } from "../client/api.ts";
import { ProviderError } from "../client/errors.ts";
import * as common from "../definition/common.ts";
import { scopedKind, type Found } from "../definition/kind.ts";
import { textOf, type Values } from "../definition/values.ts";
import {
  RemoteRights,
  foundRights,
  permissionFaults,
  permissionType,
  readRights,
  rightsBody,
  withPermissionSet,
} from "./permissions.ts";
import { expired, replacedDescription, withReplaced } from "./token-rotation.ts";

const Remote = RemoteRights.extend({ token: z.string().optional() });
const All = z.object({ authorizations: z.array(Remote) });
const PATH = "/api/v2/authorizations";

const LONGEST_GRACE = 366 * 24 * 3600;

const replacedToken = {
  type: "object",
  name: "ReplacedToken",
  doc: "A token that another took the place of.",
  fields: {
    id: { type: { type: "string" }, required: true, doc: "ID of the token." },
    validUntil: { type: { type: "string" }, required: true, doc: "When it is to be deleted, RFC 3339." },
  },
} as const;

export const authorization = scopedKind({
  name: "Authorization",
  doc: "An API token. The server shows its value once, when it is made, and keeps only a hash (InfluxDB 2.7 keeps the value itself): the value lives on in the stack's state, encrypted. Source: InfluxDB v2 API, `/api/v2/authorizations`.",
  importForm: "<description>",
  properties: {
    permissions: {
      type: { type: "list", of: permissionType("Permission") },
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
    keepers: {
      type: { type: "map", of: { type: "string" } },
      immutable: true,
      local: true,
      doc: "Any texts whose change asks for a new value, e.g. a date: a change replaces the token, the new one is made before the old one goes, and whoever takes the value from this resource gets the new one. The server never hears of it. Default: none.",
    },
    graceSeconds: {
      type: { type: "integer" },
      default: 0,
      local: true,
      doc: "How long a token that this one replaces stays valid, in seconds, for those who take the new value later; up to 31622400 (366 days). The description of the old one says so on the server; the first update that finds its time over deletes it. When the resource is taken away, the token and all that it replaced are deleted at once. With the resource option `deleteBeforeReplace` there is no grace: the old token is deleted before there is a new one. Changed in place. Default: 0, the old one and all before it are deleted in the same update.",
    },
    replacedTokens: {
      type: { type: "list", of: replacedToken },
      computed: true,
      doc: "Earlier tokens of this resource whose grace lasts, or is over and which the next update deletes. Known after a refresh.",
    },
    token: {
      type: { type: "string" },
      computed: true,
      secret: true,
      doc: "The value of the token. Empty when the token was imported from a server that keeps only hashes and cannot return it; a change of `keepers` gives a new one.",
    },
    ...common.createdAt,
  },

  importName: ({ description }) => textOf(description),

  check: (inputs) => [...permissionFaults(inputs), ...graceFaults(inputs)],
  normalize: withPermissionSet,

  async create(api, wanted, orgID) {
    const made = found(await api.send(Remote, "POST", PATH, rightsBody(orgID, wanted)));
    return { ...made, properties: { ...made.properties, replacedTokens: [] } };
  },

  due: (outputs, now) => (expired(outputs, now).length > 0 ? ["replacedTokens"] : []),

  async update(api, { id, orgId, wanted }) {
    const { description, status } = wanted;
    await api.send(Remote, "PATCH", `${PATH}/${id}`, { description, status });
    const tokens = await list(api, orgId);
    const over = new Set(tokens.filter((token) => token.id === id).flatMap(overdue));
    for (const other of over) await api.remove(`${PATH}/${other}`);
    const now = withReplaced(tokens.filter((token) => !over.has(token.id)));
    return now.find((token) => token.id === id) ?? (await readOne(api, id, orgId)) ?? gone(id);
  },

  async delete(api, { id, orgId, olds, successor }) {
    const grace = graceOf(successor?.inputs);
    if (successor !== undefined && grace > 0) return retire(api, id, successor.id, grace);
    // What it replaced goes with it, whether state knows of all that or not.
    const tokens = graceOf(olds) > 0 || expired(olds).length > 0 ? await list(api, orgId) : [];
    const replaced = tokens
      .filter((token) => token.id === id)
      .flatMap(({ properties }) => expired(properties));
    for (const each of [...replaced, id]) await api.remove(`${PATH}/${each}`);
  },

  read: readOne,
  list,
});

const overdue = ({ properties }: Found): string[] => expired(properties, Date.now());

async function readOne(api: Api, id: string, orgId: string): Promise<Found | undefined> {
  const token = await readRights(api, Remote, PATH, { id, orgId, found });
  if (token === undefined) return undefined;
  return (await list(api, orgId)).find((other) => other.id === id) ?? withReplaced([token])[0];
}

async function list(api: Api, orgID: string): Promise<Found[]> {
  const { authorizations } = await api.get(All, PATH, { orgID });
  return withReplaced(authorizations.filter((remote) => remote.orgID === orgID).map(found));
}

/** Leaves a token valid for so many seconds, and says so in its description. One that is gone already stays gone. */
async function retire(api: Api, id: string, successor: string, graceSeconds: number): Promise<void> {
  const token = await orAbsent(api.get(Remote, `${PATH}/${id}`));
  if (token === undefined) return;
  const validUntil = new Date(Date.now() + graceSeconds * 1000);
  const description = replacedDescription(token.description ?? "", successor, validUntil);
  await api.send(Remote, "PATCH", `${PATH}/${id}`, { description });
}

function graceOf({ graceSeconds }: Values = {}): number {
  return typeof graceSeconds === "number" ? graceSeconds : 0;
}

function gone(id: string): never {
  throw new ProviderError(`token ${id} went away while it was changed`);
}

function graceFaults({ graceSeconds }: Values): { property: string; reason: string }[] {
  if (typeof graceSeconds !== "number" || (graceSeconds >= 0 && graceSeconds <= LONGEST_GRACE)) return [];
  return [
    { property: "graceSeconds", reason: `expected 0 to ${LONGEST_GRACE} seconds, found ${graceSeconds}` },
  ];
}

function found(remote: z.infer<typeof Remote>): Found {
  const { token } = remote;
  const rights = foundRights(remote);
  // Absent, not empty, where the server does not tell: what state knows must not be overwritten.
  return token ? { ...rights, properties: { ...rights.properties, token } } : rights;
}
