import { z } from "zod";
import { orAbsent, type Api } from "../client/api.ts";
import { ApiError, ProviderError } from "../client/errors.ts";
import { allPages } from "../client/pages.ts";
import type { Query } from "../client/transport.ts";
import { idFaults, withPlainIds } from "../definition/checks.ts";
import { scopedKind, type Found } from "../definition/kind.ts";
import { Id } from "../definition/remote.ts";
import { textOf } from "../definition/values.ts";
import { below, partsOf } from "./below.ts";
import { Links, linkedPages } from "./linked-pages.ts";

const Labels = z.array(z.object({ id: Id }));
/** What can bear a label. Scrapers do, and do not tell. */
const Bearer = z.object({ id: Id, orgID: Id, labels: Labels.optional() });
type Bearer = z.infer<typeof Bearer>;

/** How each type is listed: the name of its rows, and in what pages: of a size by offset or the last id, or by links. */
const BEARERS = {
  buckets: { rows: "buckets", size: 100, by: "offset" },
  checks: { rows: "checks", by: "link" },
  dashboards: { rows: "dashboards" },
  notificationEndpoints: { rows: "notificationEndpoints", by: "link" },
  notificationRules: { rows: "notificationRules", by: "link" },
  scrapers: { rows: "configurations" },
  // Without their scripts, which the labels do not need.
  tasks: { rows: "tasks", size: 500, by: "after", query: { type: "basic" } },
  telegrafs: { rows: "configurations" },
  variables: { rows: "variables" },
} as const satisfies Readonly<Record<string, Listing>>;

interface Listing {
  readonly rows: string;
  readonly size?: number;
  readonly by?: "offset" | "after" | "link";
  readonly query?: Readonly<Record<string, string>>;
}

const TYPES = [
  ...(["buckets", "checks", "dashboards", "notificationEndpoints", "notificationRules"] as const),
  ...(["scrapers", "tasks", "telegrafs", "variables"] as const),
];
const ID = /^(?<resourceType>[a-z]+)\/(?<resourceId>[0-9a-f]{16})\/(?<labelId>[0-9a-f]{16})$/i;

export const labelMapping = scopedKind({
  name: "LabelMapping",
  doc: "A label on an object. Source: InfluxDB v2 API, `/api/v2/{type}/{id}/labels`.",
  importForm: "<resource type>/<resource id>/<label id>",
  idForm: ID,
  properties: {
    labelId: {
      type: { type: "string" },
      required: true,
      immutable: true,
      doc: "ID of the label. A change replaces the mapping.",
    },
    resourceType: {
      type: { type: "string", values: TYPES },
      required: true,
      immutable: true,
      doc: "Type of the object that bears the label, as the API spells it, e.g. `buckets` or `notificationRules`. A change replaces the mapping.",
    },
    resourceId: {
      type: { type: "string" },
      required: true,
      immutable: true,
      doc: "ID of the object that bears the label; it must be in the same organization. A change replaces the mapping.",
    },
  },

  importName: idOf,
  idOf,

  check: (inputs) => idFaults(inputs, "labelId", "resourceId"),
  normalize: (inputs) => withPlainIds(inputs, "labelId", "resourceId"),

  async create(api, wanted, orgId) {
    const { labelId, resourceType, resourceId } = wanted;
    const path = pathOf(resourceType, resourceId);
    // Most types take a label for an object that does not exist, and of another organization.
    const bearer = await api.get(Bearer, path);
    if (bearer.orgID !== orgId) {
      throw new ProviderError(
        `${path} belongs to organization ${bearer.orgID}, expected ${orgId}, that of the mapping: give the mapping the same "org" or "orgId"`,
      );
    }
    const labels = await labelsOf(api, resourceType, bearer);
    if (labels.some(({ id }) => id === labelId)) {
      throw new ApiError(`POST ${path}/labels`, 422, "conflict", "the object bears this label");
    }
    // It was not there: if the answer is lost, whoever looks for it finds this one.
    await api.send(z.looseObject({}), "POST", `${path}/labels`, { labelID: labelId });
    return found(bearer, resourceType, labelId);
  },

  /** Nothing of it changes in place; the engine may ask all the same. */
  async update(api, { id, orgId }) {
    const now = await read(api, id, orgId);
    if (now === undefined)
      throw new ProviderError(`label mapping ${id} is gone: refresh to see it, and update again`);
    return now;
  },

  async delete(api, { id }) {
    const { resourceType = "", resourceId = "", labelId = "" } = partsOf(id, ID);
    const path = pathOf(resourceType, resourceId);
    await below(api, path, api.remove(`${path}/labels/${labelId}`));
  },

  read,

  async list(api, orgId) {
    const lists = TYPES.map(async (type) => {
      const bearers = (await bearersOf(api, type, orgId)).filter(({ orgID }) => orgID === orgId);
      const mappings = bearers.map(async (bearer) =>
        (await labelsOf(api, type, bearer)).map(({ id }) => found(bearer, type, id)),
      );
      return (await Promise.all(mappings)).flat();
    });
    return (await Promise.all(lists)).flat();
  },
});

async function read(api: Api, id: string, orgId: string): Promise<Found | undefined> {
  const { resourceType = "", resourceId = "", labelId = "" } = partsOf(id, ID);
  if (!isType(resourceType)) return undefined;
  const bearer = await orAbsent(api.get(Bearer, pathOf(resourceType, resourceId)));
  if (bearer?.orgID !== orgId) return undefined;
  const labels = await labelsOf(api, resourceType, bearer);
  const label = labels.find((borne) => borne.id === labelId.toLowerCase());
  if (label !== undefined) return found(bearer, resourceType, label.id);
  // Buckets and dashboards do not tell of labels that the token may not see: only the label itself says so.
  await orAbsent(api.get(z.looseObject({}), `/api/v2/labels/${labelId}`));
  return undefined;
}

const pathOf = (type: string, id: string) => `/api/v2/${type}/${id}`;

function idOf({ resourceType, resourceId, labelId }: Found["properties"]): string {
  return [resourceType, resourceId, labelId].map(textOf).join("/");
}

function isType(type: string): type is (typeof TYPES)[number] {
  return TYPES.some((known) => known === type);
}

async function bearersOf(api: Api, type: keyof typeof BEARERS, orgID: string): Promise<Bearer[]> {
  const { rows, size, by, query }: Listing = BEARERS[type];
  const Rows = z.object({ [rows]: z.array(Bearer).nullable() });
  const Page = z.object({ links: Links.optional() }).and(Rows);
  const page = async (place: Query) => {
    const answer = await api.get(Page, `/api/v2/${type}`, { orgID, ...query, ...place });
    return { rows: answer[rows] ?? [], links: answer.links ?? {} };
  };
  if (by === "link") return linkedPages(page);
  if (size === undefined) return (await page({})).rows;
  return allPages(size, async (last: Bearer | undefined, offset) => {
    return (await page({ limit: size, ...(by === "after" ? { after: last?.id } : { offset }) })).rows;
  });
}

async function labelsOf(api: Api, type: string, { id, labels }: Bearer): Promise<z.infer<typeof Labels>> {
  if (labels !== undefined) return labels;
  return (await api.get(z.object({ labels: Labels }), `${pathOf(type, id)}/labels`)).labels;
}

function found({ id, orgID }: Bearer, resourceType: string, labelId: string): Found {
  const properties = { labelId, resourceType, resourceId: id };
  return { id: idOf(properties), orgId: orgID, properties };
}
