import { textOf, type Value, type Values } from "../../../definition/values.ts";
import { call, lookUp, text, type Json, type Row, type Sample } from "./row.ts";

interface RemoteQuery {
  readonly text: string;
  readonly name: string;
  readonly editMode: string;
  readonly builderConfig: Readonly<Record<string, unknown>>;
}
interface RemoteThreshold {
  readonly type: string;
  readonly min?: number;
}

const field = (name: string) =>
  `from(bucket: "setup") |> range(start: -5m) |> filter(fn: (r) => r._field == "${name}")`;
/** A script as the server writes it, but for the id of the check. */
const script = (name: string, limit: number) => `import "influxdata/influxdb/monitor"
import "influxdata/influxdb/v1"

option task = {name: "${name}", every: 1h, offset: 0s}

check = {
    _check_name: "${name}",
    _type: "custom",
    tags: {a: "b"},
}
warn = (r) => r.x > ${limit.toFixed(1)}
messageFn = (r) => "\${r._check_name} is \${r._level}"

from(bucket: "setup")
    |> range(start: -1h)
    |> v1.fieldsAsCols()
    |> monitor.check(data: check, messageFn: messageFn, warn: warn)
`;

/** What the two types have that take a schedule. */
const scheduled = {
  every: "10m",
  offset: "30s",
  tags: { site: "a", stage: "b" },
  statusMessageTemplate: "${r._level}",
};
const scheduledUpdates = {
  every: { to: "20m", byHand: "30m" },
  offset: { to: "40s", byHand: "50s" },
  tags: { to: { site: "c" }, byHand: { by: "hand" } },
  statusMessageTemplate: { to: "changed", byHand: "by hand" },
};

/** Inputs that go with another type, or with another script. */
const apart = {
  scheduled: ["every", "offset", "tags", "statusMessageTemplate"],
  deadman: ["level", "timeSince", "staleTime", "reportZero"],
};

function row(
  variant: string,
  own: (name: string) => Pick<Sample, "full" | "least" | "updates"> & { readonly apart: readonly string[] },
): Row {
  return {
    kind: "Check",
    variant,
    prepare: ({ server }, tag) => {
      const path = (id: string) => `/api/v2/checks/${id}`;
      const { full, least, updates, apart: others } = own(`${tag}/${variant}`);
      const builderConfig = { buckets: ["setup"], functions: [{ name: "mean" }] };
      return Promise.resolve({
        full: {
          ...{ name: `${tag}/${variant}`, type: variant, description: "d", status: "inactive" },
          ...{ queryName: "q", editMode: "builder", builderConfig, ...full },
        },
        least: { type: variant, ...least },
        updates: {
          description: { to: "changed", byHand: "by hand" },
          status: { to: "active", byHand: "active" },
          queryName: { to: "changed", byHand: "by hand" },
          editMode: { to: "advanced", byHand: "advanced" },
          builderConfig: { to: { buckets: ["other"] }, byHand: { buckets: ["by hand"] } },
          ...updates,
        },
        replacements: {},
        apart: ["type", ...others],
        name: `${tag}/${variant}`,
        setByHand: async (id, property, value) => {
          const remote = await call(server, "GET", path(id));
          await call(server, "PUT", path(id), { ...remote, ...changed(remote, id, property, value) });
        },
        onServer: async (id) => {
          const remote = await lookUp(server, path(id));
          return remote && told(remote, variant);
        },
      });
    },
  };
}

/** The fields of the API that make up an input. */
function changed(remote: Json, id: string, property: string, value: Value): Json {
  const query = remote["query"] as RemoteQuery;
  switch (property) {
    case "query":
      return { query: { ...query, text: textOf(value).replace("},\n", `},\n    _check_id: "${id}",\n`) } };
    case "queryName":
      return { query: { ...query, name: value } };
    case "editMode":
    case "builderConfig":
      return { query: { ...query, [property]: value } };
    case "tags":
      return { tags: Object.entries(value as Json).map(([key, item]) => ({ key, value: item })) };
    default:
      return { [property]: value };
  }
}

function told(remote: Json, variant: string): Values {
  const { text: script, name: queryName, editMode, builderConfig } = remote["query"] as RemoteQuery;
  const { buckets, functions } = builderConfig as { buckets: string[]; functions: { name: string }[] };
  const { type, status } = remote;
  const common = {
    ...{ name: text(remote["name"]), type: text(type), description: text(remote["description"]) },
    ...{ status: text(status), query: script.replace(/ {4}_check_id: "[0-9a-f]{16}",\n/, ""), queryName },
    ...{ editMode: editMode === "" ? "advanced" : editMode },
    builderConfig: { ...(buckets.length > 0 && { buckets }), ...(functions.length > 0 && { functions }) },
  };
  if (variant === "custom") return common;
  const tags = (remote["tags"] ?? []) as readonly { key: string; value: string }[];
  const keys = variant === "threshold" ? ["thresholds"] : apart.deadman;
  const own = Object.fromEntries(keys.map((key): [string, Value] => [key, remote[key] as Value]));
  const thresholds = (own["thresholds"] ?? []) as readonly RemoteThreshold[];
  return {
    ...{ ...common, ...own },
    ...{ every: text(remote["every"]), offset: text(remote["offset"]) },
    statusMessageTemplate: text(remote["statusMessageTemplate"]),
    tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
    // The server leaves a lower limit of zero out.
    ...(variant === "threshold" && {
      thresholds: thresholds.map((one) => ({ ...one, ...(one.type === "range" && { min: one.min ?? 0 }) })),
    }),
  };
}

const crit = { level: "CRIT", type: "greater", value: 0, allValues: true };
const warn = { level: "WARN", type: "range", min: 0, max: 5.5, within: true, allValues: false };

export const checks: readonly Row[] = [
  row("threshold", (name) => ({
    full: { query: field("a"), ...scheduled, thresholds: [crit, warn] },
    least: {
      name: `${name} least`,
      ...{ query: field("a"), every: "1m", thresholds: [{ ...crit, allValues: false }] },
    },
    updates: {
      name: { to: `${name} renamed`, byHand: `${name} by hand` },
      query: { to: field("b"), byHand: field("c") },
      ...scheduledUpdates,
      thresholds: { to: [crit], byHand: [{ ...crit, value: 7 }, warn] },
    },
    apart: apart.deadman,
  })),
  row("deadman", (name) => ({
    full: {
      ...{ query: field("a"), ...scheduled },
      ...{ level: "WARN", timeSince: "90s", staleTime: "10m", reportZero: true },
    },
    least: {
      ...{ name: `${name} least`, query: field("a"), every: "1m" },
      ...{ level: "CRIT", timeSince: "90s", staleTime: "10m" },
    },
    updates: {
      name: { to: `${name} renamed`, byHand: `${name} by hand` },
      query: { to: field("b"), byHand: field("c") },
      ...scheduledUpdates,
      level: { to: "CRIT", byHand: "INFO" },
      timeSince: { to: "80s", byHand: "70s" },
      staleTime: { to: "1h", byHand: "2h" },
      reportZero: { to: false, byHand: false },
    },
    apart: ["thresholds"],
  })),
  row("custom", (name) => ({
    full: { query: script(name, 1) },
    least: { name: `${name} least`, query: script(`${name} least`, 1) },
    updates: { query: { to: script(name, 2), byHand: script(name, 3) } },
    // The script holds the name, so neither changes alone.
    apart: ["name", "thresholds", ...apart.scheduled, ...apart.deadman],
  })),
];
