import { makeBucket } from "../../../../../test/support/influxd.ts";
import { call, lookUp, made, text, type Row } from "./row.ts";

export const scraper: Row = {
  kind: "Scraper",
  prepare: async ({ server }, tag) => {
    const path = (id: string) => `/api/v2/scrapers/${id}`;
    const url = (name: string) => `http://127.0.0.1:9/${name}`;
    const bucketId = await makeBucket(server, `${tag} first`);
    const another = await makeBucket(server, `${tag} second`);
    const third = await makeBucket(server, `${tag} third`);
    return {
      full: { name: `${tag} full`, type: "prometheus", url: url("full"), bucketId, allowInsecure: true },
      least: { name: `${tag} least`, url: url("least"), bucketId },
      updates: {
        name: { to: `${tag} renamed`, byHand: `${tag} by hand` },
        url: { to: url("changed"), byHand: url("by-hand") },
        bucketId: { to: another, byHand: third },
        allowInsecure: { to: false, byHand: false },
      },
      replacements: {},
      // It has but one value.
      apart: ["type"],
      name: `${tag} full`,
      inOrganization: async (orgID) => {
        const target = { orgID, name: `${tag} elsewhere`, retentionRules: [] };
        return { bucketId: await made(call(server, "POST", "/api/v2/buckets", target)) };
      },
      setByHand: async (id, property, value) => {
        const { name, type, url: now, allowInsecure } = await call(server, "GET", path(id));
        const change = { [property === "bucketId" ? "bucketID" : property]: value };
        await call(server, "PATCH", path(id), { name, type, url: now, allowInsecure, ...change });
      },
      onServer: async (id) => {
        const remote = await lookUp(server, path(id));
        if (remote === undefined) return undefined;
        const { name, type, url: now, bucketID, allowInsecure } = remote;
        return {
          name: text(name),
          type: text(type),
          url: text(now),
          bucketId: text(bucketID),
          allowInsecure: allowInsecure === true,
        };
      },
    };
  },
};
