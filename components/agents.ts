import * as pulumi from "@pulumi/pulumi";
import type { Agents as AgentPods } from "../telegraf/stack.ts";
import type { AgentTarget } from "./agent.ts";
import type { Cluster } from "./cluster.ts";
import { Telegraf } from "./telegraf.ts";
import { TelegrafDs } from "./telegraf-ds.ts";

export interface AgentsArgs {
  readonly cluster: Cluster;
  readonly agents: AgentPods;
  /** Where they write. Their buckets are there once it is known. */
  readonly target: Omit<AgentTarget, "authority">;
}

/** The agents of a cluster. */
export class Agents extends pulumi.ComponentResource {
  constructor(name: string, args: AgentsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("monitoring:index:Agents", name, {}, opts);
    const { cluster, agents } = args;
    const { authority } = agents;
    const target = { ...args.target, ...(authority === undefined ? {} : { authority }) };
    const options = cluster.options(this);
    if (agents.telegraf !== undefined) {
      new Telegraf("telegraf", { cluster, pod: agents.telegraf, target }, options);
    }
    if (agents.nodes !== undefined) {
      new TelegrafDs("telegraf-ds", { cluster, pod: agents.nodes, target }, options);
    }
    this.registerOutputs({});
  }
}
