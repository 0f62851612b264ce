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
/**
 * Tags under which a scrape says which URL it asked, and which namespace the pod is in that it found. They become `url`
 * and `namespace` afterwards: telegraf would put them in the place of the labels of those names, without a word.
 */
export const scrapeTags = { url: "url__", namespace: "namespace__" } as const;

/** Tags that every point of an agent gets. */
export interface ClusterTags {
  readonly cluster: string;
  readonly environment: string;
}

/** Tags that are ours. What an exporter calls by such a name is kept under {@link exported}. */
export const reservedTags = [
  ...["cluster", "environment", "application", homeTag, bucketTag],
  ...Object.values(scrapeTags),
] as const;

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
  return [
    ...renames.map(({ measurement, renames: names }, index) =>
      use(rename, {
        alias: measurement,
        order: index + 1,
        namepass: [measurement],
        replace: Object.entries(names).map(([tag, dest]) => ({ tag, dest })),
      }),
    ),
    use(starlark, {
      alias: "bucket",
      order: 100,
      source: script,
      constants: constantsOf(placement, homes, own),
    }),
    use(override, { alias: "cluster", order: 101, tags: { cluster, environment } }),
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
  // The longest first: of two that fit, it is the one that was meant.
  const begins = rules
    .filter(({ namespace }) => namespace.endsWith("*"))
    .toSorted((a, b) => b.namespace.length - a.namespace.length);
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

/**
 * In the restricted Python that the plugin takes. It has no way to fail: a point on which it fails is lost. What a point
 * says of a tag of ours is kept beside, under a name that it has not: without it, series that differ in nothing else
 * would be one. Only an application that is where the point goes need not be kept.
 */
const script = `
def keep(tags, name):
    said = tags.pop(name, "")
    if said == "":
        return
    kept = "${exported("")}" + name
    for _ in range(8):
        if kept in tags:
            kept = "${exported("")}" + kept
    tags[kept] = said

def put(tags, name, hidden):
    ours = tags.pop(hidden, "")
    if ours != "":
        keep(tags, name)
        tags[name] = ours

def home_of(tags):
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
    if home == "" and tags.get("application", "") in buckets:
        home = tags.pop("application")
    elif home == "":
        home = home_of(tags)
    for name in ["cluster", "environment", "application"]:
        keep(tags, name)
    put(tags, "url", "${scrapeTags.url}")
    put(tags, "namespace", "${scrapeTags.namespace}")
    if home in applications:
        tags["application"] = applications[home]
    tags["${bucketTag}"] = buckets.get(home, buckets.get(fallback, fallback))
    return metric
`;
