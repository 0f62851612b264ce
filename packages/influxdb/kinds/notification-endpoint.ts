import { z } from "zod";
import { orAbsent, type Api } from "../client/api.ts";
import { ApiError, ProviderError, RefusedError } from "../client/errors.ts";
import { nameFaults, urlFaults, type Fault } from "../definition/checks.ts";
import * as common from "../definition/common.ts";
import { PartialFailure, scopedKind, type Found, type Wanted } from "../definition/kind.ts";
import { Id } from "../definition/remote.ts";
import { textOf, type Values } from "../definition/values.ts";
import { Links, linkedPages } from "./linked-pages.ts";
import { listRules } from "./rules.ts";
import { variantFaults, withGaps } from "./variants.ts";

const Remote = z.object({
  id: Id,
  orgID: Id,
  type: z.string(),
  name: z.string(),
  description: z.string().optional(),
  status: z.string(),
  url: z.string().optional(),
  method: z.string().optional(),
  authMethod: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  token: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  contentTemplate: z.string().optional(),
  clientURL: z.string().optional(),
  routingKey: z.string().optional(),
  channel: z.string().optional(),
  createdAt: z.string(),
});
type Remote = z.infer<typeof Remote>;
const Page = z.object({ notificationEndpoints: z.array(Remote), links: Links });
const PATH = "/api/v2/notificationEndpoints";
/** An id that the server takes and never gives. */
const NO_ID = "0000000000000001";

/** Inputs that the server keeps among the secrets of the organization, under `<id>-<suffix>`. */
const SECRETS = {
  username: "username",
  password: "password",
  token: "token",
  routingKey: "routing-key",
} as const;
/** What the server says in place of a secret, and takes for "that one, as it is". */
const REFERENCE = "secret: ";

const credential = (doc: string) =>
  ({
    type: { type: "string" },
    secret: true,
    writeOnly: true,
    doc: `${doc} \`secret: <key>\` uses what the organization keeps as a secret under that key. The server never shows it: a value that a person changed is not seen, and an imported endpoint has none until it is declared. Changed in place.`,
  }) as const;

const properties = {
  name: {
    type: { type: "string" },
    required: true,
    doc: "Name, not blank, unique in the organization. Changed in place.",
  },
  type: {
    type: { type: "string", values: ["http", "slack", "pagerduty", "telegram"] },
    required: true,
    doc: "What it sends to. Changed in place; rules of the old type fail from then on, until their `type` follows.",
  },
  ...common.description,
  status: {
    type: { type: "string", values: ["active", "inactive"] },
    default: "active",
    doc: "A note for the UI: rules notify through an inactive endpoint all the same (make the rule inactive). Default: `active`. Changed in place.",
  },
  url: {
    type: { type: "string" },
    doc: "URL that is sent to, `http` or `https`. Required for `http` and `slack` (an incoming webhook, or `https://slack.com/api/chat.postMessage` with a token), for no other type. Default: none. Changed in place.",
  },
  method: {
    type: { type: "string", values: ["POST", "GET", "PUT"] },
    doc: "For `http`: method, for the UI. The scripts that the server writes for rules send POST whatever is said here. Default: `POST`. Changed in place.",
  },
  authMethod: {
    type: { type: "string", values: ["none", "basic", "bearer"] },
    doc: "For `http`: how requests authenticate: `none`, `basic` with `username` and `password`, `bearer` with `token`. Default: `none`. Changed in place.",
  },
  username: credential("For `http` with `basic`: user name. Default: none."),
  password: credential("For `http` with `basic`: password. Default: none."),
  token: credential(
    "Token: of `http` with `bearer`, of the bot for `telegram` (both required), of the app for `slack`. Default: none.",
  ),
  headers: {
    type: { type: "map", of: { type: "string" } },
    doc: "For `http`: further headers. Kept by the server, but left out of the scripts that it writes for rules. Default: none. Changed in place.",
  },
  contentTemplate: {
    type: { type: "string" },
    doc: "For `http`: template of the content. Kept by the server, but left out of the scripts that it writes for rules, which send the status as JSON. Default: empty. Changed in place.",
  },
  clientUrl: {
    type: { type: "string" },
    doc: "For `pagerduty`: URL that an incident leads back to (`clientURL` in the API). Default: empty. Changed in place.",
  },
  routingKey: credential("For `pagerduty`, required: integration key of the service. Default: none."),
  channel: {
    type: { type: "string" },
    doc: "For `telegram`, required: id of the channel or chat, e.g. `-1001234567890`. Default: none. Changed in place.",
  },
  ...common.createdAt,
} as const;

