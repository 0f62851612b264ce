/** From raw configuration to settings, without Pulumi: for the program and for commands that need no engine. */
import { resolve } from "node:path";
import type { ClusterSettings } from "../model/cluster.ts";
import type { Fault } from "../model/faults.ts";
import { keyFault, removeCommand, setCommand, whereKey } from "../model/keys.ts";
import type { EnvironmentSettings, ModelSettings, TokenSettings } from "../model/settings.ts";
import type { ClusterTags } from "../telegraf/routing.ts";
import type { AgentDeclarations } from "../telegraf/stack.ts";
import { agentDeclarations } from "./agents.ts";
import { bucketSettings, checkLayout, layoutOf } from "./buckets.ts";
import {
  checkToken,
  connectionOf,
  type Connection,
  type ServerStack,
  type TokenSource,
} from "./connection.ts";
import { defined } from "./forms.ts";
import { readEnvironment } from "./environments.ts";
import type { IgnoredObjects } from "./drift.ts";
import { clusterSettings, clusterTags } from "./kubernetes.ts";
import { type PartialConfiguration, readPartially } from "./partial.ts";
import type { SettingsOptions } from "./options.ts";
import type { RawConfiguration } from "./raw.ts";
import { alertSettings } from "./routing.ts";
import { downsamplingSettings } from "./rules.ts";
import type { Configuration } from "./schema.ts";
import { secretsOf } from "./secret-store.ts";
import { quantityOf } from "../model/releases/quantities.ts";
import type { Volume } from "../model/capacity/estimate.ts";
import {
  influxdbUrls,
  outlives,
  type ReleaseSettings,
  releaseSecrets,
  tunnelUrl,
} from "../model/releases.ts";
import { capacitySettings } from "./capacity.ts";
import { reachFaults } from "./reach.ts";
import { releaseSettings } from "./releases.ts";
import { clientFaults } from "./roles.ts";
import { sinkTokenFaults, takesSinkTokens } from "./sink-tokens.ts";
import { kafkaSettings } from "./sinks.ts";
import { certificatesOf } from "./tls.ts";
import { taskSettings } from "./tasks.ts";
import { silencesOf } from "./wiring.ts";

/** What could be read of the configuration, and all that is wrong with it. */
export interface DeclaredSettings {
  /** For the model. Faulty parts are absent or have their default, so that the model can be checked all the same. */
  readonly declared: ModelSettings;
  /** Undefined when it is faulty or left open, or stands in the outputs of {@link serverStack}. */
  readonly connection: Connection<TokenSource> | undefined;
  /** For a client: the stack that declares its server. */
  readonly serverStack: ServerStack | undefined;
  /** The Kubernetes cluster; undefined where the stack declares nothing on one. */
  readonly kubernetes: ClusterSettings | undefined;
  /** Which environment the cluster is; undefined where nobody asks, or the file does not say. */
  readonly tags: ClusterTags | undefined;
  /** The server itself, where the stack declares it. */
  readonly releases: ReleaseSettings | undefined;
  /** Certificates of the authority that signed the server's, PEM. @default those of the agents' image */
  readonly authority: string | undefined;
  /** What telegraf and telegraf-ds are to do, where they are declared. */
  readonly agents: AgentDeclarations | undefined;
  /** What a drift run does not report. */
  readonly ignored: readonly IgnoredObjects[];
  readonly faults: readonly Fault[];
}

