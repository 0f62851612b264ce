/**
 * What happens to each point between an input and the output: it gets the tags of the cluster, whatever an exporter
 * says, and the tag that names its bucket.
 */
import { type Plugin, use } from "./plugin.ts";
import { override } from "./plugins/override.ts";
import { rename } from "./plugins/rename.ts";
import { starlark } from "./plugins/starlark.ts";
import {
  type Destination,
  destinationOf,
  fallbackHome,
  namespaceRules,
  type Placement,
} from "./placement.ts";

/** Tag that an input gives its points: their home. It never leaves telegraf. */
export const homeTag = "home__";
/** Tag by which the output chooses the bucket. It never leaves telegraf. (`bucket` is a label of influxd's own metrics.) */
export const bucketTag = "bucket__";

/** Tags that every point of an agent gets. */
export interface ClusterTags {
  readonly cluster: string;
  readonly environment: string;
}

/** Tags that are ours. What an exporter calls by such a name is kept under {@link exported}. */
export const reservedTags = ["cluster", "environment", "application", homeTag, bucketTag] as const;

/** How a tag is called whose name is reserved. */
export const exported = (tag: string): string => `exported_${tag}`;

/** Labels of one measurement that get another name. */
export interface Renames {
  readonly measurement: string;
  readonly renames: Readonly<Record<string, string>>;
}

/**
 * Options of an input all of whose points have one home. Labels of those names are left out first, and then the agent's
 * `always_include_local_tags` puts ours in: otherwise an exporter's would win.
 */
export function homeOptions(home: string, labels: Readonly<Record<string, string>> = {}) {
  const tags = { ...labels, [homeTag]: home };
  return { tags, tagexclude: Object.keys(tags) };
}

/** The processors, in their order. `homes`: those that inputs name; `own`: that of what names none and has no namespace. */
export function routing(
  { cluster, environment }: ClusterTags,
  placement: Placement,
  { homes, own, renames }: { homes: readonly string[]; own: string; renames: readonly Renames[] },
): readonly Plugin[] {
  const tags = { cluster, environment };
  return [
    ...renames.map(({ measurement, renames: names }, index) =>
      use(rename, {
        alias: measurement,
        order: index + 1,
        namepass: [measurement],
        replace: Object.entries(names).map(([tag, dest]) => ({ tag, dest })),
      }),
    ),
    use(rename, {
      alias: "exported",
      order: 100,
      replace: Object.keys(tags).map((tag) => ({ tag, dest: exported(tag) })),
    }),
    use(override, { alias: "cluster", order: 101, tags }),
    use(starlark, {
      alias: "bucket",
      order: 102,
      source: script,
      constants: constantsOf(placement, homes, own),
    }),
  ];
}

function constantsOf(placement: Placement, homes: readonly string[], own: string) {
  const { applications, fallback = fallbackHome } = placement;
  const rules = namespaceRules(placement);
  const named = [...new Set([...applications, ...homes, ...rules.map(({ home }) => home), fallback, own])];
  const places = named.flatMap((home): [string, Destination][] => {
    const place = destinationOf(home, placement);
    return place === undefined ? [] : [[home, place]];
  });
  const exact = rules.filter(({ namespace }) => !namespace.endsWith("*"));
  const begins = rules.filter(({ namespace }) => namespace.endsWith("*"));
  return {
    buckets: Object.fromEntries(places.map(([home, { bucket }]) => [home, bucket])),
    applications: Object.fromEntries(
      places.flatMap(([home, { application }]) => (application === undefined ? [] : [[home, application]])),
    ),
    /** A namespace is called as its application, unless a rule says otherwise. */
    namespaces: Object.fromEntries([
      ...applications.map((name) => [name, name] as const),
      ...exact.map(({ namespace, home }) => [namespace, home] as const),
    ]),
    beginnings: Object.fromEntries(begins.map(({ namespace, home }) => [namespace.slice(0, -1), home])),
    fallback,
    own,
  };
}

/** In the restricted Python that the plugin takes. It has no way to fail: a point on which it fails is lost. */
const script = `
def home_of(tags):
    if tags.get("application", "") in buckets:
        return tags["application"]
    name = tags.get("namespace", "")
    if name == "":
        return own
    if name in namespaces:
        return namespaces[name]
    for beginning, home in beginnings.items():
        if name.startswith(beginning):
            return home
    return fallback

def apply(metric):
    tags = metric.tags
    home = tags.pop("${homeTag}", "")
    if home == "":
        home = home_of(tags)
    elif "application" in tags:
        tags["${exported("application")}"] = tags["application"]
    tags.pop("application", "")
    if home in applications:
        tags["application"] = applications[home]
    tags["${bucketTag}"] = buckets.get(home, buckets.get(fallback, fallback))
    return metric
`;
