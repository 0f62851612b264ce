/** From raw configuration to settings, without Pulumi: for the program and for commands that need no engine. */
import { resolve } from "node:path";
import type { Fault } from "../model/faults.ts";
import { keyFault, removeCommand, setCommand, whereKey } from "../model/keys.ts";
import type { EnvironmentSettings, ModelSettings, Role, TokenSettings } from "../model/settings.ts";
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
import { type PartialConfiguration, readPartially } from "./partial.ts";
import type { SettingsOptions } from "./options.ts";
import type { RawConfiguration } from "./raw.ts";
import { alertSettings } from "./routing.ts";
import { downsamplingSettings } from "./rules.ts";
import type { Configuration } from "./schema.ts";
import { secretsOf } from "./secret-store.ts";
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
  const roleFaults = configuration.role === undefined ? [] : checkRole(configuration.role, raw);
  const environments = environmentsOf(raw, partial, options.root);
  const secrets = secretsOf(raw);
  const alerts = alertSettings(raw, partial, secrets);
  const downsampling = downsamplingSettings(source, partial);
  const layoutFaults = partial.faulty("buckets", "layout") ? [] : checkLayout(configuration.buckets, source);
  // To a client none of this belongs, which is one fault, not two.
  const declaredFaults = role === "client" ? [] : [...alerts.faults, ...downsampling.faults, ...layoutFaults];
  const target =
    unread || configuration.role === undefined
      ? {
          connection: undefined,
          serverStack: undefined,
          faults: unread ? [] : checkToken(raw, configuration),
        }
      : connectionOf(configuration.role, raw, partial, options);
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
  return ["buckets", "tasks", "tokens", "secrets", "alerts", "downsampling", ...Object.keys(expectedOfClient)]
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
