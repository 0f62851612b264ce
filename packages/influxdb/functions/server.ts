import { z } from "zod";
import { place, type FunctionDefinition } from "../definition/function.ts";
import { textOf, type Value } from "../definition/values.ts";

const Health = z.object({
  name: z.string(),
  status: z.string(),
  message: z.string().optional(),
  version: z.string(),
  commit: z.string(),
});

/** `getHealth`: what the server says of itself. */
export const getHealth: FunctionDefinition = {
  name: "getHealth",
  doc: "Asks the server how it is and which version it runs. Waits for it as any other request does. Source: InfluxDB v2 API, `/health`.",
  inputs: {},
  outputs: {
    name: { type: { type: "string" }, required: true, doc: "Name of the server software." },
    status: { type: { type: "string" }, required: true, doc: "`pass` when it is healthy." },
    message: { type: { type: "string" }, doc: "What it says about that." },
    version: { type: { type: "string" }, required: true, doc: "Version, e.g. `v2.9.1`." },
    commit: { type: { type: "string" }, required: true, doc: "Commit of its source." },
    url: { type: { type: "string" }, required: true, doc: "Where it was asked." },
  },
  async call({ api }) {
    return { ...(await api.get(Health, "/health")), url: api.url };
  },
};

/** `query`: rows of a Flux query. */
export const query: FunctionDefinition = {
  name: "query",
  doc: "Runs a Flux query at preview and at update, and gives its rows. Meant for small answers, e.g. the newest time in a bucket: all of them pass through the engine. Source: InfluxDB v2 API, `/api/v2/query`.",
  inputs: {
    flux: { type: { type: "string" }, required: true, doc: "The script." },
    ...place,
  },
  outputs: {
    rows: {
      type: { type: "list", of: { type: "map", of: { type: "any" } } },
      required: true,
      doc: "Rows of all tables in their order, each a map from column to value; the column `result` tells the `yield` that a row is of. Times are RFC 3339, whole numbers beyond 2^53 are texts, line ends in texts are LF.",
    },
  },
  async call(lookup, args) {
    const rows = await lookup.api.query(await lookup.orgId(args), textOf(args["flux"]));
    return { rows: rows.map((row): Value => ({ ...row })) };
  },
};
