import { z } from "zod";
import { orAbsent } from "../client/api.ts";
import { allPages } from "../client/pages.ts";
import * as common from "../definition/common.ts";
import { scopedKind, type Found } from "../definition/kind.ts";
import { textOf } from "../definition/values.ts";

const Remote = z.object({
  id: z.string(),
  orgID: z.string(),
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

  importName: ({ name }) => textOf(name),

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
    return remote && found(remote);
  },

  async list(api, orgID) {
    const remotes = await allPages(PAGE_SIZE, async (last: z.infer<typeof Remote> | undefined) => {
      return (await api.get(Page, "/api/v2/tasks", { orgID, limit: PAGE_SIZE, after: last?.id })).tasks;
    });
    return remotes.map(found);
  },
});

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
