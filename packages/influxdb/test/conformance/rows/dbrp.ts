import { call, lookUp, made, type Row } from "./row.ts";

export const dbrp: Row = {
  kind: "Dbrp",
  prepare: async ({ server }, tag) => {
    const { orgId: orgID } = server;
    const path = (id: string) => `/api/v2/dbrps/${id}?orgID=${orgID}`;
    const bucketOf = async (name: string) =>
      made(call(server, "POST", "/api/v2/buckets", { orgID, name, retentionRules: [] }));
    const bucketId = await bucketOf(`${tag} target`);
    const another = await bucketOf(`${tag} other target`);
    const database = `${tag} db`;
    // The database's first mapping is its default whatever is asked: ours shall be free to be it or not.
    await call(server, "POST", "/api/v2/dbrps", {
      orgID,
      bucketID: bucketId,
      database,
      retention_policy: "first",
      default: true,
    });
    return {
      full: { database, retentionPolicy: "7d", bucketId, default: false },
      least: { database: `${tag} alone`, retentionPolicy: "7d", bucketId },
      updates: {
        retentionPolicy: { to: "8d", byHand: "9d" },
        default: { to: true, byHand: true },
      },
      replacements: { database: `${tag} else`, bucketId: another },
      name: `${database}/7d`,
      inOrganization: async (elsewhere) => {
        const target = { orgID: elsewhere, name: `${tag} elsewhere`, retentionRules: [] };
        return { bucketId: await made(call(server, "POST", "/api/v2/buckets", target)), default: true };
      },
      setByHand: async (id, property, value) => {
        const name = property === "retentionPolicy" ? "retention_policy" : property;
        await call(server, "PATCH", path(id), { [name]: value });
      },
      onServer: async (id) => {
        const answer = await lookUp(server, path(id));
        if (answer === undefined) return undefined;
        const content = answer["content"] as Record<"database" | "retention_policy" | "bucketID", string> & {
          default: boolean;
        };
        return {
          database: content.database,
          retentionPolicy: content.retention_policy,
          bucketId: content.bucketID,
          default: content.default,
        };
      },
    };
  },
};
