/** What the pod of an agent looks like, as plain data: what its configuration takes from files and environment. */
import type { Resources, Scheduling } from "../model/cluster.ts";
import type { TelegrafConfig } from "./config.ts";

/** Keys of Secrets of the cluster, by names of the stack file. */
export type Credentials = Readonly<Record<string, SecretKey>>;

export interface SecretKey {
  /** Name of the Secret. */
  readonly secret: string;
  readonly key: string;
}

/** Directory in the pod that holds a file for each credential. */
export const credentialsDirectory = "/etc/telegraf/credentials";
/** Directory in the pod that holds the scripts. */
export const scriptsDirectory = "/etc/telegraf/scripts";
/** Directory in the pod that keeps points over a restart. */
export const bufferDirectory = "/var/lib/telegraf";
/** Directory of the node, and in the pod, that holds the socket of the node's applications. */
export const socketDirectory = "/run/telegraf";

/** File of a credential. */
export const credentialFile = (name: string): string => `${credentialsDirectory}/${name}`;

/** Environment variable of a credential. */
export const credentialVariable = (name: string): string =>
  `CREDENTIAL_${name.toUpperCase().replaceAll("-", "_")}`;

/** Environment variables that say where the server is: its address is known only to the engine. */
export const targetVariables = {
  url: "INFLUX_URL",
  organization: "INFLUX_ORG",
  token: "INFLUX_TOKEN",
} as const;

/** File with the certificates of the server's authority, where it has one of its own. */
export const serverAuthorityFile = "/etc/telegraf/server/ca.crt";

/** A disk that keeps points while the server is away. */
export interface BufferDisk {
  /** In Kubernetes' notation: `10Gi`. It can grow later if its class allows, never shrink. */
  readonly size: string;
  /** @default the cluster's default class */
  readonly storageClass?: string;
}

/** Enough for the configurations of a cluster of some hundred pods; its buffer is in it. */
export const telegrafResources = {
  requests: { cpu: "100m", memory: "256Mi" },
  limits: { memory: "1Gi" },
} as const satisfies Resources;

/** Of telegraf-ds, on every node. */
export const nodeResources = {
  requests: { cpu: "50m", memory: "128Mi" },
  limits: { memory: "512Mi" },
} as const satisfies Resources;

/** What the pod of any agent has. */
export interface AgentPod {
  readonly config: TelegrafConfig;
  readonly resources: Resources;
  readonly scheduling?: Scheduling;
}

/** The one telegraf of a cluster, ready to be declared. */
export interface TelegrafPod extends AgentPod {
  /** Credentials that are files, by name. */
  readonly files: Credentials;
  /** Credentials that are environment variables, by name. */
  readonly environment: Credentials;
  /** Texts of scripts, by file name. */
  readonly scripts: Readonly<Record<string, string>>;
  /** Ports that others call. */
  readonly ports: readonly number[];
  readonly disk?: BufferDisk;
  /** Whether it asks the API server for the objects of the cluster. */
  readonly inventory: boolean;
  /** Whether it scrapes the API server itself. */
  readonly apiServer: boolean;
  /** Namespaces whose pods it watches, to scrape them. */
  readonly watches: readonly string[];
}

/** The telegraf of a node, ready to be declared. */
export interface NodePod extends AgentPod {
  /** Whether applications of the node write to a socket of it. */
  readonly socket: boolean;
}