/** Validates configuration, reads the environment files it names, and collects every fault of both. */
export function settingsFrom(raw: RawConfiguration, options: SettingsOptions): DeclaredSettings {
  const { source } = raw;
  // Secrets stay out of what the schema sees: its faults show what they found.
  const plain = [...raw.values].filter(([key]) => key !== "secrets");
  const values = Object.fromEntries(plain.map(([key, { value }]) => [key, value]));
  const partial = readPartially(values, source);
  const { configuration } = partial;
  // Where the file itself could not be read, what it lacks is no fault of its own.
  const unread = raw.faults.length > 0 && raw.values.size === 0;
  const missing = unread ? [] : missingKeys(raw, partial);
  const role = configuration.role ?? "both";
  const sinkTokens = takesSinkTokens(raw, configuration);
  const roleFaults = configuration.role === "client" ? clientFaults(raw, sinkTokens) : [];
  const environments = environmentsOf(raw, partial, options.root);
  const secrets = secretsOf(raw);
  const alerts = alertSettings(raw, partial, secrets);
  const downsampling = downsamplingSettings(source, partial);
  const layoutFaults = partial.faulty("buckets", "layout") ? [] : checkLayout(configuration.buckets, source);
  // To a client none of this belongs, which is one fault, not two.
  const declaredFaults =
    role === "client" ? layoutFaults : [...alerts.faults, ...downsampling.faults, ...layoutFaults];
  const onCluster =
    (["telegraf", "telegrafDs", "releases"] as const).some((key) => configuration[key] !== undefined) ||
    Object.keys(configuration.kafka.sinks).length > 0;
  const cluster = clusterSettings(source, partial, options, onCluster);
  const releases = releaseSettings(role === "client" ? undefined : configuration.releases, {
    ...{ source, partial, secrets, root: options.root },
    charts: cluster.cluster?.charts,
  });
  const kafka = kafkaSettings(configuration.kafka, { source, partial });
  const target =
    unread || configuration.role === undefined
      ? {
          connection: undefined,
          serverStack: undefined,
          faults: unread ? [] : checkToken(raw, configuration),
        }
      : connectionOf(
          configuration.role,
          raw,
          partial,
          options,
          installedAt(releases.releases, configuration),
        );
  // Where another stack says what the server is, only its agents need them.
  const certificates =
    target.serverStack === undefined || !onCluster
      ? { certificates: target.connection?.certificates, faults: [] }
      : certificatesOf(source, configuration.influxdb, options.root);
  const agents = agentDeclarations(source, partial);
  const tags =
    role === "client" || onCluster
      ? clusterTags(source, partial, environments.environments)
      : { tags: undefined, faults: [] };
  const releaseKeys = releases.releases === undefined ? [] : releaseSecrets(releases.releases);
  const declared: ModelSettings = {
    source,
    role,
    environments: environments.environments,
    buckets: bucketSettings(configuration.buckets),
    tasks: taskSettings(configuration.tasks),
    tokens: tokenSettings(configuration),
    alerts: alerts.alerts,
    downsampling: downsampling.rules,
    layout: layoutOf(configuration.buckets),
    cluster: tags.tags?.cluster,
    kafka: kafka.kafka,
    capacity: capacitySettings(configuration.capacity),
    volume: volumeOf(releases.releases),
    secrets: secrets.keys.filter((key) => !releaseKeys.includes(key)),
    silences: silencesOf(configuration.wiring),
    namesComplete:
      raw.faults.length + missing.length + environments.faults.length === 0 &&
      downsampling.faults.length + layoutFaults.length === 0 &&
      !partial.faulty("environments") &&
      !partial.faulty("downsampling") &&
      ["extra", "layout", "shared"].every((key) => !partial.faulty("buckets", key)),
  };
  return {
    declared,
    connection: target.connection,
    serverStack: target.serverStack,
    kubernetes:
      cluster.cluster === undefined
        ? undefined
        : { ...cluster.cluster, keepNamespace: outlives(releases.releases ?? {}) },
    releases: releases.releases,
    tags: tags.tags,
    authority: certificates.certificates?.caCertificate,
    agents: agents.agents,
    ignored: (configuration.drift.ignore ?? []).filter((entry) => entry !== undefined),
    faults: [
      ...raw.faults,
      ...partial.faults,
      ...missing,
      ...roleFaults,
      ...environments.faults,
      ...secrets.faults,
      ...declaredFaults,
      ...target.faults,
      ...certificates.faults,
      ...cluster.faults,
      ...releases.faults,
      ...kafka.faults,
      ...tags.faults,
      ...agents.faults,
      ...(sinkTokens ? sinkTokenFaults(raw, { declared, given: secrets, partial, ...options }) : []),
      ...reachFaults(configuration, source),
    ],
  };
}

