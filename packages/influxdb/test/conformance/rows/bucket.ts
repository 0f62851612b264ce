import { call, lookUp, text, type Row } from "./row.ts";

export const bucket: Row = {
  kind: "Bucket",
  prepare: ({ server }, tag) => {
    const path = (id: string) => `/api/v2/buckets/${id}`;
    const rules: Readonly<Record<string, string>> = {
      retentionSeconds: "everySeconds",
      shardGroupDurationSeconds: "shardGroupDurationSeconds",
    };
    return Promise.resolve({
      full: {
        name: `${tag}/full`,
        description: "d",
        retentionSeconds: 864_000,
        shardGroupDurationSeconds: 7200,
      },
      least: { name: `${tag}/least` },
      updates: {
        name: { to: `${tag}/renamed`, byHand: `${tag}/by hand` },
        description: { to: "changed", byHand: "by hand" },
        retentionSeconds: { to: 1_728_000, byHand: 0 },
        shardGroupDurationSeconds: { to: 10_800, byHand: 14_400 },
      },
      replacements: {},
      name: `${tag}/full`,
      setByHand: async (id, property, value) => {
        const rule = rules[property];
        const body =
          rule === undefined
            ? { [property]: value }
            : { retentionRules: [{ type: "expire", [rule]: value }] };
        await call(server, "PATCH", path(id), body);
      },
      onServer: async (id) => {
        const remote = await lookUp(server, path(id));
        if (remote === undefined) return undefined;
        const [rule] = remote["retentionRules"] as [Readonly<Record<string, number>>];
        return {
          name: text(remote["name"]),
          description: text(remote["description"]),
          retentionSeconds: rule["everySeconds"],
          shardGroupDurationSeconds: rule["shardGroupDurationSeconds"],
        };
      },
    });
  },
};
