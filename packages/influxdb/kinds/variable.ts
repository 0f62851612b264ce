import { z } from "zod";
import { orAbsent } from "../client/api.ts";
import type { Fault } from "../definition/checks.ts";
import * as common from "../definition/common.ts";
import { scopedKind, type Found } from "../definition/kind.ts";
import { Id } from "../definition/remote.ts";
import { isRecord, textOf, type Value } from "../definition/values.ts";

const Query = z.object({ query: z.string(), language: z.string() });
const Arguments = z.discriminatedUnion("type", [
  z.object({ type: z.literal("constant"), values: z.array(z.string()) }),
  z.object({ type: z.literal("map"), values: z.record(z.string(), z.string()) }),
  z.object({ type: z.literal("query"), values: Query }),
]);
const Remote = z.object({
  id: Id,
  orgID: Id,
  name: z.string(),
  description: z.string().optional(),
  selected: z.array(z.string()).nullish(),
  arguments: Arguments,
});
const All = z.object({ variables: z.array(Remote) });
const PATH = "/api/v2/variables";

/** Words of Flux: a query could not name such a variable. */
const RESERVED = [
  ...["and", "builtin", "empty", "import", "in", "not", "option", "or", "package", "return", "test"],
];
const FORMS = ["values", "map", "query"] as const;

export const variable = scopedKind({
  name: "Variable",
  doc: "A variable of dashboards: queries write it as `v.<name>`, and whoever looks at a dashboard chooses its value. Source: InfluxDB v2 API, `/api/v2/variables`.",
  importForm: "<variable name>",
  properties: {
    name: {
      type: { type: "string" },
      required: true,
      doc: "Name, unique in the organization without regard to upper case. Starts with a letter from a to z or `_`, and is no reserved word of Flux. Changed in place.",
    },
    ...common.description,
    arguments: {
      type: {
        type: "object",
        name: "VariableArguments",
        doc: "Where the values of a variable come from: exactly one of `values`, `map` and `query`.",
        fields: {
          values: {
            type: { type: "list", of: { type: "string" } },
            doc: "The values, in the order in which they are offered.",
          },
          map: {
            type: { type: "map", of: { type: "string" } },
            doc: "The values by the names under which they are offered. The server keeps no order.",
          },
          query: { type: { type: "string" }, doc: "A query, whose column `_value` holds the values." },
          language: {
            type: { type: "string" },
            doc: "Language of `query`, e.g. `influxql`. Only beside `query`. Default: `flux`.",
          },
        },
      },
      required: true,
      doc: "Where its values come from: exactly one of `values`, `map` and `query`. Changed in place.",
    },
    selected: {
      type: { type: "list", of: { type: "string" } },
      default: [],
      doc: "What is selected at first: values, or names of a map. The server does not hold them against the values. Default: none. Changed in place.",
    },
  },

  importName: ({ name }) => textOf(name),

  check({ name, arguments: given }) {
    const faults: Fault[] = [];
    if (typeof name === "string" && (!/^[A-Za-z_]/.test(name) || RESERVED.includes(name))) {
      const reason = `expected a name that starts with a letter from a to z or "_" and is none of ${RESERVED.join(", ")}, found ${JSON.stringify(name)}`;
      faults.push({ property: "name", reason });
    }
    if (!isRecord(given)) return faults;
    const forms = FORMS.filter((form) => isGiven(given[form]));
    if (forms.length !== 1) {
      const reason = `expected exactly one of ${FORMS.join(", ")}, found ${forms.join(" and ") || "none"}`;
      faults.push({ property: "arguments", reason });
    } else if (isGiven(given["language"]) && !isGiven(given["query"])) {
      const reason = `expected only beside "query", found beside "${forms.join("")}"`;
      faults.push({ property: "arguments.language", reason });
    }
    return faults;
  },

  normalize(inputs) {
    const { arguments: given } = inputs;
    if (!isRecord(given)) return inputs;
    const kept = Object.fromEntries(Object.entries(given).filter(([, value]) => isGiven(value)));
    const language = isGiven(given["query"]) ? { language: given["language"] ?? "flux" } : {};
    return { ...inputs, arguments: { ...kept, ...language } };
  },

  async create(api, { name, description, arguments: given, selected }, orgID) {
    const body = { orgID, name, description, arguments: toRemote(given), selected };
    return found(await api.send(Remote, "POST", PATH, body));
  },

  async update(api, { id, wanted, changed }) {
    const { name, description, arguments: given, selected } = wanted;
    const body = { name, description, arguments: toRemote(given), selected };
    if (description !== "" || !changed.has("description")) {
      return found(await api.send(Remote, "PATCH", `${PATH}/${id}`, body));
    }
    // PATCH takes an empty description for none. PUT moves the variable to the organization that it names, so it must
    // be the one where it is; it also forgets when the variable was created, which is why that is no output.
    const { orgID } = await api.get(Remote, `${PATH}/${id}`);
    return found(await api.send(Remote, "PUT", `${PATH}/${id}`, { orgID, ...body }));
  },

  async delete(api, { id }) {
    await api.remove(`${PATH}/${id}`);
  },

  /** One that a person moved to another organization is gone from this one. */
  async read(api, id, orgId) {
    const remote = await orAbsent(api.get(Remote, `${PATH}/${id}`));
    return remote?.orgID === orgId ? found(remote) : undefined;
  },

  async list(api, orgID) {
    // Every one at once; the links to more that come with them lead round in a circle.
    const { variables } = await api.get(All, PATH, { orgID });
    return variables.filter((remote) => remote.orgID === orgID).map(found);
  },
});

function isGiven(value: Value | undefined): boolean {
  return value !== undefined && value !== null;
}

interface Given {
  readonly values?: readonly string[];
  readonly map?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly language?: string;
}

function toRemote({ values, map, query, language }: Given) {
  if (values !== undefined) return { type: "constant", values };
  if (map !== undefined) return { type: "map", values: map };
  return { type: "query", values: { query, language } };
}

function fromRemote(remote: z.infer<typeof Arguments>): { [key: string]: Value } {
  switch (remote.type) {
    case "constant":
      return { values: remote.values };
    case "map":
      return { map: remote.values };
    case "query":
      return { ...remote.values };
  }
}

function found({ id, orgID, name, description, selected, arguments: given }: z.infer<typeof Remote>): Found {
  const properties = {
    name,
    description: description ?? "",
    arguments: fromRemote(given),
    selected: selected ?? [],
  };
  return { id, orgId: orgID, properties };
}