/** What each type takes beside what all take. */
const VARIANTS = {
  http: {
    required: ["url"],
    optional: ["method", "authMethod", "username", "password", "token", "headers", "contentTemplate"],
  },
  slack: { required: ["url"], optional: ["token"] },
  pagerduty: { required: ["routingKey"], optional: ["clientUrl"] },
  telegram: { required: ["token", "channel"], optional: [] },
} as const;
/** Credentials of each way to authenticate over HTTP. */
const METHODS = {
  none: { required: [], optional: [] },
  basic: { required: ["username", "password"], optional: [] },
  bearer: { required: ["token"], optional: [] },
} as const;

export const notificationEndpoint = scopedKind({
  name: "NotificationEndpoint",
  doc: "Where notification rules send to: an HTTP server, Slack, PagerDuty or Telegram. The server writes a rule's script when the rule is written, with what the endpoint is then: so a change of the endpoint also brings its rules up to date. It is not deleted while rules use it, and takes its secrets with it. Source: InfluxDB v2 API, `/api/v2/notificationEndpoints`.",
  importForm: "<endpoint name>",
  properties,

  importName: ({ name }) => textOf(name),

  check(inputs) {
    const faults = [
      ...nameFaults(inputs, "name"),
      ...urlFaults(inputs, "url"),
      ...emptyFaults(inputs),
      ...variantFaults(inputs, "type", VARIANTS),
    ];
    if (inputs["type"] !== "http" || faults.length > 0) return faults;
    return variantFaults(inputs, "authMethod", METHODS);
  },

  normalize(inputs) {
    const all = withGaps(inputs, "type", VARIANTS);
    if (all["type"] === "slack") return { token: "", ...all };
    if (all["type"] === "pagerduty") return { clientUrl: "", ...all };
    if (all["type"] !== "http") return all;
    const defaults = { method: "POST", authMethod: "none", headers: {}, contentTemplate: "" };
    return withGaps({ ...defaults, ...all }, "authMethod", METHODS);
  },

  async create(api, wanted, orgID) {
    return found(await api.send(Remote, "POST", PATH, bodyOf(wanted, orgID)));
  },

  async update(api, { id, orgId, wanted, changed }) {
    const remote = await api.send(Remote, "PUT", `${PATH}/${id}`, bodyOf(wanted, orgId));
    try {
      if ([...changed].some((key) => key in SECRETS || key === "type" || key === "authMethod")) {
        await removeSecrets(api, id, orgId, remote);
      }
      await renewRules(api, remote);
    } catch (error) {
      throw new PartialFailure(found(remote), error);
    }
    return found(remote);
  },

  async delete(api, { id, orgId }) {
    const remote = await orAbsent(api.get(Remote, `${PATH}/${id}`));
    if (remote !== undefined) await refuseDangling(api, id, orgId);
    // One that never was: who may not remove it may not remove the endpoint's own either, and is refused before it goes.
    await api.remove(`/api/v2/orgs/${orgId}/secrets/${id}-none`);
    await api.remove(`${PATH}/${id}`);
    await removeSecrets(api, id, orgId);
  },

  async read(api, id) {
    const remote = await orAbsent(api.get(Remote, `${PATH}/${id}`));
    return remote && found(remote);
  },

  async list(api, orgID) {
    const remotes = await linkedPages(async (place) => {
      const { notificationEndpoints: rows, links } = await api.get(Page, PATH, { orgID, ...place });
      return { rows, links };
    });
    return remotes.filter((remote) => remote.orgID === orgID).map(found);
  },
});

