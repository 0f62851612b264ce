import { call, lookUp, text, type Json, type Row } from "./row.ts";

export const label: Row = {
  kind: "Label",
  prepare: ({ server }, tag) => {
    const path = (id: string) => `/api/v2/labels/${id}`;
    return Promise.resolve({
      full: { name: `${tag}/label`, properties: { color: "#ffb3b3", description: "d" } },
      least: { name: `${tag}/least` },
      updates: {
        name: { to: `${tag}/renamed`, byHand: `${tag}/by hand` },
        // One name changes, one goes, one comes.
        properties: {
          to: { color: "#326bba", more: "m" },
          byHand: { color: "#ffb3b3", description: "d", byHand: "b" },
        },
      },
      replacements: {},
      name: `${tag}/label`,
      setByHand: async (id, property, value) => {
        await call(server, "PATCH", path(id), { [property]: value });
      },
      onServer: async (id) => {
        const answer = await lookUp(server, path(id));
        if (answer === undefined) return undefined;
        const { name, properties } = answer["label"] as Json;
        return { name: text(name), properties: (properties ?? {}) as Record<string, string> };
      },
    });
  },
};
