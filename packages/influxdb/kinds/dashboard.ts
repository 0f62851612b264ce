import { z } from "zod";
import { orAbsent, type Api } from "../client/api.ts";
import { nameFaults, type Fault } from "../definition/checks.ts";
import * as common from "../definition/common.ts";
import { scopedKind, type Found, type Wanted } from "../definition/kind.ts";
import { Id } from "../definition/remote.ts";
import { isList, isRecord, textOf, type Value } from "../definition/values.ts";
import { matched } from "./cells.ts";
import { plainView, viewFaults, viewTypes } from "./views.ts";

const Place = z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() });
const Cell = Place.extend({
  id: Id,
  name: z.string().optional(),
  properties: z.record(z.string(), z.json()),
});
const Remote = z.object({
  id: Id,
  orgID: Id,
  name: z.string(),
  description: z.string(),
  cells: z.array(Cell),
  meta: z.object({ createdAt: z.string() }),
});
const All = z.object({ dashboards: z.array(z.object({ id: Id, orgID: Id })) });

/** Columns of the grid on which the UI lays cells out. */
const COLUMNS = 12;
/** Far below what the server can hold, far above what anybody can scroll to. */
const LAST_ROW = 10_000;

const cell = {
  type: "object",
  name: "DashboardCell",
  doc: "One cell of a dashboard: a place on the grid, and the view that is shown there.",
  fields: {
    name: { type: { type: "string" }, doc: "Title. Default: empty." },
    x: { type: { type: "integer" }, required: true, doc: "Leftmost column, 0 to 11." },
    y: {
      type: { type: "integer" },
      required: true,
      doc: "Topmost row, from 0. The UI moves cells up into empty rows.",
    },
    w: {
      type: { type: "integer" },
      required: true,
      doc: "Width in columns, 1 to 12; `x` and `w` together at most 12.",
    },
    h: { type: { type: "integer" }, required: true, doc: "Height in rows, at least 1." },
    properties: {
      type: { type: "map", of: { type: "any" } },
      required: true,
      doc: `The view, as the API spells it: \`type\` (${viewTypes.map((type) => `\`${type}\``).join(", ")}) and what belongs to it, e.g. \`queries\`. \`shape\` is \`chronograf-v2\` and may be left out; \`{shape: "empty"}\` alone is a cell that shows nothing. Keys that are left out, and such as hold nothing (null, zero, false, empty), are the same to the server.`,
    },
  },
} as const;

const properties = {
  name: {
    type: { type: "string" },
    required: true,
    doc: "Name, not blank. Need not be unique. Changed in place.",
  },
  ...common.description,
  cells: {
    type: { type: "list", of: cell },
    default: [],
    doc: "The cells, all of them: what is not declared is taken away. Their order means nothing, and they must not overlap. Default: none. Changed in place, all at once; a cell keeps its id, and with it links to it, as long as it keeps its name or its place.",
  },
  ...common.createdAt,
} as const;

export const dashboard = scopedKind({
  name: "Dashboard",
  doc: "A dashboard of the UI, with its cells and their views. Made and changed in one request, so that nobody ever sees half of it. Source: InfluxDB v2 API, `/api/v2/dashboards`.",
  importForm: "<dashboard name>",
  readEach: true,
  properties,

  importName: ({ name }) => textOf(name),

  check(inputs) {
    const { cells } = inputs;
    const all = isList(cells) ? cells : [];
    const faults = all.flatMap((item, index) => cellFaults(item, `cells[${index}]`));
    return [...nameFaults(inputs, "name"), ...(faults.length > 0 ? faults : overlaps(all))];
  },

  normalize(inputs) {
    const { cells } = inputs;
    return isList(cells) ? { ...inputs, cells: inOrder(cells.map(plainCell)) } : inputs;
  },

  async create(api, wanted, orgID) {
    const body = { orgID, ...bodyOf(wanted) };
    return found(await api.send(Remote, "POST", "/api/v2/dashboards", body));
  },

  async update(api, { id, wanted }) {
    const path = `/api/v2/dashboards/${id}`;
    const { cells } = await api.get(Remote, path, { include: "properties" });
    // The server replaces all cells; those that carry their id stay the same cells.
    return found(await api.send(Remote, "PATCH", path, bodyOf(wanted, matched(cells, wanted.cells))));
  },

  async delete(api, { id }) {
    await api.remove(`/api/v2/dashboards/${id}`);
  },

  read: readOne,

  /** The list shows every view as empty: each dashboard is read by itself, as many at once as there are connections. */
  async list(api, orgID) {
    const { dashboards } = await api.get(All, "/api/v2/dashboards", { orgID });
    const own = dashboards.filter((listed) => listed.orgID === orgID);
    const all = await Promise.all(own.map(({ id }) => readOne(api, id)));
    return all.filter((one) => one !== undefined);
  },
});

