import { z } from "zod";
import { orAbsent, type Api } from "../client/api.ts";
import { allPages } from "../client/pages.ts";
import { serverKind, type Found } from "../definition/kind.ts";

const Remote = z.object({ id: z.string(), name: z.string(), description: z.string().optional() });
const Page = z.object({ orgs: z.array(Remote) });
const PAGE_SIZE = 100;

export const organization = serverKind({
  name: "Organization",
  doc: "An organization of InfluxDB: it owns buckets, tasks, tokens and everything else. Creating one also makes its system buckets `_tasks` and `_monitoring`. Deleting one deletes its buckets with all their data, its tasks and its tokens. Source: InfluxDB v2 API, `/api/v2/orgs`.",
  importForm: "<organization name>",
  properties: {
    name: {
      type: { type: "string" },
      required: true,
      doc: "Name, unique on the server without regard to outer blanks. Changed in place.",
    },
    description: {
      type: { type: "string" },
      default: "",
      doc: "Description. Default: empty. Changed in place.",
    },
  },

  importName: ({ name }) => String(name),

  check({ name }) {
    if (typeof name !== "string" || (name.trim() !== "" && name.trim() === name)) return [];
    // A name with outer blanks can never be used again after its organization is deleted.
    return [
      { property: "name", reason: `expected a name without outer blanks, found ${JSON.stringify(name)}` },
    ];
  },

  async create(api, { name, description }) {
    return found(await api.send(Remote, "POST", "/api/v2/orgs", { name, description }));
  },

  async update(api, { id, wanted }) {
    const { name, description } = wanted;
    return found(await api.send(Remote, "PATCH", `/api/v2/orgs/${id}`, { name, description }));
  },

  async delete(api, { id }) {
    await api.remove(`/api/v2/orgs/${id}`);
  },

  async read(api, id) {
    const remote = await orAbsent(api.get(Remote, `/api/v2/orgs/${id}`));
    return remote && found(remote);
  },

  async list(api) {
    return (await listOrganizations(api)).map(found);
  },
});

async function listOrganizations(api: Api): Promise<z.infer<typeof Remote>[]> {
  return allPages(PAGE_SIZE, async (_last, offset) => {
    return (await api.get(Page, "/api/v2/orgs", { limit: PAGE_SIZE, offset })).orgs;
  });
}

function found({ id, name, description }: z.infer<typeof Remote>): Found {
  return { id, properties: { name, description: description ?? "" } };
}
