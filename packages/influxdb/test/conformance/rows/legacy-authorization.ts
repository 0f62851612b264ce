import { textOf } from "../../../definition/values.ts";
import { declaredRights } from "./rights.ts";
import { call, lookUp, made, text, type Row } from "./row.ts";

export const legacyAuthorization: Row = {
  kind: "LegacyAuthorization",
  prepare: async ({ server }, tag) => {
    const path = (id: string) => `/private/legacy/authorizations/${id}`;
    const userId = await made(call(server, "POST", "/api/v2/users", { name: `${tag} owner` }));
    const { id: me } = await call(server, "GET", "/api/v2/me");
    const right = { action: "read", resourceType: "buckets" };
    return {
      full: {
        username: `${tag} login`,
        password: `${tag} first password`,
        permissions: [
          right,
          { action: "write", resourceType: "tasks", resourceId: "00000000000000aa" },
          { action: "read", resourceType: "orgs", allOrganizations: true },
        ],
        description: "d",
        status: "inactive",
        userId,
      },
      least: { username: `${tag} least`, permissions: [right] },
      updates: {
        password: { to: `${tag} second password` },
        description: { to: "changed", byHand: "by hand" },
        status: { to: "active", byHand: "active" },
      },
      replacements: { username: `${tag} other`, permissions: [right], userId: text(me) },
      name: `${tag} login`,
      accepts: async (id, _property, value) => {
        const { token, status } = await call(server, "GET", path(id));
        // Nobody logs in with one that is inactive.
        await call(server, "PATCH", path(id), { status: "active" });
        const credentials = Buffer.from(`${text(token)}:${textOf(value)}`).toString("base64");
        const answer = await fetch(`${server.url}/query?db=none&q=SHOW%20DATABASES`, {
          headers: { authorization: `Basic ${credentials}` },
        });
        await call(server, "PATCH", path(id), { status });
        return answer.status === 200;
      },
      setByHand: async (id, property, value) => {
        await call(server, "PATCH", path(id), { [property]: value });
      },
      onServer: async (id) => {
        const remote = await lookUp(server, path(id));
        if (remote === undefined) return undefined;
        const { token, description, status, userID } = remote;
        return {
          username: text(token),
          permissions: declaredRights(remote),
          description: text(description),
          status: text(status),
          userId: text(userID),
        };
      },
    };
  },
};
