import { orAbsent } from "../client/api.ts";
import { idFaults, nameFaults, withPlainIds, type Fault } from "../definition/checks.ts";
import * as common from "../definition/common.ts";
import { plainDuration, scheduleFaults } from "../definition/durations.ts";
import { scopedKind, type Found, type Wanted } from "../definition/kind.ts";
import { isList, isRecord, textOf, withoutNulls, type Value, type Values } from "../definition/values.ts";
import { listRules, RemoteRule } from "./rules.ts";
import { variantFaults, withGaps } from "./variants.ts";

const PATH = "/api/v2/notificationRules";
const LEVELS = ["CRIT", "WARN", "INFO", "OK", "UNKNOWN", "ANY"] as const;

const statusRule = {
  type: "object",
  name: "StatusRule",
  doc: "Statuses that are notified of.",
  fields: {
    currentLevel: { type: { type: "string", values: LEVELS }, required: true, doc: "Level of the status." },
    previousLevel: {
      type: { type: "string", values: LEVELS },
      doc: "Level of the status before it: only the change from that one is notified of. Default: whatever it was, changed or not.",
    },
  },
} as const;

const tagRule = {
  type: "object",
  name: "TagRule",
  doc: "A tag that a status must have.",
  fields: {
    key: { type: { type: "string" }, required: true, doc: "Name of the tag, not empty." },
    value: { type: { type: "string" }, required: true, doc: "Value of the tag, not empty." },
    operator: {
      type: { type: "string", values: ["equal", "notequal", "equalregex", "notequalregex"] },
      doc: "Only `equal`, which is the default: the server keeps the others, and runs them as `equal`.",
    },
  },
} as const;

const properties = {
  name: {
    type: { type: "string" },
    required: true,
    doc: "Name, not blank. Need not be unique. Changed in place.",
  },
  type: {
    type: { type: "string", values: ["http", "slack", "pagerduty", "telegram"] },
    required: true,
    doc: "Type of its endpoint. Changed in place.",
  },
  endpointId: {
    type: { type: "string" },
    required: true,
    doc: "ID of the notification endpoint that it sends to, which must be of the same type. Changed in place.",
  },
  every: {
    type: { type: "string" },
    required: true,
    doc: "Interval at which it looks for new statuses: a Flux duration of whole seconds, e.g. `10m`. Changed in place.",
  },
  offset: {
    type: { type: "string" },
    default: "0s",
    doc: "Delay after each interval, less than `every`: hours, minutes and seconds, e.g. `30s`. Default: `0s`. Changed in place.",
  },
  statusRules: {
    type: { type: "list", of: statusRule },
    required: true,
    doc: "Statuses that are notified of: at least one rule, and none twice. Changed in place.",
  },
  tagRules: {
    type: { type: "list", of: tagRule },
    default: [],
    doc: "Tags that a status must have, all of them. Default: none. Changed in place.",
  },
  ...common.description,
  status: {
    type: { type: "string", values: ["active", "inactive"] },
    default: "active",
    doc: "Whether it notifies. Default: `active`. Changed in place.",
  },
  messageTemplate: {
    type: { type: "string" },
    doc: "Text that is sent, with `${r._message}` and the like filled in. Required for every type but `http`, which has none. PagerDuty is sent the status's own message. Default: none. Changed in place.",
  },
  channel: {
    type: { type: "string" },
    doc: "For `slack`: channel or user that is written to; not needed with an incoming webhook. Default: empty. Changed in place.",
  },
  parseMode: {
    type: { type: "string", values: ["", "MarkdownV2", "HTML", "Markdown"] },
    doc: "For `telegram`: how the text is marked up; empty for Telegram's own default of the server, `MarkdownV2`. Default: empty. Changed in place.",
  },
  disableWebPagePreview: {
    type: { type: "boolean" },
    doc: "For `telegram`: whether links in the text are shown without a preview. Default: false. Changed in place.",
  },
  limit: {
    type: { type: "integer" },
    default: 0,
    doc: "Notifications at most in `limitEvery` seconds, with which it is given together; 0 for no limit. Kept by the server, but left out of the script that runs. Default: 0. Changed in place.",
  },
  limitEvery: {
    type: { type: "integer" },
    default: 0,
    doc: "Seconds over which `limit` counts, 0 where there is none. Default: 0. Changed in place.",
  },
  runbookLink: {
    type: { type: "string" },
    default: "",
    doc: "Link to what is to be done. Kept by the server, not sent. Default: empty. Changed in place.",
  },
  ownerId: { type: { type: "string" }, computed: true, doc: "ID of the user whose role its task runs with." },
  taskId: {
    type: { type: "string" },
    computed: true,
    doc: "ID of the hidden task that runs it. Deleting that task breaks the rule for good.",
  },
  ...common.createdAt,
} as const;

/** What each type takes beside what all take. */
const VARIANTS = {
  http: { required: [], optional: [] },
  slack: { required: ["messageTemplate"], optional: ["channel"] },
  pagerduty: { required: ["messageTemplate"], optional: [] },
  telegram: { required: ["messageTemplate"], optional: ["parseMode", "disableWebPagePreview"] },
} as const;
const DEFAULTS: Readonly<Record<string, Values>> = {
  slack: { channel: "" },
  telegram: { parseMode: "", disableWebPagePreview: false },
};

