import * as common from "../definition/common.ts";
import type { Properties } from "../definition/kind.ts";

/** Levels that a check can give: the script that the server makes of another one fails at every run. */
const LEVELS = ["CRIT", "WARN", "INFO", "OK"] as const;

const threshold = {
  type: "object",
  name: "Threshold",
  doc: "A level, and the values that have it.",
  fields: {
    level: { type: { type: "string", values: LEVELS }, required: true, doc: "Level of the status." },
    type: {
      type: { type: "string", values: ["greater", "lesser", "range"] },
      required: true,
      doc: "Whether values have the level that are greater than `value`, lesser than it, or between or outside of `min` and `max`.",
    },
    value: {
      type: { type: "number" },
      doc: "For `greater` and `lesser`, required: the limit, which has not the level itself.",
    },
    min: { type: { type: "number" }, doc: "For `range`, required: the lower limit." },
    max: { type: { type: "number" }, doc: "For `range`, required: the upper limit, not below `min`." },
    within: {
      type: { type: "boolean" },
      doc: "For `range`: whether values between the limits have the level, instead of those outside. Default: false.",
    },
    allValues: {
      type: { type: "boolean" },
      doc: "Whether all values must have it. Kept by the server, but left out of the script that runs. Default: false.",
    },
  },
} as const;

export const checkProperties = {
  name: {
    type: { type: "string" },
    required: true,
    doc: "Name, not blank, unique in the organization. Changed in place.",
  },
  type: {
    type: { type: "string", values: ["threshold", "deadman", "custom"] },
    required: true,
    doc: "What it does: compare values (`threshold`), miss series (`deadman`), or run a script (`custom`). Changed in place.",
  },
  ...common.description,
  status: {
    type: { type: "string", values: ["active", "inactive"] },
    default: "active",
    doc: "Whether it runs. Default: `active`. Changed in place.",
  },
  query: {
    type: { type: "string" },
    required: true,
    doc: 'Flux. For `threshold` and `deadman` one expression that starts with `from`; the server sets the start of its `range` and, for `threshold`, its windows to `every`. A `threshold` compares `_field` with a text exactly once. For `custom` a whole script, with `option task = {name: …, every: …, offset: …}` and `check = {_check_name: …, _type: "custom", tags: {…}}`, both with the name of the check; the server adds `_check_id` and writes it with its own line breaks, which is no difference. Changed in place.',
  },
  queryName: {
    type: { type: "string" },
    default: "",
    doc: "Name of the query in the UI (`query.name` in the API). Default: empty. Changed in place.",
  },
  editMode: {
    type: { type: "string", values: ["builder", "advanced"] },
    default: "advanced",
    doc: "How the UI shows the query: as script or with its builder (`query.editMode` in the API). Default: `advanced`. Changed in place.",
  },
  builderConfig: {
    type: { type: "map", of: { type: "any" } },
    doc: "What the query builder of the UI shows (`query.builderConfig` in the API): `buckets`, `tags`, `functions`, `aggregateWindow`. Nothing of it runs. Default: empty. Changed in place.",
  },
  every: {
    type: { type: "string" },
    doc: "Interval at which it runs: a Flux duration of whole seconds, e.g. `1m`. Required, but not for `custom`, whose script has it. Default: none. Changed in place.",
  },
  offset: {
    type: { type: "string" },
    doc: "Delay after each interval, less than `every`: hours, minutes and seconds, e.g. `10s`. Not for `custom`. Default: `0s`. Changed in place.",
  },
  tags: {
    type: { type: "map", of: { type: "string" } },
    doc: "Tags that its statuses get, by name. Names are Flux identifiers, and no text is empty. Not for `custom`. Default: none. Changed in place.",
  },
  statusMessageTemplate: {
    type: { type: "string" },
    doc: "Message of its statuses, e.g. `Check ${r._check_name} is ${r._level}`. Not for `custom`. Default: empty. Changed in place.",
  },
  thresholds: {
    type: { type: "list", of: threshold },
    doc: "For `threshold`, required: at least one, and one for each level at most. Their order means nothing. Default: none. Changed in place.",
  },
  level: {
    type: { type: "string", values: LEVELS },
    doc: "For `deadman`, required: level of a series that stopped. Default: none. Changed in place.",
  },
  timeSince: {
    type: { type: "string" },
    doc: "For `deadman`, required: how long a series may be silent, a Flux duration, e.g. `90s`. Default: none. Changed in place.",
  },
  staleTime: {
    type: { type: "string" },
    doc: "For `deadman`, required: how long a silent series is looked for, a Flux duration, e.g. `10m`. Default: none. Changed in place.",
  },
  reportZero: {
    type: { type: "boolean" },
    doc: "For `deadman`: whether zeros count as silence. Kept by the server, but left out of the script that runs. Default: false. Changed in place.",
  },
  ownerId: { type: { type: "string" }, computed: true, doc: "ID of the user whose role its task runs with." },
  taskId: {
    type: { type: "string" },
    computed: true,
    doc: "ID of the hidden task that runs it. Deleting that task breaks the check for good, and nobody can have its name again.",
  },
  ...common.createdAt,
} as const satisfies Properties;

const SCHEDULED = ["offset", "tags", "statusMessageTemplate"] as const;

/** What each type takes beside what all take. */
export const checkVariants = {
  threshold: { required: ["every", "thresholds"], optional: SCHEDULED },
  deadman: { required: ["every", "level", "timeSince", "staleTime"], optional: [...SCHEDULED, "reportZero"] },
  custom: { required: [], optional: [] },
} as const;
