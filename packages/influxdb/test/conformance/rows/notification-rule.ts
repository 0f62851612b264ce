import type { TestServer } from "../../../../../test/support/influxd.ts";
import type { Value, Values } from "../../../definition/values.ts";
import { call, lookUp, made, text, type Json, type Row, type Sample } from "./row.ts";

/** What the endpoint of each type needs. */
const ENDPOINTS: Readonly<Record<string, Json>> = {
  http: { url: "http://a.example", method: "POST", authMethod: "none" },
  slack: { url: "https://a.example" },
  pagerduty: { clientURL: "https://a.example", routingKey: "k" },
  telegram: { channel: "-1", token: "t" },
};
/** Inputs that not every type has. */
const OWN = ["messageTemplate", "channel", "parseMode", "disableWebPagePreview"];

async function endpoint(server: TestServer, orgID: string, type: string, name: string): Promise<string> {
  const body = { orgID, type, name, status: "active", ...ENDPOINTS[type] };
  return made(call(server, "POST", "/api/v2/notificationEndpoints", body));
}

function row(type: string, own: Values, ownUpdates: Sample["updates"]): Row {
  return {
    kind: "NotificationRule",
    variant: type,
    prepare: async ({ server }, tag) => {
      const path = (id: string) => `/api/v2/notificationRules/${id}`;
      const name = `${tag}/${type}`;
      const [one, two, three] = await Promise.all(
        ["one", "two", "three"].map((which) => endpoint(server, server.orgId, type, `${name} ${which}`)),
      );
      const needed = Object.entries(own).filter(([key]) => key === "messageTemplate");
      const statusRules = [{ currentLevel: "CRIT", previousLevel: "OK" }, { currentLevel: "WARN" }];
      const tagRules = [{ key: "a", value: "b", operator: "equal" }];
      return {
        full: {
          ...{ name, type, endpointId: one ?? "", every: "10m", offset: "30s", statusRules, tagRules },
          ...{ description: "d", status: "inactive", limit: 3, limitEvery: 60, runbookLink: "l", ...own },
        },
        least: {
          ...{ name: `${name} least`, type, endpointId: one ?? "", every: "1m" },
          ...{ statusRules: [{ currentLevel: "ANY" }], ...Object.fromEntries(needed) },
        },
        updates: {
          name: { to: `${name} renamed`, byHand: `${name} by hand` },
          endpointId: { to: two ?? "", byHand: three ?? "" },
          every: { to: "20m", byHand: "30m" },
          offset: { to: "40s", byHand: "50s" },
          statusRules: { to: [{ currentLevel: "INFO" }], byHand: [{ currentLevel: "OK" }] },
          tagRules: { to: [{ ...tagRules[0], value: "c" }], byHand: [{ ...tagRules[0], value: "d" }] },
          description: { to: "changed", byHand: "by hand" },
          status: { to: "active", byHand: "active" },
          limit: { to: 4, byHand: 5 },
          limitEvery: { to: 61, byHand: 62 },
          runbookLink: { to: "changed", byHand: "by hand" },
          ...ownUpdates,
        },
        replacements: {},
        apart: ["type", ...OWN.filter((key) => !(key in own))],
        name,
        inOrganization: async (elsewhere) => ({
          endpointId: await endpoint(server, elsewhere, type, `${name} elsewhere`),
        }),
        setByHand: async (id, property, value) => {
          const remote = await call(server, "GET", path(id));
          const key = property === "endpointId" ? "endpointID" : property;
          await call(server, "PUT", path(id), { ...remote, [key]: value });
        },
        onServer: async (id) => {
          const remote = await lookUp(server, path(id));
          return remote && told(remote, own);
        },
      };
    },
  };
}

function told(remote: Json, own: Values): Values {
  const rules = (remote["statusRules"] ?? []) as readonly {
    currentLevel: string;
    previousLevel: string | null;
  }[];
  const { limit = 0, limitEvery = 0 } = remote as { limit?: number; limitEvery?: number };
  return {
    ...{ name: text(remote["name"]), type: text(remote["type"]), endpointId: text(remote["endpointID"]) },
    ...{ every: text(remote["every"]), offset: text(remote["offset"]), status: text(remote["status"]) },
    statusRules: rules.map(({ currentLevel, previousLevel }) => ({
      currentLevel,
      ...(previousLevel !== null && { previousLevel }),
    })),
    tagRules: remote["tagRules"] ?? [],
    ...{ description: text(remote["description"]), runbookLink: text(remote["runbookLink"]) },
    ...{ limit, limitEvery },
    ...Object.fromEntries(Object.keys(own).map((key) => [key, remote[key] as Value])),
  };
}

const message = { messageTemplate: "${r._message}" };
const messageUpdates = { messageTemplate: { to: "changed", byHand: "by hand" } };

export const notificationRules: readonly Row[] = [
  row("http", {}, {}),
  row("slack", { ...message, channel: "#a" }, { ...messageUpdates, channel: { to: "#b", byHand: "#c" } }),
  row("pagerduty", message, messageUpdates),
  row(
    "telegram",
    { ...message, parseMode: "HTML", disableWebPagePreview: true },
    {
      ...messageUpdates,
      parseMode: { to: "Markdown", byHand: "MarkdownV2" },
      disableWebPagePreview: { to: false, byHand: false },
    },
  ),
];