/** Keys that every stack file must have. */
function missingKeys({ source, values }: RawConfiguration, partial: PartialConfiguration): Fault[] {
  const faults: Fault[] = [];
  if (!values.has("role") && !partial.faulty("role")) {
    faults.push(
      keyFault(source, ["role"], {
        found: "nothing",
        expected: "`server`, `client` or `both`",
        mend: setCommand(source, ["role"], "both"),
      }),
    );
  }
  if (!values.has("environments") && !partial.faulty("environments")) {
    faults.push(
      keyFault(source, ["environments"], {
        found: "nothing",
        expected: "a list of at least one environment",
        mend: setCommand(source, ["environments", 0, "name"], "idfdev"),
      }),
    );
  }
  return faults;
}

/** Where the server is that the stack declares; undefined where it declares none. */
function installedAt(
  releases: ReleaseSettings | undefined,
  { kubernetes }: Configuration,
): { readonly url: string } | undefined {
  if (releases?.influxdb === undefined) return undefined;
  const { reached } = influxdbUrls(releases.influxdb, kubernetes.namespace);
  return { url: reached ?? tunnelUrl };
}

/** The volume that points are written to. */
function volumeOf(releases: ReleaseSettings | undefined): Volume | undefined {
  const size = releases?.influxdb?.storage.size;
  const bytes = size === undefined ? undefined : quantityOf(size);
  return bytes === undefined ? undefined : { bytes, key: ["releases", "influxdb", "storage", "size"] };
}

function tokenSettings({ tokens }: Configuration): TokenSettings {
  const rotation = Object.entries(tokens.rotation).flatMap(([token, text]): [string, string][] =>
    text === undefined ? [] : [[token, text]],
  );
  return { graceSeconds: tokens.grace, rotation: new Map(rotation) };
}

function environmentsOf(
  { source }: RawConfiguration,
  partial: PartialConfiguration,
  root: string,
): { readonly environments: readonly EnvironmentSettings[]; readonly faults: readonly Fault[] } {
  const { environments: listed = [], environmentsDirectory } = partial.configuration;
  const environments: EnvironmentSettings[] = [];
  const faults: Fault[] = [];
  const seen = new Map<string, number>();
  for (const [index, environment] of listed.entries()) {
    // A faulty one has been taken out.
    if (environment === undefined) continue;
    const { name, applications } = environment;
    const path = ["environments", index] as const;
    const first = seen.get(name);
    if (first !== undefined) {
      faults.push(
        keyFault(source, [...path, "name"], {
          found: `environment \`${name}\` a second time; the first is environments[${first}]`,
          expected: "each environment once",
          mend: `remove one of them: ${removeCommand(source, path)}`,
        }),
      );
      continue;
    }
    seen.set(name, index);
    const sinks = sinksOf(environment.sinks);
    if (applications !== undefined) {
      const enabled = applications.flatMap((application, place) =>
        application === undefined
          ? []
          : [{ name: application, where: whereKey(source, [...path, "applications", place]) }],
      );
      environments.push({ name, applications: enabled, ...sinks });
    } else if (environmentsDirectory !== undefined) {
      const directory = {
        path: resolve(root, environmentsDirectory),
        shown: environmentsDirectory.replace(/\/+$/, ""),
        key: whereKey(source, ["environmentsDirectory"]),
      };
      const read = readEnvironment(directory, name);
      environments.push({ name, applications: read.applications, ...sinks });
      faults.push(...read.faults);
    } else if (!partial.faulty(...path, "applications") && !partial.faulty("environmentsDirectory")) {
      faults.push(
        keyFault(source, [...path, "applications"], {
          found: "nothing, and no environmentsDirectory to read them from",
          expected: "a list of application names, or monitoring:environmentsDirectory",
          mend: `list them in ${source.file}, or ${setCommand(source, ["environmentsDirectory"], "../phalanx/environments")}`,
        }),
      );
    }
  }
  return { environments, faults: unique(faults) };
}

type Environment = NonNullable<NonNullable<Configuration["environments"]>[number]>;

function sinksOf(given: Environment["sinks"]): Pick<EnvironmentSettings, "sinks"> {
  if (given === undefined) return {};
  return {
    sinks: Object.entries(given).map(([name, { home, bucket, retention }]) =>
      defined({ name, home, bucket, retentionSeconds: retention }),
    ),
  };
}

/** Two environments read values.yaml: its faults are told once. */
function unique(faults: readonly Fault[]): readonly Fault[] {
  return [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()];
}
