/** What a stack should have, all of it, as plain data: the model, its tasks as Flux, its agents' configurations. */
import type { DeclaredSettings } from "./config/settings.ts";
import { compileTasks, loadTemplates, type Templates } from "./flux/index.ts";
import type { Fault } from "./model/faults.ts";
import { buildModel } from "./model/model.ts";
import type { Model } from "./model/types.ts";
import { type Agents, agentsOf, clusterBuckets } from "./telegraf/stack.ts";

export interface Desired {
  readonly model: Model;
  /** Compiled scripts by task name. */
  readonly scripts: ReadonlyMap<string, string>;
  /** Undefined where the stack declares none. */
  readonly agents: Agents | undefined;
  /** Buckets that this cluster's agents write, wherever they are declared. */
  readonly buckets: readonly string[];
  readonly templates: Templates;
  /** Of all that; those of the configuration itself are told by who read it. */
  readonly faults: readonly Fault[];
}

/** What follows from the settings of a stack. Faulty parts are left out, so that one run shows every fault. */
export async function desired({ declared, tags, agents: said }: DeclaredSettings): Promise<Desired> {
  const templates = await loadTemplates();
  const { model, faults: modelFaults } = buildModel(declared, templates.byFile);
  const { compiled: scripts, faults: fluxFaults } = compileTasks(model.tasks, templates);
  const { applications } = model;
  const buckets = tags === undefined ? [] : clusterBuckets(tags.cluster, applications, declared);
  const agents =
    said === undefined || tags === undefined
      ? undefined
      : agentsOf(said, { tags, applications, buckets }, declared);
  return {
    model,
    scripts,
    agents: agents?.agents,
    buckets,
    templates,
    faults: [...modelFaults, ...fluxFaults, ...(agents?.faults ?? [])],
  };
}
