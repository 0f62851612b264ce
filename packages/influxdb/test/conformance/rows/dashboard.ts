import { call, lookUp, text, type Json, type Row } from "./row.ts";

type Cell = Json & { readonly properties: Json };

/** A view without the defaults that the server adds to it: these samples hold no empty values of their own. */
function lean(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lean);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => [key, lean(item)]);
  const holds = (item: unknown) =>
    Boolean(item) && !(typeof item === "object" && item !== null && Object.keys(item).length === 0);
  return Object.fromEntries(entries.filter(([, item]) => holds(item)));
}

export const dashboard: Row = {
  kind: "Dashboard",
  prepare: ({ server }, tag) => {
    const path = (id: string) => `/api/v2/dashboards/${id}`;
    const shape = "chronograf-v2";
    const cells = (note: string) => [
      { name: "notes", x: 0, y: 0, w: 4, h: 3, properties: { shape, type: "markdown", note } },
      {
        ...{ name: "lines", x: 4, y: 0, w: 8, h: 3 },
        properties: {
          ...{ shape, type: "xy", geom: "line", legendOpacity: 0.5, shadeBelow: true },
          queries: [{ text: "buckets()", editMode: "advanced" }],
          axes: { y: { label: "°C", scale: "linear" } },
        },
      },
    ];
    return Promise.resolve({
      full: { name: `${tag}/board`, description: "d", cells: cells("# Why") },
      least: { name: `${tag}/least` },
      updates: {
        name: { to: `${tag}/renamed`, byHand: `${tag}/by hand` },
        description: { to: "changed", byHand: "by hand" },
        cells: { to: cells("# How").slice(0, 1), byHand: cells("# By hand") },
      },
      replacements: {},
      name: `${tag}/board`,
      setByHand: async (id, property, value) => {
        if (property !== "cells") {
          await call(server, "PATCH", path(id), { [property]: value });
          return;
        }
        const { cells: present } = await call(server, "GET", path(id));
        const [wanted] = value as readonly Cell[];
        const [{ id: first }] = present as [{ id: string }];
        await call(server, "PATCH", `${path(id)}/cells/${first}/view`, {
          name: wanted?.["name"],
          properties: wanted?.properties,
        });
      },
      onServer: async (id) => {
        const remote = await lookUp(server, `${path(id)}?include=properties`);
        if (remote === undefined) return undefined;
        const present = (remote["cells"] as readonly Cell[]).map(({ name = "", x, y, w, h, properties }) => {
          return { name, x, y, w, h, properties: lean(properties) };
        });
        return {
          name: text(remote["name"]),
          description: text(remote["description"]),
          cells: JSON.parse(JSON.stringify(present)) as readonly [],
        };
      },
    });
  },
};