export const notificationRule = scopedKind({
  name: "NotificationRule",
  doc: "Which statuses of checks are sent to which notification endpoint. The server runs it as a hidden task, with the organization role of the user whose token created it, and writes that task's script whenever the rule is written. Source: InfluxDB v2 API, `/api/v2/notificationRules`.",
  importForm: "<rule name>",
  properties,

  importName: ({ name }) => textOf(name),

  check: (inputs) => [
    ...nameFaults(inputs, "name"),
    ...idFaults(inputs, "endpointId"),
    ...scheduleFaults(inputs),
    ...variantFaults(inputs, "type", VARIANTS),
    ...statusFaults(inputs["statusRules"]),
    ...tagFaults(inputs["tagRules"]),
    ...limitFaults(inputs),
    ...templateFaults(inputs),
  ],

  normalize(inputs) {
    const { type, every, offset, tagRules, statusRules } = inputs;
    const defaults = typeof type === "string" ? DEFAULTS[type] : {};
    return {
      ...defaults,
      ...withPlainIds(withGaps(inputs, "type", VARIANTS), "endpointId"),
      every: plainDuration(every),
      offset: plainDuration(offset),
      statusRules: eachRecord(statusRules, withoutNulls),
      tagRules: eachRecord(tagRules, (rule) => ({ ...rule, operator: rule["operator"] ?? "equal" })),
    };
  },

  async create(api, wanted, orgID) {
    return found(await api.send(RemoteRule, "POST", PATH, bodyOf(wanted, orgID)));
  },

  async update(api, { id, orgId, wanted }) {
    return found(await api.send(RemoteRule, "PUT", `${PATH}/${id}`, bodyOf(wanted, orgId)));
  },

  async delete(api, { id }) {
    await api.remove(`${PATH}/${id}`);
  },

  async read(api, id) {
    const remote = await orAbsent(api.get(RemoteRule, `${PATH}/${id}`));
    return remote && found(remote);
  },

  async list(api, orgID) {
    return (await listRules(api, orgID)).map(found);
  },
});

/** Status and interval must be there: without them the server panics. A limit of zero it refuses. */
function bodyOf(wanted: Wanted<typeof properties>, orgID: string) {
  const { endpointId: endpointID, limit, limitEvery, ...body } = wanted;
  return { ...body, endpointID, orgID, ...(limit === 0 ? {} : { limit, limitEvery }) };
}

function statusFaults(rules: Value | undefined): Fault[] {
  if (!isList(rules)) return [];
  // The script that the server makes of these fails at every run.
  if (rules.length === 0)
    return [{ property: "statusRules", reason: "expected at least one rule, found none" }];
  const keys = rules.map((rule) =>
    isRecord(rule) ? JSON.stringify([rule["previousLevel"] ?? null, rule["currentLevel"]]) : "",
  );
  return keys.flatMap((key, index) => {
    const first = keys.indexOf(key);
    if (first === index) return [];
    return [
      {
        property: `statusRules[${index}]`,
        reason: `expected a rule of its own, found that of statusRules[${first}]`,
      },
    ];
  });
}

function tagFaults(rules: Value | undefined): Fault[] {
  if (!isList(rules)) return [];
  return rules.flatMap((rule, index) => {
    if (!isRecord(rule)) return [];
    const { key, value, operator } = rule;
    const at = (field: string) => `tagRules[${index}].${field}`;
    const empty = Object.entries({ key, value })
      .filter(([, text]) => text === "")
      .map(([field]) => ({ property: at(field), reason: "expected a text, found an empty one" }));
    if (operator === "equal") return empty;
    const reason = `expected equal, found ${textOf(operator)}, which the server keeps but runs as equal`;
    return [...empty, { property: at("operator"), reason }];
  });
}

function limitFaults({ limit, limitEvery }: Values): Fault[] {
  if (typeof limit !== "number" || typeof limitEvery !== "number") return [];
  if (limit === 0 && limitEvery === 0) return [];
  return Object.entries({ limit, limitEvery })
    .filter(([, value]) => value < 1)
    .map(([property, value]) => ({
      property,
      reason: `expected "limit" and "limitEvery" together, at least 1 each, found ${value}`,
    }));
}

function templateFaults({ messageTemplate }: Values): Fault[] {
  if (messageTemplate !== "") return [];
  return [{ property: "messageTemplate", reason: "expected a text, found an empty one" }];
}

function eachRecord(
  list: Value | undefined,
  change: (item: { readonly [key: string]: Value }) => Value,
): Value | undefined {
  return isList(list) ? list.map((item) => (isRecord(item) ? change(item) : item)) : list;
}

function found(remote: RemoteRule): Found {
  const { id, orgID, name, type, description, status, every, offset, createdAt } = remote;
  const { endpointID: endpointId, ownerID: ownerId, taskID: taskId, statusRules, tagRules } = remote;
  const { messageTemplate, channel, parseMode, disableWebPagePreview } = remote;
  const { limit = 0, limitEvery = 0, runbookLink } = remote;
  return {
    id,
    orgId: orgID,
    properties: {
      ...{ name, type, endpointId, every, offset: offset ?? "0s" },
      ...{ description: description ?? "", status, runbookLink: runbookLink ?? "" },
      statusRules: (statusRules ?? []).map(({ currentLevel, previousLevel }) => ({
        currentLevel,
        ...(previousLevel ? { previousLevel } : {}),
      })),
      tagRules: tagRules ?? [],
      ...{ messageTemplate, channel, parseMode, disableWebPagePreview, limit, limitEvery },
      ...{ ownerId, taskId, createdAt },
    },
  };
}
