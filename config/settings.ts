/** From raw configuration to settings, without Pulumi: for the program and for commands that need no engine. */
import { resolve } from "node:path";
import type { ClusterSettings } from "../model/cluster.ts";
import type { Fault } from "../model/faults.ts";
import { keyFault, removeCommand, setCommand, whereKey } from "../model/keys.ts";
import type { EnvironmentSettings, ModelSettings, Role, TokenSettings } from "../model/settings.ts";
import type { ClusterTags } from "../telegraf/routing.ts";
import type { AgentDeclarations } from "../telegraf/stack.ts";
import { listNames } from "../model/suggest.ts";
import { agentDeclarations } from "./agents.ts";
import { bucketSettings, checkLayout, layoutOf } from "./buckets.ts";
import {
  checkToken,
  connectionOf,
  type Connection,
  type ServerStack,
  type TokenSource,
} from "./connection.ts";
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
  readonly cluster: ClusterSettings | undefined;
  /** Which environment the cluster is; undefined where nobody asks, or the file does not say. */
  readonly tags: ClusterTags | undefined;
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
  const roleFaults =
    configuration.role === undefined
      ? []
      : [...checkRole(configuration.role, raw), ...checkBucketsOfClient(configuration.role, raw)];
  const environments = environmentsOf(raw, partial, options.root);
  const secrets = secretsOf(raw);
  const alerts = alertSettings(raw, partial, secrets);
  const downsampling = downsamplingSettings(source, partial);
  const layoutFaults = partial.faulty("buckets", "layout") ? [] : checkLayout(configuration.buckets, source);
  // To a client none of this belongs, which is one fault, not two.
  const declaredFaults =
    role === "client" ? layoutFaults : [...alerts.faults, ...downsampling.faults, ...layoutFaults];
  const target =
    unread || configuration.role === undefined
      ? {
          connection: undefined,
          serverStack: undefined,
          faults: unread ? [] : checkToken(raw, configuration),
        }
      : connectionOf(configuration.role, raw, partial, options);
  const onCluster = (["telegraf", "telegrafDs"] as const).some((key) => configuration[key] !== undefined);
  const cluster = clusterSettings(configuration.kubernetes, source, options, onCluster);
  // Where another stack says what the server is, only its agents need them.
  const certificates =
    target.serverStack === undefined || !onCluster
      ? { certificates: target.connection?.certificates, faults: [] }
      : certificatesOf(source, configuration.influxdb, options.root);
  const agents = agentDeclarations(source, partial, certificates.certificates?.caCertificate);
  const tags =
    role === "client" || onCluster
      ? clusterTags(source, partial, environments.environments)
      : { tags: undefined, faults: [] };
  return {
    declared: {
      source,
      role,
      environments: environments.environments,
      buckets: bucketSettings(configuration.buckets),
      tasks: taskSettings(configuration.tasks),
      tokens: tokenSettings(configuration),
      alerts: alerts.alerts,
      downsampling: downsampling.rules,
      layout: layoutOf(configuration.buckets),
      secrets: secrets.keys,
      silences: silencesOf(configuration.wiring),
      namesComplete:
        raw.faults.length + missing.length + environments.faults.length === 0 &&
        downsampling.faults.length + layoutFaults.length === 0 &&
        !partial.faulty("environments") &&
        !partial.faulty("downsampling") &&
        ["extra", "layout", "shared"].every((key) => !partial.faulty("buckets", key)),
    },
    connection: target.connection,
    serverStack: target.serverStack,
    cluster: cluster.cluster,
    tags: tags.tags,
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
      ...tags.faults,
      ...agents.faults,
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

const expectedOfClient: Readonly<Record<string, string>> = {
  drift: "none: a client has nothing on the server to compare; its server's stack has",
  wiring: "none: a client has no tasks whose wiring is checked; its server's stack has",
};

/** A client declares nothing inside InfluxDB; settings of what it does not declare would be ignored silently. */
function checkRole(role: Role, { source, values }: RawConfiguration): Fault[] {
  if (role !== "client") return [];
  return ["tasks", "tokens", "secrets", "alerts", "downsampling", ...Object.keys(expectedOfClient)]
    .filter((key) => values.has(key))
    .map((key) =>
      keyFault(source, [key], {
        found: `settings of ${key} in the stack of a client`,
        expected:
          expectedOfClient[key] ?? `none: the ${key} of a client are declared by the stack of its server`,
        mend: `move them to the server's stack file: ${removeCommand(source, [key])}`,
      }),
    );
}

/** Of buckets a client says what its server has, so that its points find them; how long they last is the server's. */
const bucketKeysOfClient = ["layout", "shared", "extra"];

function checkBucketsOfClient(role: Role, { source, values }: RawConfiguration): Fault[] {
  const given = values.get("buckets")?.value;
  if (role !== "client" || typeof given !== "object" || given === null) return [];
  const foreign = Object.keys(given).filter((key) => !bucketKeysOfClient.includes(key));
  return foreign.map((key) =>
    keyFault(source, ["buckets", key], {
      found: `buckets.${key} in the stack of a client`,
      expected: `only ${listNames(bucketKeysOfClient)}, as its server has them; the buckets themselves are declared by the stack of the server`,
      mend: `move it to the server's stack file: ${removeCommand(source, ["buckets", key])}`,
    }),
  );
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
    if (applications !== undefined) {
      const enabled = applications.flatMap((application, place) =>
        application === undefined
          ? []
          : [{ name: application, where: whereKey(source, [...path, "applications", place]) }],
      );
      environments.push({ name, applications: enabled });
    } else if (environmentsDirectory !== undefined) {
      const directory = {
        path: resolve(root, environmentsDirectory),
        shown: environmentsDirectory.replace(/\/+$/, ""),
        key: whereKey(source, ["environmentsDirectory"]),
      };
      const read = readEnvironment(directory, name);
      environments.push({ name, applications: read.applications });
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

/** Two environments read values.yaml: its faults are told once. */
function unique(faults: readonly Fault[]): readonly Fault[] {
  return [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()];
}