async function readOne(api: Api, id: string): Promise<Found | undefined> {
  const remote = await orAbsent(api.get(Remote, `/api/v2/dashboards/${id}`, { include: "properties" }));
  return remote && found(remote);
}

/** With the view wrapped once, which is how the server tells it, it would be stored empty. */
function bodyOf(
  { name, description, cells }: Wanted<typeof properties>,
  ids?: readonly (string | undefined)[],
) {
  const wrapped = cells.map(({ properties: view, ...place }, index) => ({
    ...place,
    ...(ids?.[index] === undefined ? {} : { id: ids[index] }),
    properties: { properties: view },
  }));
  return { name, description, cells: wrapped };
}

function found(remote: z.infer<typeof Remote>): Found {
  const { id, orgID, name, description, meta } = remote;
  const cells = inOrder(remote.cells.map(({ id: _, ...rest }) => plainCell(rest)));
  return { id, orgId: orgID, properties: { name, description, cells, createdAt: meta.createdAt } };
}

function plainCell(item: Value | undefined): Value {
  if (!isRecord(item)) return item ?? null;
  const { name = "", properties: view = null, ...place } = item;
  return { name: name ?? "", ...place, properties: plainView(view) };
}

/** By place, then by name: the order in which cells are declared or stored means nothing. */
function inOrder(cells: readonly Value[]): Value[] {
  const keyOf = (item: Value) => (isRecord(item) ? [item["y"], item["x"], textOf(item["name"])] : []);
  return cells
    .map((item) => ({ item, key: keyOf(item) }))
    .sort((left, right) => compared(left.key, right.key))
    .map(({ item }) => item);
}

function compared(left: readonly (Value | undefined)[], right: readonly (Value | undefined)[]): number {
  for (const [index, value] of left.entries()) {
    const other = right[index];
    if (typeof value === "number" && typeof other === "number" && value !== other) return value - other;
    if (typeof value === "string" && typeof other === "string" && value !== other)
      return value < other ? -1 : 1;
  }
  return 0;
}

function cellFaults(item: Value, path: string): Fault[] {
  if (!isRecord(item)) return [];
  const faults = viewFaults(item["properties"] ?? null, `${path}.properties`).map(
    ({ path: property, reason }) => ({
      property,
      reason,
    }),
  );
  const { x, y, w, h } = item;
  if (typeof x !== "number" || typeof y !== "number" || typeof w !== "number" || typeof h !== "number")
    return faults;
  const between = (key: string, value: number, least: number, most: number) => {
    if (value >= least && value <= most) return;
    faults.push({ property: `${path}.${key}`, reason: `expected ${least} to ${most}, found ${value}` });
  };
  between("x", x, 0, COLUMNS - 1);
  between("w", w, 1, COLUMNS);
  between("y", y, 0, LAST_ROW);
  between("h", h, 1, LAST_ROW);
  if (faults.length === 0 && x + w > COLUMNS) {
    const reason = `expected at most ${COLUMNS - x}, so that it ends with column ${COLUMNS - 1}, found ${w}`;
    faults.push({ property: `${path}.w`, reason });
  }
  return faults;
}

/** The UI moves overlapping cells apart as soon as somebody looks, and stores that. */
function overlaps(cells: readonly Value[]): Fault[] {
  const places = cells.flatMap((item, index) => {
    const place = Place.safeParse(item);
    return place.success ? [{ index, ...place.data }] : [];
  });
  return places.flatMap((one) => {
    const other = places.find(
      ({ index, x, y, w, h }) =>
        index < one.index && x < one.x + one.w && one.x < x + w && y < one.y + one.h && one.y < y + h,
    );
    if (other === undefined) return [];
    const reason = `expected a place of its own, found one that overlaps cells[${other.index}]`;
    return [{ property: `cells[${one.index}]`, reason }];
  });
}