function bodyOf({ clientUrl: clientURL, ...body }: Wanted<typeof properties>, orgID: string) {
  return { ...body, clientURL, orgID };
}

/** The server takes an empty secret for none at all, which only Slack can do without. */
function emptyFaults(inputs: Values): Fault[] {
  const { type } = inputs;
  return [...Object.keys(SECRETS), "channel"]
    .filter((key) => key !== "token" || (type !== "slack" && type !== undefined))
    .filter((key) => typeof inputs[key] === "string" && textOf(inputs[key]).trim() === "")
    .map((property) => ({ property, reason: "expected a text that is not blank, found a blank one" }));
}

/** Removes the secrets that are an endpoint's own and are no longer in use: the server leaves them behind. */
async function removeSecrets(api: Api, id: string, orgId: string, remote?: Remote): Promise<void> {
  const used = new Set([remote?.username, remote?.password, remote?.token, remote?.routingKey]);
  const stale = Object.values(SECRETS)
    .map((suffix) => `${id}-${suffix}`)
    .filter((key) => !used.has(`${REFERENCE}${key}`));
  await Promise.all(stale.map((key) => api.remove(`/api/v2/orgs/${orgId}/secrets/${key}`)));
}

/** Has the server write the scripts of an endpoint's rules anew: it does when they get a name, be it the same. */
async function renewRules(api: Api, { id, orgID, type }: Remote): Promise<void> {
  const rules = await listRules(api, orgID);
  // A rule of another type cannot be written until its type follows.
  const own = rules.filter((rule) => rule.endpointID === id && rule.type === type);
  await Promise.all(
    own.map(({ id: rule, name }) =>
      api.send(z.unknown(), "PATCH", `/api/v2/notificationRules/${rule}`, { name }),
    ),
  );
}

/** Throws when rules use an endpoint, or when the token may not see them: nobody would be notified, without a word. */
async function refuseDangling(api: Api, id: string, orgId: string): Promise<void> {
  const users = (await listRules(api, orgId)).filter(({ endpointID }) => endpointID === id);
  if (users.length === 0) return refuseBlind(api, id, orgId);
  const names = users.map(({ id: rule, name }) => `"${name}" (${rule})`).join(", ");
  throw new ProviderError(
    `notification endpoint ${id} is not deleted while rules notify through it: ${names}. Nothing was changed. Delete them first, or give them another endpoint.`,
  );
}

/**
 * Throws when the token has no right to an organization's rules: the server leaves out of lists what it may not see,
 * and answers 200. What it may do is told only by an attempt: this one makes a rule of an endpoint that cannot be, which
 * is refused in any case, and for lack of rights first. So a token that may write rules and not read them passes: the
 * right to read is asked only for a rule that is there, and a rule made for that would be one more to leave behind.
 */
async function refuseBlind(api: Api, id: string, orgID: string): Promise<void> {
  const rule = { name: "attempt", type: "http", status: "inactive", every: "1h", endpointID: NO_ID, orgID };
  const attempt = api.send(z.unknown(), "POST", "/api/v2/notificationRules", rule, {}, "reads");
  const error: unknown = await attempt.then(
    () => new Error(`a notification rule was made of the endpoint ${NO_ID}, which cannot be`),
    (thrown: unknown) => thrown,
  );
  if (error instanceof ApiError && error.status === 404 && error.reason.includes("endpoint not found"))
    return;
  if (!(error instanceof RefusedError)) throw error;
  throw new RefusedError(
    `whether rules notify through notification endpoint ${id} could not be found out: the token has no right to the rules of organization ${orgID}. Nothing was changed. Expected the right to read and write "notificationRules" of that organization in the provider's "token".`,
  );
}

function found(remote: Remote): Found {
  const { id, orgID, type, name, description, status, createdAt, url } = remote;
  const { method, authMethod, contentTemplate, clientURL, channel } = remote;
  const headers = type === "http" ? (remote.headers ?? {}) : undefined;
  const own = { url, method, authMethod, headers, contentTemplate, clientUrl: clientURL, channel };
  return {
    id,
    orgId: orgID,
    properties: { name, type, description: description ?? "", status, ...own, createdAt },
  };
}
