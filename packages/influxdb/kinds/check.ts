import { z } from "zod";
import { orAbsent, type Api } from "../client/api.ts";
import { ApiError, ProviderError } from "../client/errors.ts";
import { nameFaults } from "../definition/checks.ts";
import { plainDuration } from "../definition/durations.ts";
import { sameScript } from "../definition/flux.ts";
import { PartialFailure, scopedKind, type Found, type Wanted } from "../definition/kind.ts";
import { Id } from "../definition/remote.ts";
import { isList, isRecord, textOf, withoutNulls, type Value } from "../definition/values.ts";
import { checkFaults } from "./check-faults.ts";
import { checkProperties, checkVariants } from "./check-properties.ts";
import { Links, linkedPages } from "./linked-pages.ts";
import { variantFaults, withGaps } from "./variants.ts";
import { withoutZeros } from "./views.ts";

const Threshold = z.object({
  level: z.string(),
  type: z.string(),
  value: z.number().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  within: z.boolean().optional(),
  allValues: z.boolean(),
});
const Remote = z.object({
  id: Id,
  orgID: Id,
  ownerID: z.string(),
  taskID: z.string(),
  type: z.string(),
  name: z.string(),
  description: z.string().optional(),
  status: z.string(),
  query: z.object({ text: z.string(), name: z.string(), editMode: z.string(), builderConfig: z.json() }),
  every: z.string().optional(),
  offset: z.string().optional(),
  tags: z.array(z.object({ key: z.string(), value: z.string() })).nullish(),
  statusMessageTemplate: z.string().optional(),
  thresholds: z.array(Threshold).nullish(),
  level: z.string().optional(),
  timeSince: z.string().optional(),
  staleTime: z.string().optional(),
  reportZero: z.boolean().optional(),
  createdAt: z.string(),
});
type Remote = z.infer<typeof Remote>;
const Page = z.object({ checks: z.array(Remote), links: Links });
const PATH = "/api/v2/checks";

const properties = { ...checkProperties, query: { ...checkProperties.query, sameEffect: sameQuery } };

export const check = scopedKind({
  name: "Check",
  doc: "A check: it looks at points at intervals, and writes a status with a level to the bucket `_monitoring`, of which notification rules notify. A `threshold` check holds the values of one field against thresholds, a `deadman` check looks for series that stopped, a `custom` check is a script. The server runs it as a hidden task, with the organization role of the user whose token created it. Source: InfluxDB v2 API, `/api/v2/checks`.",
  importForm: "<check name>",
  properties,

  importName: ({ name }) => textOf(name),

  check: (inputs) => [
    ...nameFaults(inputs, "name"),
    ...variantFaults(inputs, "type", checkVariants),
    ...checkFaults(inputs),
  ],

  normalize(inputs) {
    const {
      type,
      query,
      builderConfig = {},
      every,
      offset = "0s",
      thresholds,
      timeSince,
      staleTime,
    } = inputs;
    const all = { ...withGaps(inputs, "type", checkVariants), builderConfig: withoutZeros(builderConfig) };
    if (type === "custom") return typeof query === "string" ? { ...all, query: withoutId(query) } : all;
    const scheduled = {
      ...{ tags: {}, statusMessageTemplate: "", ...all },
      ...(every === undefined ? {} : { every: plainDuration(every) }),
      offset: plainDuration(offset),
    };
    if (type === "threshold")
      return isList(thresholds) ? { ...scheduled, thresholds: plain(thresholds) } : scheduled;
    if (type !== "deadman") return all;
    return {
      ...{ reportZero: false, ...scheduled },
      ...(timeSince === undefined ? {} : { timeSince: plainDuration(timeSince) }),
      ...(staleTime === undefined ? {} : { staleTime: plainDuration(staleTime) }),
    };
  },

  /** The server writes the script of a custom check anew. */
  uncertain: ({ type }) => (type === "custom" ? ["query"] : []),

  async create(api, wanted, orgID) {
    return found(await api.send(Remote, "POST", PATH, bodyOf(wanted, orgID)));
  },

  async update(api, { id, orgId, wanted }) {
    try {
      return found(await api.send(Remote, "PUT", `${PATH}/${id}`, bodyOf(wanted, orgId)));
    } catch (error) {
      // The server writes the check first, and then finds that it cannot make a task of it.
      const left = error instanceof ApiError && !error.isConflict ? await remoteOf(api, id) : undefined;
      throw left === undefined ? error : new PartialFailure(found(left), error);
    }
  },

  async delete(api, { id }) {
    if ((await remoteOf(api, id)) !== undefined) await api.remove(`${PATH}/${id}`);
  },

  async read(api, id) {
    const remote = await remoteOf(api, id);
    return remote && found(remote);
  },

  async list(api, orgID) {
    const remotes = await linkedPages(async (place) => {
      const { checks: rows, links } = await api.get(Page, PATH, { orgID, ...place });
      return { rows, links };
    });
    return remotes.filter((remote) => remote.orgID === orgID).map(found);
  },
});

