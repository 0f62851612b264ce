import { declaredRights } from "./rights.ts";
import { call, lookUp, made, text, type Row } from "./row.ts";

export const authorization: Row = {
  kind: "Authorization",
  prepare: async ({ server }, tag) => {
    const path = (id: string) => `/api/v2/authorizations/${id}`;
    const userId = await made(call(server, "POST", "/api/v2/users", { name: `${tag} user` }));
    const right = { action: "read", resourceType: "buckets" };
    const { id: me } = await call(server, "GET", "/api/v2/me");
    return {
      full: {
        permissions: [
          right,
          { action: "write", resourceType: "tasks", resourceId: "00000000000000aa" },
          { action: "read", resourceType: "orgs", allOrganizations: true },
        ],
        description: `${tag} token`,
        status: "inactive",
        userId: text(me),
      },
      least: { permissions: [right] },
      updates: {
        description: { to: `${tag} changed`, byHand: `${tag} by hand` },
        status: { to: "active", byHand: "active" },
      },
      replacements: { permissions: [right], userId },
      name: `${tag} token`,
      setByHand: async (id, property, value) => {
        await call(server, "PATCH", path(id), { [property]: value });
      },
      onServer: async (id) => {
        const remote = await lookUp(server, path(id));
        if (remote === undefined) return undefined;
        const { description, status, userID } = remote;
        return {
          permissions: declaredRights(remote),
          description: text(description),
          status: text(status),
          userId: text(userID),
        };
      },
    };
  },
};
