import { call, lookUp, text, type Row } from "./row.ts";

export const task: Row = {
  kind: "Task",
  prepare: ({ server }, tag) => {
    const path = (id: string) => `/api/v2/tasks/${id}`;
    // Line ends and blanks are part of the script, and kept to the letter.
    const flux = (every: string) =>
      `option task = {name: "${tag} task", every: ${every}, offset: 1m}\r\n\r\n// Why.\r\nbuckets()   |> limit(n: 1)\r\n`;
    return Promise.resolve({
      full: { flux: flux("1h"), description: "d", status: "inactive" },
      least: { flux: flux("1h").replace("task = {name", "task={name") },
      updates: {
        flux: { to: flux("2h"), byHand: `${flux("1h")}// By hand.` },
        description: { to: "changed", byHand: "by hand" },
        status: { to: "active", byHand: "active" },
      },
      replacements: {},
      name: `${tag} task`,
      setByHand: async (id, property, value) => {
        const { flux: script, status } = await call(server, "GET", path(id));
        await call(server, "PATCH", path(id), { flux: script, status, [property]: value });
      },
      onServer: async (id) => {
        const remote = await lookUp(server, path(id));
        if (remote === undefined) return undefined;
        const { flux: script, status, description } = remote;
        return { flux: text(script), description: text(description), status: text(status) };
      },
    });
  },
};
