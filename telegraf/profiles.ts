/** Metric profiles: which Prometheus endpoints of an application are scraped, and how. */
import type { z } from "zod";
import { bucketOf } from "../model/applications.ts";
import { shapes } from "../model/collectors/shapes.ts";
import type { Fault } from "../model/faults.ts";
import { listNames } from "../model/suggest.ts";
import { destinationOf, homeFaults, type Placement } from "./placement.ts";
import { type Plugin, use } from "./plugin.ts";
import { prometheus } from "./plugins/prometheus.ts";
import { homeOptions, type Renames, reservedTags, scrapeTags } from "./routing.ts";

/** How an agent trusts an endpoint, and shows itself to it. */
export interface TlsOptions {
  /** File with the certificates of its authority. @default those of the system */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly serverName?: string;
  /** Takes any certificate. Only for kubelets, which sign their own. @default false */
  readonly insecure?: boolean;
}

/** Pods that are found as they come and go; telegraf needs the right to watch them. */
export interface PodDiscovery {
  readonly namespace: string;
  /** As kubectl takes it: `strimzi.io/kind=Kafka`. */
  readonly labelSelector: string;
  readonly port: number;
  /** @default `/metrics` */
  readonly path?: string;
  /** @default `http` */
  readonly scheme?: "http" | "https";
}

/** One scrape, of one or more targets that are alike. */
export interface MetricProfile {
  /** Application, or extra bucket, whose points they are. */
  readonly home: string;
  /**
   * What is scraped. Its measurement is `prometheus_<component>`, with `-` as `_`: alerts and dashboards look for that, so
   * it is named after the software and not after how an environment calls it.
   */
  readonly component: string;
  /** URLs. @default none, with `discovery` */
  readonly targets?: readonly string[];
  readonly discovery?: PodDiscovery;
  /** `match[]` of a Prometheus that is asked for what it has collected: `{job="argocd"}`. */
  readonly federate?: readonly string[];
  /** Seconds between scrapes. @default the agent's */
  readonly intervalSeconds?: number;
  /** Seconds until a target that does not answer counts as failed. @default 10 */
  readonly timeoutSeconds?: number;
  /**
   * Whose clock counts. Points of one scrape with different instants cannot be joined.
   * @default `scrape`, and `exporter` with `federate`
   */
  readonly timestamps?: "scrape" | "exporter";
  /** Tags of all its points. They win over labels of that name. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Other names for labels, e.g. Strimzi's `cluster`, which is none of ours. Holds for the measurement. */
  readonly renames?: Readonly<Record<string, string>>;
  /** Labels that are left out. Series that differ in nothing else overwrite each other. */
  readonly dropLabels?: readonly string[];
  /** Names of metrics, or globs. Histograms have `_bucket`, `_sum` and `_count`. @default all */
  readonly metrics?: readonly string[];
  /** Only series one of whose labels has one of these values, or globs. @default all */
  readonly only?: Readonly<Record<string, readonly string[]>>;
  /** Whether points carry the URL of their target. @default true; false with `federate` */
  readonly urlTag?: boolean;
  readonly tls?: TlsOptions;
  /** File with the token that is sent as `Authorization: Bearer`. */
  readonly tokenFile?: string;
}

type Options = Partial<z.input<typeof prometheus.options>>;

/** Measurement of a component. */
export function measurementOf(component: string): string {
  return `prometheus_${bucketOf(component)}`;
}

/** Options for the TLS of a client. */
export function tlsOptions({ ca, cert, key, serverName, insecure }: TlsOptions = {}) {
  return {
    tls_ca: ca,
    tls_cert: cert,
    tls_key: key,
    tls_server_name: serverName,
    insecure_skip_verify: insecure,
  } as const;
}

/** The input of a profile. */
export function scrape(profile: MetricProfile): Plugin {
  const { home, component, federate, discovery, labels = {}, dropLabels = [] } = profile;
  const measurement = measurementOf(component);
  const own = homeOptions(home, labels);
  return use(prometheus, {
    alias: `${home}/${component}`,
    urls: urlsOf(profile),
    metric_version: 2,
    name_override: measurement,
    url_tag: tagsUrl(profile) ? scrapeTags.url : "",
    ignore_timestamp: (profile.timestamps ?? (federate ? "exporter" : "scrape")) === "scrape",
    interval: profile.intervalSeconds === undefined ? undefined : `${profile.intervalSeconds}s`,
    timeout: `${profile.timeoutSeconds ?? 10}s`,
    bearer_token: profile.tokenFile,
    ...tlsOptions(profile.tls),
    ...(discovery === undefined ? {} : discoveryOptions(discovery)),
    fieldinclude: profile.metrics === undefined ? undefined : [...profile.metrics],
    tagpass:
      profile.only === undefined
        ? undefined
        : Object.fromEntries(Object.entries(profile.only).map(([label, values]) => [label, [...values]])),
    ...own,
    tagexclude: [...own.tagexclude, ...dropLabels],
  });
}

function discoveryOptions({ namespace, labelSelector, port, path, scheme }: PodDiscovery): Options {
  return {
    monitor_kubernetes_pods: true,
    // Pods are chosen by what is said here, and not by what they say of themselves.
    monitor_kubernetes_pods_method: "settings",
    monitor_kubernetes_pods_namespace: namespace,
    monitor_kubernetes_pods_port: port,
    monitor_kubernetes_pods_path: path ?? "/metrics",
    monitor_kubernetes_pods_scheme: scheme ?? "http",
    kubernetes_label_selector: labelSelector,
    pod_namespace_label_name: scrapeTags.namespace,
    pod_label_exclude: ["*"],
    pod_annotation_exclude: ["*"],
  };
}

