/**
 * The configuration of the program: the only reader of `pulumi.Config`, of stack files and of environment files.
 * What a stack file may say is defined in config/schema.ts and listed by {@link configurationKeys}.
 */
import * as pulumi from "@pulumi/pulumi";
import type { Connection, ServerStack, TokenSource } from "./config/connection.ts";
import type { Certificates } from "./config/tls.ts";
import { rawConfiguration, type RawValue } from "./config/raw.ts";
import { declaredIn } from "./config/declared.ts";
import { type DeclaredSettings, settingsFrom } from "./config/settings.ts";
import { readStackFile } from "./config/stack-file.ts";
import { describeFaults, type Fault } from "./model/faults.ts";
import type { ClusterSettings } from "./model/cluster.ts";
import { namespace } from "./model/keys.ts";
import { releaseSecrets, type ReleaseSettings } from "./model/releases.ts";
import type { ModelSettings } from "./model/settings.ts";

export { configurationKeys } from "./config/keys.ts";
export type { Connection, ServerStack } from "./config/connection.ts";

declare module "@pulumi/pulumi/runtime/config.js" {
  /** Whether the engine says that a key is a secret or has one inside. Not in the SDK's published types. */
  function isConfigSecret(key: string): boolean;
}

/** A server whose token is a secret output. */
export type InfluxdbSettings = Omit<Connection<pulumi.Output<string>>, "certificates"> & {
  readonly certificates: Omit<Certificates, "clientKey"> & { readonly clientKey?: pulumi.Output<string> };
};

/** What every stack has. */
interface CommonSettings {
  /** The Kubernetes cluster; undefined where the stack declares nothing on one. */
  readonly kubernetes: ClusterSettings | undefined;
}

/** Settings of a stack that declares what is inside InfluxDB. */
export interface ServerSettings extends CommonSettings, Omit<ModelSettings, "secrets"> {
  readonly role: "server" | "both";
  /** Where the server is. Without a token it is the one that its release is given. */
  readonly influxdb: Omit<InfluxdbSettings, "token"> & { readonly token: pulumi.Output<string> | undefined };
  /** The server itself, where the stack declares it. */
  readonly releases: ReleaseSettings | undefined;
  /** Values for the secret store of InfluxDB, by key; each a secret output. */
  readonly secrets: ReadonlyMap<string, pulumi.Output<string>>;
  /** Values that belong to the releases, by key. */
  readonly releaseSecrets: ReadonlyMap<string, pulumi.Output<string>>;
}

/** Settings of a cluster that reports to the server of another stack, or to one that it is told directly. */
export interface ClientSettings extends CommonSettings, ModelSettings {
  readonly role: "client";
  /** Which environment the cluster is: its agents have a token of their own. */
  readonly environment: string;
  /** Its server: in the outputs of the stack that declares it, or told directly. */
  readonly upstream:
    | ServerStack
    | (InfluxdbSettings & {
        /** Tokens of its Kafka sinks by name, each a secret output. */
        readonly sinkTokens: ReadonlyMap<string, pulumi.Output<string>>;
      });
}

export type Settings = ServerSettings | ClientSettings;

/** Configuration that was read, with what is wrong with it not yet thrown: see {@link ReadSettings.accept}. */
export interface ReadSettings extends DeclaredSettings {
  /**
   * The settings, once nothing is wrong.
   *
   * @param others Faults of what was made of them: the model, its Flux files, the agents' configurations.
   * @param warnings Sentences that are shown, and stop nothing.
   * @throws RunError with all faults, its own first, so that one run shows every one.
   */
  readonly accept: (others: readonly Fault[], warnings?: readonly string[]) => Settings;
}

/**
 * Reads the configuration of the stack that the engine runs.
 *
 * @param root Absolute path of the project, from which relative paths in the configuration start.
 */
