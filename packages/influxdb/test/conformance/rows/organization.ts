import { call, lookUp, text, type Row } from "./row.ts";

export const organization: Row = {
  kind: "Organization",
  prepare: ({ server }, tag) => {
    const path = (id: string) => `/api/v2/orgs/${id}`;
    return Promise.resolve({
      full: { name: `${tag} full`, description: "d" },
      least: { name: `${tag} least` },
      updates: {
        name: { to: `${tag} renamed`, byHand: `${tag} by hand` },
        description: { to: "changed", byHand: "by hand" },
      },
      replacements: {},
      name: `${tag} full`,
      setByHand: async (id, property, value) => {
        await call(server, "PATCH", path(id), { [property]: value });
      },
      onServer: async (id) => {
        const remote = await lookUp(server, path(id));
        return remote && { name: text(remote["name"]), description: text(remote["description"]) };
      },
    });
  },
};
