import { queryRows } from "../../../../../test/support/influxd.ts";
import { call, type Row } from "./row.ts";

export const secret: Row = {
  kind: "Secret",
  prepare: ({ server }, tag) => {
    // What Flux, CSV, JSON or a path could take for something else.
    const key = `${tag}/key "q" \${x} \\ %2F`;
    const keyOf = (id: string) => id.slice(id.indexOf("/") + 1);
    return Promise.resolve({
      full: { key, value: `first "q" \${x} \\ ,\n\té 🎉` },
      least: { key: `${tag} least`, value: "v" },
      updates: { value: { to: `second\r\n, "q" \${x}` } },
      replacements: { key: `${tag} other` },
      name: key,
      accepts: async (id, _property, value) => {
        // `{` cannot be escaped in Flux; `$` in an expression of its own can.
        const literal = JSON.stringify(keyOf(id)).replaceAll("$", '${"$"}');
        const rows = await queryRows(
          server,
          `import "array"
import "influxdata/influxdb/secrets"
array.from(rows: [{same: secrets.get(key: ${literal}) == ${JSON.stringify(value).replaceAll("$", '${"$"}')}}])`,
        );
        return rows[0]?.["same"] === true;
      },
      setByHand: async () => Promise.reject(new Error("the suite sees no change of a write-only input")),
      onServer: async (id) => {
        const organization = id.split("/")[0] ?? "";
        const { secrets } = await call(server, "GET", `/api/v2/orgs/${organization}/secrets`);
        return (secrets as string[]).includes(keyOf(id)) ? { key: keyOf(id) } : undefined;
      },
    });
  },
};
