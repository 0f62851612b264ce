/** What a stack should have, all of it, as plain data: the model, its tasks as Flux, its agents' configurations. */
import type { DeclaredSettings } from "./config/settings.ts";
import { compileTasks, loadTemplates, type Templates } from "./flux/index.ts";
import type { CapacityEstimate } from "./model/capacity/estimate.ts";
import type { Fault } from "./model/faults.ts";
import { type Built, buildModel } from "./model/model.ts";
import { backupWarnings } from "./model/releases/backups.ts";
import type { Model } from "./model/types.ts";
import { sinkConfig, type SinkPod } from "./telegraf/sink.ts";
import { type Agents, agentsOf, podTarget } from "./telegraf/stack.ts";

export interface Desired {
  readonly model: Model;
  /** How much disk the buckets take; undefined for a client, which declares none. */
  readonly estimate: CapacityEstimate | undefined;
  /** Compiled scripts by task name. */
  readonly scripts: ReadonlyMap<string, string>;
  /** Undefined where the stack declares none. */
  readonly agents: Agents | undefined;
  /** Kafka sinks of the stack's own cluster, ready to be declared. */
  readonly sinks: readonly SinkPod[];
  /** As in {@link Built}. */
  readonly writable: readonly string[];
  readonly templates: Templates;
  /** Of all that; those of the configuration itself are told by who read it. */
  readonly faults: readonly Fault[];
  /** What is well enough to go on with, and yet to be said. */
  readonly warnings: readonly string[];
}

/** What follows from the settings of a stack. Faulty parts are left out, so that one run shows every fault. */
export async function desired(read: DeclaredSettings): Promise<Desired> {
  const templates = await loadTemplates();
  const built = buildModel(read.declared, templates.byFile);
  const { model, writable, estimate } = built;
  const { compiled: scripts, faults: fluxFaults } = compileTasks(model.tasks, templates);
  const { agents, sinks, faults: podFaults } = podsOf(read, built);
  const faults = [...built.faults, ...fluxFaults, ...podFaults];
  const { releases, declared } = read;
  const warnings = [...built.warnings, ...backupWarnings(releases, estimate, declared.source)];
  return { model, estimate, scripts, agents, sinks, writable, templates, faults, warnings };
}

/** What another stack should have; undefined where its file says nothing that can be relied on. */
export function plannedModel(read: DeclaredSettings | undefined): Model | undefined {
  if (read === undefined || read.faults.length > 0) return undefined;
  const { model, faults } = buildModel(read.declared);
  return faults.length > 0 ? undefined : model;
}

/** What writes points from the stack's own cluster. */
export function podsOf(
  { declared, tags, agents: said, authority }: DeclaredSettings,
  { model: { applications, sinks: specs }, writable: buckets }: Pick<Built, "model" | "writable">,
): Pick<Desired, "agents" | "sinks" | "faults"> {
  if (tags === undefined) return { agents: undefined, sinks: [], faults: [] };
  const influxdb = podTarget(authority);
  const agents =
    said === undefined ? undefined : agentsOf(said, { tags, applications, buckets, influxdb }, declared);
  const sinks = specs.map((sink) => {
    const where = `${declared.source.file}: monitoring:kafka.sinks.${sink.name}`;
    return { sink, ...sinkConfig({ sink, tags, influxdb, where }) };
  });
  const faults = [...(agents?.faults ?? []), ...sinks.flatMap((sink) => sink.faults)];
  return { agents: agents?.agents, sinks, faults };
}
