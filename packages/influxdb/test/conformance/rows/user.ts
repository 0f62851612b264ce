import { textOf } from "../../../definition/values.ts";
import { call, lookUp, text, type Row } from "./row.ts";

export const user: Row = {
  kind: "User",
  prepare: ({ server }, tag) => {
    const path = (id: string) => `/api/v2/users/${id}`;
    return Promise.resolve({
      full: { name: `${tag} user`, status: "inactive", password: `${tag} first password` },
      least: { name: `${tag} least` },
      updates: {
        name: { to: `${tag} renamed`, byHand: `${tag} by hand` },
        status: { to: "active", byHand: "active" },
        password: { to: `${tag} second password` },
      },
      replacements: {},
      name: `${tag} user`,
      accepts: async (id, _property, value) => {
        const { name } = await call(server, "GET", path(id));
        const credentials = Buffer.from(`${text(name)}:${textOf(value)}`).toString("base64");
        const answer = await fetch(`${server.url}/api/v2/signin`, {
          method: "POST",
          headers: { authorization: `Basic ${credentials}` },
        });
        return answer.status === 204;
      },
      setByHand: async (id, property, value) => {
        await call(server, "PATCH", path(id), { [property]: value });
      },
      onServer: async (id) => {
        const remote = await lookUp(server, path(id));
        return remote && { name: text(remote["name"]), status: text(remote["status"]) };
      },
    });
  },
};
