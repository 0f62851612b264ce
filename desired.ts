/** What a stack should have, all of it, as plain data: the model, its tasks as Flux, its agents' configurations. */
import type { DeclaredSettings } from "./config/settings.ts";
import { compileTasks, loadTemplates, type Templates } from "./flux/index.ts";
import type { CapacityEstimate } from "./model/capacity/estimate.ts";
import type { Fault } from "./model/faults.ts";
import { buildModel } from "./model/model.ts";
import type { Model } from "./model/types.ts";
import { sinkConfig, type SinkPod } from "./telegraf/sink.ts";
import { type Agents, agentsOf, clusterBuckets, podTarget } from "./telegraf/stack.ts";

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
  /** Buckets that this cluster's agents write, wherever they are declared. */
  readonly buckets: readonly string[];
  readonly templates: Templates;
  /** Of all that; those of the configuration itself are told by who read it. */
  readonly faults: readonly Fault[];
  /** What is well enough to go on with, and yet to be said. */
  readonly warnings: readonly string[];
}

/** What follows from the settings of a stack. Faulty parts are left out, so that one run shows every fault. */
export async function desired(read: DeclaredSettings): Promise<Desired> {
  const { declared, tags, agents: said, authority } = read;
  const templates = await loadTemplates();
  const { model, estimate, faults: modelFaults, warnings } = buildModel(declared, templates.byFile);
  const { compiled: scripts, faults: fluxFaults } = compileTasks(model.tasks, templates);
  const { applications } = model;
  const buckets = tags === undefined ? [] : clusterBuckets(tags.cluster, applications, declared);
  const agents =
    said === undefined || tags === undefined
      ? undefined
      : agentsOf(said, { tags, applications, buckets }, declared);
  const sinks =
    tags === undefined
      ? []
      : model.sinks.map((sink) => {
          const where = `${declared.source.file}: monitoring:kafka.sinks.${sink.name}`;
          const made = sinkConfig({ sink, tags, influxdb: podTarget(authority), where });
          return { sink, ...made, authority };
        });
  return {
    model,
    estimate,
    scripts,
    agents: agents?.agents,
    buckets,
    templates,
    faults: [
      ...modelFaults,
      ...fluxFaults,
      ...(agents?.faults ?? []),
      ...sinks.flatMap((sink) => sink.faults),
    ],
    sinks,
    warnings,
  };
}