/** One check, or undefined when it is gone. One that has lost its task is not, though the server says 404 there too. */
async function remoteOf(api: Api, id: string): Promise<Remote | undefined> {
  const answer = api.get(Remote, `${PATH}/${id}`).catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.reason !== "task not found") throw error;
    throw new ProviderError(
      `check ${id} has lost its hidden task, which somebody deleted: it never runs again, the server can neither show nor delete it, and its name stays taken. To forget it: pulumi state delete <urn>; then declare it under another name.`,
      { cause: error },
    );
  });
  return orAbsent(answer);
}

/** The whole check, always: what is left out is gone. */
function bodyOf(wanted: Wanted<typeof properties>, orgID: string) {
  const { query: text, queryName: name, editMode, builderConfig, tags, ...rest } = wanted;
  const pairs = tags && Object.entries(tags).map(([key, value]) => ({ key, value }));
  return { ...rest, orgID, query: { text, name, editMode, builderConfig }, tags: pairs };
}

/** A script without the `_check_id` that the server puts into it. */
function withoutId(query: string): string {
  return query.replace(/,\s*_check_id\s*:\s*"[^"]*"|_check_id\s*:\s*"[^"]*"\s*,?\s*/, "");
}

/** Scripts are compared by their tokens: the server keeps a custom one in its own spelling only. */
function sameQuery(left: Value, right: Value): boolean {
  return typeof left === "string" && typeof right === "string" && sameScript(left, right);
}

/** With every field that the type has, and by level. */
function plain(thresholds: readonly Value[]): Value[] {
  const whole = thresholds.map((one): Value => {
    if (!isRecord(one)) return one;
    return { allValues: false, ...(one["type"] === "range" ? { within: false } : {}), ...withoutNulls(one) };
  });
  const levelOf = (one: Value) => (isRecord(one) ? textOf(one["level"]) : "");
  return whole.sort((left, right) => (levelOf(left) < levelOf(right) ? -1 : 1));
}

function found(remote: Remote): Found {
  const { id, orgID, ownerID: ownerId, taskID: taskId, type, name, description, status, createdAt } = remote;
  const { text, name: queryName, editMode, builderConfig } = remote.query;
  const { level, timeSince, staleTime, reportZero } = remote;
  const all = {
    ...{ name, type, description: description ?? "", status, queryName, editMode: editMode || "advanced" },
    ...{ builderConfig: withoutZeros(builderConfig), ownerId, taskId, createdAt },
  };
  if (type === "custom") return { id, orgId: orgID, properties: { ...all, query: withoutId(text) } };
  const scheduled = {
    ...{ ...all, query: text, every: remote.every, offset: remote.offset ?? "0s" },
    statusMessageTemplate: remote.statusMessageTemplate,
    tags: Object.fromEntries((remote.tags ?? []).map(({ key, value }) => [key, value])),
  };
  const own =
    type === "threshold"
      ? { thresholds: plain((remote.thresholds ?? []).map(withLimits)) }
      : { level, timeSince, staleTime, reportZero };
  return { id, orgId: orgID, properties: { ...scheduled, ...own } };
}

/** The server leaves out the limits of a range that are zero. */
function withLimits(one: z.infer<typeof Threshold>): Value {
  const { level, type, allValues, value = 0, min = 0, max = 0, within = false } = one;
  return type === "range" ? { level, type, allValues, min, max, within } : { level, type, allValues, value };
}
