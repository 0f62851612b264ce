/** The one telegraf of a cluster: what has to be asked once, and not on every node. */
import type { Fault } from "../model/faults.ts";
import { type AgentOptions, checkConfig, type TelegrafConfig } from "./config.ts";
import { type ApiAccess, apiDefaults } from "./kubernetes.ts";
import {
  batchSize,
  bufferLimit,
  type BufferSettings,
  influxdbOutput,
  type InfluxdbTarget,
} from "./outputs.ts";
import { homeFaults, type Placement, placementFaults } from "./placement.ts";
import { type Plugin, use } from "./plugin.ts";
import { kubeInventory } from "./plugins/kube-inventory.ts";
import { type MetricProfile, profileFaults, renamesOf, scrape } from "./profiles.ts";
import { type ClusterTags, homeOptions, type Renames, routing } from "./routing.ts";
import {
  certificateProbe,
  type CertificateProbes,
  eventHome,
  githubWebhooks,
  type GithubWebhooks,
  health,
  jolokia,
  type JolokiaSource,
  listener,
  type Listener,
  lookup,
  type Lookup,
  script,
  type Script,
  siteHome,
  siteProbe,
  type SiteProbes,
  sourceFaults,
} from "./sources.ts";

/** What every agent of a cluster is told. */
export interface AgentSettings {
  readonly tags: ClusterTags;
  readonly influxdb: InfluxdbTarget;
  readonly placement: Placement;
  /** Seconds between samples. @default 60 */
  readonly intervalSeconds?: number;
  readonly buffer?: BufferSettings;
  /** What faults call it, e.g. `Pulumi.idfdev.yaml: telegraf`. */
  readonly where: string;
}

/** What the one telegraf of a cluster does. Everything is left out that is not named, but for its own health. */
export interface TelegrafSettings extends AgentSettings {
  readonly profiles?: readonly MetricProfile[];
  readonly sites?: SiteProbes;
  readonly certificates?: CertificateProbes;
  readonly lookups?: readonly Lookup[];
  readonly github?: GithubWebhooks;
  readonly listeners?: readonly Listener[];
  readonly scripts?: readonly Script[];
  readonly jolokia?: readonly JolokiaSource[];
  /** Objects of the cluster, and pods that no node has. @default none is asked */
  readonly inventory?: ApiAccess;
}

/** A configuration, with what is wrong with it. */
export interface Configured {
  readonly config: TelegrafConfig;
  readonly faults: readonly Fault[];
}

export function telegrafConfig(settings: TelegrafSettings): Configured {
  const { profiles = [], placement, where, jolokia: javas = [] } = settings;
  const { lookups = [], listeners = [], scripts = [], github } = settings;
  const named = [...lookups, ...listeners, ...scripts, ...javas];
  const inputs = [
    ...profiles.map(scrape),
    ...(settings.sites === undefined ? [] : [siteProbe(settings.sites)]),
    ...(settings.certificates === undefined ? [] : [certificateProbe(settings.certificates)]),
    ...lookups.map(lookup),
    ...(github === undefined ? [] : [githubWebhooks(github)]),
    ...listeners.map(listener),
    ...scripts.map(script),
    ...javas.map(jolokia),
    ...(settings.inventory === undefined ? [] : inventory(settings.inventory)),
    health(),
  ];
  const homes = [
    ...(github === undefined ? [] : [eventHome]),
    ...(settings.inventory === undefined ? [] : [nodeHome]),
    siteHome,
  ];
  // Labels of exporters such as ingress-nginx's `host` are about something else than where this agent runs.
  const agent = { omit_hostname: true };
  const { config, faults } = configure(settings, {
    agent,
    inputs,
    homes,
    own: siteHome,
    named: [...profiles, ...named].map(({ home }) => home),
    renames: renamesOf(profiles),
  });
  return {
    config,
    faults: [
      ...profileFaults(profiles, placement, where),
      ...named.flatMap(({ name, home }) => homeFaults(home, placement, `${where}: ${name}`)),
      ...sourceFaults({ lookups, jolokia: javas }, placement, where),
      ...faults,
    ],
  };
}

/** Home of what is about nodes. */
export const nodeHome = "telegraf-ds";

/** What is not of one node: nodes themselves, also those that do not answer, workloads, and pods without a node. */
function inventory({ url, ca, tokenFile }: ApiAccess): readonly Plugin[] {
  const access = {
    url: url ?? apiDefaults.url,
    tls_ca: ca ?? apiDefaults.ca,
    bearer_token: tokenFile ?? apiDefaults.tokenFile,
    namespace: "",
    response_timeout: "20s",
  };
  return [
    use(kubeInventory, {
      ...access,
      ...homeOptions(nodeHome),
      alias: "nodes",
      resource_include: ["nodes"],
      selector_exclude: ["*"],
    }),
    use(kubeInventory, {
      ...access,
      alias: "workloads",
      resource_include: ["daemonsets", "deployments", "persistentvolumeclaims", "statefulsets"],
      selector_exclude: ["*"],
    }),
    use(kubeInventory, {
      ...access,
      alias: "unscheduled",
      resource_include: ["pods"],
      selector_exclude: ["*"],
      // The agents of the nodes write those that have one.
      tagdrop: { node_name: ["?*"] },
    }),
  ];
}

/** What every agent has: its settings, the way of a point from input to output, and the output. */
export function configure(
  settings: AgentSettings,
  {
    agent,
    inputs,
    homes,
    named = [],
    own,
    renames = [],
  }: {
    readonly agent: Partial<AgentOptions>;
    readonly inputs: readonly Plugin[];
    /** Homes that the agent itself chooses. */
    readonly homes: readonly string[];
    /** Homes that somebody names, and that are checked where they do. @default none */
    readonly named?: readonly string[];
    readonly own: string;
    readonly renames?: readonly Renames[];
  },
): Configured {
  const { tags, influxdb, placement, intervalSeconds = 60, buffer = {}, where } = settings;
  const flush = Math.min(10, intervalSeconds);
  const processors = routing(tags, placement, { homes: [...homes, ...named], own, renames });
  const config: TelegrafConfig = {
    agent: {
      interval: `${intervalSeconds}s`,
      metric_batch_size: batchSize,
      metric_buffer_limit: bufferLimit(buffer),
      // Not all at once: neither the targets nor, over many nodes, InfluxDB.
      collection_jitter: `${Math.floor(intervalSeconds / 10)}s`,
      flush_interval: `${flush}s`,
      flush_jitter: `${Math.floor(flush / 2)}s`,
      always_include_local_tags: true,
      // Without this, aggregators would make every point go through the processors twice.
      skip_processors_after_aggregators: true,
      ...(buffer.directory === undefined
        ? {}
        : { buffer_strategy: "disk_write_through", buffer_directory: buffer.directory }),
      ...agent,
    },
    plugins: [...inputs, ...processors, influxdbOutput(influxdb, placement)],
  };
  const faults = [
    ...placementFaults(placement, where),
    ...[...new Set([...homes, own])].flatMap((home) => homeFaults(home, placement, where)),
    ...checkConfig(config, where),
  ];
  return { config, faults };
}
