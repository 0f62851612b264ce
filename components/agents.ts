import * as pulumi from "@pulumi/pulumi";
import type { SinkPod } from "../telegraf/sink.ts";
import type { Agents as AgentPods } from "../telegraf/stack.ts";
import type { AgentTarget } from "./agent.ts";
import type { Cluster } from "./cluster.ts";
import { KafkaSink } from "./kafka/sink.ts";
import { Telegraf } from "./telegraf.ts";
import { TelegrafDs } from "./telegraf-ds.ts";

/** Where agents write, each with its own token. Their buckets are there once a token is known. */
export interface Targets {
  /** @param token Name of the token. */
  target(token: string): AgentTarget;
}

export interface AgentsArgs {
  readonly cluster: Cluster;
  /** telegraf and telegraf-ds. */
  readonly agents: AgentPods | undefined;
  readonly sinks: readonly SinkPod[];
  readonly targets: Targets;
  /** Certificates of the authority that signed the server's, PEM; undefined for those of the image. */
  readonly authority: string | undefined;
}

/** Everything on a cluster that writes points: telegraf, telegraf-ds, and the sinks of Kafka. */
export class Agents extends pulumi.ComponentResource {
  constructor(name: string, args: AgentsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("monitoring:index:Agents", name, {}, opts);
    const { cluster, agents, sinks, targets, authority } = args;
    const options = cluster.options(this);
    const trusted = authority === undefined ? {} : { authority };
    if (agents !== undefined) {
      const target = { ...targets.target(agents.token), ...trusted };
      if (agents.telegraf !== undefined) {
        new Telegraf("telegraf", { cluster, pod: agents.telegraf, target }, options);
      }
      if (agents.nodes !== undefined) {
        new TelegrafDs("telegraf-ds", { cluster, pod: agents.nodes, target }, options);
      }
    }
    for (const { sink, config } of sinks) {
      const place = sink.strimzi === undefined ? cluster : cluster.at(sink.strimzi.namespace);
      const target = { ...targets.target(sink.store.token.name), ...trusted };
      new KafkaSink(`sink-${sink.name}`, { cluster: place, sink, config, target }, options);
    }
    this.registerOutputs({});
  }
}
