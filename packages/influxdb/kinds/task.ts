import { z } from "zod";
import { orAbsent, type Api } from "../client/api.ts";
import { ProviderError } from "../client/errors.ts";
import { allPages } from "../client/pages.ts";
import * as common from "../definition/common.ts";
import { scopedKind, type Found } from "../definition/kind.ts";
import { Id } from "../definition/remote.ts";
import { textOf } from "../definition/values.ts";

const Remote = z.object({
  id: Id,
  orgID: Id,
  ownerID: z.string().optional(),
  name: z.string(),
  description: z.string().optional(),
  status: z.string(),
  flux: z.string(),
  every: z.string().optional(),
  cron: z.string().optional(),
  offset: z.string().optional(),
  createdAt: z.string().optional(),
});
const Page = z.object({ tasks: z.array(Remote) });
const PAGE_SIZE = 500;

export const task = scopedKind({
  name: "Task",
  doc: "A Flux script that the server runs on a schedule. Name and schedule stand in the script's `option task`. It runs with the organization role of the user whose token created it: as an owner it may write, as a member only read, and revoking the token does not stop it. Runs that were missed are not caught up. Source: InfluxDB v2 API, `/api/v2/tasks`.",
  importForm: "<task name>",
  properties: {
    flux: {
      type: { type: "string" },
      required: true,
      doc: "The script, kept to the letter. Must hold one `option task` with a literal name and either `every` or `cron`. The server checks the syntax only. Changed in place.",
    },
    ...common.description,
    status: {
      type: { type: "string", values: ["active", "inactive"] },
      default: "active",
      doc: "Whether its schedule runs. Default: `active`. Changed in place.",
    },
    name: {
      type: { type: "string" },
      computed: true,
      follows: ["flux"],
      doc: "Name, from the script. Need not be unique.",
    },
    every: {
      type: { type: "string" },
      computed: true,
      follows: ["flux"],
      doc: "Interval, from the script, e.g. `5m`.",
    },
    cron: {
      type: { type: "string" },
      computed: true,
      follows: ["flux"],
      doc: "Cron schedule, from the script.",
    },
    offset: {
      type: { type: "string" },
      computed: true,
      follows: ["flux"],
      doc: "Delay after each tick, from the script, as the server spells it.",
    },
    ownerId: { type: { type: "string" }, computed: true, doc: "ID of the user whose role it runs with." },
    ...common.createdAt,
  },

  importName: ({ name, flux }) => textOf(name ?? nameIn(textOf(flux))),

  check({ flux }) {
    if (typeof flux !== "string" || /\boption\s+task\s*=/.test(flux)) return [];
    return [
      { property: "flux", reason: 'expected a script with "option task = {name: …, every: …}", found none' },
    ];
  },

  async create(api, { flux, description, status }, orgID) {
    return found(await api.send(Remote, "POST", "/api/v2/tasks", { orgID, flux, description, status }));
  },

  async update(api, { id, wanted }) {
    // All three, always: a description alone is refused, and a schedule sent by itself rewrites the script.
    const { flux, description, status } = wanted;
    return found(await api.send(Remote, "PATCH", `/api/v2/tasks/${id}`, { flux, description, status }));
  },

  async delete(api, { id }) {
    await api.remove(`/api/v2/tasks/${id}`);
  },

  async read(api, id) {
    const remote = await orAbsent(api.get(Remote, `/api/v2/tasks/${id}`));
    if (remote !== undefined) await refuseHidden(api, remote);
    return remote && found(remote);
  },

  async list(api, orgID) {
    const remotes = await allPages(PAGE_SIZE, async (last: z.infer<typeof Remote> | undefined) => {
      return (await api.get(Page, "/api/v2/tasks", { orgID, limit: PAGE_SIZE, after: last?.id })).tasks;
    });
    return remotes.map(found);
  },
});

/** What is run by a task that no list shows, and how its script names it. */
const OWNERS = [
  { owner: "check", path: "/api/v2/checks", id: /\b_check_id:\s*"([0-9a-f]{16})"/ },
  {
    owner: "notification rule",
    path: "/api/v2/notificationRules",
    id: /\b_notification_rule_id:\s*"([0-9a-f]{16})"/,
  },
] as const;
const Owner = z.object({ name: z.string(), taskID: z.string() });

/** Throws for the task of a check or a rule, which looks like any other: without it they are broken for good. */
async function refuseHidden(api: Api, { id, flux }: z.infer<typeof Remote>): Promise<void> {
  for (const { owner, path, id: pattern } of OWNERS) {
    const [, ownerId] = pattern.exec(flux) ?? [];
    const found = ownerId && (await orAbsent(api.get(Owner, `${path}/${ownerId}`)));
    if (!found || found.taskID !== id) continue;
    throw new ProviderError(
      `task ${id} is the one that runs ${owner} "${found.name}" (${ownerId}), and is managed with it; declare or import the ${owner}`,
    );
  }
}

/** The name that a script gives its task, where it is spelt in the plain way. */
function nameIn(flux: string): string | undefined {
  const [, name] = /\boption\s+task\s*=\s*\{[^}]*?\bname\s*:\s*("(?:[^"\\]|\\.)*")/.exec(flux) ?? [];
  return name === undefined ? undefined : unquoted(name);
}

/** Flux knows the escapes of JSON, and `\${` beside. */
function unquoted(literal: string): string | undefined {
  try {
    const text: unknown = JSON.parse(literal.replaceAll("\\${", "${"));
    return typeof text === "string" ? text : undefined;
  } catch {
    return undefined;
  }
}

/** What moves by itself (last run, its error) stays out: it says nothing about the declaration. */
function found(remote: z.infer<typeof Remote>): Found {
  const {
    id,
    orgID,
    ownerID: ownerId,
    name,
    description,
    status,
    flux,
    every,
    cron,
    offset,
    createdAt,
  } = remote;
  const properties = {
    name,
    description: description ?? "",
    status,
    flux,
    every,
    cron,
    offset,
    ownerId,
    createdAt,
  };
  return { id, orgId: orgID, properties };
}
