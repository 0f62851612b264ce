/** The program: settings → desired state → checks → components → outputs. Nothing happens on import. */
import { Agents } from "./components/agents.ts";
import { Chronograf } from "./components/chronograf/chronograf.ts";
import { Cluster } from "./components/cluster.ts";
import { Influxdb } from "./components/influxdb/influxdb.ts";
import { Server } from "./components/server.ts";
import { Upstream, upstreamServer } from "./components/upstream.ts";
import { readSettings, siblingSettings } from "./config.ts";
import { desired, plannedModel } from "./desired.ts";

/** A Pulumi program as the engine runs it: declares resources, returns the stack's outputs. */
export type Program = () => Promise<Record<string, unknown>>;

const program: Program = async () => {
  const read = readSettings();
  const { model, scripts, agents, sinks, writable, faults, warnings } = await desired(read);
  const settings = read.accept(faults, warnings);
  const { kubernetes } = settings;
  const written = { agents, sinks, authority: read.authority };
  const onCluster = () => (kubernetes === undefined ? undefined : new Cluster("cluster", kubernetes));

  if (settings.role === "client") {
    const { upstream: source, environment } = settings;
    const needs = { environment, ...model, buckets: writable };
    const declaredBy = (stack: string) => plannedModel(siblingSettings(stack));
    const server = await upstreamServer("upstream-server", source, needs, declaredBy);
    const upstream = new Upstream("upstream", { environment, server });
    const cluster = onCluster();
    if (cluster !== undefined) new Agents("agents", { cluster, ...written, targets: upstream });
    return { ...upstream.outputs };
  }

  const { influxdb: connection, releases = {}, secrets, releaseSecrets } = settings;
  const cluster = onCluster();
  const writersIn = sinks.flatMap(({ sink }) => sink.strimzi?.namespace ?? []);
  const installed =
    cluster === undefined || releases.influxdb === undefined
      ? undefined
      : new Influxdb(
          "influxdb",
          { ...connection, cluster, release: releases.influxdb, writersIn: [...new Set(writersIn)] },
          cluster.options(),
        );
  const server = new Server("server", { connection, installed, model, scripts, secrets });
  if (cluster !== undefined) new Agents("agents", { cluster, ...written, targets: server });
  if (cluster !== undefined && releases.chronograf !== undefined) {
    const { authority } = read;
    const shown = { influxdb: server.viewer, release: releases.chronograf, secrets: releaseSecrets };
    const chronograf = new Chronograf("chronograf", { ...shown, authority, cluster }, cluster.options());
    return { ...server.outputs, chronograf: chronograf.url };
  }
  return { ...server.outputs };
};

export default program;
