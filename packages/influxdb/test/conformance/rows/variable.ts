import { call, lookUp, text, type Json, type Row } from "./row.ts";

export const variable: Row = {
  kind: "Variable",
  prepare: ({ server }, tag) => {
    const path = (id: string) => `/api/v2/variables/${id}`;
    return Promise.resolve({
      full: {
        name: `v ${tag}`,
        description: "d",
        arguments: { query: "buckets()", language: "flux" },
        selected: ["b", "a"],
      },
      least: { name: `_${tag}`, arguments: { values: ["b", "a"] } },
      updates: {
        name: { to: `w ${tag}`, byHand: `x ${tag}` },
        description: { to: "changed", byHand: "by hand" },
        arguments: { to: { map: { z: "1", a: "" } }, byHand: { values: ["by", "hand"] } },
        selected: { to: ["c"], byHand: ["by hand"] },
      },
      replacements: {},
      name: `v ${tag}`,
      setByHand: async (id, property, value) => {
        const set = property === "arguments" ? { type: "constant", values: ["by", "hand"] } : value;
        await call(server, "PATCH", path(id), { [property]: set });
      },
      onServer: async (id) => {
        const remote = await lookUp(server, path(id));
        if (remote === undefined) return undefined;
        const { name, description, selected } = remote;
        const { type, values } = remote["arguments"] as { type: string; values: Json };
        const forms: Json = { constant: { values }, map: { map: values }, query: values };
        return {
          name: text(name),
          description: text(description),
          arguments: forms[type] as Record<string, string>,
          selected: (selected ?? []) as string[],
        };
      },
    });
  },
};