function tagsUrl({ urlTag, federate }: MetricProfile): boolean {
  return urlTag ?? federate === undefined;
}

function urlsOf({ targets = [], federate }: MetricProfile): string[] {
  if (federate === undefined) return [...targets];
  const query = federate.map((match) => `match[]=${encodeURIComponent(match)}`).join("&");
  return targets.map((target) => `${target.replace(/\/$/, "")}/federate?${query}`);
}

/** What of the profiles has to be renamed, by measurement. */
export function renamesOf(profiles: readonly MetricProfile[]): readonly Renames[] {
  const byMeasurement = new Map<string, Readonly<Record<string, string>>>();
  for (const { component, renames } of profiles) {
    const measurement = measurementOf(component);
    if (renames !== undefined) {
      byMeasurement.set(measurement, { ...byMeasurement.get(measurement), ...renames });
    }
  }
  return [...byMeasurement].map(([measurement, renames]) => ({ measurement, renames }));
}

/** Everything in the profiles that would go wrong in silence. */
export function profileFaults(
  profiles: readonly MetricProfile[],
  placement: Placement,
  where: string,
): readonly Fault[] {
  const places = profiles.map(({ home, component }) => `${where}: scrape of ${component} for ${home}`);
  return [
    ...profiles.flatMap((profile, index) => ownFaults(profile, placement, places[index] ?? where)),
    ...collisionFaults(profiles, placement, places),
    ...renameFaults(profiles, places),
  ];
}

function ownFaults(profile: MetricProfile, placement: Placement, where: string): readonly Fault[] {
  const { home, targets = [], discovery } = profile;
  const faults: Fault[] = [...homeFaults(home, placement, where), ...labelFaults(profile, where)];
  if (targets.length === 0 && discovery === undefined) {
    const mend = "name a URL, or remove the profile";
    faults.push({ where, found: "no target", expected: "`targets` or `discovery`", mend });
  }
  if (discovery !== undefined && profile.federate !== undefined) {
    const expected = "`targets` with `federate`: pods that are found are asked for all that they have";
    const mend = "remove one of the two, or name the URL of the Prometheus under `targets`";
    faults.push({ where, found: "`federate` besides `discovery`", expected, mend });
  }
  for (const target of targets) {
    if (/^https?:\/\//.test(target) && URL.canParse(target)) continue;
    const expected = "a URL that begins with `http://` or `https://`";
    faults.push({ where, found: `target \`${target}\``, expected, mend: "write the whole URL" });
  }
  const shape = shapes.find(({ measurement }) => measurement === measurementOf(profile.component));
  if (shape !== undefined && shape.home !== home) {
    faults.push({
      where,
      found: `home \`${home}\``,
      expected: `home \`${shape.home}\`, where alerts look for \`${shape.measurement}\``,
      mend: "correct the home, or call the component otherwise",
    });
  }
  return faults;
}

function labelFaults({ labels = {}, renames = {} }: MetricProfile, where: string): readonly Fault[] {
  const ours: readonly string[] = [...reservedTags, "url", "host"];
  const expected = `a name other than ${listNames(ours)}, which the agent sets`;
  const mend = "call it otherwise";
  return [
    ...Object.keys(labels)
      .filter((label) => ours.includes(label))
      .map((label) => ({ where, found: `label \`${label}\``, expected, mend })),
    ...Object.entries(renames)
      .filter(([, dest]) => ours.includes(dest))
      .map(([label, dest]) => ({
        where,
        found: `label \`${label}\` renamed to \`${dest}\``,
        expected,
        mend,
      })),
  ];
}

/** A label that gets two names: renames hold for the measurement, so that the last profile would have its way. */
function renameFaults(profiles: readonly MetricProfile[], places: readonly string[]): readonly Fault[] {
  const seen = new Map<string, string>();
  return profiles.flatMap(({ component, renames = {} }, index) =>
    Object.entries(renames).flatMap(([label, dest]) => {
      const key = JSON.stringify([measurementOf(component), label]);
      const other = seen.get(key) ?? dest;
      seen.set(key, other);
      if (other === dest) return [];
      return [
        {
          where: places[index] ?? "",
          found: `label \`${label}\` renamed to \`${dest}\`, and to \`${other}\` by another profile of the component`,
          expected: "one name for a label of a component",
          mend: `rename it to \`${other}\`, or call the component otherwise`,
        },
      ];
    }),
  );
}

/** Two targets whose points have the same measurement, bucket and tags of ours: the one overwrites the other. */
function collisionFaults(
  profiles: readonly MetricProfile[],
  placement: Placement,
  places: readonly string[],
): readonly Fault[] {
  const seen = new Map<string, string>();
  return profiles.flatMap((profile, index) => {
    const { home, component, labels = {}, targets = [] } = profile;
    const where = places[index] ?? "";
    return targets.flatMap((target) => {
      const { bucket = home, application } = destinationOf(home, placement) ?? {};
      const tags = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
      const url = tagsUrl(profile) ? target : "";
      const key = JSON.stringify([bucket, application, measurementOf(component), url, tags]);
      const other = seen.get(key);
      seen.set(key, `\`${target}\` of ${where}`);
      if (other === undefined) return [];
      return [
        {
          where,
          found: `target \`${target}\`, whose points would overwrite those of ${other}`,
          expected: "targets of one component that differ in their URL, with `urlTag`, or in their labels",
          mend: "remove one of them, set `urlTag`, or give each a label",
        },
      ];
    });
  });
}
