import { call, lookUp, text, type Row } from "./row.ts";

export const telegrafConfig: Row = {
  kind: "TelegrafConfig",
  prepare: ({ server }, tag) => {
    const path = (id: string) => `/api/v2/telegrafs/${id}`;
    // Line ends, blanks and comments are part of the text, and kept to the letter.
    const config = (bucket: string) =>
      `# Why.\r\n[[outputs.influxdb_v2]]\r\n  bucket = "${bucket}"\r\n\r\n[[inputs.cpu]]   \n`;
    return Promise.resolve({
      full: { name: `${tag} full`, description: "d", config: config("first"), buckets: ["shown", "first"] },
      least: { name: `${tag} least`, config: config("least") },
      updates: {
        name: { to: `${tag} renamed`, byHand: `${tag} by hand` },
        description: { to: "changed", byHand: "by hand" },
        config: { to: config("second"), byHand: config("by hand") },
        buckets: { to: ["first", "shown"], byHand: [] },
      },
      replacements: {},
      name: `${tag} full`,
      setByHand: async (id, property, value) => {
        const { name, description, config, metadata } = await call(server, "GET", path(id));
        const change = property === "buckets" ? { metadata: { buckets: value } } : { [property]: value };
        await call(server, "PUT", path(id), { name, description, config, metadata, ...change });
      },
      onServer: async (id) => {
        const remote = await lookUp(server, path(id));
        if (remote === undefined) return undefined;
        const { buckets } = remote["metadata"] as { buckets: string[] };
        return {
          name: text(remote["name"]),
          description: text(remote["description"]),
          config: text(remote["config"]),
          buckets,
        };
      },
    });
  },
};