export function readSettings(root: string = import.meta.dirname): ReadSettings {
  const stack = pulumi.getStack();
  const secretsKey = `${namespace}:secrets`;
  const file = readStackFile(root, stack);
  const all = Object.entries(pulumi.runtime.allConfig()).map(([key, value]): [string, RawValue] => {
    const secret = pulumi.runtime.isConfigSecret(key);
    // The engine tells only that some of them are secrets.
    const plain = key === secretsKey && secret ? file.values.get("secrets")?.plain : [];
    return [key, { value, secret, ...(plain === undefined || plain.length === 0 ? {} : { plain }) }];
  });
  const raw = rawConfiguration(new Map(all), { stack, file: `Pulumi.${stack}.yaml` });
  const faults = [...raw.faults, ...file.beside];
  const read = settingsFrom({ ...raw, faults }, { root, connection: "required" });
  return {
    ...read,
    accept(others, warnings = []) {
      const all = [...read.faults, ...others];
      // The engine shows the message of this one without a stack.
      if (all.length > 0) throw new pulumi.RunError(describeFaults(all));
      for (const warning of warnings) void pulumi.log.warn(warning);
      return withSecrets(read);
    },
  };
}

/**
 * What the file of another stack says, faults included; undefined where that is of another project.
 *
 * @param name `<organization>/<project>/<stack>`
 * @param root As for {@link readSettings}.
 */
export function siblingSettings(
  name: string,
  root: string = import.meta.dirname,
): DeclaredSettings | undefined {
  const [stack = "", project] = name.split("/").reverse();
  if (project !== pulumi.getProject()) return undefined;
  return declaredIn(root, stack);
}

function withSecrets(read: DeclaredSettings): Settings {
  const { declared, connection, serverStack, kubernetes, tags, releases } = read;
  const influxdb =
    connection === undefined
      ? undefined
      : {
          ...connection,
          certificates: withSecretKey(connection.certificates),
          token: openedToken(connection.token),
        };
  const { role } = declared;
  if (role === "client") {
    const upstream =
      serverStack ??
      (influxdb === undefined
        ? undefined
        : { ...withToken(influxdb), sinkTokens: openedSecrets(declared.secrets) });
    if (upstream !== undefined && tags !== undefined)
      return { ...declared, role, upstream, kubernetes, environment: tags.cluster };
  }
  if (role === "client" || influxdb === undefined)
    throw new Error("a stack without a server passed the checks of its configuration");
  const ofReleases = releases === undefined ? [] : releaseSecrets(releases);
  return {
    ...declared,
    ...{ role, kubernetes, influxdb, releases },
    secrets: openedSecrets(declared.secrets),
    releaseSecrets: openedSecrets(ofReleases),
  };
}

function openedToken(source: TokenSource): pulumi.Output<string> | undefined {
  if (source.from === "release") return undefined;
  if (source.from === "file") return pulumi.secret(source.content);
  return new pulumi.Config(namespace).requireSecret("token");
}

function withToken({ token, ...connection }: ServerSettings["influxdb"]): InfluxdbSettings {
  if (token === undefined) throw new Error("a client without a token passed the checks of its configuration");
  return { ...connection, token };
}

/** The engine hands them over in one secret map; each taken out of it stays a secret. */
function openedSecrets(keys: readonly string[]): ServerSettings["secrets"] {
  if (keys.length === 0) return new Map();
  const all = new pulumi.Config(namespace).requireSecretObject<Readonly<Record<string, string>>>("secrets");
  return new Map(
    keys.map((key) => [
      key,
      all.apply((values) => {
        const value = values[key];
        if (value === undefined) throw new Error(`the secret "${key}" passed the checks, but is not there`);
        return value;
      }),
    ]),
  );
}

function withSecretKey({ clientKey, ...certificates }: Certificates): InfluxdbSettings["certificates"] {
  return clientKey === undefined ? certificates : { ...certificates, clientKey: pulumi.secret(clientKey) };
}
