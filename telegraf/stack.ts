/** The agents of a stack: from what its file says to configurations, with what is wrong with them. */
import type { Fault } from "../model/faults.ts";
import { keyText, type KeyPath } from "../model/keys.ts";
import type { ModelSettings } from "../model/settings.ts";
import { agentsToken } from "../model/tokens.ts";
import type { Application } from "../model/types.ts";
import { type AgentSettings, telegrafConfig, type TelegrafSettings } from "./agent.ts";
import { daemonsetConfig, type DaemonsetSettings } from "./daemonset.ts";
import type { InfluxdbTarget } from "./outputs.ts";
import type { NamespaceRule, Placement } from "./placement.ts";
import {
  type NodePod,
  serverAuthorityFile,
  socketDirectory,
  targetVariables,
  type TelegrafPod,
} from "./pod.ts";
import type { ClusterTags } from "./routing.ts";

/** What only the stack as a whole can say. */
type OfStack = "tags" | "influxdb" | "placement" | "where";

/** What a stack file says of an agent. */
interface Declared {
  readonly namespaces?: readonly NamespaceRule[];
}

export interface TelegrafDeclaration extends Declared, Omit<TelegrafPod, "config" | "inventory" | "watches"> {
  readonly settings: Omit<TelegrafSettings, OfStack>;
}

export interface NodeDeclaration extends Declared, Omit<NodePod, "config"> {
  readonly settings: Omit<DaemonsetSettings, OfStack | "socket">;
}

/** The agents that a stack file declares. */
export interface AgentDeclarations {
  readonly telegraf?: TelegrafDeclaration;
  readonly nodes?: NodeDeclaration;
}

/** The agents of a stack, ready to be declared. */
export interface Agents {
  /** Name of the token that they write with. */
  readonly token: string;
  readonly telegraf?: TelegrafPod;
  readonly nodes?: NodePod;
}

/** Where the socket of a node's applications is. */
export const socketPath = `${socketDirectory}/telegraf.sock`;

/**
 * The server as a pod finds it: its address is known only to the engine, and comes by the environment.
 * @param authority Certificates of the authority that signed its own, PEM; undefined for those of the image
 */
export function podTarget(authority: string | undefined): InfluxdbTarget {
  return {
    url: `\${${targetVariables.url}}`,
    organization: `\${${targetVariables.organization}}`,
    tokenVariable: targetVariables.token,
    ...(authority === undefined ? {} : { ca: serverAuthorityFile }),
  };
}

/** The cluster that they are on. */
interface ClusterParts {
  readonly tags: ClusterTags;
  readonly applications: readonly Application[];
  /** Names of those that they may write. */
  readonly buckets: readonly string[];
  /** Of {@link podTarget}. */
  readonly influxdb: InfluxdbTarget;
}

/** The agents with everything in their configurations, and every fault of these. */
export function agentsOf(
  { telegraf, nodes }: AgentDeclarations,
  { tags, applications, buckets, influxdb }: ClusterParts,
  settings: ModelSettings,
): { readonly agents: Agents; readonly faults: readonly Fault[] } {
  const { cluster } = tags;
  const own = applications.filter(({ environments }) => environments.includes(cluster));
  const placement: Placement = {
    layout: settings.layout,
    applications: own.map(({ name }) => name),
    buckets,
  };
  const common = (key: KeyPath, { namespaces }: Declared): Pick<AgentSettings, OfStack> => ({
    tags,
    influxdb,
    placement: { ...placement, ...(namespaces === undefined ? {} : { namespaces }) },
    where: `${settings.source.file}: ${keyText(key)}`,
  });
  const faults: Fault[] = [];
  const made: { telegraf?: TelegrafPod; nodes?: NodePod } = {};
  if (telegraf !== undefined) {
    const { settings: asked, namespaces: _, ...pod } = telegraf;
    const { config, faults: wrong } = telegrafConfig({ ...asked, ...common(["telegraf"], telegraf) });
    faults.push(...wrong);
    made.telegraf = {
      ...pod,
      config,
      inventory: asked.inventory !== undefined,
      watches: [
        ...new Set((asked.profiles ?? []).flatMap(({ discovery }) => discovery?.namespace ?? [])),
      ].sort(),
    };
  }
  if (nodes !== undefined) {
    const { settings: asked, namespaces: _, ...pod } = nodes;
    const socket = nodes.socket ? { socket: socketPath } : {};
    const { config, faults: wrong } = daemonsetConfig({
      ...asked,
      ...socket,
      ...common(["telegrafDs"], nodes),
    });
    faults.push(...wrong);
    made.nodes = { ...pod, config };
  }
  return { agents: { token: agentsToken(cluster), ...made }, faults };
}
