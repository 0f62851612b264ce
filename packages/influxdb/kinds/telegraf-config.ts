import { z } from "zod";
import { orAbsent } from "../client/api.ts";
import { ApiError, ProviderError } from "../client/errors.ts";
import { nameFaults } from "../definition/checks.ts";
import * as common from "../definition/common.ts";
import { scopedKind, type Found, type Wanted } from "../definition/kind.ts";
import { Id } from "../definition/remote.ts";
import { textOf } from "../definition/values.ts";

/** An empty text is left out of every answer. */
const Remote = z.object({
  id: Id,
  orgID: Id,
  name: z.string().optional(),
  description: z.string().optional(),
  config: z.string().optional(),
  metadata: z.object({ buckets: z.array(z.string()).nullish() }).optional(),
});
const All = z.object({ configurations: z.array(Remote) });

const properties = {
  name: {
    type: { type: "string" },
    required: true,
    doc: "Name, not blank; need not be unique. Changed in place.",
  },
  ...common.description,
  config: {
    type: { type: "string" },
    required: true,
    doc: "The configuration as telegraf reads it, TOML, kept to the letter. What telegraf knows by a variable of its environment (`${INFLUX_TOKEN}`) need not stand in it; if it holds a credential, give it as a secret. The server checks that it is TOML. Changed in place; telegraf reads it when it starts.",
  },
  buckets: {
    type: { type: "list", of: { type: "string" } },
    doc: "Names of the buckets that it is shown to write to; for show only (`metadata.buckets` in the API). Default: those that the `influxdb_v2` outputs of `config` name, found by the server whenever anything is changed. Changed in place.",
  },
} as const;

export const telegrafConfig = scopedKind({
  name: "TelegrafConfig",
  doc: "A telegraf configuration that the server keeps: telegraf takes it with `telegraf --config <URL>/api/v2/telegrafs/<id>`. Source: InfluxDB v2 API, `/api/v2/telegrafs`.",
  importForm: "<configuration name>",
  properties,

  importName: ({ name }) => textOf(name),

  check: (inputs) => nameFaults(inputs, "name"),

  /** What the server finds in the configuration shows only afterwards. */
  uncertain: () => ["buckets"],

  async create(api, wanted, orgID) {
    const made = api.send(Remote, "POST", "/api/v2/telegrafs", { orgID, ...bodyOf(wanted) });
    return found(await orExplained(made));
  },

  async update(api, { id, wanted }) {
    // All of it, always: what is left out is erased.
    const made = api.send(Remote, "PUT", `/api/v2/telegrafs/${id}`, bodyOf(wanted));
    return found(await orExplained(made));
  },

  async delete(api, { id }) {
    await api.remove(`/api/v2/telegrafs/${id}`);
  },

  /** Without the header that asks for JSON, which every request has, the server answers with the bare TOML. */
  async read(api, id) {
    const remote = await orAbsent(api.get(Remote, `/api/v2/telegrafs/${id}`));
    return remote && found(remote);
  },

  async list(api, orgID) {
    const { configurations } = await api.get(All, "/api/v2/telegrafs", { orgID });
    return configurations.filter((remote) => remote.orgID === orgID).map(found);
  },
});

/** Buckets that are not declared are left out, which makes the server look for them. */
function bodyOf({ name, description, config, buckets }: Wanted<typeof properties>) {
  return { name, description, config, ...(buckets === undefined ? {} : { metadata: { buckets } }) };
}

/** To TOML that it cannot read the server answers 500 without a word of the reason; InfluxDB 2.7 at times 400, with half of it. */
async function orExplained<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code === "empty value") {
      throw new ProviderError(
        `${error.message}. So it answers when "outputs" or an influxdb_v2 output in "config" is not a table of a list ([[outputs.influxdb_v2]]).`,
        { cause: error },
      );
    }
    if (error.status !== 500) throw error;
    throw new ProviderError(
      `${error.message}. So it answers when "config" is not valid TOML, when an influxdb_v2 output is not a table of a list ([[outputs.influxdb_v2]]), and when the bucket of one is not a text; the log of the server says which.`,
      { cause: error },
    );
  }
}

function found({ id, orgID, name, description, config, metadata }: z.infer<typeof Remote>): Found {
  const properties = {
    name: name ?? "",
    description: description ?? "",
    config: config ?? "",
    buckets: metadata?.buckets ?? [],
  };
  return { id, orgId: orgID, properties };
}
