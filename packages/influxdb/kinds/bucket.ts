import { z } from "zod";
import { orAbsent, type Api } from "../client/api.ts";
import { holdingOf } from "../client/data.ts";
import { ProviderError } from "../client/errors.ts";
import { allPages } from "../client/pages.ts";
import * as common from "../definition/common.ts";
import { PartialFailure, scopedKind, type Found } from "../definition/kind.ts";
import { Id } from "../definition/remote.ts";
import { textOf, UNKNOWN } from "../definition/values.ts";

const Rule = z.object({ everySeconds: z.number(), shardGroupDurationSeconds: z.number().optional() });
const Remote = z.object({
  id: Id,
  orgID: Id,
  name: z.string(),
  type: z.string(),
  description: z.string().optional(),
  retentionRules: z.array(Rule),
  createdAt: z.string(),
});
const Page = z.object({ buckets: z.array(Remote) });
const PAGE_SIZE = 100;

const HOUR = 3600;
const DAY = 24 * HOUR;
/** The server counts in 64-bit nanoseconds: anything longer wraps silently to another value. */
const LONGEST = 9_223_372_036;

export const bucket = scopedKind({
  name: "Bucket",
  doc: "A bucket of InfluxDB: a named set of points with one retention. Deleting it deletes its data and its physical DBRP mappings. System buckets (`_tasks`, `_monitoring`) can be imported but are never deleted. Source: InfluxDB v2 API, `/api/v2/buckets`.",
  importForm: "<bucket name>",
  properties: {
    name: {
      type: { type: "string" },
      required: true,
      doc: "Name, unique in the organization. Must not start with `_` (the server's own) nor hold `\"`. Changed in place.",
    },
    ...common.description,
    retentionSeconds: {
      type: { type: "integer" },
      default: 0,
      doc: "How long points are kept, in seconds: 0 for ever, else from 3600 to 9223372036. Default: 0. Changed in place; shortening it deletes older points.",
    },
    shardGroupDurationSeconds: {
      type: { type: "integer" },
      derived: true,
      doc: "Span of one shard group, in seconds, from 3600 up to the retention. Default, by retention: 7 days if it is infinite or at least 180 days, 1 day if at least 2 days, else 1 hour. Changed in place, for new shards only.",
    },
    allowDataLoss: {
      type: { type: "boolean" },
      default: false,
      local: true,
      doc: "Whether it may be deleted while it holds points, and its retention shortened while it holds older ones. Both are refused otherwise. Counts as it stood when the change is made: to delete a bucket with its points, bring this up first. Changed in place, without a word to the server. Default: false.",
    },
    ...common.createdAt,
  },

  importName: ({ name }) => textOf(name),

  check({ name, retentionSeconds, shardGroupDurationSeconds }) {
    const faults: { property: string; reason: string }[] = [];
    if (typeof name === "string" && (name.trim() === "" || name.startsWith("_") || name.includes('"'))) {
      const reason = `expected a name that is not blank, does not start with "_" and holds no quote, found ${JSON.stringify(name)}`;
      faults.push({ property: "name", reason });
    }
    if (typeof retentionSeconds === "number" && !isDuration(retentionSeconds) && retentionSeconds !== 0) {
      const reason = `expected 0 (for ever) or 3600 to ${LONGEST} seconds, found ${retentionSeconds}`;
      faults.push({ property: "retentionSeconds", reason });
    }
    if (typeof shardGroupDurationSeconds === "number") {
      const longest =
        typeof retentionSeconds === "number" && isDuration(retentionSeconds) ? retentionSeconds : LONGEST;
      if (!isDuration(shardGroupDurationSeconds) || shardGroupDurationSeconds > longest) {
        const reason = `expected 3600 seconds up to the retention (${longest}), found ${shardGroupDurationSeconds}`;
        faults.push({ property: "shardGroupDurationSeconds", reason });
      }
    }
    return faults;
  },

  normalize(inputs) {
    const { retentionSeconds, shardGroupDurationSeconds } = inputs;
    if (shardGroupDurationSeconds !== undefined) return inputs;
    const derived = typeof retentionSeconds === "number" ? defaultShardGroup(retentionSeconds) : UNKNOWN;
    return { ...inputs, shardGroupDurationSeconds: derived };
  },

  async create(api, wanted, orgID) {
    const { name, description } = wanted;
    const body = { orgID, name, description, retentionRules: [rule(wanted)] };
    return found(await api.send(Remote, "POST", "/api/v2/buckets", body));
  },

  async update(api, { id, orgId, wanted, changed }) {
    const path = `/api/v2/buckets/${id}`;
    const keeps = changesRetention(changed);
    // Whatever state says: the bucket may have been given a longer retention by hand.
    if (keeps && !wanted.allowDataLoss) {
      refuse(await lossByRetention(api, orgId, { id, name: wanted.name }, wanted.retentionSeconds));
    }
    const { name, description } = wanted;
    // Rules that are left out stay as they are.
    const body = keeps ? { description, retentionRules: [rule(wanted)] } : { description };
    if (!changed.has("name")) return found(await api.send(Remote, "PATCH", path, body));
    // Two calls, the rename first: in one call the retention would take effect although the name is refused.
    const renamed = await api.send(Remote, "PATCH", path, { name });
    try {
      return found(await api.send(Remote, "PATCH", path, body));
    } catch (error) {
      throw new PartialFailure(found(renamed), error);
    }
  },

  async foresee(api, { id, orgId, wanted, changed }) {
    const { name, retentionSeconds, allowDataLoss } = wanted;
    if (!changesRetention(changed) || allowDataLoss === true) return undefined;
    return lossByRetention(api, orgId, { id, name: textOf(name) }, Number(retentionSeconds));
  },

  async delete(api, { id, orgId, olds }) {
    const path = `/api/v2/buckets/${id}`;
    const remote = await orAbsent(api.get(Remote, path));
    if (remote === undefined) return;
    // The server refuses too, but only after it has destroyed the data; then it cannot start again.
    if (remote.type !== "user") {
      throw new ProviderError(
        `bucket "${remote.name}" (${id}) is a system bucket and is never deleted; to stop managing it: pulumi state delete <urn>`,
      );
    }
    if (olds["allowDataLoss"] !== true) refuse(await lossOf(api, orgId, remote));
    await api.remove(path);
  },

  async read(api, id) {
    const remote = await orAbsent(api.get(Remote, `/api/v2/buckets/${id}`));
    return remote && found(remote);
  },

  async list(api, orgID) {
    const remotes = await allPages(PAGE_SIZE, async (_last: z.infer<typeof Remote> | undefined, offset) => {
      return (await api.get(Page, "/api/v2/buckets", { orgID, limit: PAGE_SIZE, offset })).buckets;
    });
    return remotes.map(found);
  },
});

