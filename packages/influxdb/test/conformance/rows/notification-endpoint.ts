import { queryRows } from "../../../../../test/support/influxd.ts";
import type { Value, Values } from "../../../definition/values.ts";
import { call, lookUp, text, type Json, type Row, type Sample } from "./row.ts";

/** Inputs that not every type has: name here and in the API, and what the server tells when there is none. */
const OWN: Readonly<Record<string, { readonly remote: string; readonly none?: Value }>> = {
  url: { remote: "url" },
  method: { remote: "method" },
  authMethod: { remote: "authMethod" },
  headers: { remote: "headers", none: {} },
  contentTemplate: { remote: "contentTemplate" },
  clientUrl: { remote: "clientURL" },
  channel: { remote: "channel" },
};
const SECRETS: Readonly<Record<string, string>> = {
  ...{ username: "username", password: "password", token: "token", routingKey: "routing-key" },
};

type Variant = Pick<Sample, "updates"> & {
  /** What it has beside name, description and status; `never`: inputs of other types. */
  readonly own: Values;
  readonly least: Values;
};

function row(variant: string, type: string, { own, least, updates }: Variant): Row {
  return {
    kind: "NotificationEndpoint",
    variant,
    prepare: ({ server }, tag) => {
      const path = (id: string) => `/api/v2/notificationEndpoints/${id}`;
      const name = `${tag}/${variant}`;
      const all = [...Object.keys(OWN), ...Object.keys(SECRETS)];
      return Promise.resolve({
        full: { name, type, description: "d", status: "inactive", ...own },
        least: { name: `${name} least`, type, ...least },
        updates: {
          name: { to: `${name} renamed`, byHand: `${name} by hand` },
          description: { to: "changed", byHand: "by hand" },
          status: { to: "active", byHand: "active" },
          ...updates,
        },
        replacements: {},
        apart: ["type", "authMethod", ...all.filter((key) => !(key in own))],
        name,
        // A secret is read as rules read it.
        accepts: async (id, property, value) => {
          const key = `${id}-${SECRETS[property] ?? ""}`;
          const flux = `import "array"
import "influxdata/influxdb/secrets"
array.from(rows: [{value: secrets.get(key: "${key}")}])`;
          return (await queryRows(server, flux))[0]?.["value"] === value;
        },
        setByHand: async (id, property, value) => {
          const remote = await call(server, "GET", path(id));
          await call(server, "PUT", path(id), { ...remote, [OWN[property]?.remote ?? property]: value });
        },
        onServer: async (id) => {
          const remote = await lookUp(server, path(id));
          return remote && told(remote, own);
        },
      });
    },
  };
}

function told(remote: Json, own: Values): Values {
  const inputs = Object.entries(OWN).filter(([key]) => key in own);
  return {
    ...{ name: text(remote["name"]), type: text(remote["type"]) },
    ...{ description: text(remote["description"]), status: text(remote["status"]) },
    ...Object.fromEntries(
      inputs.map(([key, { remote: name, none }]) => [key, (remote[name] ?? none ?? "") as Value]),
    ),
  };
}

const http = { url: "https://a.example/x", method: "PUT", headers: { "X-A": "a" }, contentTemplate: "c" };
const httpUpdates = {
  url: { to: "http://b.example", byHand: "http://c.example" },
  method: { to: "POST", byHand: "GET" },
  headers: { to: { "X-B": "b" }, byHand: { "X-C": "c" } },
  contentTemplate: { to: "changed", byHand: "by hand" },
};

export const notificationEndpoints: readonly Row[] = [
  row("http basic", "http", {
    own: { ...http, authMethod: "basic", username: "u", password: "p" },
    least: { url: "http://a.example", authMethod: "basic", username: "u", password: "p" },
    updates: { ...httpUpdates, username: { to: "v" }, password: { to: "q" } },
  }),
  row("http bearer", "http", {
    own: { ...http, authMethod: "bearer", token: "t" },
    least: { url: "http://a.example", authMethod: "bearer", token: "t" },
    updates: { ...httpUpdates, token: { to: "s" } },
  }),
  row("slack", "slack", {
    own: { url: "https://hooks.slack.com/a", token: "t" },
    least: { url: "https://hooks.slack.com/a" },
    updates: { url: { to: "https://b.example", byHand: "https://c.example" }, token: { to: "s" } },
  }),
  row("pagerduty", "pagerduty", {
    own: { clientUrl: "https://a.example", routingKey: "k" },
    least: { routingKey: "k" },
    updates: { clientUrl: { to: "https://b.example", byHand: "https://c.example" }, routingKey: { to: "l" } },
  }),
  row("telegram", "telegram", {
    own: { channel: "-1", token: "t" },
    least: { channel: "-1", token: "t" },
    updates: { channel: { to: "-2", byHand: "-3" }, token: { to: "s" } },
  }),
];
