import { z } from "zod";
import { orAbsent } from "../client/api.ts";
import type { Fault } from "../definition/checks.ts";
import { scopedKind, type Found } from "../definition/kind.ts";
import { Id } from "../definition/remote.ts";
import { isRecord, textOf } from "../definition/values.ts";

const Remote = z.object({
  id: Id,
  orgID: Id,
  name: z.string(),
  properties: z.record(z.string(), z.string()).optional(),
});
const One = z.object({ label: Remote });
const All = z.object({ labels: z.array(Remote) });
const PATH = "/api/v2/labels";

export const label = scopedKind({
  name: "Label",
  doc: "A label, to sort buckets, tasks, dashboards and other objects by; a `LabelMapping` puts it on one. Deleting it takes it off everything. Source: InfluxDB v2 API, `/api/v2/labels`.",
  importForm: "<label name>",
  properties: {
    name: {
      type: { type: "string" },
      required: true,
      doc: "Name, without outer blanks; unique in the organization without regard to upper case. Changed in place.",
    },
    properties: {
      type: { type: "map", of: { type: "string" } },
      default: {},
      doc: "Texts by name, none of them empty. By convention `color` is a colour such as `#ffb3b3` and `description` says what the label means; the server's own interface shows both. Default: none. Changed in place: what is not declared is removed.",
    },
  },

  importName: ({ name }) => textOf(name),

  check({ name, properties }) {
    const faults: Fault[] = [];
    // The server trims names, and takes a blank one for an empty name.
    if (typeof name === "string" && (name === "" || /^[\s\u0085]|[\s\u0085]$/.test(name))) {
      const reason = `expected a name without outer blanks, found ${JSON.stringify(name)}`;
      faults.push({ property: "name", reason });
    }
    for (const [key, value] of isRecord(properties) ? Object.entries(properties) : []) {
      if (value !== "") continue;
      const reason = 'expected a text, found "", which the server takes for a removal: leave the name out';
      faults.push({ property: `properties.${key}`, reason });
    }
    return faults;
  },

  async create(api, { name, properties }, orgID) {
    return found((await api.send(One, "POST", PATH, { orgID, name, properties })).label);
  },

  async update(api, { id, wanted: { name, properties } }) {
    // The server merges: a name goes only if it is sent with an empty text.
    const { label: now } = await api.get(One, `${PATH}/${id}`);
    const removed = Object.keys(now.properties ?? {}).map((key): [string, string] => [key, ""]);
    const body = { name, properties: { ...Object.fromEntries(removed), ...properties } };
    return found((await api.send(One, "PATCH", `${PATH}/${id}`, body)).label);
  },

  async delete(api, { id }) {
    await api.remove(`${PATH}/${id}`);
  },

  async read(api, id) {
    const answer = await orAbsent(api.get(One, `${PATH}/${id}`));
    return answer && found(answer.label);
  },

  async list(api, orgID) {
    const { labels } = await api.get(All, PATH, { orgID });
    // An organization that the server does not know is no filter to it.
    return labels.filter((remote) => remote.orgID === orgID).map(found);
  },
});

function found({ id, orgID, name, properties }: z.infer<typeof Remote>): Found {
  return { id, orgId: orgID, properties: { name, properties: properties ?? {} } };
}