/** What a deletion, or a retention of so many seconds, would lose; undefined when that is nothing. */
async function lossOf(
  api: Api,
  orgId: string,
  { id, name }: { readonly id: string; readonly name: string },
  retentionSeconds?: number,
): Promise<string | undefined> {
  const held = await holdingOf(api, orgId, id, retentionSeconds);
  if (held === undefined) return undefined;
  const [what, doing] =
    retentionSeconds === undefined
      ? ["points", "deleting it"]
      : [`points older than ${retentionSeconds} s`, "the shorter retention"];
  return `bucket "${name}" (${id}) holds ${what} in ${held.series} series, the oldest of ${held.oldest}; ${doing} would lose them. Expected "allowDataLoss: true" on the bucket if that is meant: set it, bring it up, and try again.`;
}

/**
 * What a retention of so many seconds would lose. One that is not shorter than the server's own loses nothing: points
 * that are older than both stay until the server comes round to them, whatever is declared.
 */
async function lossByRetention(
  api: Api,
  orgId: string,
  which: { readonly id: string; readonly name: string },
  retentionSeconds: number,
): Promise<string | undefined> {
  const { retentionRules } = await api.get(Remote, `/api/v2/buckets/${which.id}`);
  const present = retentionRules[0]?.everySeconds ?? 0;
  const isShorter = retentionSeconds !== 0 && (present === 0 || retentionSeconds < present);
  return isShorter ? lossOf(api, orgId, which, retentionSeconds) : undefined;
}

function refuse(loss: string | undefined): void {
  if (loss !== undefined) throw new ProviderError(`${loss} Nothing was changed.`);
}

function changesRetention(changed: ReadonlySet<string>): boolean {
  return changed.has("retentionSeconds") || changed.has("shardGroupDurationSeconds");
}

function isDuration(seconds: number): boolean {
  return seconds >= HOUR && seconds <= LONGEST;
}

/** The server's own rule, applied here because it applies it only at creation. */
export function defaultShardGroup(retentionSeconds: number): number {
  if (retentionSeconds === 0 || retentionSeconds >= 180 * DAY) return 7 * DAY;
  return retentionSeconds >= 2 * DAY ? DAY : HOUR;
}

/** Both durations, always: a rule that omits one keeps the old value of it. */
function rule(wanted: { retentionSeconds: number; shardGroupDurationSeconds: number }) {
  return {
    type: "expire",
    everySeconds: wanted.retentionSeconds,
    shardGroupDurationSeconds: wanted.shardGroupDurationSeconds,
  };
}

function found({
  id,
  orgID,
  name,
  description,
  retentionRules: [first],
  createdAt,
}: z.infer<typeof Remote>): Found {
  const retentionSeconds = first?.everySeconds ?? 0;
  const shardGroupDurationSeconds = first?.shardGroupDurationSeconds ?? defaultShardGroup(retentionSeconds);
  const properties = {
    name,
    description: description ?? "",
    retentionSeconds,
    shardGroupDurationSeconds,
    createdAt,
  };
  return { id, orgId: orgID, properties };
}
